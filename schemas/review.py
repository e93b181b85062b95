"""The superior committee's review (P08–P10)."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.comments import Amendment, Outcome
from schemas.noun import Code, Line, Noun, Prose


class Submission(Noun):
    """The dossier goes up."""

    number: Line
    sent_on: date


class Verdict(StrEnum):
    """The superior's decision."""

    APPROVED = "approved"
    WITH_CHANGES = "approved_with_changes"
    RETURNED = "returned"


class Opinion(Noun):
    """One opinion on one paper."""

    id: Code
    paper: Line
    text: Prose


class Review(Noun):
    """The superior's answer; a return names what it wants changed."""

    verdict: Verdict
    number: Line
    decided_on: date
    opinions: tuple[Opinion, ...] = ()
    reopen: str | None = None

    @model_validator(mode="after")
    def _reasons_given(self) -> Self:
        if self.verdict is not Verdict.APPROVED and not self.opinions:
            raise ValueError("give at least one opinion when returning or asking for changes")
        return self


class Reply(Noun):
    """What was done about one opinion."""

    opinion: Code
    text: Prose
    outcome: Outcome | None = None
    amendment: Amendment | None = None


class Replies(Noun):
    """Replies to every opinion of the last answer."""

    replies: tuple[Reply, ...]
