"""Create the store: dossiers, requests, journal, private values, persons."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the five tables."""
    op.create_table(
        "dossiers",
        sa.Column("code", sa.String(41), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("life", sa.String(10), nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("superior", sa.Text, nullable=False),
        sa.Column("opening_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("run", sa.String(36)),
        sa.Column("lease_worker", sa.Text),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "requests",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(14), nullable=False),
        sa.Column("occasion", sa.Integer, nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("open", sa.Integer, nullable=False),
        sa.UniqueConstraint("code", "kind", "occasion", name="uq_requests_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_open", "requests", ["open", "due_on"])
    op.create_table(
        "journal",
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("role", sa.String(12)),
        sa.Column("request", sa.Integer),
        sa.Column("payload", sa.JSON, nullable=False),
    )
    op.create_table(
        "private_values",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("mail", sa.Text),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
    )


def downgrade() -> None:
    """Drop them, those that refer to others first."""
    for table in ("persons", "private_values", "journal", "requests", "dossiers"):
        op.drop_table(table)
