"""Every table as lines of JSON and back: the same for SQLite and PostgreSQL, so that one can become the other."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, func, insert, select, text, update
from sqlalchemy.types import Date, DateTime, LargeBinary, TypeEngine

from daihoi.store.opening import HEAD, migrations
from daihoi.store.rebuilding import rebuild_states
from daihoi.store.tables import dossiers
from daihoi.store.writing import Store

_OURS_NOT = ("alembic_version",)
_AT_ONCE = 500


def read_tables(store: Store, take: Callable[[str, Iterator[bytes]], None]) -> str:
    """Hand every table, as it stood at one moment, to ``take`` by name and lines; returns the tables' revision."""
    level = "SERIALIZABLE" if store.engine.dialect.name == "sqlite" else "REPEATABLE READ"
    engine = store.engine.execution_options(reading=True, isolation_level=level)
    if store.engine.dialect.name == "sqlite":
        engine = store.engine.execution_options(reading=True)  # one read transaction sees one moment
    with engine.connect() as connection:
        revision = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
        for table in _tables(connection):
            take(table.name, _lines(connection, table))
    return revision


def write_tables(store: Store, revision: str, tables: Iterable[tuple[str, Iterable[bytes]]]) -> dict[str, int]:
    """Fill an empty store of ``revision`` and bring it up to this program's; returns the number of rows by table.

    One transaction. Leases are not taken over: whoever held them works on another copy.
    """
    from alembic import command

    counts: dict[str, int] = {}
    with store.engine.begin() as connection:
        # A new store is made at the newest revision; the rows are those of the older tables.
        command.downgrade(migrations(connection), revision)
        known = {table.name: table for table in _tables(connection)}
        waiting = dict(tables)
        for name in known:
            counts[name] = _fill(connection, known[name], waiting.get(name, ()))
        command.upgrade(migrations(connection), "head")
        if revision != HEAD:
            rebuild_states(connection)
        connection.execute(update(dossiers).values(lease_worker=None, lease_until=None))
        if connection.dialect.name == "postgresql":
            _move_counters(connection)
    return counts


def is_empty(store: Store) -> bool:
    """True when no table of the store holds a row."""
    with store.reading() as connection:
        return all(connection.execute(select(table).limit(1)).first() is None for table in _tables(connection))


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _OURS_NOT]


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(stream_results=True).execute(query).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    kinds: dict[str, TypeEngine[Any]] = {column.name: column.type for column in table.columns}
    rows: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        rows.append({n: _typed(kinds[n], v) for n, v in json.loads(line).items()})
        count += 1
        if len(rows) == _AT_ONCE:
            connection.execute(insert(table), rows)
            rows = []
    if rows:
        connection.execute(insert(table), rows)
    return count


def _typed(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(value)
    return value


def _move_counters(connection: Connection) -> None:
    """Let PostgreSQL number on from the largest number there is; SQLite does so by itself."""
    for table in _tables(connection):
        for column in table.primary_key.columns:
            found = text("SELECT pg_get_serial_sequence(:t, :c)")
            sequence = connection.execute(found, {"t": table.name, "c": column.name}).scalar()
            if sequence is not None:
                most = connection.execute(select(func.max(column))).scalar()
                connection.execute(
                    text("SELECT setval(CAST(:s AS regclass), :n, :called)"),
                    {"s": sequence, "n": most or 1, "called": most is not None},
                )
