"""Private values stand apart, named by a salted digest, so that they can be erased and the journal kept."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, insert, select

from daihoi.store.tables import private_values

MARK = "$private"


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


def seal(connection: Connection, code: str, value: Any) -> dict[str, str]:
    """Put ``value`` aside; what stays in the journal is its digest."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_bytes(16)
    digest = hashlib.sha256(salt + text.encode()).hexdigest()
    connection.execute(_PUT_ASIDE, {"digest": digest, "code": code, "salt": salt, "value": text})
    return {MARK: digest}


def unseal(connection: Connection, code: str, payload: dict[str, Any]) -> dict[str, Any]:
    """``payload`` with every digest replaced by its value."""
    known: dict[str, str] = {}
    if MARK in json.dumps(payload):
        rows = connection.execute(
            select(private_values.c.digest, private_values.c.value).where(private_values.c.code == code)
        )
        known = {d: v for d, v in rows}

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            fields = cast(dict[str, Any], node)
            return json.loads(known[fields[MARK]]) if MARK in fields else {k: walk(v) for k, v in fields.items()}
        if isinstance(node, list):
            return [walk(v) for v in cast(list[Any], node)]
        return node

    return walk(payload)
