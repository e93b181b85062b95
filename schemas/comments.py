"""Comments on the draft, and what was done with each."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from schemas.noun import Code, Line, Noun, Prose


class SourceKind(StrEnum):
    """Who speaks."""

    MEMBER = "member"
    MASS_ORGANISATION = "mass_organisation"
    NON_MEMBER = "non_member"


class Comment(Noun):
    """One contribution, with its author and place in the draft."""

    id: Code
    source: SourceKind
    author: Line
    received_on: date
    section: Line
    text: Prose


class CommentRegister(Noun):
    """All comments gathered on one version of the draft."""

    asked: int = Field(ge=0)
    comments: tuple[Comment, ...]


class Outcome(StrEnum):
    """What was done with a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    EXPLAINED = "explained"


class Amendment(Noun):
    """New wording of one place of the draft (``direction``, ``areas.education``, ``targets.T5`` …)."""

    place: Line
    wording: Prose


class Disposition(Noun):
    """The decision on one comment, with its reason."""

    comment: Code
    outcome: Outcome
    reason: Prose
    amendment: Amendment | None = None

    @model_validator(mode="after")
    def _accepted_changes_something(self) -> Self:
        if self.outcome is Outcome.EXPLAINED and self.amendment is not None:
            raise ValueError("an explained comment changes nothing: drop the amendment or accept it")
        return self


class Dispositions(Noun):
    """The decisions on a whole register."""

    dispositions: tuple[Disposition, ...]
    decided_on: date
