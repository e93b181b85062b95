"""A congress and its run: start, wake, show, and bring the two together again."""

import os
import secrets
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from daihoi import desk
from daihoi.errors import AlreadySettled, DaihoiError
from daihoi.forms.page import CODE_FIELD, NUMBER_FIELD, WHO_FIELD
from daihoi.prefect_api import EXECUTING, OVER, PrefectApi, PrefectDown
from daihoi.rules import procedure
from daihoi.rules.authority import FROM_PAGE
from daihoi.settings import today
from daihoi.store import Lease, Store, wakings
from daihoi.store.codes import TypedCode
from daihoi.waits import is_ours, shows, wait_of
from schemas.dossier import Dossier, Life


def run_name(dossier: Dossier) -> str:
    """What supervisors read in the list of runs."""
    return f"Đại hội {dossier.opening.cell.short} {dossier.opening.new_term}"


def tags_of(dossier: Dossier) -> list[str]:
    """What supervisors filter by: cell, superior, term, profile; while it waits, the step, and whether it is late
    or done once more."""
    opening = dossier.opening
    tags = [opening.cell.short, opening.superior.short, str(opening.new_term), opening.profile.value]
    for request in dossier.holding_requests[:1]:
        tags.append(f"bước:{request.step.value}")
        if request.round > 1:
            tags.append("làm lại")
        if request.due_on is not None and request.due_on < today():
            tags.append("quá hạn")
    return tags


def describe(api: PrefectApi, dossier: Dossier, run: str, name: str, tags: Iterable[str]) -> None:
    """Give ``run``, which bears ``name`` and ``tags``, those that say how the congress stands."""
    wanted = run_name(dossier), tags_of(dossier)
    if (name, set(tags)) != (wanted[0], set(wanted[1])):
        api.describe(run, *wanted)


def this_worker() -> str:
    """A name for whoever holds a lease: host, process, and a word that tells two holders in one process apart."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_live(lease: Lease) -> bool:
    """True while the lease runs and its process, if it is one of this machine's, is still there."""
    if lease.worker is None or lease.until is None or lease.until < datetime.now(UTC):
        return False
    host, pid, _ = lease.worker.split(":", 2)
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def start_run(store: Store, api: PrefectApi, dossier: Dossier, instead_of: str | None = None) -> str:
    """Create the run of ``dossier`` and write its id down."""
    run = api.start_run(dossier.code, run_name(dossier), tags_of(dossier))
    if store.name_run(dossier.code, run, instead_of):
        return run
    # The watch, or another command, saw the same lack at the same moment and was faster: one run a congress.
    api.delete_run(run)
    return str(store.get_lease(dossier.code).run)


def take_in_answers(store: Store, api: PrefectApi, code: str, run: str) -> list[str]:
    """Hand every unread input of ``run`` to the desk; returns a line for the log for each, without its contents."""
    lines: list[str] = []
    for answer in api.list_answers(run):
        fields = dict(answer.fields)
        number = fields.pop(NUMBER_FIELD, None)
        who = fields.pop(WHO_FIELD, None)
        digits = fields.pop(CODE_FIELD, None)
        if isinstance(number, int) and fields:
            name = f"{who}{FROM_PAGE}" if who else "trang Prefect"
            try:
                typed = TypedCode(digits, answer.at, answer.key) if isinstance(digits, str) else None
                receipt = desk.hand_in_from_page(store, number, fields, name, today(), code=code, typed=typed)
                lines.append(f"request {number} from the page: {'accepted' if receipt.accepted else 'refused'}")
            except AlreadySettled:
                desk.keep_late(store, number, fields, name, today())
                lines.append(f"request {number} from the page: too late")
            except DaihoiError as error:
                lines.append(f"request {number} from the page: {type(error).__name__}")
        # Read inputs go only after the desk has kept them: killed in between, they are read again.
        api.forget_input(run, answer.key)
    return lines


