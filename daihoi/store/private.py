"""Private values stand apart, named by a salted digest, so that they can be erased and the journal kept."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Engine, delete, insert, select, text

from daihoi.store.tables import private_values

MARK = "$private"
ERASED = "$erased"


@dataclass(frozen=True)
class PrivateValue:
    """A value that was put aside: SHA-256 of ``salt`` and ``value`` is ``digest``."""

    digest: str
    salt: bytes = field(repr=False)
    value: str = field(repr=False)


def list_private(connection: Connection, code: str) -> list[PrivateValue]:
    """The private values of a dossier that have not been erased."""
    columns = private_values.c.digest, private_values.c.salt, private_values.c.value
    rows = connection.execute(select(*columns).where(private_values.c.code == code).order_by(private_values.c.digest))
    return [PrivateValue(*row) for row in rows]


_PUT_ASIDE = insert(private_values)


def erase_private(connection: Connection, code: str) -> int:
    """Delete the private values of a dossier; returns how many there were."""
    return connection.execute(delete(private_values).where(private_values.c.code == code)).rowcount


def reclaim(engine: Engine) -> None:
    """Let the database write its files anew, since what was deleted or replaced still stands in their free space."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", reading=True) as connection:
        if engine.dialect.name == "sqlite":
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in ("private_values", "dossiers"):
                connection.execute(text(f"VACUUM FULL {table}"))


def seal(connection: Connection, code: str, value: Any) -> dict[str, str]:
    """Put ``value`` aside; what stays in the journal is its digest."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_bytes(16)
    digest = hashlib.sha256(salt + text.encode()).hexdigest()
    connection.execute(_PUT_ASIDE, {"digest": digest, "code": code, "salt": salt, "value": text})
    return {MARK: digest}


def unseal(known: Mapping[str, str], payload: dict[str, Any]) -> dict[str, Any]:
    """``payload`` with every digest replaced by its value in ``known``, or by the mark of one that was erased."""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            fields = cast(dict[str, Any], node)
            if MARK in fields:
                found = known.get(fields[MARK])
                return {ERASED: fields[MARK]} if found is None else json.loads(found)
            return {k: walk(v) for k, v in fields.items()}
        if isinstance(node, list):
            return [walk(v) for v in cast(list[Any], node)]
        return node

    return walk(payload)
