"""Who is reminded of what on which day: before it is due, on the day, after it, and the superior after that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from daihoi.rules.calendar import add_working_days, is_working_day, last_working_day, working_days_between
from daihoi.rules.windows import window_of
from schemas.step import Kind
from schemas.words import Words

AGAIN_AFTER = 5
"""Working days between two reminders of one late request, our default."""
ESCALATE_AFTER = 3
"""Working days late before the superior hears of it, our default."""


class Stage(StrEnum):
    """How urgent a request is when it is mentioned."""

    NEW = "new"
    SOON = "soon"
    DUE = "due"
    LATE = "late"


STAGES: dict[Stage, Words] = {
    Stage.LATE: Words(vi="Đã quá hạn", en="Late"),
    Stage.DUE: Words(vi="Đến hạn hôm nay hoặc trước ngày làm việc tới", en="Due today, or before the next working day"),
    Stage.SOON: Words(vi="Sắp đến hạn", en="Due soon"),
    Stage.NEW: Words(vi="Việc mới", en="New"),
}


@dataclass(frozen=True)
class Mark:
    """A stage, and its rank: a request is mentioned again only at a higher one."""

    stage: Stage
    rank: int


@dataclass(frozen=True)
class Asked:
    """One open request, with the addresses of those who may do it and of those who hear when it stays undone."""

    number: int
    code: str
    kind: Kind
    due_on: date
    own: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One mention of one request in a digest. It holds nothing private: the words are made when it is sent."""

    number: int
    code: str
    due_on: date
    stage: Stage
    rank: int
    escalated: bool = False
    """True when it is told to the superior, not to who is asked."""


@dataclass(frozen=True)
class Digest:
    """What one address is told on one day, in one message."""

    address: str
    items: tuple[Item, ...]


@lru_cache(maxsize=4096)
def mark_of(kind: Kind, due_on: date, today: date) -> Mark:
    """Where the request stands on ``today``."""
    if today > due_on:
        late = working_days_between(due_on, today)
        # Late over a weekend or a holiday is late on the first working day after it.
        return Mark(Stage.LATE, 200 + max(0, late - 1) // AGAIN_AFTER)
    if today >= last_working_day(due_on):
        return Mark(Stage.DUE, 100)
    steps = sorted(window_of(kind, 0).remind, reverse=True)
    for n, days in reversed(list(enumerate(steps, 1))):
        if today >= add_working_days(last_working_day(due_on), -days):
            return Mark(Stage.SOON, 10 + n)
    return Mark(Stage.NEW, 1)


@lru_cache(maxsize=4096)
def escalation_of(due_on: date, today: date) -> Mark | None:
    """How often the superior should have heard of it by ``today``; None while it is not late enough."""
    if today <= due_on:
        return None
    late = working_days_between(due_on, today)
    if late < ESCALATE_AFTER:
        return None
    return Mark(Stage.LATE, 1000 + (late - ESCALATE_AFTER) // AGAIN_AFTER)


def digests(asked: Iterable[Asked], said: Mapping[tuple[int, date, str], int], today: date) -> tuple[Digest, ...]:
    """What is to be said on ``today``: one digest an address, none on a day off.

    ``said`` gives, for a request's number, due day and an address, the highest rank already said to it: nothing
    is said twice, also when a day was missed or the clock was set back. A request extended to another day starts anew.
    """
    if not is_working_day(today):
        return ()
    found: dict[str, list[Item]] = {}
    for request in asked:
        mark = mark_of(request.kind, request.due_on, today)
        higher = escalation_of(request.due_on, today)
        for addresses, m, escalated in ((request.own, mark, False), (request.above, higher, True)):
            for address in addresses:
                if m is None or (escalated and address in request.own):
                    continue
                if said.get((request.number, request.due_on, address), 0) < m.rank:
                    item = Item(request.number, request.code, request.due_on, m.stage, m.rank, escalated)
                    found.setdefault(address, []).append(item)
    order = list(STAGES)
    return tuple(
        Digest(address, tuple(sorted(items, key=lambda i: (i.escalated, order.index(i.stage), i.due_on, i.number))))
        for address, items in sorted(found.items())
    )
