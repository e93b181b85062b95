"""Who holds which role, whose codes count and who is away, from the lines of the roll alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from daihoi.rules.absences import returned
from schemas.absence import Absence
from schemas.cell import Person
from schemas.roll import RollAct, RollLine


@dataclass
class Roll:
    """What the lines give: roles held (addresses are not in them), SHA-256 of each person's secret, and who is away."""

    persons: list[Person] = field(default_factory=list[Person])
    enrolled: dict[str, str] = field(default_factory=dict[str, str])
    absences: list[Absence] = field(default_factory=list[Absence])


def read_roll(lines: Iterable[RollLine]) -> Roll:
    """The roll after ``lines``."""
    roll = Roll()
    for line in lines:
        if line.act is RollAct.ADD:
            roll.persons.append(Person(name=line.name, **line.payload))
        elif line.act is RollAct.END:
            until = date.fromisoformat(line.payload["until"])
            roll.persons = [p.model_copy(update={"until": until}) if _ends(line, p) else p for p in roll.persons]
        elif line.act is RollAct.AWAY:
            roll.absences.append(Absence(person=line.name, **line.payload))
        elif line.act is RollAct.BACK:
            roll.absences = returned(roll.absences, line.name, date.fromisoformat(line.payload["on"]))
        else:
            roll.enrolled[line.name] = line.payload["secret"]
    return roll


def _ends(line: RollLine, person: Person) -> bool:
    role, unit = line.payload.get("role"), line.payload.get("unit")
    return person.name == line.name and role in (None, person.role) and unit in (None, person.unit)
