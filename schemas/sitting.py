"""The congress day itself: attendance, programme, votes, election."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from schemas.noun import Line, Noun


class Absence(Noun):
    """One official member who did not come; ``accepted`` reasons leave the base."""

    name: Line
    reason: Line
    accepted: bool


class Attendance(Noun):
    """Who was summoned and who came. Counts of official members, and of probationary ones apart."""

    summoned: int = Field(ge=0)
    present: int = Field(ge=0)
    probationary_present: int = Field(default=0, ge=0)
    absences: tuple[Absence, ...] = ()
    transferred: int = Field(default=0, ge=0)
    exempt_absent: int = Field(default=0, ge=0)
    suspended: int = Field(default=0, ge=0)


class Vote(Noun):
    """A vote by show of hands."""

    for_: int = Field(ge=0, alias="for")
    against: int = Field(default=0, ge=0)
    other: int = Field(default=0, ge=0)


class Item(Noun):
    """One item of the programme, in the order it was taken."""

    key: Line
    title: Line
    speaker: Line | None = None
    vote: Vote | None = None


class Sitting(Noun):
    """What happened, in order, with the adoption of the resolution among the votes."""

    held_on: date
    place: Line
    chair: Line
    secretary: Line
    superior_speaker: Line | None = None
    items: tuple[Item, ...] = Field(min_length=1)


class Tally(Noun):
    """Votes of one person on valid ballots."""

    name: Line
    votes: int = Field(ge=0)


class Ballot(Noun):
    """The count of one election."""

    title: Line
    seats: int = Field(ge=1)
    issued: int = Field(ge=0)
    collected: int = Field(ge=0)
    valid: int = Field(ge=0)
    invalid: int = Field(ge=0)
    tallies: tuple[Tally, ...] = Field(min_length=1)


class Election(Noun):
    """The elections of the sitting, each on ballots of its own."""

    counting_head: Line
    ballots: tuple[Ballot, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _titles_differ(self) -> Self:
        if len({b.title for b in self.ballots}) < len(self.ballots):
            raise ValueError("two elections bear the same title")
        return self
