"""`python -m bench [PART ...]`: measure, and print one table."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import bare, small
from bench.engines import measure_engines
from bench.machine import Spread, describe
from bench.papers import measure_papers
from daihoi.store import Store, open_store
from daihoi.store.waiting import Wanted, list_waiting

WAITING = (0, 1_000, 10_000)
COMMANDS = ("", "pending", "show w0", "why w0", "form 1", "papers w0", "journal w0")

Rows = list[tuple[str, str, str]]


def measure_store(folder: Path, rows: Rows) -> None:
    """An answer judged, kept, and the next request visible, beside the same in bare SQL, by turns."""
    rounds, singles, first = 6, 40, 0.0
    store = open_store(f"sqlite:///{folder / 'store.db'}", rehearsal=True)
    list(small.walk(store, "warm"))
    waiting = 0
    for wanted in WAITING:
        for n in range(waiting, wanted):
            small.open_one(store, f"w{n}")
        waiting = wanted
        ours, limit, commit = list[Spread](), list[Spread](), list[Spread]()
        for n in range(rounds):
            # By turns, and the quietest turn counts: other programs on the machine disturb all three alike.
            ours.append(Spread.of(small.walk(store, f"c{wanted}-{n}")))
            limit.append(Spread.of(bare.run_sixstep(folder / f"bare-{wanted}-{n}.db", range(n * 7, n * 7 + 7))))
            commit.append(Spread.of(bare.run_insert(folder / f"insert-{wanted}-{n}.db", singles)))
        mine, bound, least = (min(turns, key=lambda s: s.median) for turns in (ours, limit, commit))
        rows.append((f"answer kept, next request visible · {wanted:,} waiting", str(mine), "quietest of 6 turns"))
        rows.append(("  the same shape in bare SQLite, synchronous=FULL", str(bound), _times(mine, bound)))
        rows.append(("  one row inserted in bare SQLite, synchronous=FULL", str(least), _times(mine, least)))
        first = first or mine.median
        if wanted:
            rows.append(("  against none waiting", "", f"× {mine.median / first:.2f}"))
    _measure_lists(store, rows)


def _times(mine: Spread, other: Spread) -> str:
    return f"× {mine.median / other.median:.1f}"


def _measure_lists(store: Store, rows: Rows) -> None:
    took, count = list[float](), 0
    for _ in range(7):
        began = time.perf_counter()
        count = len(list_waiting(store, Wanted(), small.DAY))
        took.append(time.perf_counter() - began)
    rows.append((f"list of all {count:,} that wait, in process", str(Spread.of(took)), ""))
    with store.reading() as connection:
        path = Path(str(connection.engine.url.database))
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    rows.append(
        ("store, bytes a waiting congress", f"{path.stat().st_size / count / 1024:.1f} KiB", "journal and state")
    )


def measure_commands(folder: Path, rows: Rows) -> None:
    """Each command from a process of its own, on a store with 10,000 waiting congresses if there is one."""
    home = folder / "home"
    home.mkdir()
    database = folder / "store.db"
    if not database.exists():
        small.open_one(open_store(f"sqlite:///{database}", rehearsal=True), "w0")
    env = {**os.environ, "DAIHOI_HOME": str(home), "DAIHOI_DATABASE_URL": f"sqlite:///{database}", "DAIHOI_OPEN": "1"}
    bare = 0.0
    for command in COMMANDS:
        took: list[float] = []
        for _ in range(5):
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "daihoi.cli.main", *command.split()], env=env, capture_output=True, check=True
            )
            took.append(time.perf_counter() - began)
        spread = Spread.of(took)
        bare = bare or spread.median
        beside = f"× {spread.median / bare:.1f} of the menu alone" if command else "a process of its own"
        rows.append((f"daihoi {command}".rstrip(), str(spread), beside))


def measure_comments(rows: Rows) -> None:
    """5,000 comments out of 600 Word files on a 40-page draft, from the files to the synthesis."""
    from bench.comments import measure

    found = measure(quiet=True)
    alone = found.seconds["read alone"]
    for name, took in found.seconds.items():
        beside = f"× {took / alone:.1f} of reading the XML alone" if name.startswith("read into") else ""
        rows.append(
            (f"{found.comments:,} comments · {name}", f"{took:.2f} s", beside or f"{found.comments / took:,.0f}/s")
        )
    each = f"{found.answer_cold * 1000:.0f} ms from a new process"
    rows.append((f"one more answer beside {found.comments:,} comments", f"{found.answer_warm * 1000:.0f} ms", each))


def measure_prefect(folder: Path, rows: Rows, congresses: int) -> None:
    """From the answer to the next request on the page, and what it costs, beside `flow.serve()`."""
    from bench.on_prefect import drive_ours, drive_serve

    os.environ["DAIHOI_TODAY"] = small.DAY.isoformat()
    serve = drive_serve(1)
    ours = drive_ours(congresses)
    for name, drive in (("flow.serve() with its defaults", serve), ("daihoi up", ours)):
        share = ", ".join(f"{k} {v / drive.answers:.2f}" for k, v in drive.cpu.items())
        rows.append(
            (
                f"answer to next request on the page · {name}",
                str(Spread.of(drive.seconds)),
                f"{len(drive.seconds)} answers",
            )
        )
        rows.append(("  CPU seconds an answer, all processes", f"{drive.cpu_per_answer:.2f} s", share))
    desk_share, papers_share = small.cpu_without_prefect(folder)
    prefect = ours.cpu_per_answer - desk_share - papers_share
    rows.append(
        (
            "  of that, of a congress without Prefect",
            f"rules and store {desk_share:.3f} s",
            f"papers in every form {papers_share:.2f} s; what is left is Prefect's: {prefect:.2f} s",
        )
    )
    faster = Spread.of(serve.seconds).median / Spread.of(ours.seconds).median
    rows.append(
        ("  ours against serve", f"{faster:.1f} × faster", f"CPU × {ours.cpu_per_answer / serve.cpu_per_answer:.2f}")
    )


def measure_at_once(folder: Path, rows: Rows, congresses: int) -> None:
    """Congresses carried through Prefect all at once, on SQLite and on PostgreSQL, and what waiting ones hold."""
    from bench.at_once import drive_at_once, measure_memory, middle_house
    from bench.on_prefect import our_house

    os.environ["DAIHOI_TODAY"] = small.DAY.isoformat()
    houses = {
        "SQLite, one worker": our_house(),
        "PostgreSQL, two workers": middle_house(folder),
    }
    for name, house in houses.items():
        with house as (store, api, processes):
            drive = drive_at_once(store, api, processes, congresses, patience=60.0 + 60 * congresses)
        share = ", ".join(f"{k} {v / drive.answers:.2f}" for k, v in drive.cpu.items())
        rows.append(
            (
                f"{congresses} congresses at once through Prefect · {name}",
                f"{drive.a_minute:.1f} a minute",
                f"{60 * drive.answers / drive.wall:.0f} answers a minute, all ended",
            )
        )
        rows.append(("  CPU seconds an answer, all processes", f"{drive.cpu_per_answer:.2f} s", share))
    count = 5 * congresses
    worker, server = measure_memory(count)
    rows.append(
        (
            "memory for 1,000 waiting congresses",
            f"worker {1000 * worker / count:.1f} MiB",
            f"server {1000 * server / count:.0f} MiB; from {count}",
        )
    )


def main() -> int:
    """Measure the parts asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    known = ["store", "engines", "papers", "commands", "comments", "prefect", "at-once"]
    parser.add_argument("parts", nargs="*", default=known, metavar="PART")
    parser.add_argument("--congresses", type=int, default=3, help="how many go through Prefect, one after the other")
    parser.add_argument("--at-once", type=int, default=20, help="how many go through Prefect at once")
    parser.add_argument("--engines", type=int, default=200, help="how many each other engine carries")
    options = parser.parse_args()
    console, rows = Console(), list[tuple[str, str, str]]()
    console.print(describe())
    with tempfile.TemporaryDirectory(prefix="daihoi-bench-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "store": lambda: measure_store(folder, rows),
            "engines": lambda: measure_engines(folder, rows, options.engines),
            "papers": lambda: measure_papers(folder, rows),
            "commands": lambda: measure_commands(folder, rows),
            "comments": lambda: measure_comments(rows),
            "prefect": lambda: measure_prefect(folder, rows, options.congresses),
            "at-once": lambda: measure_at_once(folder / "middle", rows, options.at_once),
        }
        for part in options.parts:
            console.print(f"measuring {part} ...")
            parts[part]()
    table = Table(
        "what", "median / 95 %", "beside", title="daihoi, measured in one run", title_justify="left", box=None
    )
    for row in rows:
        table.add_row(*row)
    console.print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
