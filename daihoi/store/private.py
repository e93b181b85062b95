"""Private values stand apart, named by a salted digest, so that they can be erased and the journal kept."""

import hashlib
import json
import secrets
from typing import Any, cast

from sqlalchemy import Connection, insert, select

from daihoi.store.tables import private_values

MARK = "$private"
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
