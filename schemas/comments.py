"""Comments on the draft, how they were gathered, and what was done with each."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, cast

from pydantic import Field, model_validator

from schemas.draft import Anchor
from schemas.noun import Code, Line, Noun, Prose
from schemas.target import Target

ANONYMOUS = "Không ghi tên"


class SourceKind(StrEnum):
    """Who speaks."""

    MEMBER = "member"
    MASS_ORGANISATION = "mass_organisation"
    NON_MEMBER = "non_member"
    SUPERIOR = "superior"


class Channel(StrEnum):
    """How a comment came in."""

    TYPED = "typed"
    WORD = "word"
    SHEET = "sheet"
    PAGE = "page"
    MARKDOWN = "markdown"
    LETTER = "letter"


class Stage(StrEnum):
    """When it was said: while the draft was being prepared, in the superior's review, or at the sitting."""

    DRAFT = "draft"
    REVIEW = "review"
    SITTING = "sitting"


class Change(StrEnum):
    """What a proposed edit does to its paragraph."""

    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"


class Edit(Noun):
    """A proposed change of the draft's words, at the comment's anchor.

    REPLACE puts ``new`` in the place of the quoted words (either may be empty); INSERT adds a paragraph after the
    anchor's paragraph, DELETE drops that paragraph, MOVE puts it after the paragraph ``after``.
    """

    change: Change = Change.REPLACE
    new: str = Field(default="", max_length=200_000)
    after: Code | None = None


class Comment(Noun):
    """One comment as somebody types it in: author and place in the draft."""

    id: Code
    source: SourceKind
    author: Line = ANONYMOUS
    received_on: date
    section: Line = "Toàn văn"
    text: Prose


class Contribution(Comment):
    """One entry of the register: a comment with where exactly it stands, how it came, and what it would change."""

    channel: Channel = Channel.TYPED
    stage: Stage = Stage.DRAFT
    anchor: Anchor | None = None
    edit: Edit | None = None
    said_at: datetime | None = None
    reply_to: Code | None = None
    met: int | None = Field(default=None, ge=0, le=100_000)
    """How many met to agree on it, when a body speaks."""
    supporters: int | None = Field(default=None, ge=0, le=100_000)
    late: bool = False
    """Came after the deadline; counts only when the organiser takes it."""
    digest: str | None = Field(default=None, max_length=64)
    """What makes it the same comment again, however often it is handed in."""

    @model_validator(mode="after")
    def _no_more_agree_than_met(self) -> Self:
        if self.met is not None and self.supporters is not None and self.supporters > self.met:
            raise ValueError("more agree than met")
        return self


class Body(Noun):
    """An organisation that is asked for its opinion."""

    name: Line
    source: SourceKind = SourceKind.MASS_ORGANISATION


class BodyOpinion(Noun):
    """What one body says of the draft; names nobody but the body."""

    text: Prose
    section: Line = "Toàn văn"
    quote: str | None = Field(default=None, max_length=20_000)
    met: int | None = Field(default=None, ge=0, le=100_000)
    supporters: int | None = Field(default=None, ge=0, le=100_000)
    received_on: date | None = None


class Intake(Noun):
    """One hand-in: a file, a sheet, or one opinion typed in. ``comments`` may be 0: asked, and content."""

    digest: str = Field(max_length=64)
    channel: Channel
    source: SourceKind | None = None
    author: Line | None = None
    received_on: date
    comments: int = Field(ge=0)
    version: int | None = None
    """Version of the draft that it speaks of."""


class Group(Noun):
    """Comments that say the same, put together by a person; each keeps its author."""

    id: Code
    members: tuple[Code, ...] = Field(min_length=2)


class Outcome(StrEnum):
    """What was done with a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    EXPLAINED = "explained"
    ANSWERED = "answered"
    """Replied to in words that do not say whether it was taken up; only the superior's opinions may be."""


class Amendment(Noun):
    """New wording of one place of the draft (``direction``, ``areas.education``, ``targets.T5``, ``doan12`` …).

    ``dropped`` deletes the paragraph; its wording then only says what stood there. ``added`` leaves the place as it
    is and puts the wording in as a new paragraph after it; with ``target`` it is a new target, whose words it is.
    """

    place: Line
    wording: Prose
    dropped: bool = False
    added: bool = False
    target: Target | None = None

    @model_validator(mode="before")
    @classmethod
    def _words_of_the_target(cls, raw: Any) -> Any:
        given = cast(dict[str, Any], raw)
        if not isinstance(raw, dict) or not isinstance(given.get("target"), dict):
            return given
        # The words of a new target need not be written twice.
        return {"wording": given["target"].get("words"), "added": True, **given}

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.dropped and self.added:
            raise ValueError("a place is either dropped or gets something added after it")
        if self.target is not None and (not self.added or self.target.words != self.wording):
            raise ValueError("a new target is added, and its words are the wording")
        return self


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


class Gathering(Noun):
    """The register while it fills: who is asked, what came in, groups and decisions so far."""

    bodies: tuple[Body, ...] = ()
    anonymous: bool = False
    deadline: date | None = None
    comments: tuple[Contribution, ...] = ()
    intakes: tuple[Intake, ...] = ()
    groups: tuple[Group, ...] = ()
    decisions: tuple[Disposition, ...] = ()
    taken: dict[str, bool] = Field(default_factory=dict[str, bool])
    """Late comments the organiser has looked at: whether they count."""
    columns: dict[str, dict[str, str]] = Field(default_factory=dict[str, dict[str, str]])
    """Remembered mappings of a form tool's columns: heading line to field."""


class CommentRegister(Noun):
    """All comments gathered on one version of the draft; those of the register need not be repeated."""

    asked: int = Field(ge=0)
    comments: tuple[Comment, ...] = ()


class Dispositions(Noun):
    """The decisions on a whole register; those already written down need not be repeated."""

    dispositions: tuple[Disposition, ...] = ()
    decided_on: date
