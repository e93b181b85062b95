"""The limit: the same answers in bare SQL, without an engine. One transaction an answer, `synchronous=FULL`."""

import sqlite3
import time
from pathlib import Path

from bench.sixstep import HumanForm, give_answer, next_place, write_document

_TABLES = """
CREATE TABLE answer(id INTEGER PRIMARY KEY, congress INT, step INT, round INT, body TEXT);
CREATE TABLE document(id INTEGER PRIMARY KEY, congress INT, step INT, round INT, body TEXT);
CREATE TABLE waiting(congress INTEGER PRIMARY KEY, step INT, round INT);
"""


class BareSqlite:
    """Three tables: answers, documents, and what waits."""

    def __init__(self, path: Path) -> None:
        self._sql = sqlite3.connect(path, isolation_level=None)
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.executescript(_TABLES)

    def start(self, congress: int) -> None:
        """First document, first wait."""
        self._sql.execute("BEGIN IMMEDIATE")
        self._reach(congress, 0, 1)
        self._sql.execute("COMMIT")

    def answer(self, congress: int, step: int, round_: int) -> tuple[int, int] | None:
        """Check the answer, keep it, do the next task, ask the next question: one transaction."""
        raw = give_answer(congress, step, round_)
        form = HumanForm.model_validate(raw)
        self._sql.execute("BEGIN IMMEDIATE")
        here = self._sql.execute("SELECT step, round FROM waiting WHERE congress=?", (congress,)).fetchone()
        assert here == (step, round_)
        body = form.model_dump_json()
        self._sql.execute(
            "INSERT INTO answer(congress, step, round, body) VALUES(?,?,?,?)", (congress, step, round_, body)
        )
        place = next_place(step, round_, form.decision)
        if place is None:
            self._sql.execute("DELETE FROM waiting WHERE congress=?", (congress,))
        else:
            self._reach(congress, *place)
        self._sql.execute("COMMIT")
        return place

    def list_waiting(self) -> list[tuple[int, int, int]]:
        """What waits."""
        return self._sql.execute("SELECT congress, step, round FROM waiting").fetchall()

    def _reach(self, congress: int, step: int, round_: int) -> None:
        document = write_document(congress, step, round_)
        row = (congress, step, round_)
        self._sql.execute("INSERT INTO document(congress, step, round, body) VALUES(?,?,?,?)", (*row, document))
        self._sql.execute("INSERT OR REPLACE INTO waiting VALUES(?,?,?)", row)


def run_sixstep(path: Path, congresses: range) -> list[float]:
    """Seconds of each answer, one congress at a time."""
    engine, seconds = BareSqlite(path), list[float]()
    for congress in congresses:
        engine.start(congress)
        place: tuple[int, int] | None = (0, 1)
        while place is not None:
            began = time.perf_counter()
            place = engine.answer(congress, *place)
            seconds.append(time.perf_counter() - began)
    return seconds


def run_insert(path: Path, count: int) -> list[float]:
    """Seconds of a transaction that inserts one row of 600 bytes, and nothing else: what a commit costs here."""
    sql = sqlite3.connect(path, isolation_level=None)
    sql.execute("PRAGMA journal_mode=WAL")
    sql.execute("PRAGMA synchronous=FULL")
    sql.execute("CREATE TABLE entry(id INTEGER PRIMARY KEY, body TEXT)")
    seconds: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("INSERT INTO entry(body) VALUES(?)", ("x" * 600,))
        sql.execute("COMMIT")
        seconds.append(time.perf_counter() - began)
    return seconds
