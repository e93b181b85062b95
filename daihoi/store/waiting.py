"""What waits, narrowed down: a person's, a role's, a cell's, a superior's; overdue, or due by a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from daihoi.rules import procedure
from daihoi.rules.absences import stand_in
from daihoi.store.absences import read_absences
from daihoi.store.persons import list_persons
from daihoi.store.tables import dossiers, requests, units
from daihoi.store.writing import Store
from schemas.absence import Absence
from schemas.cell import Person, Role
from schemas.request import Delegation, holder_on
from schemas.step import Kind
from schemas.words import Words


class Waiting(NamedTuple):
    """One open request, as the index has it; ``holder`` is who is to do it today, None: whoever has the role."""

    number: int
    code: str
    cell: str
    superior: str
    step: str
    round: int
    kind: str
    role: str
    due_on: date | None
    subject: str | None
    holder: str | None

    @property
    def title(self) -> Words:
        """What it asks for; of a duty, the duty itself."""
        if self.kind == Kind.DUTY and self.subject is not None:
            return Words(vi=self.subject, en=self.subject)
        return procedure.title_of(Kind(self.kind), self.subject)


@dataclass(frozen=True)
class Wanted:
    """What to list; what is None does not narrow."""

    code: str | None = None
    person: str | None = None
    """What this person holds, or may do because of a role."""
    others: bool = False
    """With a person: what others hold in the congresses where that person has a role."""
    role: str | None = None
    cell: str | None = None
    superior: str | None = None
    """Part of the name, upper and lower case alike."""
    due_before: date | None = None
    due_by: date | None = None


def list_waiting(store: Store, wanted: Wanted, day: date) -> list[Waiting]:
    """The open requests that are ``wanted``, the most urgent first."""
    roles = list_persons(store, name=wanted.person, on=day) if wanted.person else []
    with store.reading() as connection:
        return read_waiting(connection, wanted, day, roles)


def read_waiting(connection: Connection, wanted: Wanted, day: date, roles: list[Person] | None = None) -> list[Waiting]:
    """The same inside a transaction; ``roles`` are those of the person wanted."""
    asked = (
        select(
            requests.c.number,
            requests.c.code,
            requests.c.step,
            requests.c.round,
            requests.c.kind,
            requests.c.role,
            requests.c.due_on,
            requests.c.subject,
            requests.c.person,
            requests.c.delegations,
        )
        .where(requests.c.open == 1)
        .order_by(requests.c.due_on, requests.c.number)
    )
    naming = select(dossiers.c.code, dossiers.c.cell, dossiers.c.superior)
    if wanted.code is not None:
        asked, naming = asked.where(requests.c.code == wanted.code), naming.where(dossiers.c.code == wanted.code)
    if wanted.role is not None:
        asked = asked.where(requests.c.role == wanted.role)
    if wanted.due_before is not None:
        asked = asked.where(requests.c.due_on < wanted.due_before)
    if wanted.due_by is not None:
        asked = asked.where(requests.c.due_on <= wanted.due_by)
    # In parts: ten thousand rows alive at once are more work for the garbage collector than for us.
    names = {
        code: (cell, superior)
        for part in connection.execute(naming).partitions(500)
        for code, cell, superior in part
        if _within(wanted.cell, cell, code) and _within(wanted.superior, superior)
    }
    absences = [a for a in read_absences(connection) if a.covers(day)]
    found = [
        _waiting(row, names[row[1]], day, absences)
        for part in connection.execute(asked).partitions(500)
        for row in part
        if row[1] in names
    ]
    if wanted.person is None:
        return found
    # Whoever is away is asked nothing: what is theirs by their role is their stand-in's by the same role.
    is_away = any(a.person == wanted.person for a in absences)
    places = _places(connection, roles or [])

    def theirs(w: Waiting) -> bool:
        return w.holder == wanted.person or (w.holder is None and not is_away and (w.role, w.code) in places)

    if wanted.others:
        codes = {code for _, code in places}
        return [w for w in found if w.code in codes and not theirs(w)]
    return [w for w in found if theirs(w)]


def read_units(connection: Connection) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each dossier the names of the cell, and of its superior."""
    own: dict[str, list[str]] = {}
    over: dict[str, list[str]] = {}
    for code, name, above in connection.execute(select(units.c.code, units.c.name, units.c.above)):
        (over if above else own).setdefault(code, []).append(name)
    return {code: (frozenset(names), frozenset(over.get(code, ()))) for code, names in own.items()}


def _within(part: str | None, *texts: str) -> bool:
    return part is None or any(part.casefold() in text.casefold() for text in texts)


def _waiting(row: Any, names: tuple[str, str], day: date, absences: list[Absence]) -> Waiting:
    number, code, step, round_, kind, role, due_on, subject, person, delegations = row
    holder = person
    if delegations:
        holder = holder_on(day, person, [Delegation.model_validate(d) for d in delegations])
    if holder is not None and absences:
        holder = stand_in(holder, day, absences)
    return Waiting(number, code, *names, step, round_, kind, role, due_on, subject, holder)


def _places(connection: Connection, roles: list[Person]) -> set[tuple[str, str]]:
    """The (role, dossier) pairs that the person may act in."""
    places: set[tuple[str, str]] = set()
    for held in roles:
        above = int(held.role is Role.SUPERIOR)
        codes = select(units.c.code).where(units.c.name == held.unit, units.c.above == above)
        places |= {(held.role.value, code) for code in connection.execute(codes).scalars()}
    return places
