"""What holds a congress: the chain from its step back to the person, or to the machine that does not do its part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from daihoi.rules import authority, procedure
from daihoi.rules.absences import present, stand_in
from daihoi.rules.calendar import working_days_between
from daihoi.rules.timetable import Progress, missed, timetable_of
from schemas.absence import Absence
from schemas.cell import Person
from schemas.dossier import Dossier, Life
from schemas.request import Request
from schemas.step import Kind
from schemas.words import Words

SLACK = timedelta(minutes=5)


class Fault(StrEnum):
    """Who can move it on."""

    PERSON = "person"
    MACHINE = "machine"
    CLOCK = "clock"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Machine:
    """What Prefect says of the run; what was not asked, or not answered, is None."""

    is_up: bool
    run: str | None = None
    """The type of the run's state; None when there is no such run."""
    is_leased: bool = False
    is_current: bool = True
    """The page shows the dossier as it stands."""
    unread: int = 0
    """Answers typed on the page that nobody has read."""
    workers: int | None = None


@dataclass(frozen=True)
class Link:
    """One link of the chain: what, since when, who can do it, with which command."""

    fault: Fault
    words: Words
    since: datetime | None = None
    who: tuple[str, ...] = ()
    command: str | None = None


@dataclass(frozen=True)
class Holding:
    """The whole answer: the links, the first being what holds it most, and what is late because of it."""

    code: str
    fault: Fault
    links: tuple[Link, ...]
    late: tuple[Words, ...]


def holding(
    dossier: Dossier,
    today: date,
    now: datetime,
    people: Sequence[Person],
    machine: Machine,
    told: Mapping[int, date] | None = None,
    absences: Sequence[Absence] = (),
) -> Holding:
    """What holds ``dossier``. ``people`` are those in force today; ``told`` gives when each request was last reminded of."""

    def asked(request: Request) -> Link:
        return _asked(request, today, _who(request, dossier, today, people, absences), (told or {}).get(request.number))

    links: list[Link] = []
    if (skewed := _clock(dossier, now)) is not None:
        links.append(skewed)
    if dossier.life is not Life.ACTIVE:
        links.append(_over(dossier))
        links += [asked(r) for r in dossier.open_requests if r.kind is Kind.DUTY]
        return Holding(dossier.code, links[0].fault, tuple(links), ())
    papers = procedure.papers_due(dossier)
    if papers and not dossier.holding_requests:
        links.append(_papers(dossier, machine))
    links += [asked(r) for r in dossier.holding_requests]
    links += _machine(machine, waits_for_papers=bool(papers))
    # What stops the machine comes before what waits for people only where the machine is who should act.
    fault = links[0].fault if links else Fault.NOBODY
    return Holding(dossier.code, fault, tuple(links), _late(dossier, today))


def _clock(dossier: Dossier, now: datetime) -> Link | None:
    marks = [at for r in dossier.requests for at in (r.opened_at, r.settled_at) if at is not None]
    last = max(marks, default=now)
    last = last if last.tzinfo else last.replace(tzinfo=UTC)
    if last <= now + SLACK:
        return None
    return Link(
        Fault.CLOCK,
        Words(
            vi=f"Đồng hồ máy này chậm: hồ sơ đã ghi {last:%d/%m/%Y %H:%M} UTC, muộn hơn bây giờ. Hãy chỉnh giờ trước.",
            en=f"This machine's clock is behind: the dossier bears {last:%Y-%m-%d %H:%M} UTC, after now. Set it right first.",
        ),
        since=last,
        command="daihoi doctor",
    )


def _over(dossier: Dossier) -> Link:
    if dossier.life is Life.CANCELLED:
        reason = dossier.reason or "–"
        words = Words(vi=f"Đại hội đã bị hủy: {reason}", en=f"The congress was called off: {reason}")
    else:
        words = Words(
            vi="Hồ sơ đã hoàn thành; chỉ còn các việc sau đại hội, nếu có, dưới đây.",
            en="The dossier is complete; only follow-up duties, if any, are left below.",
        )
    return Link(Fault.NOBODY, words)


def _papers(dossier: Dossier, machine: Machine) -> Link:
    codes = ", ".join(dict.fromkeys(d.code for d in procedure.papers_due(dossier)))
    command = "daihoi repair" if machine.is_up else "daihoi up"
    return Link(
        Fault.MACHINE,
        Words(
            vi=f"Văn bản {codes} đã đến lượt viết nhưng chưa viết; người tiếp theo phải đọc văn bản trước.",
            en=f"Papers {codes} are due and not written; the next person must read them first.",
        ),
        command=command,
    )


