"""Who holds which role, and whose codes count, from the lines of the roll alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from schemas.cell import Person
from schemas.roll import RollAct, RollLine


@dataclass
class Roll:
    """What the lines give: roles held (addresses are not in them), and SHA-256 of each person's secret."""

    persons: list[Person] = field(default_factory=list[Person])
    enrolled: dict[str, str] = field(default_factory=dict[str, str])


def read_roll(lines: Iterable[RollLine]) -> Roll:
    """The roll after ``lines``."""
    roll = Roll()
    for line in lines:
        if line.act is RollAct.ADD:
            roll.persons.append(Person(name=line.name, **line.payload))
        elif line.act is RollAct.END:
            until = date.fromisoformat(line.payload["until"])
            roll.persons = [p.model_copy(update={"until": until}) if _ends(line, p) else p for p in roll.persons]
        else:
            roll.enrolled[line.name] = line.payload["secret"]
    return roll


def _ends(line: RollLine, person: Person) -> bool:
    role, unit = line.payload.get("role"), line.payload.get("unit")
    return person.name == line.name and role in (None, person.role) and unit in (None, person.unit)
