"""The roll of persons as a chain: who was given which role or codes, when, and who says that they did it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from daihoi.store import chain
from daihoi.store.tables import roll
from daihoi.store.writing import Store
from schemas.roll import RollAct, RollLine

NAME = "@roll"
"""How the anchors call it; no dossier's code begins so."""


def add_line(connection: Connection, act: RollAct, name: str, payload: dict[str, Any], who: str | None) -> None:
    """Write the next line, in the transaction that changes what it tells of."""
    hold(connection)
    seq, previous = head_of(connection)
    row = {
        "seq": seq + 1,
        "act": act.value,
        "at": datetime.now(UTC),
        "who": who,
        "name": name,
        "payload": payload,
    }
    connection.execute(insert(roll).values(**row, digest=chain.digest_of(_line(row, previous))))


def hold(connection: Connection) -> None:
    """Let no other operator write a line until this transaction ends: a chain has one next line."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(7012028)))


def head_of(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last line; 0 and `chain.START` before the first."""
    row = connection.execute(select(roll.c.seq, roll.c.digest).order_by(roll.c.seq.desc()).limit(1)).one_or_none()
    return (row[0], row[1]) if row else (0, chain.START)


def lines(connection: Connection) -> list[tuple[str, bytes]]:
    """Every line in order: the digest it is stored with, and its bytes as they are now."""
    found: list[tuple[str, bytes]] = []
    previous = chain.START
    for row in connection.execute(select(roll).order_by(roll.c.seq)).mappings():
        found.append((row["digest"], _line(row, previous)))
        previous = row["digest"]
    return found


def list_roll(store: Store, name: str | None = None) -> list[RollLine]:
    """The lines as nouns, oldest first, perhaps of one person."""
    with store.reading() as connection:
        return read_lines(connection, names=None if name is None else (name,))


def read_lines(
    connection: Connection, *, acts: Iterable[RollAct] | None = None, names: Iterable[str] | None = None
) -> list[RollLine]:
    """The same inside a transaction, perhaps only some acts or of some persons."""
    query = select(roll).order_by(roll.c.seq)
    if acts is not None:
        query = query.where(roll.c.act.in_([a.value for a in acts]))
    if names is not None:
        query = query.where(roll.c.name.in_(list(names)))
    return [
        RollLine(**{n: v for n, v in row.items() if n not in ("digest", "at")}, at=_aware(row["at"]))
        for row in connection.execute(query).mappings()
    ]


def _line(row: Any, previous: str) -> bytes:
    body = {name: row[name] for name in ("seq", "act", "who", "name", "payload")}
    at = _aware(row["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    return chain.canonical({**body, "at": at, "previous": previous})


def _aware(at: datetime) -> datetime:
    # SQLite drops the zone; what we write is always UTC.
    return at if at.tzinfo else at.replace(tzinfo=UTC)
