"""The journal as a chain: each line's digest stands in the next line, so that none can be changed alone."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from daihoi.store.tables import journal

START = "0" * 64
"""What the first line of a dossier names as the line before it."""

_HEAD = (
    select(journal.c.seq, journal.c.digest)
    .where(journal.c.code == bindparam("code"))
    .order_by(journal.c.seq.desc())
    .limit(1)
)

PROOFS = ("code", "claimed", "open")


def canonical(value: Any) -> bytes:
    """``value`` as JSON in the one form that digests are taken of: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest_of(line: bytes) -> str:
    """SHA-256 of a line, in hex."""
    return hashlib.sha256(line).hexdigest()


def line_of(row: Mapping[Any, Any], previous: str) -> bytes:
    """The bytes that a journal row's digest is taken of; ``row["payload"]`` has its private values sealed."""
    at: datetime = row["at"]
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return canonical(
        {
            "code": row["code"],
            "seq": row["seq"],
            "act": row["act"],
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "day": row["day"].isoformat(),
            "who": row["who"],
            "role": row["role"],
            "proof": row["proof"],
            "request": row["request"],
            "payload": row["payload"],
            "previous": previous,
        }
    )


def head_of(connection: Connection, code: str) -> tuple[int, str]:
    """Number and digest of the last line; 0 and `START` for a journal still empty."""
    row = connection.execute(_HEAD, {"code": code}).one_or_none()
    return (row[0], row[1]) if row else (0, START)


def lines(connection: Connection, code: str) -> list[tuple[str, bytes]]:
    """Every line of a journal in order: the digest it is stored with, and its bytes as they are now."""
    found: list[tuple[str, bytes]] = []
    previous = START
    for row in connection.execute(select(journal).where(journal.c.code == code).order_by(journal.c.seq)).mappings():
        found.append((row["digest"], line_of(row, previous)))
        previous = row["digest"]
    return found


def first_broken(found: list[tuple[str, bytes]]) -> int | None:
    """Number of the first line whose bytes do not give its digest, or that is out of turn; None when whole."""
    for number, (digest, line) in enumerate(found, 1):
        if digest_of(line) != digest or json.loads(line)["seq"] != number:
            return number
    return None
