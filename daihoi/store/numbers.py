"""The register of numbers: given once, never twice, also when two people ask at the same moment."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from daihoi.errors import NumberTaken
from daihoi.store.tables import paper_numbers
from daihoi.store.writing import Store, Writing


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    series: str
    n: int
    code: str
    paper: str


def take(w: Writing, issuer: str, series: str, code: str, paper: str, wanted: int | None = None) -> int:
    """Take the next number of the series, or the one that is wanted; raises `NumberTaken`."""
    table = paper_numbers.c
    ours = (table.issuer == issuer, table.series == series)
    while True:
        last = w.connection.execute(select(func.max(table.n)).where(*ours)).scalar() or 0
        n = wanted or last + 1
        row = {"issuer": issuer, "series": series, "n": n, "code": code, "paper": paper, "at": datetime.now(UTC)}
        try:
            with w.connection.begin_nested():
                w.connection.execute(insert(paper_numbers).values(row))
        except IntegrityError:
            # Another transaction was quicker; only a number that was asked for by name is lost to it.
            if wanted is not None:
                holder = w.connection.execute(select(table.code, table.paper).where(*ours, table.n == n)).one_or_none()
                if holder == (code, paper):
                    return n
                raise NumberTaken(n, series, *(holder or (code, paper))) from None
            continue
        return n


def list_numbers(store: Store, issuer: str) -> list[Entry]:
    """The register of one issuer, series by series."""
    table = paper_numbers.c
    query = (
        select(table.series, table.n, table.code, table.paper)
        .where(table.issuer == issuer)
        .order_by(table.series, table.n)
    )
    with store.reading() as connection:
        return [Entry(*row) for row in connection.execute(query)]