def follow(store: Store, api: PrefectApi, code: str, *, wakes: bool) -> bool:
    """After the desk settled something: wake the run when there is work, else show the next request on the page.

    False when Prefect is down; then the answer is kept, and taken up when it is back.
    """
    if wakes and wakings.is_anyone_awake(store):
        wakings.ask(store, code)
        return True
    try:
        lease = store.get_lease(code)
        run = api.get_run(lease.run) if lease.run else None
        if run is None or run["state_type"] in OVER:
            if store.get_dossier(code).life is Life.ACTIVE:
                start_run(store, api, store.get_dossier(code), lease.run)
        elif wakes:
            _wake(api, run)
        else:
            show(store, api, code)
    except PrefectDown:
        return False
    return True


def _wake(api: PrefectApi, run: dict[str, Any]) -> bool:
    # A run that executes looks at the store once more after it has gone to sleep: nothing to do for us.
    return run["state_type"] == "PAUSED" and api.schedule(run["id"])


def show(store: Store, api: PrefectApi, code: str) -> None:
    """Show the open request on the page without executing the run: the one place that sets a waiting state by force."""
    lease = store.get_lease(code)
    if lease.run is None:
        return
    me = this_worker()
    if not store.take_lease(code, lease.run, me, seconds=20):
        return  # it executes, and looks again before it sleeps
    try:
        for _ in range(5):
            dossier = store.get_dossier(code)
            run = api.get_run(lease.run)
            if run is None or not is_ours(run["state"]) or shows(run["state"], dossier):
                return
            if not dossier.holding_requests:
                _wake(api, run)
                return
            wait = wait_of(dossier)
            api.save_form(lease.run, wait)
            describe(api, dossier, lease.run, run["name"], run["tags"])
            api.set_state(lease.run, wait.state, force=True)
            _show_standing(store, api, lease.run, dossier)
            states = [s["id"] for s in api.list_states(lease.run)]
            if states[-2:-1] != [run["state"]["id"]]:
                # Somebody pressed Resume while we looked: their input is saved, but the state that would
                # have had it read is gone. The run reads every unread input when it wakes.
                take_in_answers(store, api, code, lease.run)
                api.schedule(lease.run)
                return
    finally:
        store.release_lease(code, me)


def _show_standing(store: Store, api: PrefectApi, run: str, dossier: Dossier) -> None:
    from daihoi.standing import show_standing  # late: a command that only looks draws nothing

    show_standing(store, api, run, dossier)


def reconcile(store: Store, api: PrefectApi, codes: list[str] | None = None) -> list[str]:
    """Give every active congress a run that will look at the store; returns the codes that needed it.

    Idempotent. A run that was deleted, cancelled, failed or crashed is replaced; one that executes without a
    live lease is rescheduled; one that shows an old request, or holds an answer nobody read, is woken; one whose
    name or tags no longer say how it stands (late since last night, renamed on the page) is described again.
    Raises `PrefectDown` when the server does not answer.
    """
    mended: list[str] = []
    for code in codes if codes is not None else store.list_active():
        dossier = store.get_dossier(code)
        if dossier.procedure not in procedure.TABLES:
            continue  # a newer program's, and its to mend
        lease = store.get_lease(code)
        run = api.get_run(lease.run) if lease.run else None
        if run is None or run["state_type"] in OVER:
            if run is not None:
                # Typed on the page just before it was cancelled, or fell.
                take_in_answers(store, api, code, run["id"])
            start_run(store, api, store.get_dossier(code), lease.run)
        elif run["state_type"] in EXECUTING and not is_live(lease):
            api.schedule(run["id"], force=True)
        elif run["state_type"] == "PAUSED" and not (shows(run["state"], dossier) and not api.list_answers(run["id"])):
            _wake(api, run)
        else:
            if run["state_type"] == "PAUSED":
                describe(api, dossier, run["id"], run["name"], run["tags"])
            continue
        mended.append(code)
    return mended
