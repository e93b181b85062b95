"""Many congresses at once through `prepare-congress`, each answered as soon as it waits; and what waiting costs."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.machine import memory_of
from bench.middle_size import Middle
from bench.on_prefect import Drive, accounts, our_house
from bench.small import DAY, SmallCongress, who
from daihoi import desk, runs
from daihoi.prefect_api import PrefectApi
from daihoi.store import Store, open_store, states
from schemas.dossier import Life

Processes = dict[str, psutil.Process]
MENDS_EVERY = 10.0
"""Seconds; what the watch flow does every quarter of an hour, so that a run that nobody wakes shows in the figures."""


def _go_on(_: int) -> None:
    pass


def drive_at_once(
    store: Store,
    api: PrefectApi,
    processes: Processes,
    count: int,
    patience: float,
    after_each: Callable[[int], None] = _go_on,
) -> Drive:
    """Carry ``count`` congresses, ``c0`` and on, to their end, all at once; ``after_each`` is told the answers so far.

    Raises `RuntimeError` with what is left after ``patience`` seconds.
    """
    drive, people = Drive(congresses=count), {f"c{n}": SmallCongress(f"c{n}") for n in range(count)}
    me = psutil.Process()
    before, began = accounts(processes, me), time.perf_counter()
    desk.open_congresses(store, [p.opening for p in people.values()], "Bí thư", DAY)
    for code in people:
        runs.follow(store, api, code, wakes=True)
    mended = time.monotonic()
    while people:
        if time.perf_counter() - began > patience:
            raise RuntimeError(f"{len(people)} of {count} congresses have not ended")
        answered = 0
        for code, congress in list(people.items()):
            dossier = store.get_dossier(code)
            if dossier.life is not Life.ACTIVE:
                del people[code]
            for request in dossier.holding_requests[:1]:
                asked = time.perf_counter()
                receipt = desk.hand_in(store, request.number, congress.answer(request), who(request), DAY)
                assert receipt.accepted, receipt.findings
                runs.follow(store, api, code, wakes=receipt.wakes)
                drive.seconds.append(time.perf_counter() - asked)
                answered += 1
                after_each(len(drive.seconds))
        if time.monotonic() - mended > MENDS_EVERY:
            runs.reconcile(store, api)
            mended = time.monotonic()
        if not answered:
            time.sleep(0.1)
    drive.wall, drive.answers = time.perf_counter() - began, len(drive.seconds)
    drive.cpu = {k: v - before[k] for k, v in accounts(processes, me).items()}
    return drive


def measure_memory(count: int) -> tuple[float, float]:
    """MiB that worker and server hold more for ``count`` congresses that wait on the page.

    Counted once the worker has written its first papers and holds as many states as it ever keeps.
    """
    with our_house() as (store, api, processes):
        worker, server = processes["worker"], processes["server"]
        _open_and_show(store, api, "warm", states.KEPT + 20)
        held = memory_of([worker]) - memory_of([server]), memory_of([server])
        _open_and_show(store, api, "w", count)
        return memory_of([worker]) - memory_of([server]) - held[0], memory_of([server]) - held[1]


def _open_and_show(store: Store, api: PrefectApi, prefix: str, count: int) -> None:
    codes = [f"{prefix}{n}" for n in range(count)]
    desk.open_congresses(store, [SmallCongress(code).opening for code in codes], "Bí thư", DAY)
    for code in codes:
        runs.follow(store, api, code, wakes=True)
    until = time.monotonic() + 5 * count + 60
    for code in codes:
        # Its first waking gives it a run; until then its lease names none.
        while (run := _run_of(store, api, code)) is None or run["state_type"] != "PAUSED":
            if time.monotonic() > until:
                raise RuntimeError(f"{code} does not get to wait")
            time.sleep(0.3)


def _run_of(store: Store, api: PrefectApi, code: str) -> dict[str, Any] | None:
    run = store.get_lease(code).run
    return api.get_run(run) if run else None


@contextmanager
def middle_house(folder: Path) -> Generator[tuple[Store, PrefectApi, Processes]]:
    """Store and Prefect on PostgreSQL, one server, two workers: what two cores can carry."""
    middle = Middle(folder, servers=1, workers=2, at_once=2)
    try:
        middle.start()
        database, server, *workers = (psutil.Process(p.pid) for p in middle.processes)
        names = {"database": database, "server": server, **{f"worker {n}": w for n, w in enumerate(workers)}}
        yield open_store(middle.url("daihoi"), rehearsal=True), PrefectApi(middle.api, timeout=30), names
    finally:
        middle.stop()
