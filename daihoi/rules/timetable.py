"""Counted back and forward from the opening day: every step, paper and request, with its days and their basis."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from daihoi.rules import procedure
from daihoi.rules.calendar import holiday_name, next_working_day
from daihoi.rules.findings import practice, warn
from daihoi.rules.rulesets import resolve
from daihoi.rules.windows import Anchor, DueDay, KeyDays, Offset, Window, due_days, window_of
from schemas.cell import Profile, Role
from schemas.dossier import Dossier
from schemas.finding import Basis, Confidence, Finding
from schemas.ruleset import RuleSet
from schemas.step import Kind, Step
from schemas.words import Words


class Progress(StrEnum):
    """How far an entry of the timetable has come."""

    TO_COME = "to_come"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    key: str
    """The kind of the request, or the name of a milestone that nobody is asked for."""
    step: Step
    title: Words
    role: Role
    papers: tuple[str, ...]
    due: date
    counted: Words
    """How the due day is counted."""
    earliest: date | None = None
    latest: date | None = None
    basis: Basis | None = None
    """None: our default."""
    note: Words | None = None
    progress: Progress = Progress.TO_COME
    number: int | None = None
    """The request that waits for it."""

    @property
    def is_asked(self) -> bool:
        """True for a request; a milestone nobody reports to us cannot be known to be missed."""
        return self.key in tuple(Kind)

    @property
    def last_day(self) -> date:
        """The day after which it cannot be met."""
        return self.due if self.latest is None else max(self.due, self.latest)


@dataclass(frozen=True)
class Timetable:
    """All entries of one congress, in the order of their due days."""

    opening_on: date
    rules: RuleSet
    entries: tuple[Entry, ...]

    @property
    def first(self) -> date:
        """The first day drawn."""
        return min(e.earliest or e.due for e in self.entries)

    @property
    def last(self) -> date:
        """The last day drawn."""
        return max(e.last_day for e in self.entries)


@dataclass(frozen=True)
class _Milestone:
    key: str
    step: Step
    title: Words
    role: Role
    window: Window
    papers: tuple[str, ...] = ()


_MILESTONES = (
    _Milestone(
        "season",
        Step.PLAN,
        Words(vi="nhận kế hoạch đại hội của cấp trên", en="receive the superior's plan"),
        Role.SUPERIOR,
        Window(Offset(-90), None, Offset(-60)),
    ),
    _Milestone(
        "documents",
        Step.PERSONNEL,
        Words(vi="gửi tài liệu đến người dự đại hội", en="send the papers to the members"),
        Role.ORGANISER,
        Window(
            Offset(-7),
            Offset(-10),
            Offset(-3),
            note=Words(vi="chưa thấy quy định nào nêu số ngày", en="no rule was found that names a number of days"),
        ),
    ),
    _Milestone(
        "higher_drafts",
        Step.OUTCOME,
        Words(vi="gửi tổng hợp góp ý dự thảo văn kiện cấp trên", en="send up the comments on the higher drafts"),
        Role.ORGANISER,
        Window(
            Offset(10, anchor=Anchor.CLOSING, rule="higher_draft_comments_days"),
            Offset(0, anchor=Anchor.CLOSING),
            Offset(10, anchor=Anchor.CLOSING, rule="higher_draft_comments_days"),
            source=Basis(
                document="Hướng dẫn của Văn phòng Trung ương Đảng trước Đại hội XIII", confidence=Confidence.SEEN
            ),
        ),
    ),
)


def timetable(opening_on: date, profile: Profile) -> Timetable:
    """The timetable of a congress that is only thought of; raises `NoRuleSet`."""
    rules = resolve(opening_on, profile)
    days = KeyDays(opening_on, rules)
    table = procedure.TABLES[procedure.VERSION]
    due = due_days([(row.kind, row.days) for row in table], days)
    return _assemble((_entry(row, days, due[row.kind]) for row in table), days)


def timetable_of(dossier: Dossier) -> Timetable:
    """The timetable of a congress in preparation: what is done, what waits until when, what is to come."""
    days = KeyDays.of(dossier)
    due = procedure.due_days(dossier)
    entries: list[Entry] = []
    for row in procedure.table_of(dossier):
        if row.kind not in due:
            continue
        entry = _entry(row, days, due[row.kind])
        waiting = next((r for r in dossier.open_requests if r.kind is row.kind), None)
        if waiting is not None:
            entry = replace(entry, progress=Progress.WAITING, number=waiting.number, due=waiting.due_on or entry.due)
        elif _is_done(row, dossier):
            entry = replace(entry, progress=Progress.DONE)
        entries.append(entry)
    return _assemble(entries, days)


def _is_done(row: procedure.Row, dossier: Dossier) -> bool:
    if row.several:
        # One answer for each election, round and person: done when none is wanted once the congress has met.
        return dossier.is_answered(Kind.ATTENDANCE) and not row.subjects(dossier)
    return dossier.is_answered(row.kind)


def _entry(row: procedure.Row, days: KeyDays, due: DueDay) -> Entry:
    window = window_of(row.kind, row.days)
    counted = window.due.under(days.rules).words
    basis = window.basis(days.rules)
    if due.before is not None:
        following = procedure.ROWS[due.before].title
        counted = Words(vi=f"phải xong trước khi {following.vi}", en=f"must be done before: {following.en}")
        basis = None
    return Entry(
        key=row.kind.value,
        step=row.step,
        title=row.title,
        role=row.role,
        papers=row.papers,
        due=due.on,
        counted=counted,
        earliest=min(days.day(window.earliest), due.on) if window.earliest else None,
        latest=due.latest,
        basis=basis,
        note=window.note,
    )


def _assemble(entries: Iterable[Entry], days: KeyDays) -> Timetable:
    milestones = [
        Entry(
            key=m.key,
            step=m.step,
            title=m.title,
            role=m.role,
            papers=m.papers,
            due=days.day(m.window.due),
            counted=m.window.due.under(days.rules).words,
            earliest=days.day(m.window.earliest) if m.window.earliest else None,
            latest=days.day(m.window.latest) if m.window.latest else None,
            basis=m.window.basis(days.rules),
            note=m.window.note,
        )
        for m in _MILESTONES
    ]
    return Timetable(days.opening, days.rules, tuple(sorted([*entries, *milestones], key=lambda e: e.due)))


def check_opening_day(
    table: Timetable, today: date, season_deadline: date | None = None, lateness_reason: str | None = None
) -> list[Finding]:
    """What speaks against the opening day, seen from ``today``: past, a holiday, too near, after the season."""
    day = table.opening_on
    found: list[Finding] = []
    if day < today:
        found.append(
            warn(
                "OPENING-PAST",
                "opening_on",
                f"Ngày khai mạc {day:%d/%m/%Y} đã qua; hãy chọn một ngày sau {today:%d/%m/%Y}.",
                f"The opening day {day} is past; choose a day after {today}.",
                practice(),
            )
        )
    if (name := holiday_name(day)) is not None:
        near = next_working_day(day)
        found.append(
            warn(
                "OPENING-HOLIDAY",
                "opening_on",
                f"Ngày khai mạc {day:%d/%m/%Y} là ngày nghỉ lễ ({name}); ngày làm việc gần nhất sau đó là {near:%d/%m/%Y}.",
                f"The opening day {day} is a public holiday ({name}); the next working day is {near}.",
                practice(),
            )
        )
    if season_deadline is not None and day > season_deadline:
        why = Words(vi="phải nêu lý do (ô lateness_reason)", en="give the reason (field lateness_reason)")
        if lateness_reason:
            told = lateness_reason.rstrip(". ")
            why = Words(vi=f"lý do: {told}", en=f"the reason: {told}")
        found.append(
            warn(
                "R24",
                "opening_on",
                f"Khai mạc sau hạn của đợt đại hội ({season_deadline:%d/%m/%Y}); {why.vi}.",
                f"Opens after the season's deadline ({season_deadline}); {why.en}.",
                practice(),
            )
        )
    if day >= today:
        found += [_cannot_be_met(e, today) for e in missed(table, today)]
    return found


def missed(table: Timetable, today: date) -> list[Entry]:
    """The entries not done whose last day, or whose day fixed by a document, is before ``today``."""
    return [
        e
        for e in table.entries
        if e.is_asked
        and e.progress is not Progress.DONE
        and (e.last_day < today or (e.basis is not None and e.due < today))
    ]


def _cannot_be_met(entry: Entry, today: date) -> Finding:
    day = entry.due if entry.basis is not None and entry.due < today else entry.last_day
    note = f" ({entry.note.vi})" if entry.note else ""
    note_en = f" ({entry.note.en})" if entry.note else ""
    return warn(
        "TOO-NEAR",
        entry.key,
        f"Không kịp: «{entry.title.vi}» muộn nhất ngày {day:%d/%m/%Y}, nay đã là {today:%d/%m/%Y}{note}.",
        f"Cannot be met: “{entry.title.en}” by {day} at the latest, and it is {today} already{note_en}.",
        entry.basis or Basis(document="mặc định của chương trình", confidence=Confidence.UNC),
    )


@dataclass(frozen=True)
class Verdict:
    """Whether an opening day works."""

    opening_on: date
    works: bool
    """True when it lies ahead and nothing has passed its last day."""
    tight: int
    """How many entries are past their due day."""
    findings: tuple[Finding, ...]


def judge_opening_day(
    table: Timetable, today: date, season_deadline: date | None = None, lateness_reason: str | None = None
) -> Verdict:
    """Whether the opening day of ``table`` works, seen from ``today``, and what speaks against it."""
    findings = check_opening_day(table, today, season_deadline, lateness_reason)
    gone = {e.key for e in table.entries if e.is_asked and e.last_day < today}
    late = [e for e in table.entries if e.is_asked and e.due < today and e.progress is not Progress.DONE]
    against = {f.code for f in findings if f.code in ("OPENING-PAST", "OPENING-HOLIDAY", "R24")}
    hopeless = any(f.code == "TOO-NEAR" and f.field in gone for f in findings)
    return Verdict(table.opening_on, not against and not hopeless, len(late), tuple(findings))


def moved(dossier: Dossier, opening_on: date) -> Dossier:
    """The dossier as it would stand if the congress opened on ``opening_on``: new rules, new due days.

    Raises `NoRuleSet`. What is done stays done; follow-up duties keep the days they were given.
    """
    opening = dossier.opening.model_copy(update={"opening_on": opening_on})
    later = dossier.model_copy(
        update={"opening": opening, "rules": resolve(opening_on, opening.profile, opening.overrides)}
    )
    table = {row.kind: row for row in procedure.table_of(later)}
    requests = tuple(
        r.model_copy(update={"due_on": procedure.due_on(table[r.kind], later)}) if r.is_open and r.kind in table else r
        for r in later.requests
    )
    return later.model_copy(update={"requests": requests})


@dataclass(frozen=True)
class Shift:
    """One entry whose due day moves when the opening day moves."""

    key: str
    title: Words
    number: int | None
    was: date | None
    becomes: date


def shifts(before: Timetable, after: Timetable) -> tuple[Shift, ...]:
    """What moves between two timetables of one congress; what is done stays."""
    old = {e.key: e for e in before.entries}
    return tuple(
        Shift(e.key, e.title, e.number, old[e.key].due if e.key in old else None, e.due)
        for e in after.entries
        if e.progress is not Progress.DONE and (e.key not in old or old[e.key].due != e.due)
    )
