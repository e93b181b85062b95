"""One election as a counting committee writes it down in the hall: the whole of what a result is judged from."""

from datetime import date

from pydantic import Field

from schemas.attendance import Reason
from schemas.cell import Profile, Standing
from schemas.election import BallotCount, Nominee, Office, Poll, Round
from schemas.noun import Line, Noun
from schemas.vote import Vote


class TallyMember(Noun):
    """One member or delegate: standing, presence, reason code, and whether the reason was accepted."""

    name: Line
    standing: Standing = Standing.OFFICIAL
    summoned: bool = True
    present: bool | None = None
    code: Reason | None = None
    reason: Line | None = None
    accepted: bool | None = None
    """The summoning committee's decision on a reported reason; left out while undecided."""
    unit: Line | None = None
    replaces: Line | None = None
    left_early: bool = False
    voted: bool | None = None


class TallyRound(Noun):
    """One round: what each of two people counted, and what people decided after it."""

    counts: tuple[BallotCount, ...] = Field(default=(), max_length=2)
    decision: Round | None = None


class TallySheet(Noun):
    """One election: its day and kind, the roster, number and list as voted, the counting committee, the rounds."""

    title: Line
    opening_on: date
    profile: Profile = Profile.CELL
    office: Office = Office.COMMITTEE
    delegates: bool = False
    """A delegate congress: the roster is the list of delegates."""
    roster: tuple[TallyMember, ...] = Field(min_length=1)
    committee: tuple[Line, ...] = ()
    """For secretary and deputy: who was elected to the committee, where one was elected."""
    seats: int = Field(ge=1, le=100)
    seats_vote: Vote | None = None
    nominees: tuple[Nominee, ...] = ()
    """Left out: the names of the list, all introduced by the committee."""
    poll: Poll | None = None
    names: tuple[Line, ...] = Field(min_length=1)
    list_vote: Vote | None = None
    counters: tuple[Line, ...] = ()
    rounds: tuple[TallyRound, ...] = ()
