"""Who is away and who stands in, as the roll of persons tells it."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from daihoi.errors import BadInput
from daihoi.rules.absences import objection_to_absence
from daihoi.rules.roll import read_roll
from daihoi.store import roll
from daihoi.store.writing import Store
from schemas.absence import Absence
from schemas.roll import RollAct

_ACTS = (RollAct.AWAY, RollAct.BACK)


def add_absence(store: Store, absence: Absence, who: str, today: date) -> None:
    """Write down that someone will be away; raises `BadInput` for what makes no sense."""
    with store.writing() as w:
        # Two at once could close a circle that neither of them sees.
        roll.hold(w.connection)
        objection = objection_to_absence(absence, read_absences(w.connection), today)
        if objection is not None:
            raise BadInput(objection.vi, objection.en)
        payload = absence.model_dump(mode="json", exclude={"person"})
        roll.add_line(w.connection, RollAct.AWAY, absence.person, payload, who)


def end_absence(store: Store, name: str, day: date, who: str) -> None:
    """``name`` is back from ``day`` on; raises `BadInput` when they are not away and will not be."""
    with store.writing() as w:
        roll.hold(w.connection)
        if not any(a.person == name and a.until >= day for a in read_absences(w.connection)):
            raise BadInput(
                f"{name} không có thời gian vắng mặt nào đang hoặc sắp đến.", f"{name} is not away, and will not be."
            )
        roll.add_line(w.connection, RollAct.BACK, name, {"on": day.isoformat()}, who)


def list_absences(store: Store, names: Iterable[str] | None = None) -> list[Absence]:
    """All absences, past ones too; perhaps only those of ``names``."""
    with store.reading() as connection:
        return read_absences(connection, names)


def read_absences(connection: Connection, names: Iterable[str] | None = None) -> list[Absence]:
    """The same inside a transaction."""
    return read_roll(roll.read_lines(connection, acts=_ACTS, names=names)).absences
