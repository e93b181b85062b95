"""Whose request it is and until when: given to another, delegated for a time, extended; and who stands in for whom."""

from datetime import date
from typing import Any

from daihoi.admission import admit, must_hold
from daihoi.errors import AlreadySettled, BadInput, NotAllowed, RequestNotFound
from daihoi.rules import duties
from daihoi.rules.absences import stand_in
from daihoi.rules.titles import ROLES
from daihoi.store import Store, Writing
from daihoi.store.absences import add_absence, end_absence, list_absences
from daihoi.store.persons import list_aliases, list_persons
from schemas.absence import Absence
from schemas.cell import Role
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind
from schemas.words import Words


def assign(store: Store, number: int, to: str, who: str, day: date, reason: str) -> Request:
    """Give request ``number`` to ``to`` for good. Raises `BadInput`, `AlreadySettled`, `NotAllowed`."""
    _admit(store, number, Act.REQUEST_ASSIGN, who, day)
    _must_be_able(store, number, to, day)
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
    _must_be_able(store, number, to, day, until)
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


def go_away(store: Store, absence: Absence, who: str, day: date) -> None:
    """Let someone stand in for all that a person is asked while they are away.

    Raises `BadInput` for what makes no sense, `NotAllowed` for a stand-in without the roles, or for whoever may not say so.
    """
    if not store.rehearsal:
        _must_be_theirs(store, absence.person, who, day)
        _must_hold_the_same(store, absence)
    add_absence(store, absence, who, day)


def come_back(store: Store, name: str, who: str, day: date) -> None:
    """``name`` is back from ``day`` on. Raises `BadInput` and `NotAllowed`."""
    if not store.rehearsal:
        _must_be_theirs(store, name, who, day)
    end_absence(store, name, day, who)


def _must_be_theirs(store: Store, person: str, who: str, day: date) -> None:
    if who == person:
        return
    leads = [p for p in list_persons(store, name=who, on=day) if p.role in (Role.ORGANISER, Role.SUPERIOR)]
    places = {name for p in leads for name in list_aliases(store, p.unit)}
    if not any(p.unit in places for p in list_persons(store, name=person, on=day)):
        raise NotAllowed(
            f"Chỉ {person}, hoặc người tổ chức hay cấp trên cùng đơn vị, được ghi việc này; {who} thì không.",
            f"Only {person}, or an organiser or superior of the same unit, may say so; {who} is neither.",
        )


def _must_hold_the_same(store: Store, absence: Absence) -> None:
    """Who lacks a role could do nothing with what they are given."""
    first, last, to = absence.since, absence.until, absence.to
    theirs = [p for p in list_persons(store, name=to) if p.holds_on(first) and p.holds_on(last)]
    for held in list_persons(store, name=absence.person):
        if not (held.holds_on(first) or held.holds_on(last)):
            continue
        places = list_aliases(store, held.unit)
        if not any(p.role is held.role and p.unit in places for p in theirs):
            role, span_vi, span = ROLES[held.role], f"{first:%d/%m/%Y}–{last:%d/%m/%Y}", f"{first}–{last}"
            add = f'daihoi person add "{to}" --role {held.role} --unit "{held.unit}" --since {first} --until {last}'
            raise NotAllowed(
                f"{to} không giữ vai trò {role.vi} của {held.unit} suốt {span_vi} nên không làm thay được; người quản trị"
                f" gõ `{add}`.",
                f"{to} does not hold the role {role.en} of {held.unit} throughout {span} and could not act; the operator"
                f" types `{add}`.",
            )


def _admit(store: Store, number: int, deed: Act, who: str, day: date) -> None:
    dossier, request = store.get_request(number)
    holder = request.holder_on(day)
    if holder is None or who not in (holder, stand_in(holder, day, list_absences(store))):
        # Whoever holds a request may pass it on; others need the authority for it.
        admit(store, deed, dossier.opening, who, day)


def _must_be_able(store: Store, number: int, to: str, *days: date) -> None:
    """Refuse to give a request to who may not answer it; a follow-up duty's owner need not answer it themselves."""
    dossier, request = store.get_request(number)
    if not store.rehearsal and request.kind is not Kind.DUTY:
        for day in days:
            must_hold(store, request.kind, dossier.opening, to, day, request.role)


def _open(w: Writing, number: int) -> tuple[Dossier, Request]:
    dossier = w.dossier_of(number)
    request = dossier.request(number)
    if request is None:
        raise RequestNotFound(number)
    if not request.is_open:
        raise AlreadySettled.of(request)
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
