"""List the congresses whose runs have work, and the workers that look there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create both lists."""
    op.create_table(
        "wakings",
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "wakers",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop them; Prefect's own queue serves."""
    op.drop_table("wakers")
    op.drop_table("wakings")
