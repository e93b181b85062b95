"""One congress in preparation, with everything about it."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import Field

from schemas.attendance import Attendance, Excuses
from schemas.comments import CommentRegister, Dispositions, Gathering
from schemas.draft import Draft
from schemas.election import BallotCount, Counters, Guidance, Round, Slate
from schemas.news import News
from schemas.noun import Code, Line, Noun
from schemas.outcome import Appointment, Archive, DutyDone, FollowUp, Recognition, Results
from schemas.personnel import PersonnelPlan, Summons
from schemas.plan import Opening, Plan, Register
from schemas.report import Report
from schemas.request import LateAnswer, Request
from schemas.resolution import Issue
from schemas.review import Opinion, Replies, Review, Submission
from schemas.ruleset import RuleSet
from schemas.sitting import Sitting
from schemas.step import Kind, Step, place_key
from schemas.waiver import Waiver


class Life(StrEnum):
    """Whether the congress is still being prepared."""

    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Paper(Noun):
    """A written paper: catalogue code, version, the journal line it was made from, digests of its forms."""

    code: Code
    subject: str | None = None
    """Which of several papers of one code: the election and the round."""
    title: str
    version: int
    made_from: int
    private: bool
    files: dict[str, str]
    """Ending (``md``, ``docx``, …) to SHA-256 of the bytes."""
    number: str | None = None
    """Number and symbol, where the paper bears one."""

    @property
    def place(self) -> str:
        """The name of the paper among all: its code, and which of several."""
        return place_of(self.code, self.subject)


def place_of(code: str, subject: str | None) -> str:
    """The name of a paper among all: its code, and which of several."""
    return code if subject is None else f"{code}-{subject}"


class Attachment(Noun):
    """A file handed in for a paper of the catalogue: the signed copy, or what somebody else issued."""

    paper: Code
    file: Line
    """Its name where it came from."""
    digest: str
    size: int
    of_version: int | None = None
    """The version written here that it is the signed copy of."""
    number: Line | None = None
    dated: date | None = None


class Answers(Noun):
    """The accepted answers now in force: one a kind, or one for each subject of a kind."""

    def get(self, kind: Kind, subject: str | None = None) -> Any:
        """The answer of ``kind`` (for ``subject``, where there are several), or None."""
        found: Any = getattr(self, kind.value)
        return found if subject is None else found.get(subject)

    def all_of(self, kind: Kind) -> tuple[tuple[str | None, Any], ...]:
        """The answers of ``kind`` in force, each with its subject: none, one, or one for each subject."""
        # Some requests are answered without leaving an answer of their own.
        found: Any = getattr(self, kind.value, None)
        if found is None or isinstance(found, Noun):
            return () if found is None else ((None, found),)
        return tuple(found.items())

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
    excuses: Excuses | None = None
    guidance: dict[str, Guidance] = Field(default_factory=dict[str, Guidance])
    slate: dict[str, Slate] = Field(default_factory=dict[str, Slate])
    counters: dict[str, Counters] = Field(default_factory=dict[str, Counters])
    count: dict[str, BallotCount] = Field(default_factory=dict[str, BallotCount])
    round: dict[str, Round] = Field(default_factory=dict[str, Round])
    sitting: Sitting | None = None
    resolution: Issue | None = None
    news: News | None = None
    results: Results | None = None
    appointment: Appointment | None = None
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
    erased_on: date | None = None
    """When its private values were erased; the journal keeps their digests."""
    seq: int = 0
    answers: Answers = Answers()
    accepted_at: dict[str, int] = Field(default_factory=dict[str, int])
    """Journal line at which the answer in force was accepted, by kind; where a kind has several answers,
    by ``place_key`` too, and then by kind it is the last of them."""
    rounds: dict[Step, int] = Field(default_factory=dict[Step, int])
    previous: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    """The last answer that was reopened, by ``place_key``: what its form is filled in with."""
    requests: tuple[Request, ...] = ()
    late: tuple[LateAnswer, ...] = ()
    """Answers typed on the page that came too late, since the last one that was accepted: their authors are told there."""
    waivers: tuple[Waiver, ...] = ()
    """Checks passed over, with the reason."""
    opinions: tuple[Opinion, ...] = ()
    """Opinions of the superior that still want a reply."""
    papers: tuple[Paper, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    numbers: dict[str, str] = Field(default_factory=dict[str, str])
    """Number and symbol given to each paper, by its place; given once, and kept by every later version."""
    drafts: tuple[Draft, ...] = ()
    """Every version of the report as paragraphs that keep their ids, oldest first."""
    text: Report | None = Field(default=None, repr=False)
    """The report in force: the draft with every accepted change in it."""
    before_sitting: Report | None = Field(default=None, repr=False)
    """The report as the congress found it, once its own changes are in ``text``."""
    gathering: Gathering = Gathering()
    read_version: int | None = None
    """The version of the draft that the superior last gave an answer on."""
    done: dict[int, DutyDone] = Field(default_factory=dict[int, DutyDone])
    """What became of each follow-up duty, by request number."""

    @cached_property
    def open_requests(self) -> tuple[Request, ...]:
        """The requests that wait, oldest first."""
        return tuple(r for r in self.requests if r.is_open)

    @cached_property
    def holding_requests(self) -> tuple[Request, ...]:
        """The open requests that the run waits for: all but the follow-up duties."""
        return tuple(r for r in self.open_requests if r.kind is not Kind.DUTY)

    def request(self, number: int) -> Request | None:
        """The request with this number, if it is ours."""
        return next((r for r in self.requests if r.number == number), None)

    def is_answered(self, kind: Kind, subject: str | None = None) -> bool:
        """True while an answer to this place is in force."""
        return (kind if subject is None else place_key(kind, subject)) in self.accepted_at

    def round_of(self, step: Step) -> int:
        """How often the step was entered; 1 at first."""
        return self.rounds.get(step, 1)

    def paper(self, code: str) -> Paper | None:
        """The latest version of a paper."""
        return max((p for p in self.papers if p.code == code), key=lambda p: p.version, default=None)
