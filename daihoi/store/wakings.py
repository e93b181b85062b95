"""Whose run has work: told through the store, so that a worker beside it need not ask Prefect's server for it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from daihoi.store.tables import wakers, wakings
from daihoi.store.writing import Store

AWAKE_FOR = timedelta(seconds=10)
"""A worker that was not seen for this long is taken for gone."""

_OLDEST = (
    select(wakings.c.code)
    .where(wakings.c.code.not_in(bindparam("but", expanding=True)))
    .order_by(wakings.c.at)
    .limit(bindparam("most"))
)
_TAKE = delete(wakings).where(wakings.c.code == bindparam("of"))
_KNOWN = select(wakings.c.code).where(wakings.c.code == bindparam("code"))


def is_anyone_awake(store: Store) -> bool:
    """True when a worker looks at this list."""
    since = datetime.now(UTC) - AWAKE_FOR
    with store.reading() as connection:
        return connection.execute(select(wakers.c.name).where(wakers.c.seen_at > since).limit(1)).first() is not None


def ask(store: Store, code: str) -> None:
    """Ask for the run of ``code`` to be executed; asked twice, it is executed once."""
    with store.writing() as w:
        if w.connection.execute(_KNOWN, {"code": code}).first() is None:
            w.connection.execute(insert(wakings).values(code=code, at=datetime.now(UTC)))


def take(store: Store, most: int, but: Collection[str] = ()) -> list[str]:
    """Take up to ``most`` congresses off the list, the longest waiting first, and none of ``but``.

    No two workers take the same one.
    """
    with store.reading() as connection:
        codes = list(connection.execute(_OLDEST, {"most": most, "but": list(but)}).scalars())
    if not codes:
        return []
    with store.writing() as w:
        return [code for code in codes if w.connection.execute(_TAKE, {"of": code}).rowcount == 1]


def say_awake(store: Store, name: str) -> None:
    """Write down that the worker ``name`` looks at the list; forget those that have not for a day."""
    now = datetime.now(UTC)
    with store.writing() as w:
        if w.connection.execute(update(wakers).where(wakers.c.name == name).values(seen_at=now)).rowcount == 0:
            w.connection.execute(insert(wakers).values(name=name, seen_at=now))
        w.connection.execute(delete(wakers).where(wakers.c.seen_at < now - timedelta(days=1)))


def say_gone(store: Store, name: str) -> None:
    """The worker ``name`` stops looking."""
    with store.writing() as w:
        w.connection.execute(delete(wakers).where(wakers.c.name == name))
