"""Keep which number of which series was given to which paper."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table; numbers that people typed before stand in their answers and are met as taken there."""
    op.create_table(
        "paper_numbers",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("series", sa.String(60), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), nullable=False),
        sa.Column("paper", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_paper_numbers_code", "paper_numbers", ["code"])


def downgrade() -> None:
    """Drop it; the numbers given stand in the journal."""
    op.drop_table("paper_numbers")
