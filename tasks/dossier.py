"""The dossier between two steps: what is due, what is asked next."""

from daihoi import desk
from daihoi.rules import procedure
from daihoi.settings import read_settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.step import Step


def papers_to_write(code: str) -> list[Step]:
    """The steps with papers due, in order."""
    dossier = open_store(read_settings().database_url).get_dossier(code)
    steps = {d.step for d in procedure.papers_due(dossier)}
    return [s for s in Step if s in steps]


def carry_on(code: str) -> Dossier:
    """Ask for what is next, or close the congress."""
    return desk.continue_congress(open_store(read_settings().database_url), code, today())
