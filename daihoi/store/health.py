"""How the store is: its database's own check, its revision, its clock, and whether its tables say one thing."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import func, select, text

from daihoi.store.opening import HEAD
from daihoi.store.private import list_private
from daihoi.store.tables import dossiers, journal, requests
from daihoi.store.writing import Store


def database_of(store: Store) -> str:
    """The database and its version, such as «sqlite 3.45.1»."""
    with store.reading() as connection:
        version = connection.dialect.server_version_info or ()
    return f"{store.engine.dialect.name} {'.'.join(str(part) for part in version)}"


def revision_of(store: Store) -> tuple[str, str]:
    """The revision of the tables, and the one this program works with."""
    with store.reading() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar()), HEAD


def damage(store: Store) -> str | None:
    """What the database itself finds wrong with its files; None when nothing (PostgreSQL checks as it reads)."""
    if store.engine.dialect.name != "sqlite":
        return None
    with store.reading() as connection:
        found = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
    return None if found == ["ok"] else "; ".join(map(str, found))


def clock_of(store: Store) -> datetime:
    """What time it is where the database runs."""
    if store.engine.dialect.name == "sqlite":
        return datetime.now(UTC)
    with store.reading() as connection:
        now: datetime = connection.execute(select(func.now())).scalar_one()
    return now.astimezone(UTC)


def open_numbers(store: Store, code: str) -> set[int]:
    """The requests of a dossier that the list of what waits shows."""
    query = select(requests.c.number).where(requests.c.code == code, requests.c.open == 1)
    with store.reading() as connection:
        return set(connection.execute(query).scalars())


def has_false_values(store: Store, code: str) -> bool:
    """True when a private value does not give the digest it is kept under."""
    with store.reading() as connection:
        values = list_private(connection, code)
    return any(hashlib.sha256(v.salt + v.value.encode()).hexdigest() != v.digest for v in values)


def last_written(store: Store) -> datetime | None:
    """When the newest journal line was written, by the clock of whoever wrote it."""
    with store.reading() as connection:
        at: datetime | None = connection.execute(select(func.max(journal.c.at))).scalar()
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def columns_of(store: Store, code: str) -> tuple[str, str]:
    """Life and step of a dossier as its columns have them, for queries that do not read its state."""
    with store.reading() as connection:
        life, step = connection.execute(select(dossiers.c.life, dossiers.c.step).where(dossiers.c.code == code)).one()
    return life, step
