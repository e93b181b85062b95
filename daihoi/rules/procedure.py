"""The procedure as one table a version, and what is next as one pure function over the dossier."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from pydantic import BaseModel

from daihoi.errors import NewerProcedure
from daihoi.rules import election, windows
from daihoi.rules.attendance import reported
from daihoi.rules.remembering import remembered
from schemas.attendance import Attendance, Excuses
from schemas.cell import Role
from schemas.comments import BodyOpinion, CommentRegister, Dispositions
from schemas.dossier import Dossier, Life
from schemas.election import BallotCount, Counters, Guidance, Round, Slate
from schemas.news import News
from schemas.outcome import Appointment, Archive, DutyDone, FollowUp, Recognition, Results
from schemas.personnel import PersonnelPlan, Summons
from schemas.plan import Plan, Register
from schemas.report import Report
from schemas.request import Request
from schemas.resolution import Issue
from schemas.review import Replies, Review, Submission
from schemas.sitting import Sitting
from schemas.step import Kind, Step, place_key
from schemas.words import Words

VERSION = 2


def _always(_: Dossier) -> bool:
    return True


def _has_no_roster(dossier: Dossier) -> bool:
    return not dossier.opening.roster or not dossier.opening.old_targets


def _has_opinions(dossier: Dossier) -> bool:
    return bool(dossier.opinions)


def _has_reported_absences(dossier: Dossier) -> bool:
    attendance = dossier.answers.attendance
    return attendance is not None and bool(reported(attendance))


@dataclass(frozen=True)
class Row:
    """One request of the procedure."""

    step: Step
    kind: Kind
    role: Role
    title: Words
    form: type[BaseModel]
    papers: tuple[str, ...] = ()
    """Catalogue codes written once the answer is accepted."""
    days: int = 0
    """Due this many days from the opening day (negative: before); our default, unless `daihoi.rules.windows` knows better."""
    after_papers: bool = False
    """The person must read papers first: not opened before they are written."""
    private: bool = False
    """Names, votes or ballots: command line only, and kept apart in the store."""
    stands_on: tuple[Kind, ...] = ()
    """Answers whose replacement makes this one be given again."""
    needed: Callable[[Dossier], bool] = _always
    several: bool = False
    """One answer for each subject: an election, a round, a person who counts."""

    def subjects(self, dossier: Dossier) -> tuple[str | None, ...]:
        """Which answers of this row are wanted now: the one, or one for each subject."""
        if not self.needed(dossier):
            return ()
        if self.several:
            return election.subjects_of(dossier, self.kind)
        return () if dossier.is_answered(self.kind) else (None,)


_FIRST: tuple[Row, ...] = (
    Row(
        Step.PLAN,
        Kind.ROSTER,
        Role.ORGANISER,
        Words(vi="nộp danh sách đảng viên và chỉ tiêu nhiệm kỳ cũ", en="hand in the roster and the old targets"),
        Register,
        days=-60,
        private=True,
        needed=_has_no_roster,
    ),
    Row(
        Step.PLAN, Kind.PLAN, Role.ORGANISER, Words(vi="lập kế hoạch đại hội", en="make the plan"), Plan, ("P01",), -60
    ),
    Row(
        Step.REPORT,
        Kind.REPORT,
        Role.ORGANISER,
        Words(vi="dự thảo báo cáo chính trị", en="draft the report"),
        Report,
        ("P02", "P03", "P07"),
        -45,
        stands_on=(Kind.ROSTER,),
    ),
    Row(
        Step.PERSONNEL,
        Kind.PERSONNEL,
        Role.ORGANISER,
        Words(vi="lập đề án nhân sự", en="make the personnel plan"),
        PersonnelPlan,
        ("P05", "P06"),
        -30,
        private=True,
        needed=election.elects,
    ),
    Row(
        Step.PERSONNEL,
        Kind.SUMMONS,
        Role.ORGANISER,
        Words(vi="triệu tập đảng viên", en="summon the members"),
        Summons,
        ("P12", "P19"),
        -30,
        stands_on=(Kind.PLAN,),
    ),
    Row(
        Step.COMMENTS,
        Kind.COMMENTS,
        Role.ORGANISER,
        Words(vi="tập hợp ý kiến góp ý", en="gather the comments"),
        CommentRegister,
        (),
        -32,
        after_papers=True,
        private=True,
    ),
    Row(
        Step.COMMENTS,
        Kind.DISPOSITIONS,
        Role.ORGANISER,
        Words(vi="tiếp thu, giải trình ý kiến", en="decide on the comments"),
        Dispositions,
        ("P04", "P02", "P07"),
        -30,
        stands_on=(Kind.COMMENTS,),
    ),
    Row(
        Step.REVIEW,
        Kind.REPLIES,
        Role.ORGANISER,
        Words(vi="trả lời ý kiến của cấp trên", en="answer the superior's opinions"),
        Replies,
        (),
        -8,
        stands_on=(Kind.REVIEW,),
        needed=_has_opinions,
    ),
    Row(
        Step.REVIEW,
        Kind.SUBMISSION,
        Role.ORGANISER,
        Words(vi="trình hồ sơ lên cấp trên", en="send the dossier up"),
        Submission,
        ("P08", "P09"),
        -25,
        after_papers=True,
        stands_on=(Kind.PLAN, Kind.REPORT, Kind.PERSONNEL, Kind.COMMENTS, Kind.DISPOSITIONS),
    ),
    Row(
        Step.REVIEW,
        Kind.REVIEW,
        Role.SUPERIOR,
        Words(vi="cấp trên duyệt hồ sơ", en="review the dossier"),
        Review,
        ("C03", "C04", "C07", "P11", "P13", "P14", "P15", "P17", "P18"),
        -10,
        after_papers=True,
        stands_on=(Kind.SUBMISSION,),
    ),
    Row(
        Step.SITTING,
        Kind.ATTENDANCE,
        Role.PRESIDIUM,
        Words(vi="ghi người dự, người vắng", en="record who came and who did not"),
        Attendance,
        ("C02",),
        0,
        after_papers=True,
        private=True,
        stands_on=(Kind.REVIEW, Kind.SUMMONS),
    ),
    Row(
        Step.SITTING,
        Kind.EXCUSES,
        Role.ORGANISER,
        Words(vi="quyết định lý do vắng", en="decide on the reasons for absence"),
        Excuses,
        ("C02",),
        0,
        private=True,
        stands_on=(Kind.ATTENDANCE,),
        needed=_has_reported_absences,
    ),
    Row(
        Step.SITTING,
        Kind.GUIDANCE,
        Role.SUPERIOR,
        Words(vi="cho ý kiến khi nhân sự dự kiến không trúng cử", en="say whether the election goes on"),
        Guidance,
        (),
        0,
        private=True,
        stands_on=(Kind.ATTENDANCE, Kind.EXCUSES, Kind.PERSONNEL),
        needed=election.elects,
        several=True,
    ),
    Row(
        Step.SITTING,
        Kind.SLATE,
        Role.PRESIDIUM,
        Words(vi="ghi số lượng, danh sách bầu đã biểu quyết", en="record the number and the list voted"),
        Slate,
        (),
        0,
        private=True,
        stands_on=(Kind.ATTENDANCE, Kind.EXCUSES, Kind.PERSONNEL),
        needed=election.elects,
        several=True,
    ),
    Row(
        Step.SITTING,
        Kind.COUNTERS,
        Role.PRESIDIUM,
        Words(vi="ghi ban kiểm phiếu", en="record the counting committee"),
        Counters,
        (),
        0,
        private=True,
        stands_on=(Kind.SLATE,),
        needed=election.elects,
        several=True,
    ),
    Row(
        Step.SITTING,
        Kind.COUNT,
        Role.COUNTING,
        Words(vi="nhập kết quả kiểm phiếu", en="enter the count"),
        BallotCount,
        ("C08",),
        0,
        private=True,
        stands_on=(Kind.COUNTERS,),
        needed=election.elects,
        several=True,
    ),
    Row(
        Step.SITTING,
        Kind.ROUND,
        Role.PRESIDIUM,
        Words(vi="ghi quyết định có bầu tiếp hay không", en="record whether to vote again"),
        Round,
        (),
        0,
        private=True,
        stands_on=(Kind.COUNT,),
        needed=election.elects,
        several=True,
    ),
    Row(
        Step.SITTING,
        Kind.SITTING,
        Role.PRESIDIUM,
        Words(vi="ghi diễn biến đại hội", en="record the sitting"),
        Sitting,
        ("P11", "P13", "P14", "C09", "C12", "C13"),
        0,
        private=True,
        stands_on=(Kind.ATTENDANCE, Kind.EXCUSES, Kind.SLATE, Kind.COUNT, Kind.ROUND),
    ),
    Row(
        Step.RESOLUTION,
        Kind.RESOLUTION,
        Role.PRESIDIUM,
        Words(vi="ban hành nghị quyết", en="issue the resolution"),
        Issue,
        ("C10",),
        15,
        # Its number is the next of the congress's one series, so the minutes take theirs first.
        after_papers=True,
        stands_on=(Kind.SITTING,),
    ),
    Row(
        Step.OUTCOME,
        Kind.RESULTS,
        Role.ORGANISER,
        Words(vi="báo cáo kết quả", en="report the results"),
        Results,
        ("S01", "S02", "S03", "S10"),
        9,
        stands_on=(Kind.RESOLUTION,),
    ),
    Row(
        Step.NEWS,
        Kind.NEWS,
        Role.EDITOR,
        Words(vi="đăng tin", en="publish the news"),
        News,
        ("S08",),
        22,
        after_papers=True,
        stands_on=(Kind.RESOLUTION,),
    ),
    Row(
        Step.OUTCOME,
        Kind.RECOGNITION,
        Role.SUPERIOR,
        Words(vi="ghi quyết định chuẩn y", en="record the recognition"),
        Recognition,
        (),
        30,
        after_papers=True,
        private=True,
        stands_on=(Kind.RESULTS,),
        needed=election.elects,
    ),
    Row(
        Step.OUTCOME,
        Kind.DUTIES,
        Role.ORGANISER,
        Words(vi="giao việc sau đại hội", en="assign the follow-up duties"),
        FollowUp,
        ("S05", "S06", "S07"),
        30,
        stands_on=(Kind.RESOLUTION,),
    ),
    Row(
        Step.OUTCOME,
        Kind.ARCHIVE,
        Role.ORGANISER,
        Words(vi="nộp lưu hồ sơ", en="archive the dossier"),
        Archive,
        ("S09",),
        60,
        after_papers=True,
        stands_on=(Kind.RECOGNITION, Kind.DUTIES, Kind.NEWS),
    ),
)

_NEUTRAL = {
    Kind.ROSTER: Words(vi="nộp danh sách và chỉ tiêu nhiệm kỳ cũ", en="hand in the roster and the old targets"),
    Kind.REPORT: Words(vi="dự thảo báo cáo", en="draft the report"),
    Kind.SUMMONS: Words(vi="gửi giấy triệu tập", en="summon the members"),
}
"""Titles that are as true of a trade union or youth union as of a cell."""

_APPOINTMENT = Row(
    Step.OUTCOME,
    Kind.APPOINTMENT,
    Role.SUPERIOR,
    Words(vi="quyết định người đứng đầu chưa bầu được", en="decide on the head whom nobody elected"),
    Appointment,
    (),
    30,
    after_papers=True,
    private=True,
    stands_on=(Kind.RESULTS,),
    needed=election.lacks_head,
)
"""Three ballots without a head: the superior appoints one (294-QĐ/TW, 26/05/2025; 29-QĐ/TW, 25/07/2016, item 24)."""


def _second() -> tuple[Row, ...]:
    """The first version with neutral titles, and a request to the superior where no head was elected."""
    rows = [replace(row, title=_NEUTRAL.get(row.kind, row.title)) for row in _FIRST]
    place = next(n for n, row in enumerate(rows) if row.kind is Kind.RECOGNITION)
    last = rows[-1]
    rows[-1] = replace(last, stands_on=(*last.stands_on, Kind.APPOINTMENT))
    return (*rows[:place], _APPOINTMENT, *rows[place:])


DUTY = Row(
    Step.OUTCOME,
    Kind.DUTY,
    Role.ORGANISER,
    Words(vi="hoàn thành việc được giao", en="finish a follow-up duty"),
    DutyDone,
)
"""Asked once for each duty; outside the table, since it never holds the congress."""

BODY = Row(
    Step.COMMENTS,
    Kind.BODY,
    Role.ORGANISER,
    Words(vi="ghi ý kiến của tổ chức", en="record a body's opinion"),
    BodyOpinion,
)
"""Asked once for each body while the comments are gathered; withdrawn when the register is closed."""

_ASIDE = (DUTY, BODY)

TABLES: dict[int, tuple[Row, ...]] = {1: _FIRST, 2: _second()}
"""Every version that a congress may have been started under. A change adds a version and never edits one."""

ROWS: dict[Kind, Row] = {row.kind: row for version in sorted(TABLES) for row in (*TABLES[version], *_ASIDE)}
"""The newest row of each kind: its title and role. What a dossier is asked is in its own version's table."""


