"""The elections of the sitting, stage by stage: list, counting committee, two counts, further rounds."""

from datetime import date
from enum import StrEnum
from typing import Any, Self, cast

from pydantic import Field, model_validator

from schemas.noun import Line, Noun, Prose
from schemas.vote import Vote


class Office(StrEnum):
    """What is elected, each on ballots of its own."""

    COMMITTEE = "committee"
    SECRETARY = "secretary"
    DEPUTY = "deputy"
    DELEGATES = "delegates"
    ALTERNATES = "alternates"


class Proposal(StrEnum):
    """How a name came before the congress."""

    INTRODUCED = "introduced"
    """On the list that the summoning committee prepared."""
    NOMINATED = "nominated"
    SELF = "self"


class Nominee(Noun):
    """One name put before the congress, and what became of it before the list was voted."""

    name: Line
    how: Proposal = Proposal.INTRODUCED
    by: Line | None = None
    """Who nominated the name at the congress, where that was written down."""
    outsider: bool = False
    """Not a member (delegate) of this congress."""
    support: int | None = Field(default=None, ge=0)
    """Of those present, how many supported an outsider's name."""
    withdrawn: bool = False


class PollLine(Noun):
    """One name in the opinion poll."""

    name: Line
    votes: int = Field(ge=0)


class Poll(Noun):
    """The opinion poll by ballot, held when the surplus is above the cap."""

    issued: int = Field(ge=0)
    collected: int = Field(ge=0)
    lines: tuple[PollLine, ...] = Field(min_length=1)


class Slate(Noun):
    """Number and list, both voted by the congress before any ballot is handed out."""

    seats: int = Field(ge=1, le=100)
    seats_vote: Vote
    nominees: tuple[Nominee, ...] = Field(min_length=1)
    poll: Poll | None = None
    names: tuple[Line, ...] = Field(min_length=1)
    """The list as voted, in the order of the ballot."""
    list_vote: Vote


class Counters(Noun):
    """The counting committee, elected by show of hands."""

    head: Line
    members: tuple[Line, ...] = ()
    vote: Vote

    @property
    def everyone(self) -> tuple[str, ...]:
        """The head and the members."""
        return (self.head, *self.members)


class Tally(Noun):
    """One name on valid ballots: votes for; on ballots without surplus also against and left open."""

    name: Line
    votes: int = Field(ge=0)
    against: int | None = Field(default=None, ge=0)
    void: int | None = Field(default=None, ge=0)
    """Valid ballots on which both boxes or neither were marked for this name."""


class Ballots(Noun):
    """Ballots marked alike: how many there are, and what stands on each."""

    times: int = Field(default=1, ge=1, le=100_000)
    names: tuple[Line, ...] = ()
    """Names left standing; on a ballot with boxes, those marked «đồng ý»."""
    against: tuple[Line, ...] = ()
    """On a ballot with boxes: names marked «không đồng ý». In both lists or in neither: both boxes marked, or none."""
    issued: bool = True
    """Handed out by the counting committee."""
    signed: bool = False
    """Signed, or marked so that the voter can be known."""


class BallotCount(Noun):
    """What one person counted in one round of one election: the totals, or the ballots that they follow from."""

    counted_by: Line
    issued: int = Field(ge=0)
    collected: int = Field(ge=0)
    valid: int = Field(ge=0)
    invalid: int = Field(ge=0)
    invalid_because: Line | None = None
    tallies: tuple[Tally, ...]
    """Empty only where the ballots themselves are given."""
    ballots: tuple[Ballots, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _totals_follow_from_ballots(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        fields = cast("dict[str, Any]", given)
        left_out = {"collected": 0, "valid": 0, "invalid": 0, "tallies": ()} if fields.get("ballots") else {}
        return {**left_out, **fields}

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        if not self.tallies and not self.ballots:
            raise ValueError("give a line for each name, or the ballots")
        return self


class Round(Noun):
    """What the congress decided after a round that left a seat open: vote again, and on which names."""

    again: bool
    names: tuple[Line, ...] = ()
    """Left out: the names that are left."""
    vote: Vote | None = None

    @model_validator(mode="after")
    def _names_are_for_a_ballot(self) -> Self:
        if self.names and not self.again:
            raise ValueError("names are given only when there is a further ballot")
        return self


class Guidance(Noun):
    """The superior's opinion when a planned secretary or deputy was not elected to the committee."""

    go_on: bool
    number: Line
    decided_on: date
    text: Prose
