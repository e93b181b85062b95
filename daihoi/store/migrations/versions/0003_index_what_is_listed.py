"""Index what the lists of a season look up, beside the large rows that hold the states."""

from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES = {
    "ix_dossiers_names": ("dossiers", ["code", "cell", "superior"]),
    "ix_dossiers_life": ("dossiers", ["life", "code"]),
    "ix_private_values_code": ("private_values", ["code"]),
}


def upgrade() -> None:
    """Create the indexes."""
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
