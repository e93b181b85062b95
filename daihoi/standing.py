"""Where a congress stands, on its run's page: made anew whenever what it waits for changes."""

from daihoi.documents.standing import describe_standing, public_papers, with_watch
from daihoi.prefect_api import PrefectApi, artifact_key
from daihoi.settings import today
from daihoi.store import Store
from daihoi.store.watches import how_watched
from schemas.dossier import Dossier


def show_standing(store: Store, api: PrefectApi, run: str, dossier: Dossier) -> None:
    """Show it as an artifact of ``run``; one call, so that a waking stays cheap."""
    links = {p.place: f"/artifacts/key/{artifact_key(dossier.code, p.place)}" for p in public_papers(dossier)}
    text = with_watch(describe_standing(dossier, today(), links), how_watched(store))
    api.keep_artifact(run, artifact_key(dossier.code, "tien-do"), text, f"Tiến độ · {dossier.opening.cell.short}")
