"""Remember who is asked, what was said to whom, and when it was last looked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add whom a request asks; create the outbox, the reminders and the watches."""
    op.add_column("requests", sa.Column("person", sa.Text))
    op.add_column("requests", sa.Column("delegations", sa.JSON))
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "next_at"])
    op.create_table(
        "reminders",
        sa.Column("request", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("due_on", sa.Date, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("message", sa.Integer, sa.ForeignKey("outbox.number"), nullable=False),
    )
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
    )


def downgrade() -> None:
    """Drop them, those that refer to others first."""
    for table in ("watches", "reminders", "outbox"):
        op.drop_table(table)
    with op.batch_alter_table("requests") as table:
        for column in ("delegations", "person"):
            table.drop_column(column)
