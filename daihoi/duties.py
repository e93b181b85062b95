"""Whose request it is and until when: given to another, delegated for an absence, extended, each with its reason."""

from datetime import date
from typing import Any

from daihoi.admission import admit
from daihoi.errors import AlreadySettled, BadInput, RequestNotFound
from daihoi.rules import duties
from daihoi.store import Store, Writing
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.record import Act
from schemas.request import Request
from schemas.words import Words


def assign(store: Store, number: int, to: str, who: str, day: date, reason: str) -> Request:
    """Give request ``number`` to ``to`` for good. Raises `BadInput`, `AlreadySettled`, `NotAllowed`."""
    _admit(store, number, Act.REQUEST_ASSIGN, who, day)
    with store.writing() as w:
        dossier, request = _open(w, number)
        _refuse(duties.objection_to_owner(request, to, day))
        payload = {"to": to, "reason": reason}
        return _append(w, dossier, request, Act.REQUEST_ASSIGN, who, day, payload)


def delegate(store: Store, number: int, to: str, until: date, who: str, day: date, reason: str) -> Request:
    """Let ``to`` act in the holder's place until ``until``, that day included; then it goes back.

    A request that names nobody is delegated by ``who``. Raises `BadInput`, `AlreadySettled`, `NotAllowed`.
    """
    _admit(store, number, Act.REQUEST_DELEGATE, who, day)
    with store.writing() as w:
        dossier, request = _open(w, number)
        giver = request.holder_on(day) or who
        _refuse(duties.objection_to_delegate(request, giver, to, until, day))
        given = duties.given(giver, to, until, day)
        payload = {"delegation": given.model_dump(mode="json"), "reason": reason}
        return _append(w, dossier, request, Act.REQUEST_DELEGATE, who, day, payload)


def extend(
    store: Store, number: int, due_on: date, who: str, day: date, reason: str
) -> tuple[Request, tuple[Finding, ...]]:
    """Let request ``number`` be due later; returns it with the warnings, which are journaled too.

    Raises `BadInput`, `AlreadySettled`, `NotAllowed`.
    """
    _admit(store, number, Act.REQUEST_EXTEND, who, day)
    with store.writing() as w:
        dossier, request = _open(w, number)
        _refuse(duties.objection_to_day(request, due_on, day))
        findings = tuple(duties.check_extension(request, due_on, dossier))
        payload = {
            "due_on": due_on.isoformat(),
            "was": request.due_on.isoformat() if request.due_on else None,
            "reason": reason,
            "findings": [f.model_dump(mode="json") for f in findings],
        }
        return _append(w, dossier, request, Act.REQUEST_EXTEND, who, day, payload), findings


def _admit(store: Store, number: int, deed: Act, who: str, day: date) -> None:
    dossier, request = store.get_request(number)
    if who != request.holder_on(day):
        # Whoever holds a request may pass it on; others need the authority for it.
        admit(store, deed, dossier.opening, who, day)


def _open(w: Writing, number: int) -> tuple[Dossier, Request]:
    dossier = w.dossier_of(number)
    request = dossier.request(number)
    if request is None:
        raise RequestNotFound(number)
    if not request.is_open:
        at = request.settled_at
        raise AlreadySettled(number, request.settled_by or "daihoi", f"{at:%d/%m/%Y %H:%M} UTC" if at else "–")
    return dossier, request


def _refuse(objection: Words | None) -> None:
    if objection is not None:
        raise BadInput(objection.vi, objection.en)


def _append(
    w: Writing, dossier: Dossier, request: Request, act: Act, who: str, day: date, payload: dict[str, Any]
) -> Request:
    after = w.append(dossier, act, who, day, request.role, request.number, payload)
    changed = after.request(request.number)
    assert changed is not None
    return changed
