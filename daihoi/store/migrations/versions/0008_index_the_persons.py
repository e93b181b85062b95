"""Index the persons by unit and by name."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("ix_persons_unit", "persons", ["unit"])
    op.create_index("ix_persons_name", "persons", ["name"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_persons_name", "persons")
    op.drop_index("ix_persons_unit", "persons")
