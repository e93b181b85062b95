"""The personnel plan and the summons (P05, P06, P12, P19). Private."""

from datetime import date

from pydantic import Field

from schemas.election import Office
from schemas.noun import Line, Noun, Prose


class Candidate(Noun):
    """One name introduced by the committee. What is not known is left out, and the checks that need it say so."""

    name: Line
    birth_year: int = Field(ge=1900, le=2100)
    post: Line
    female: bool | None = None
    retires_on: date | None = None
    sitting_member: bool | None = None
    """Stands for re-election to the same body."""


class Race(Noun):
    """One election that is prepared: what is elected, how many, and whom the committee introduces."""

    office: Office
    title: Line
    seats: int = Field(ge=1, le=100)
    allotted_by: Line | None = None
    """Delegates: the superior's paper that allots their number."""
    candidates: tuple[Candidate, ...] = ()


class PersonnelPlan(Noun):
    """What the congress will elect, in its order."""

    title: Line
    criteria: Prose
    races: tuple[Race, ...] = Field(min_length=1)

    def race(self, office: Office) -> Race | None:
        """The election of this office, if it is planned."""
        return next((r for r in self.races if r.office is office), None)


class Summons(Noun):
    """When the members were summoned, and who is invited."""

    sent_on: date
    guests: tuple[Line, ...] = ()
