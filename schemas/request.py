"""A numbered wait for one role."""

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