def _asked(request: Request, today: date, who: tuple[str, ...], told: date | None) -> Link:
    title = title_of(request)
    parts = [
        Words(
            vi=f"Còn thiếu: {title.vi} (yêu cầu {request.number}).",
            en=f"Missing: {title.en} (request {request.number}).",
        )
    ]
    if request.due_on is not None and request.due_on < today:
        days = max(1, working_days_between(request.due_on, today))
        parts.append(
            Words(
                vi=f"Quá hạn {days} ngày làm việc (hạn {request.due_on:%d/%m/%Y}).",
                en=f"{days} working days late (due {request.due_on}).",
            )
        )
    elif request.due_on is not None:
        parts.append(Words(vi=f"Hạn {request.due_on:%d/%m/%Y}.", en=f"Due {request.due_on}."))
    blocking = [f for f in request.findings if f.blocks] if request.draft is not None else []
    if blocking:
        codes = ", ".join(dict.fromkeys(f.code for f in blocking))
        parts.append(
            Words(
                vi=f"Bản nộp gần nhất chưa được nhận vì {codes}; bản đó vẫn được giữ.",
                en=f"The last answer was not accepted because of {codes}; it is kept.",
            )
        )
    if not who:
        parts.append(
            Words(
                vi="Chưa có ai giữ vai trò này: gõ `daihoi person add`.",
                en="Nobody holds this role yet: type `daihoi person add`.",
            )
        )
    if told is not None:
        parts.append(Words(vi=f"Nhắc lần cuối {told:%d/%m/%Y}.", en=f"Last reminded {told}."))
    else:
        parts.append(Words(vi="Chưa nhắc ai.", en="Nobody was reminded yet."))
    words = Words(vi=" ".join(p.vi for p in parts), en=" ".join(p.en for p in parts))
    opened = request.opened_at if request.opened_at.tzinfo else request.opened_at.replace(tzinfo=UTC)
    return Link(Fault.PERSON, words, opened, who, f"daihoi form {request.number}")


def title_of(request: Request) -> Words:
    """What a request asks for; of a duty, the duty itself."""
    if request.kind is Kind.DUTY and request.subject:
        return Words(vi=request.subject, en=request.subject)
    return procedure.title_of_request(request)


def _who(
    request: Request, dossier: Dossier, today: date, people: Sequence[Person], absences: Sequence[Absence]
) -> tuple[str, ...]:
    holder = request.holder_on(today)
    if holder is not None:
        return (stand_in(holder, today, absences),)
    grant = authority.grant_for(request.kind, request.role)
    return tuple(present(authority.who_may(grant, dossier.opening, people), today, absences))


def _machine(machine: Machine, *, waits_for_papers: bool) -> list[Link]:
    if not machine.is_up:
        return [
            Link(
                Fault.MACHINE,
                Words(
                    vi="Máy chủ Prefect chưa chạy hoặc không trả lời kịp. Bản nộp vẫn được nhận và giữ; văn bản chỉ được viết khi máy chủ chạy lại.",
                    en="Prefect does not answer in time. Answers are still taken and kept; papers are written when it is back.",
                ),
                command="daihoi up",
            )
        ]
    found: list[Link] = []
    if machine.workers == 0:
        found.append(
            Link(
                Fault.MACHINE,
                Words(
                    vi="Máy chủ Prefect chạy nhưng không có worker nào.",
                    en="Prefect runs, but there is no worker.",
                ),
                command="daihoi up",
            )
        )
    if machine.run is None:
        words = Words(vi="Lượt chạy trên Prefect không còn.", en="The run on Prefect is gone.")
        found.append(Link(Fault.MACHINE, words, command="daihoi repair"))
    elif machine.run in ("FAILED", "CRASHED", "CANCELLED", "CANCELLING"):
        words = Words(
            vi=f"Lượt chạy trên Prefect đã dừng ({machine.run.lower()}).",
            en=f"The run on Prefect has ended ({machine.run.lower()}).",
        )
        found.append(Link(Fault.MACHINE, words, command="daihoi repair"))
    elif machine.run in ("RUNNING", "PENDING") and not machine.is_leased:
        words = Words(
            vi="Lượt chạy ghi là đang chạy nhưng không ai thực hiện nó.",
            en="The run says that it is running, but nobody executes it.",
        )
        found.append(Link(Fault.MACHINE, words, command="daihoi repair"))
    elif machine.unread:
        words = Words(
            vi=f"{machine.unread} bản nộp trên trang Prefect chưa được đọc.",
            en=f"{machine.unread} answers typed on Prefect's page are not read yet.",
        )
        found.append(Link(Fault.MACHINE, words, command="daihoi repair"))
    elif machine.run == "PAUSED" and (waits_for_papers or not machine.is_current):
        words = Words(
            vi="Trang Prefect chưa hiện tình trạng mới nhất của hồ sơ.",
            en="Prefect's page does not show the dossier as it stands.",
        )
        found.append(Link(Fault.MACHINE, words, command="daihoi repair"))
    return found


def _late(dossier: Dossier, today: date) -> tuple[Words, ...]:
    """What cannot be on time any more because of what waits."""
    table = timetable_of(dossier)
    gone = {e.key for e in missed(table, today)}
    waiting = {r.kind.value for r in dossier.holding_requests}
    late: list[Words] = []
    for e in table.entries:
        if e.key in waiting or not e.is_asked or e.progress is not Progress.TO_COME or e.due >= today:
            continue
        hopeless = e.key in gone
        late.append(
            Words(
                vi=f"{e.title.vi}: hạn {e.due:%d/%m/%Y}"
                + (f", muộn nhất {e.last_day:%d/%m/%Y} đã qua" if hopeless else ""),
                en=f"{e.title.en}: due {e.due}" + (f", last day {e.last_day} is past" if hopeless else ""),
            )
        )
    if dossier.answers.sitting is None and dossier.opening.opening_on < today:
        opening_on = dossier.opening.opening_on
        late.append(
            Words(
                vi=f"Ngày khai mạc {opening_on:%d/%m/%Y} đã qua mà chưa họp: gõ `daihoi postpone {dossier.code} NGÀY`.",
                en=f"The opening day {opening_on} is past and nobody has met: type `daihoi postpone {dossier.code} DAY`.",
            )
        )
    return tuple(late)
