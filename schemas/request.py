"""A numbered wait for one role."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import Field

from schemas.cell import Role
from schemas.finding import Finding
from schemas.noun import Noun
from schemas.step import Kind, Step


class LateAnswer(Noun):
    """An answer that reached the desk after another had settled its request; its contents stand in the journal."""

    request: int
    who: str
    settled_by: str


class Delegation(Noun):
    """Someone acts in another's place until a day, that day included; then it goes back."""

    giver: str
    to: str
    since: date
    until: date


class Request(Noun):
    """Who must hand in what, until when; ``draft`` is the last refused answer, kept for the form."""

    number: int
    step: Step
    round: int
    kind: Kind
    role: Role
    due_on: date | None = None
    subject: str | None = None
    """Which of several of its kind: the duty and its owner."""
    person: str | None = None
    """Who of the role is to do it; None: whoever holds the role."""
    planned_on: date | None = None
    """The day it was due when it was opened; ``due_on`` is the day it is due now."""
    delegations: tuple[Delegation, ...] = ()
    opened_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    withdrawn: bool = False
    findings: tuple[Finding, ...] = ()
    draft: dict[str, Any] | None = Field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """True while it waits."""
        return self.settled_at is None and not self.withdrawn

    def holder_on(self, day: date) -> str | None:
        """Who is to do it on ``day``: the person asked, or who acts in their place; None: whoever holds the role."""
        return holder_on(day, self.person, self.delegations)


def holder_on(day: date, person: str | None, delegations: Iterable[Delegation]) -> str | None:
    """Who holds what ``person`` was asked for, on ``day``, each having given it to the next for a time."""
    holder = person
    for given in delegations:
        if not given.since <= day <= given.until:
            # What was passed on by someone whose own time is over goes back with it.
            break
        holder = given.to
    return holder