def table_of(dossier: Dossier) -> tuple[Row, ...]:
    """The procedure that the dossier was started under; raises `NewerProcedure` where this program has not got it."""
    if dossier.procedure not in TABLES:
        raise NewerProcedure(dossier.code, dossier.procedure)
    return TABLES[dossier.procedure]


def row_of(dossier: Dossier, kind: Kind) -> Row:
    """The row that asks for ``kind`` in the dossier's own version."""
    return next(row for row in (*table_of(dossier), *_ASIDE) if row.kind is kind)


@dataclass(frozen=True)
class Question:
    """One request to open: the row, the day it is due, and which of several it is."""

    row: Row
    due_on: date
    subject: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Due:
    """A paper that an accepted answer makes due."""

    code: str
    step: Step
    made_from: int
    subject: str | None = None
    """Which of several papers of one code: ``committee.1``."""


_READ_BY_ROWS = ("procedure", "opening", "rules", "waivers", "opinions", "answers", "accepted_at")
"""What the rows of every version look at."""

_ONLY_IF: dict[str, Callable[[Dossier], bool]] = dict.fromkeys(
    ("P14", "P17", "C07", "C12", "C13", "S03"), election.elects
)


@remembered(*_READ_BY_ROWS, "papers")
def papers_due(dossier: Dossier) -> tuple[Due, ...]:
    """The papers still to be written, each with the journal line that made it due, in the order of those lines.

    Written late, after a fall, they then take the numbers they would have had.
    """
    written = {(p.code, p.subject, p.made_from) for p in dossier.papers}
    due = [*_papers_of_answers(dossier), *_counting_minutes(dossier)]
    left = [d for d in due if (d.code, d.subject, d.made_from) not in written]
    return tuple(sorted(left, key=lambda d: d.made_from))


