"""One congress in preparation, with everything about it."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from schemas.comments import CommentRegister, Dispositions
from schemas.finding import Basis
from schemas.news import News
from schemas.noun import Code, Noun
from schemas.outcome import Archive, DutyDone, FollowUp, Recognition, Results
from schemas.personnel import PersonnelPlan, Summons
from schemas.plan import Opening, Plan, Register
from schemas.report import Report
from schemas.request import LateAnswer, Request
from schemas.resolution import Issue
from schemas.review import Opinion, Replies, Review, Submission
from schemas.sitting import Attendance, Election, Sitting
from schemas.step import Kind, Step


class Life(StrEnum):
    """Whether the congress is still being prepared."""

    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class RuleSet(Noun):
    """The values in force on the opening day, pinned in the dossier."""

    id: Code
    digest: str
    values: dict[str, Any]
    bases: tuple[Basis, ...]


class Paper(Noun):
    """A written paper: catalogue code, version, the journal line it was made from, digests of its forms."""

    code: Code
    title: str
    version: int
    made_from: int
    private: bool
    files: dict[str, str]
    """Ending (``md``, ``html``) to SHA-256 of the bytes."""


class Answers(Noun):
    """The accepted answers now in force, one a kind."""

    roster: Register | None = None
    plan: Plan | None = None
    report: Report | None = None
    personnel: PersonnelPlan | None = None
    summons: Summons | None = None
    comments: CommentRegister | None = None
    dispositions: Dispositions | None = None
    replies: Replies | None = None
    submission: Submission | None = None
    review: Review | None = None
    attendance: Attendance | None = None
    sitting: Sitting | None = None
    election: Election | None = None
    resolution: Issue | None = None
    news: News | None = None
    results: Results | None = None
    recognition: Recognition | None = None
    duties: FollowUp | None = None
    archive: Archive | None = None


class Dossier(Noun):
    """State of one congress = replay of its journal up to ``seq``."""

    code: Code
    opening: Opening
    rules: RuleSet
    procedure: int
    life: Life = Life.ACTIVE
    reason: str | None = None
    rehearsal: bool = False
    """True once anything was done without roles and codes: every paper made from it says so."""
    seq: int = 0
    answers: Answers = Answers()
    accepted_at: dict[Kind, int] = Field(default_factory=dict[Kind, int])
    """Journal line at which the answer in force was accepted."""
    rounds: dict[Step, int] = Field(default_factory=dict[Step, int])
    previous: dict[Kind, dict[str, Any]] = Field(default_factory=dict[Kind, dict[str, Any]])
    """The last answer of a kind that was reopened: what its form is filled in with."""
    requests: tuple[Request, ...] = ()
    late: tuple[LateAnswer, ...] = ()
    """Answers typed on the page that came too late, since the last one that was accepted: their authors are told there."""
    opinions: tuple[Opinion, ...] = ()
    """Opinions of the superior that still want a reply."""
    papers: tuple[Paper, ...] = ()
    done: dict[int, DutyDone] = Field(default_factory=dict[int, DutyDone])
    """What became of each follow-up duty, by request number."""

    @property
    def open_requests(self) -> tuple[Request, ...]:
        """The requests that wait, oldest first."""
        return tuple(r for r in self.requests if r.is_open)

    @property
    def holding_requests(self) -> tuple[Request, ...]:
        """The open requests that the run waits for: all but the follow-up duties."""
        return tuple(r for r in self.open_requests if r.kind is not Kind.DUTY)

    def request(self, number: int) -> Request | None:
        """The request with this number, if it is ours."""
        return next((r for r in self.requests if r.number == number), None)

    def round_of(self, step: Step) -> int:
        """How often the step was entered; 1 at first."""
        return self.rounds.get(step, 1)

    def paper(self, code: str) -> Paper | None:
        """The latest version of a paper."""
        return max((p for p in self.papers if p.code == code), key=lambda p: p.version, default=None)
