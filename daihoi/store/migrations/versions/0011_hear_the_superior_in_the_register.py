"""Put the superior's opinions, and how they were answered, into the register of comments."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_DOSSIERS = sa.table("dossiers", sa.column("code"), sa.column("state"))


def upgrade() -> None:
    """Nothing of the tables changes; the states are made anew from the journals when the store is opened."""


def downgrade() -> None:
    """Take them out again; the superior's letters and the replies stand in their answers."""
    connection = op.get_bind()
    for code, state in connection.execute(sa.select(_DOSSIERS.c.code, _DOSSIERS.c.state)).all():
        dossier = json.loads(state)
        register: dict[str, Any] = dossier.get("gathering", {})
        theirs = {c["id"] for c in register.get("comments", ()) if c["stage"] == "review"}
        if not theirs:
            continue
        register["comments"] = [c for c in register["comments"] if c["id"] not in theirs]
        register["decisions"] = [d for d in register["decisions"] if d["comment"] not in theirs]
        text = json.dumps(dossier, ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(_DOSSIERS).where(_DOSSIERS.c.code == code).values(state=text))