def _papers_of_answers(dossier: Dossier) -> list[Due]:
    due: dict[str, Due] = {}
    wanted = {
        (row.step, code) for row in table_of(dossier) if row.papers and row.subjects(dossier) for code in row.papers
    }
    for row in table_of(dossier):
        line = dossier.accepted_at.get(row.kind)
        if line is None or row.several:
            continue
        for code in row.papers:
            # A paper that two rows of one step make is written after the second.
            if (row.step, code) in wanted or not _ONLY_IF.get(code, _always)(dossier):
                continue
            known = due.get(code)
            if known is None or line > known.made_from:
                due[code] = Due(code, row.step, line)
    return list(due.values())


def _counting_minutes(dossier: Dossier) -> list[Due]:
    """C08, one for each round that both counts agree on."""
    row = row_of(dossier, Kind.COUNT)
    due: list[Due] = []
    for contest in election.contests(dossier):
        for turn in contest.turns:
            if turn.result is None:
                continue
            place = election.Place(contest.race.office, turn.number)
            lines = [
                dossier.accepted_at[place_key(Kind.COUNT, str(election.Place(place.office, place.round, t)))]
                for t in election.TELLERS
            ]
            due += [Due(code, row.step, max(lines), str(place)) for code in row.papers]
    return due


def next_questions(dossier: Dossier) -> tuple[Question, ...]:
    """What is to be asked now and is not open yet."""
    is_open = {(r.kind, r.subject) for r in dossier.open_requests}
    asked = [
        Question(row, due_on(row, dossier), subject)
        for row in next_rows(dossier)
        for subject in row.subjects(dossier)
        if (row.kind, subject) not in is_open
    ]
    if dossier.life is Life.ACTIVE and dossier.answers.duties is not None:
        # Extended or given to another, a duty is still the one that was asked: it is known by its first day.
        known = Counter((r.subject, r.planned_on) for r in dossier.requests if r.kind is Kind.DUTY and not r.withdrawn)
        for duty in dossier.answers.duties.duties:
            if known[duty.what, duty.due_on]:
                known[duty.what, duty.due_on] -= 1
            else:
                asked.append(Question(DUTY, duty.due_on, duty.what, duty.owner))
    if any(kind is Kind.COMMENTS for kind, _ in is_open):
        last = dossier.gathering.deadline or next(r.due_on for r in dossier.open_requests if r.kind is Kind.COMMENTS)
        heard = {r.subject for r in dossier.requests if r.kind is Kind.BODY and not r.withdrawn}
        heard |= {c.author for c in dossier.gathering.comments} | {i.author for i in dossier.gathering.intakes}
        asked += [
            Question(BODY, last or dossier.opening.opening_on, b.name)
            for b in dossier.gathering.bodies
            if b.name not in heard
        ]
    return tuple(asked)


