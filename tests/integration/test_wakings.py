"""The list of those to be woken: each is taken once, and only while somebody looks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from daihoi import desk, runs
from daihoi.prefect_api import PrefectApi
from daihoi.store import Store, wakings
from schemas.plan import Opening

DAY = date(2020, 6, 1)


@pytest.fixture
def opened(store: Store, opening_of: Callable[[str], Opening]) -> list[str]:
    codes = [f"c{n}" for n in range(12)]
    for code in codes:
        desk.open_congress(store, opening_of("vistip-2020").model_copy(update={"code": code}), "Bí thư", DAY)
    return codes


def test_several_workers_never_take_the_same_congress(store: Store, opened: list[str]) -> None:
    for code in opened:
        wakings.ask(store, code)
        wakings.ask(store, code)
    with ThreadPoolExecutor(4) as pool:
        taken = [code for found in pool.map(lambda _: wakings.take(store, 5), range(12)) for code in found]
    assert sorted(taken) == sorted(opened)
    assert wakings.take(store, 5) == []


def test_the_longest_waiting_is_taken_first(store: Store, opened: list[str]) -> None:
    for code in ("c7", "c2", "c9"):
        wakings.ask(store, code)
    assert wakings.take(store, 2) == ["c7", "c2"]
    assert wakings.take(store, 2) == ["c9"]


def test_a_worker_that_was_not_seen_for_long_does_not_count(
    store: Store, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens at that address: without a worker the waking must go there, and fails.
    api = PrefectApi("http://127.0.0.1:9/api", timeout=1, tries=1)
    assert not wakings.is_anyone_awake(store)
    assert not runs.follow(store, api, "c1", wakes=True)
    wakings.say_awake(store, "máy:1:a")
    assert runs.follow(store, api, "c1", wakes=True)
    assert wakings.take(store, 5) == ["c1"]
    wakings.say_gone(store, "máy:1:a")
    assert not wakings.is_anyone_awake(store)
    wakings.say_awake(store, "máy:1:a")
    monkeypatch.setattr(wakings, "AWAKE_FOR", timedelta(seconds=-1))
    assert not wakings.is_anyone_awake(store)


def test_the_tags_say_late_and_once_more(store: Store, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = store.get_dossier("c0")
    request = dossier.holding_requests[0]
    assert request.due_on is not None
    monkeypatch.setenv("DAIHOI_TODAY", request.due_on.isoformat())
    assert not {"quá hạn", "làm lại"} & set(runs.tags_of(dossier))
    monkeypatch.setenv("DAIHOI_TODAY", (request.due_on + timedelta(days=1)).isoformat())
    assert "quá hạn" in runs.tags_of(dossier)
    again = dossier.model_copy(update={"requests": (request.model_copy(update={"round": 2}),)})
    assert "làm lại" in runs.tags_of(again)
