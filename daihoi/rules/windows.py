"""When each request may begin, is due, and must be done at the latest, counted from the opening day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from daihoi.rules.calendar import add_working_days
from schemas.dossier import Dossier
from schemas.finding import Basis
from schemas.ruleset import RuleSet
from schemas.step import Kind
from schemas.words import Words


class Anchor(StrEnum):
    """The day that is counted from."""

    OPENING = "opening"
    CLOSING = "closing"
    SENT = "sent"


_ANCHORS = {
    Anchor.OPENING: Words(vi="khai mạc", en="the opening"),
    Anchor.CLOSING: Words(vi="bế mạc", en="the closing"),
    Anchor.SENT: Words(vi="khi gửi báo cáo kết quả", en="the results were sent"),
}


@dataclass(frozen=True)
class Offset:
    """So many days after (before, when negative) an anchor; the anchor's own day is not counted."""

    days: int
    working: bool = False
    anchor: Anchor = Anchor.OPENING
    rule: str | None = None
    """The value of the rule-set that says how many, with ``days`` giving the direction and the fallback."""

    def under(self, rules: RuleSet) -> "Offset":
        """The same offset with the rule-set's own figure in it."""
        figure = rules.values.get(self.rule) if self.rule else None
        if not isinstance(figure, int):
            return self
        return Offset(figure if self.days > 0 else -figure, self.working, self.anchor, self.rule)

    @property
    def words(self) -> Words:
        """How it is counted."""
        anchor = _ANCHORS[self.anchor]
        if self.days == 0:
            on_the_day = Words(vi="đúng ngày khai mạc", en="on the opening day")
            return (
                on_the_day if self.anchor is Anchor.OPENING else Words(vi=f"ngay {anchor.vi}", en=f"when {anchor.en}")
            )
        n, after = abs(self.days), self.days > 0
        unit = Words(vi="ngày làm việc" if self.working else "ngày", en="working days" if self.working else "days")
        side = Words(vi="sau" if after else "trước", en="after" if after else "before")
        return Words(vi=f"{n} {unit.vi} {side.vi} {anchor.vi}", en=f"{n} {unit.en} {side.en} {anchor.en}")


@dataclass(frozen=True)
class Window:
    """When something may begin, is due, and must be done at the latest."""

    due: Offset
    earliest: Offset | None = None
    latest: Offset | None = None
    article: str | None = None
    """The article of the implementing document that asks for the due day; None: our default."""
    source: Basis | None = None
    """A document outside the rule-set that asks for the due day."""
    note: Words | None = None
    remind: tuple[int, ...] = (5, 2)
    """Reminders this many working days before the due day."""

    def basis(self, rules: RuleSet) -> Basis | None:
        """The document that asks for the due day; None when it is our default."""
        if self.due.rule is None:
            return self.source
        # Where the profile has no such value, the article is not written for it.
        setting = rules.settings.get(self.due.rule)
        return setting.basis if setting else None


_FOR_DELEGATES = Words(
    vi="quy định viết cho cấp ủy phân bổ đại biểu; ở đây chỉ để nhắc",
    en="written for committees that allot delegates; only a reminder here",
)
_AS_FOUND = Words(
    vi="chưa thấy quy định nào; lấy theo đợt đại hội đã qua", en="no rule was found; taken from past seasons"
)