@remembered("life", *_READ_BY_ROWS, "papers")
def next_rows(dossier: Dossier) -> tuple[Row, ...]:
    """The rows of the table to be asked now; empty when the congress is over, or when papers come first."""
    if dossier.life is not Life.ACTIVE:
        return ()
    for row in table_of(dossier):
        if not row.subjects(dossier):
            continue
        if row.after_papers and papers_due(dossier):
            return ()
        return (row,)
    return ()


def is_finished(dossier: Dossier) -> bool:
    """True when every needed answer is in force and every paper is written."""
    return dossier.life is Life.ACTIVE and not next_rows(dossier) and not papers_due(dossier)


def due_on(row: Row, dossier: Dossier) -> date:
    """The day the request is due, counted from the opening day and never later than what can only follow it."""
    return due_days(dossier, row)[row.kind].on


def due_days(dossier: Dossier, *also: Row) -> dict[Kind, windows.DueDay]:
    """The due day of every row of the dossier's procedure that it needs, and of the rows ``also`` given."""
    rows = [r for r in table_of(dossier) if r in also or r.needed(dossier) or r.kind in dossier.accepted_at]
    return windows.due_days([(r.kind, r.days) for r in rows], windows.KeyDays.of(dossier))


def reopened_by(dossier: Dossier, kind: Kind, subject: str | None = None) -> frozenset[tuple[Kind, str | None]]:
    """The answers that fall when this one is replaced: itself and all that stands on it, as (kind, subject)."""
    table = table_of(dossier)
    fallen: set[tuple[Kind, str | None]] = set()
    kinds = {kind}
    if subject is not None:
        fallen = {(kind, subject), *election.comes_after(dossier, kind, subject)}
        kinds = {k for k in Kind if any(r.kind is k and kind in r.stands_on and not r.several for r in table)}
    for row in table:
        if kinds & set(row.stands_on):
            kinds.add(row.kind)
    for row in table:
        if row.kind in kinds:
            fallen |= {(row.kind, s) for s in getattr(dossier.answers, row.kind)} if row.several else {(row.kind, None)}
    return frozenset(fallen)


def title_of(kind: Kind, subject: str | None) -> Words:
    """What a request asks for, and of which election, round and person, or of which body."""
    title = ROWS[kind].title
    if subject is not None and kind is Kind.BODY:
        return Words(vi=f"{title.vi}: {subject}", en=f"{title.en}: {subject}")
    if subject is None or not ROWS[kind].several:
        return title
    place = election.Place.of(subject).words
    return Words(vi=f"{title.vi}: {place.vi}", en=f"{title.en}: {place.en}")


def title_of_request(request: Request) -> Words:
    """What ``request`` asks for."""
    return title_of(request.kind, request.subject)


def current_step(dossier: Dossier) -> Step:
    """Where the congress stands: the step of its first open request, else of the last answer."""
    if dossier.holding_requests:
        return dossier.holding_requests[0].step
    given = [row.step for row in table_of(dossier) if dossier.is_answered(row.kind)]
    return given[-1] if given else Step.PLAN
