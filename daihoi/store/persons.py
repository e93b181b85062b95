"""Who there is: people, their roles, and where and when they hold them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert, select, update

from daihoi.errors import BadInput
from daihoi.store import roll
from daihoi.store.tables import persons, units
from daihoi.store.writing import Store
from schemas.cell import Person, Role
from schemas.roll import RollAct


def add_person(store: Store, person: Person, who: str | None = None) -> None:
    """Write down that someone holds a role, and on the roll that ``who`` says so; twice the same is refused."""
    with store.writing() as w:
        held = w.connection.execute(
            select(persons.c.id).where(
                persons.c.name == person.name, persons.c.role == person.role.value, persons.c.unit == person.unit
            )
        ).first()
        if held is not None:
            raise BadInput(
                f"«{person.name}» đã có vai trò này ở {person.unit}; gõ `daihoi person list` để xem.",
                f"“{person.name}” already holds this role at {person.unit}; type `daihoi person list`.",
            )
        w.connection.execute(
            insert(persons).values(
                name=person.name,
                role=person.role.value,
                unit=person.unit,
                mail=person.mail,
                since=person.since,
                until=person.until,
            )
        )
        held_as = person.model_dump(mode="json", include={"role", "unit", "since", "until"})
        roll.add_line(w.connection, RollAct.ADD, person.name, held_as, who)


def list_persons(
    store: Store,
    *,
    unit: str | None = None,
    units: Iterable[str] | None = None,
    role: Role | None = None,
    name: str | None = None,
    on: date | None = None,
) -> list[Person]:
    """The roles held, one entry each, narrowed to a unit (or several), a role, a name, or those in force on a day."""
    query = select(
        persons.c.name, persons.c.role, persons.c.unit, persons.c.mail, persons.c.since, persons.c.until
    ).order_by(persons.c.unit, persons.c.role, persons.c.name)
    if unit is not None:
        query = query.where(persons.c.unit == unit)
    if units is not None:
        query = query.where(persons.c.unit.in_(list(units)))
    if role is not None:
        query = query.where(persons.c.role == role.value)
    if name is not None:
        query = query.where(persons.c.name == name)
    with store.reading() as connection:
        found = [Person(**row) for row in connection.execute(query).mappings()]
    return [p for p in found if on is None or p.holds_on(on)]


def change_mail(store: Store, name: str, mail: str) -> int:
    """Let ``name`` be written to at ``mail``, in every role; returns how many they hold. Addresses are not on the roll."""
    with store.writing() as w:
        return w.connection.execute(update(persons).where(persons.c.name == name).values(mail=mail)).rowcount


def list_aliases(store: Store, unit: str) -> frozenset[str]:
    """Every name under which the dossiers know ``unit``, itself included: a role under one holds under all."""
    named = select(units.c.code, units.c.above).where(units.c.name == unit).subquery()
    same = select(units.c.name).join(named, (units.c.code == named.c.code) & (units.c.above == named.c.above))
    with store.reading() as connection:
        return frozenset((unit, *connection.execute(same).scalars()))


def end_person(
    store: Store, name: str, until: date, *, role: Role | None = None, unit: str | None = None, who: str | None = None
) -> int:
    """Let ``name``'s roles (or one of them) end on ``until``; returns how many ended."""
    change = update(persons).where(persons.c.name == name).values(until=until)
    if role is not None:
        change = change.where(persons.c.role == role.value)
    if unit is not None:
        change = change.where(persons.c.unit == unit)
    with store.writing() as w:
        ended = w.connection.execute(change).rowcount
        if ended:
            payload = {"until": until.isoformat(), "role": role and role.value, "unit": unit}
            roll.add_line(w.connection, RollAct.END, name, payload, who)
        return ended
