"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import Any

from daihoi.settings import today
from daihoi.store import Store
from daihoi.store.waiting import Waiting, Wanted, list_waiting
from tests.house import BUSY, House


def until(condition: Callable[[], Any], seconds: float = BUSY) -> Any:
    """What ``condition`` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def waiting_run(house: House, code: str) -> dict[str, Any] | None:
    """The run of the congress, while it waits."""
    run = house.api.get_run(str(house.store.get_lease(code).run))
    return run if run and run["state_type"] == "PAUSED" else None


def list_open(store: Store, code: str | None = None) -> list[Waiting]:
    """Every open request, the most urgent first."""
    return list_waiting(store, Wanted(code=code), today())
