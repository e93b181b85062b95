"""The part of the roll of persons that a dossier rests on: who held which role when they acted, and who had codes."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from daihoi.rules.authority import FROM_PAGE
from daihoi.rules.roll import Roll, read_roll
from daihoi.store import chain
from schemas.record import Act
from schemas.roll import RollAct, RollLine

FILE = "roll.log"
_SHOWN = frozenset({RollAct.ADD, RollAct.END, RollAct.ENROL})
"""An absence is nobody's business outside."""
_ANSWERS = frozenset({Act.ANSWER_ACCEPT, Act.ANSWER_REFUSE})


def excerpt(roll: Iterable[tuple[str, bytes]], records: Iterable[dict[str, Any]], units: frozenset[str]) -> bytes:
    """`roll.log`: the lines about the roles in ``units`` and the codes of whoever acted in ``records``, of the others the digest.

    It holds no name that the journal does not, but for the operators who gave the roles.
    """
    acted = {record["who"].removesuffix(FROM_PAGE) for record in records if record["proof"]}
    rows: list[bytes] = []
    for digest, body in roll:
        line = json.loads(body)
        unit = line["payload"].get("unit")
        shown = line["act"] in _SHOWN and line["name"] in acted and (unit is None or unit in units)
        rows.append(digest.encode() + (b" " + body if shown else b"") + b"\n")
    return b"".join(rows)


def read_excerpt(log: bytes, count: int, head: str) -> tuple[Roll, int | None]:
    """What the shown lines give, and the number of the first that does not hold; ``count`` and ``head`` as promised."""
    lines: list[RollLine] = []
    previous = chain.START
    rows = log.split(b"\n")
    for number, row in enumerate(rows[:-1], 1):
        digest, body = row[:64].decode("latin-1"), row[65:]
        if len(row) != 64:
            sound = row[64:65] == b" " and hashlib.sha256(body).hexdigest() == digest
            line: dict[str, Any] = json.loads(body) if sound else {}
            if (line.pop("seq", None), line.pop("previous", None)) != (number, previous):
                return read_roll(lines), number
            lines.append(RollLine(seq=number, **line))
        previous = digest
    broken = rows[-1] != b"" or (len(rows) - 1, previous) != (count, head)
    return read_roll(lines), len(rows) if broken else None


def not_shown(roll: Roll, records: Iterable[dict[str, Any]]) -> Iterator[int]:
    """The journal lines whose author ``roll`` does not show in the role they acted in, or with the codes they used."""
    for record in records:
        if record["proof"] not in ("claimed", "code"):
            continue
        name, day = record["who"].removesuffix(FROM_PAGE), date.fromisoformat(record["day"])
        # Only an answer is given in one role; the rest may be done in several.
        role = record["role"] if record["act"] in _ANSWERS else None
        held = any(p.name == name and role in (None, p.role) and p.holds_on(day) for p in roll.persons)
        if not held or (record["proof"] == "code" and name not in roll.enrolled):
            yield record["seq"]
