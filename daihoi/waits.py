"""How a waiting congress looks on Prefect's page: the state's name and key, and the form behind Resume."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from daihoi.forms import page
from daihoi.rules import procedure
from schemas.dossier import Dossier

PREFIX = "yeu-cau-"
_KEY = re.compile(rf"^{PREFIX}(?P<number>\d+)-(?P<seq>\d+)-[0-9a-f]+$")


@dataclass(frozen=True)
class Wait:
    """One waiting state: its key, its name, its form."""

    key: str
    name: str
    schema: dict[str, Any]
    description: str

    @property
    def keyset(self) -> dict[str, str]:
        """Where Prefect keeps the parts of the form; lowercase letters, digits and dashes only."""
        return {part: f"{self.key}-{part}" for part in ("schema", "description", "response")}

    @property
    def state(self) -> dict[str, Any]:
        """The suspended state, as Prefect's API takes it."""
        return {
            "type": "PAUSED",
            "name": self.name,
            "state_details": {"pause_key": self.key, "pause_reschedule": True, "run_input_keyset": self.keyset},
        }


def wait_of(dossier: Dossier) -> Wait:
    """The wait for the most urgent request of ``dossier`` that may be answered on the page."""
    holding = dossier.holding_requests
    first = next((r for r in holding if not procedure.ROWS[r.kind].private), holding[0])
    more = f" (+{len(holding) - 1})" if len(holding) > 1 else ""
    return Wait(
        # A key that was used is skipped by Prefect, so each wait has a key of its own; the journal line in it
        # tells whether what the page shows is what the store says.
        key=f"{PREFIX}{first.number}-{dossier.seq}-{secrets.token_hex(4)}",
        name=f"Chờ: {procedure.title_of(first.kind, first.subject).vi}{more}",
        schema=page.page_schema(dossier, first),
        description=page.page_description(dossier, first),
    )


def is_ours(state: dict[str, Any]) -> bool:
    """True for a waiting state that we set."""
    return state["type"] == "PAUSED" and _KEY.match(state["state_details"].get("pause_key") or "") is not None


def shows(state: dict[str, Any], dossier: Dossier) -> bool:
    """True when ``state`` already shows the dossier as it stands."""
    found = _KEY.match(state["state_details"].get("pause_key") or "")
    return is_ours(state) and found is not None and int(found["seq"]) == dossier.seq
