"""The personnel plan and the summons (P05, P06, P12, P19). Private."""

from datetime import date

from pydantic import Field

from schemas.noun import Line, Noun, Prose


class Candidate(Noun):
    """One name introduced by the committee."""

    name: Line
    birth_year: int = Field(ge=1900, le=2100)
    post: Line


class PersonnelPlan(Noun):
    """Seats and people for the election; ``title`` names what is elected."""

    title: Line
    seats: int = Field(ge=0, le=30)
    criteria: Prose
    candidates: tuple[Candidate, ...] = ()


class Summons(Noun):
    """When the members were summoned, and who is invited."""

    sent_on: date
    guests: tuple[Line, ...] = ()
