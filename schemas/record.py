"""One line of the journal."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from schemas.cell import Role
from schemas.noun import Noun


class Act(StrEnum):
    """The thing, then what was done to it."""

    DOSSIER_OPEN = "dossier:open"
    DOSSIER_POSTPONE = "dossier:postpone"
    DOSSIER_CANCEL = "dossier:cancel"
    DOSSIER_CLOSE = "dossier:close"
    REQUEST_OPEN = "request:open"
    REQUEST_ASSIGN = "request:assign"
    REQUEST_DELEGATE = "request:delegate"
    REQUEST_EXTEND = "request:extend"
    ANSWER_ACCEPT = "answer:accept"
    ANSWER_REFUSE = "answer:refuse"
    ANSWER_LATE = "answer:late"
    STEP_REOPEN = "step:reopen"
    PAPER_WRITE = "paper:write"
    PRIVATE_ERASE = "private:erase"
    PAPER_ATTACH = "paper:attach"
    NUMBER_GIVE = "number:give"
    COMMENTS_ASK = "comments:ask"
    COMMENTS_ADD = "comments:add"
    COMMENTS_GROUP = "comments:group"
    COMMENTS_TAKE = "comments:take"
    COMMENTS_DECIDE = "comments:decide"
    COMMENTS_MAP = "comments:map"
    FINDING_WAIVE = "finding:waive"


class Record(Noun):
    """Who did what, as whom, when (UTC), bearing which day, in answer to which request."""

    seq: int
    act: Act
    at: datetime
    day: date
    who: str
    role: Role | None = None
    proof: str | None = None
    """How we know it was they: ``code`` (a one-time code), ``claimed`` (their word), ``open`` (a rehearsal)."""
    request: int | None = None
    payload: dict[str, Any] = Field(default_factory=dict[str, Any], repr=False)
