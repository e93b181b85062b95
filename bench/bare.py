"""The limit: the same answers in bare SQL, without an engine. One transaction an answer, `synchronous=FULL`."""

import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.sixstep import HumanForm, give_answer, next_place, write_document

_TABLES = """
CREATE TABLE answer(id INTEGER PRIMARY KEY, congress INT, step INT, round INT, body TEXT);
CREATE TABLE document(id INTEGER PRIMARY KEY, congress INT, step INT, round INT, body TEXT);
CREATE TABLE waiting(congress INTEGER PRIMARY KEY, step INT, round INT);
"""


_WAIT = """
INSERT INTO waiting VALUES(?,?,?) ON CONFLICT(congress) DO UPDATE SET step = excluded.step, round = excluded.round
"""


class Bare(ABC):
    """Three tables: answers, documents, and what waits. One transaction an answer."""

    def start(self, congress: int) -> None:
        """First document, first wait."""
        with self._transaction():
            self._reach(congress, 0, 1)

    def answer(self, congress: int, step: int, round_: int) -> tuple[int, int] | None:
        """Check the answer, keep it, do the next task, ask the next question."""
        form = HumanForm.model_validate(give_answer(congress, step, round_))
        with self._transaction():
            assert self._run("SELECT step, round FROM waiting WHERE congress=?", congress) == [(step, round_)]
            body = form.model_dump_json()
            self._run("INSERT INTO answer(congress, step, round, body) VALUES(?,?,?,?)", congress, step, round_, body)
            place = next_place(step, round_, form.decision)
            if place is None:
                self._run("DELETE FROM waiting WHERE congress=?", congress)
            else:
                self._reach(congress, *place)
        return place

    def _reach(self, congress: int, step: int, round_: int) -> None:
        document = write_document(congress, step, round_)
        self._run("INSERT INTO document(congress, step, round, body) VALUES(?,?,?,?)", congress, step, round_, document)
        self._run(_WAIT, congress, step, round_)

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Any]: ...

    @abstractmethod
    def _run(self, statement: str, *values: Any) -> list[Any]: ...


class BareSqlite(Bare):
    """In WAL mode with `synchronous=FULL`."""

    def __init__(self, path: Path) -> None:
        self._sql = sqlite3.connect(path, isolation_level=None)
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.executescript(_TABLES)

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._sql.execute("BEGIN IMMEDIATE")
        yield
        self._sql.execute("COMMIT")

    def _run(self, statement: str, *values: Any) -> list[Any]:
        return self._sql.execute(statement, values).fetchall()


class BarePostgres(Bare):
    """On one connection."""

    def __init__(self, url: str) -> None:
        self._sql = psycopg.connect(url, autocommit=True)
        self._sql.execute(_TABLES.replace("id INTEGER PRIMARY KEY", "id SERIAL PRIMARY KEY"))

    def _transaction(self) -> AbstractContextManager[Any]:
        return self._sql.transaction()

    def _run(self, statement: str, *values: Any) -> list[Any]:
        done = self._sql.execute(statement.replace("?", "%s"), values)  # pyright: ignore[reportArgumentType]
        return done.fetchall() if done.description else []


def run_at_once(engine: Bare, congresses: int) -> list[float]:
    """Start them all, then answer whatever waits, round after round; seconds of each answer."""
    seconds: list[float] = []
    places: dict[int, tuple[int, int] | None] = {}
    for congress in range(congresses):
        engine.start(congress)
        places[congress] = (0, 1)
    while places:
        for congress, place in list(places.items()):
            if place is None:
                del places[congress]
                continue
            began = time.perf_counter()
            places[congress] = engine.answer(congress, *place)
            seconds.append(time.perf_counter() - began)
    return seconds


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
