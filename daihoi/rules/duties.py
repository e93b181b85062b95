"""Who does an open request, and until when: what may change about it, and what may not."""

from datetime import date, timedelta

from daihoi.rules.calendar import working_days_between
from daihoi.rules.findings import practice, warn
from daihoi.rules.windows import KeyDays, window_of
from schemas.dossier import Dossier
from schemas.finding import Basis, Confidence, Finding
from schemas.request import Delegation, Request
from schemas.words import Words

LONGEST = timedelta(days=60)
"""The longest delegation, our default: whoever is away longer hands the request over."""


def objection_to_owner(request: Request, to: str, day: date) -> Words | None:
    """Why ``request`` cannot be given to ``to`` for good; None when it can."""
    if request.person == to and request.holder_on(day) == to:
        return Words(
            vi=f"Yêu cầu {request.number} vốn đã giao cho {to}; không có gì để đổi.",
            en=f"Request {request.number} is {to}'s already; nothing would change.",
        )
    return None


def objection_to_delegate(request: Request, giver: str, to: str, until: date, day: date) -> Words | None:
    """Why ``giver`` cannot let ``to`` act in their place until ``until``; None when they can."""
    if giver == to:
        return Words(
            vi=f"{giver} không thể ủy quyền cho chính mình; hãy chọn người khác.",
            en=f"{giver} cannot delegate to themselves; choose someone else.",
        )
    active = [d for d in request.delegations if d.since <= day <= d.until]
    before = [request.person, *(d.giver for d in active)]
    if to in before:
        chain = " → ".join([*(d.giver for d in active), giver, to])
        return Words(
            vi=f"Ủy quyền thành vòng tròn ({chain}); hãy chọn người khác, hoặc để việc trở về khi hết hạn ủy quyền.",
            en=f"The delegation runs in a circle ({chain}); choose someone else, or let it go back when its time is over.",
        )
    if until < day:
        return Words(
            vi=f"Hạn ủy quyền {until:%d/%m/%Y} đã qua; hãy chọn ngày từ hôm nay trở đi.",
            en=f"The delegation would end on {until}, which is past; choose today or later.",
        )
    if active and until > active[-1].until:
        return Words(
            vi=f"{giver} chỉ được ủy quyền đến {active[-1].until:%d/%m/%Y}, không thể ủy quyền tiếp lâu hơn.",
            en=f"{giver} acts only until {active[-1].until} and cannot pass it on for longer.",
        )
    if until - day > LONGEST:
        return Words(
            vi=f"Ủy quyền quá {LONGEST.days} ngày; hãy giao hẳn bằng `daihoi assign {request.number} TÊN`.",
            en=f"Longer than {LONGEST.days} days; hand it over with `daihoi assign {request.number} NAME`.",
        )
    return None


def given(giver: str, to: str, until: date, day: date) -> Delegation:
    """The delegation, beginning on ``day``."""
    return Delegation(giver=giver, to=to, since=day, until=until)


def objection_to_day(request: Request, due_on: date, day: date) -> Words | None:
    """Why ``request`` cannot be due on ``due_on``; None when it can."""
    opened = request.opened_at.date()
    if due_on < min(day, opened):
        return Words(
            vi=f"Hạn mới {due_on:%d/%m/%Y} đứng trước ngày yêu cầu được mở; hãy chọn ngày từ {day:%d/%m/%Y}.",
            en=f"The new due day {due_on} is before the request was opened; choose {day} or later.",
        )
    if due_on < day:
        return Words(
            vi=f"Hạn mới {due_on:%d/%m/%Y} đã qua; hãy chọn ngày từ {day:%d/%m/%Y}.",
            en=f"The new due day {due_on} is past; choose {day} or later.",
        )
    if request.due_on is not None and due_on <= request.due_on:
        return Words(
            vi=f"Hạn hiện nay là {request.due_on:%d/%m/%Y}; gia hạn phải muộn hơn ngày đó.",
            en=f"It is due on {request.due_on} now; an extension must be later.",
        )
    return None


def check_extension(request: Request, due_on: date, dossier: Dossier) -> list[Finding]:
    """What an extension would run into: the last day, the opening day. It warns, it never forbids."""
    window = window_of(request.kind, 0)
    found: list[Finding] = []
    days = KeyDays.of(dossier)
    if window.latest is not None and due_on > (last := days.day(window.latest)):
        found.append(
            warn(
                "EXTEND-LATE",
                "due_on",
                f"Hạn mới sau ngày muộn nhất {last:%d/%m/%Y} của bước này ({window.latest.under(days.rules).words.vi}).",
                f"The new due day is after the last day {last} of this step ({window.latest.under(days.rules).words.en}).",
                window.basis(days.rules) or Basis(document="mặc định của chương trình", confidence=Confidence.UNC),
            )
        )
    opening_on = dossier.opening.opening_on
    if request.due_on is not None and request.due_on <= opening_on < due_on:
        found.append(
            warn(
                "EXTEND-OPENING",
                "due_on",
                f"Hạn mới sau ngày khai mạc {opening_on:%d/%m/%Y}.",
                f"The new due day is after the opening day {opening_on}.",
                practice(),
            )
        )
    return found


def check_lateness(request: Request, day: date, reason: str | None) -> list[Finding]:
    """R24 in the small: an answer after its due day is taken, with a warning that bears the reason or asks for it."""
    if request.due_on is None or day <= request.due_on:
        return []
    days = max(1, working_days_between(request.due_on, day))
    told = Words(
        vi=f"Lý do: {reason}"
        if reason
        else "Chưa nêu lý do; hãy nộp kèm --reason, hoặc gia hạn trước bằng `daihoi extend`.",
        en=f"Reason: {reason}"
        if reason
        else "No reason given; hand in with --reason, or ask first with `daihoi extend`.",
    )
    return [
        warn(
            "LATE",
            None,
            f"Nộp sau hạn {request.due_on:%d/%m/%Y} {days} ngày làm việc. {told.vi}",
            f"Handed in {days} working days after it was due ({request.due_on}). {told.en}",
            practice(),
        )
    ]
