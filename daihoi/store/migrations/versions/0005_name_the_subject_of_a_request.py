"""Keep which of several requests of one kind a request is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.add_column("requests", sa.Column("subject", sa.Text))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("requests") as table:
        table.drop_column("subject")
