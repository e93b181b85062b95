"""Chain the journal, and keep one-time codes and daily anchors."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_JOURNAL = sa.table(
    "journal",
    *[sa.column(name) for name in ("code", "seq", "act", "who", "role", "proof", "request", "digest")],
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("day", sa.Date),
    sa.column("payload", sa.JSON),
)


def upgrade() -> None:
    """Add the columns, and chain the lines that are there; how their people were known is not known."""
    with op.batch_alter_table("journal") as table:
        table.add_column(sa.Column("proof", sa.String(8)))
        table.add_column(sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    _chain()
    with op.batch_alter_table("journal") as table:
        table.alter_column("digest", server_default=None)
    op.create_table(
        "enrolments",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "spent_codes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("use", sa.Text, nullable=False),
    )
    op.create_table(
        "anchors",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("heads", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
    )


def downgrade() -> None:
    """Drop them; the lines themselves stay."""
    for table in ("anchors", "spent_codes", "enrolments"):
        op.drop_table(table)
    with op.batch_alter_table("journal") as table:
        table.drop_column("digest")
        table.drop_column("proof")


def _chain() -> None:
    connection = op.get_bind()
    code, previous = None, ""
    for row in connection.execute(sa.select(_JOURNAL).order_by(_JOURNAL.c.code, _JOURNAL.c.seq)).mappings().all():
        if row["code"] != code:
            code, previous = row["code"], "0" * 64
        previous = hashlib.sha256(_line(row, previous)).hexdigest()
        connection.execute(
            sa.update(_JOURNAL).where(_JOURNAL.c.code == code, _JOURNAL.c.seq == row["seq"]).values(digest=previous)
        )


def _line(row: Any, previous: str) -> bytes:
    at: datetime = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
    body = {name: row[name] for name in ("code", "seq", "act", "who", "role", "proof", "request", "payload")}
    body |= {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "day": row["day"].isoformat(),
        "previous": previous,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
