"""A congress and its run: start, wake, and bring the two together again."""

from daihoi.prefect_api import OVER_TYPES, PrefectApi, PrefectDown
from daihoi.store import Store
from schemas.dossier import Dossier, Life


def tags_of(dossier: Dossier) -> list[str]:
    """What supervisors filter by."""
    return [
        dossier.opening.cell.short,
        dossier.opening.superior.short,
        str(dossier.opening.new_term),
        dossier.opening.profile.value,
    ]


def start_run(store: Store, api: PrefectApi, dossier: Dossier) -> str:
    """Create the run of ``dossier`` and write its id down."""
    run = api.start_run(
        dossier.code, f"Đại hội {dossier.opening.cell.short} {dossier.opening.new_term}", tags_of(dossier)
    )
    store.name_run(dossier.code, run)
    return run


def reconcile(store: Store, api: PrefectApi, codes: list[str] | None = None) -> list[str]:
    """Give every active congress a run that will look at the store; returns the codes that needed one.

    Idempotent. Raises `PrefectDown` when the server does not answer.
    """
    mended: list[str] = []
    for code in codes if codes is not None else store.list_codes():
        dossier = store.get_dossier(code)
        if dossier.life is not Life.ACTIVE:
            continue
        lease = store.get_lease(code)
        run = api.get_run(lease.run) if lease.run else None
        if run is None or run["state_type"] in OVER_TYPES:
            start_run(store, api, dossier)
            mended.append(code)
        elif api.wake(run["id"]):
            mended.append(code)
    return mended


def wake(store: Store, api: PrefectApi, code: str) -> bool:
    """Let the congress's run look at the store; False when Prefect is down (the answer is kept)."""
    lease = store.get_lease(code)
    try:
        if lease.run is None:
            start_run(store, api, store.get_dossier(code))
        else:
            api.wake(lease.run)
    except PrefectDown:
        return False
    return True