WINDOWS: dict[Kind, Window] = {
    Kind.ROSTER: Window(Offset(-60), Offset(-90), Offset(-30)),
    Kind.PLAN: Window(Offset(-60), Offset(-90), Offset(-30)),
    Kind.REPORT: Window(Offset(-45), Offset(-60), Offset(-25)),
    Kind.PERSONNEL: Window(Offset(-40), Offset(-60), Offset(-25)),
    Kind.SUMMONS: Window(
        Offset(-30, working=True, rule="notice_working_days"),
        Offset(-60),
        Offset(-7),
        article="11.1",
        note=_FOR_DELEGATES,
    ),
    Kind.COMMENTS: Window(Offset(-32), Offset(-45), Offset(-20)),
    Kind.DISPOSITIONS: Window(Offset(-30), Offset(-45), Offset(-18)),
    Kind.SUBMISSION: Window(Offset(-25), Offset(-30), Offset(-15, rule="review_days_before"), note=_AS_FOUND),
    Kind.REVIEW: Window(Offset(-10), Offset(-25), Offset(-1), note=_AS_FOUND),
    Kind.REPLIES: Window(Offset(-8), Offset(-25), Offset(-1)),
    Kind.ATTENDANCE: Window(Offset(0), Offset(0), Offset(1), remind=(2,)),
    **dict.fromkeys(
        (Kind.EXCUSES, Kind.GUIDANCE, Kind.SLATE, Kind.COUNTERS, Kind.COUNT, Kind.ROUND, Kind.SITTING),
        Window(Offset(0), Offset(0), Offset(2), remind=()),
    ),
    Kind.RESOLUTION: Window(
        Offset(15, anchor=Anchor.CLOSING),
        Offset(0, anchor=Anchor.CLOSING),
        Offset(15, anchor=Anchor.CLOSING),
        note=_AS_FOUND,
    ),
    Kind.NEWS: Window(
        Offset(22, anchor=Anchor.CLOSING),
        Offset(0, anchor=Anchor.CLOSING),
        Offset(30, anchor=Anchor.CLOSING),
        note=_AS_FOUND,
    ),
    Kind.RESULTS: Window(
        Offset(7, working=True, anchor=Anchor.CLOSING, rule="results_working_days"),
        Offset(0, anchor=Anchor.CLOSING),
        Offset(7, working=True, anchor=Anchor.CLOSING, rule="results_working_days"),
        article="16.1.1",
    ),
    Kind.RECOGNITION: Window(
        Offset(15, working=True, anchor=Anchor.SENT, rule="recognition_working_days"),
        Offset(0, anchor=Anchor.SENT),
        Offset(15, working=True, anchor=Anchor.SENT, rule="recognition_working_days"),
        article="16.1.2",
    ),
    Kind.APPOINTMENT: Window(
        Offset(15, working=True, anchor=Anchor.SENT, rule="recognition_working_days"),
        Offset(0, anchor=Anchor.SENT),
        Offset(15, working=True, anchor=Anchor.SENT, rule="recognition_working_days"),
    ),
    Kind.DUTIES: Window(
        Offset(30, anchor=Anchor.CLOSING), Offset(1, anchor=Anchor.CLOSING), Offset(90, anchor=Anchor.CLOSING)
    ),
    Kind.ARCHIVE: Window(
        Offset(60, anchor=Anchor.CLOSING), Offset(15, anchor=Anchor.CLOSING), Offset(90, anchor=Anchor.CLOSING)
    ),
}
"""Windows from practice (our defaults), except where an article stands."""

_OUT_OF_ORDER = frozenset({Kind.REPLIES})
"""Asked before a row that stands below it: replies come after the first review."""


@dataclass(frozen=True)
class KeyDays:
    """The days that everything is counted from."""

    opening: date
    rules: RuleSet
    closing: date | None = None
    sent: date | None = None

    @classmethod
    def of(cls, dossier: Dossier) -> "KeyDays":
        """The key days of a dossier, as far as they have come."""
        sitting, results = dossier.answers.sitting, dossier.answers.results
        return cls(
            dossier.opening.opening_on,
            dossier.rules,
            closing=sitting.held_on if sitting else None,
            sent=results.sent_on if results else None,
        )

    def day(self, offset: Offset) -> date:
        """The day that ``offset`` means."""
        offset = offset.under(self.rules)
        anchor = self._anchor(offset.anchor)
        return add_working_days(anchor, offset.days) if offset.working else anchor + timedelta(days=offset.days)

    def _anchor(self, anchor: Anchor) -> date:
        if anchor is Anchor.OPENING:
            return self.opening
        if anchor is Anchor.CLOSING:
            return self.closing or self.opening
        # Until the results have been sent, they are expected on their last day.
        return self.sent or self.day(WINDOWS[Kind.RESULTS].due)


def window_of(kind: Kind, days: int) -> Window:
    """The window of ``kind``; for one without its own, due ``days`` from the opening day, our default."""
    return WINDOWS.get(kind) or Window(Offset(days))


@dataclass(frozen=True)
class DueDay:
    """The due day and the last day of one request, and the request that it must not hold up when that fixes it."""

    on: date
    before: Kind | None = None
    latest: date | None = None


def due_days(asked: Iterable[tuple[Kind, int]], days: KeyDays) -> dict[Kind, DueDay]:
    """The due and last day of each row of the procedure, in its order: none later than what can only follow it."""
    rows = [(kind, window_of(kind, default)) for kind, default in asked]
    own = _own_days(rows, days)
    due: dict[Kind, DueDay] = {}
    following: tuple[Kind, date] | None = None
    last: date | None = None
    for kind, window in reversed(rows):
        on = own[kind]
        latest = days.day(window.latest) if window.latest else None
        if kind in _OUT_OF_ORDER:
            due[kind] = DueDay(on, latest=latest)
            continue
        before: Kind | None = None
        if following is not None and following[1] < on:
            before, on = following
        else:
            following = kind, on
        if latest is not None:
            last = latest = max(on, latest if last is None else min(latest, last))
        due[kind] = DueDay(on, before, latest)
    return due


def _own_days(rows: list[tuple[Kind, Window]], days: KeyDays) -> dict[Kind, date]:
    # A default of ours never brings forward a day that a document gives to what comes before it.
    own: dict[Kind, date] = {}
    floor = date.min
    for kind, window in rows:
        own[kind] = days.day(window.due)
        if kind in _OUT_OF_ORDER:
            continue
        if window.article is not None:
            floor = max(floor, own[kind])
        else:
            own[kind] = max(own[kind], floor)
    return own
