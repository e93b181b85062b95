"""Keep a chained roll of who was given which role, and hide the secrets of one-time codes under a key of their own."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from daihoi.store import keyring

revision = "0010"
down_revision = "0009"

_PERSONS = sa.table(
    "persons",
    *[sa.column(name) for name in ("id", "name", "role", "unit")],
    sa.column("since", sa.Date),
    sa.column("until", sa.Date),
)
_ENROLMENTS = sa.table("enrolments", sa.column("name"), sa.column("secret"))


def upgrade() -> None:
    """Begin the roll with those who are on the list now; who put them there is not known."""
    roll = op.create_table(
        "roll",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_roll_name", "roll", ["name"])
    _secure()
    with op.batch_alter_table("enrolments") as table:
        table.alter_column("secret", type_=sa.Text, existing_type=sa.String(64), existing_nullable=False)
    connection = op.get_bind()
    found = [("person:add", row["name"], _role(row)) for row in _rows(_PERSONS, _PERSONS.c.id)]
    for row in _rows(_ENROLMENTS, _ENROLMENTS.c.name):
        found.append(("person:enrol", row["name"], {"secret": keyring.fingerprint(row["secret"])}))
        _replace(row["name"], keyring.hide(row["secret"]))
    previous, at = "0" * 64, datetime.now(UTC)
    for seq, (act, name, payload) in enumerate(found, 1):
        line = {"seq": seq, "act": act, "who": None, "name": name, "payload": payload}
        previous = _digest({**line, "at": at.isoformat(timespec="microseconds"), "previous": previous})
        connection.execute(roll.insert().values(**line, at=at, digest=previous))


def downgrade() -> None:
    """Drop the roll, and keep the secrets in the open again."""
    for row in _rows(_ENROLMENTS, _ENROLMENTS.c.name):
        _replace(row["name"], keyring.reveal(row["secret"]))
    with op.batch_alter_table("enrolments") as table:
        table.alter_column("secret", type_=sa.String(64), existing_type=sa.Text, existing_nullable=False)
    op.drop_index("ix_roll_name", "roll")
    op.drop_table("roll")


def _secure() -> None:
    # What was written in the open shall not stay in the free space of the file.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")


def _rows(table: sa.TableClause, order: sa.ColumnElement[Any]) -> list[Any]:
    return list(op.get_bind().execute(sa.select(table).order_by(order)).mappings())


def _replace(name: str, secret: str) -> None:
    op.get_bind().execute(sa.update(_ENROLMENTS).where(_ENROLMENTS.c.name == name).values(secret=secret))


def _role(row: Any) -> dict[str, str | None]:
    days: dict[str, date | None] = {"since": row["since"], "until": row["until"]}
    return {"role": row["role"], "unit": row["unit"], **{n: d.isoformat() if d else None for n, d in days.items()}}


def _digest(line: dict[str, Any]) -> str:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
