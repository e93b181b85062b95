"""Name the units of each dossier, so that a person's work is found without reading the states."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table and fill it from the dossiers there are."""
    units = op.create_table(
        "units",
        sa.Column("code", sa.String(41), sa.ForeignKey("dossiers.code"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("above", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.create_index("ix_units_name", "units", ["name", "above", "code"])
    connection = op.get_bind()
    for code, state in connection.execute(sa.text("SELECT code, state FROM dossiers")).all():
        opening = json.loads(state)["opening"]
        cell, superior = opening["cell"], opening["superior"]
        own = {cell["name"], cell["short"], *cell.get("aliases", ()), code}
        above = {superior["name"], superior["short"]}
        rows = [{"code": code, "name": n, "above": 0} for n in own] + [
            {"code": code, "name": n, "above": 1} for n in above
        ]
        connection.execute(sa.insert(units), rows)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("units")
