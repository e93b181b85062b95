"""A season: every congress of a superior, where each stands, and which are in trouble."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.dossier import Dossier, Life
from schemas.step import Step
from schemas.words import Words

TITLES: dict[Step, Words] = {
    Step.PLAN: Words(vi="kế hoạch", en="plan"),
    Step.REPORT: Words(vi="báo cáo", en="report"),
    Step.PERSONNEL: Words(vi="nhân sự", en="personnel"),
    Step.COMMENTS: Words(vi="góp ý", en="comments"),
    Step.REVIEW: Words(vi="duyệt", en="review"),
    Step.SITTING: Words(vi="đại hội", en="sitting"),
    Step.RESOLUTION: Words(vi="nghị quyết", en="resolution"),
    Step.NEWS: Words(vi="tin", en="news"),
    Step.OUTCOME: Words(vi="kết quả", en="outcome"),
}
"""The steps in a word each, as column heads and tags have room for."""


class Mark(StrEnum):
    """How a step of one congress looks on the map."""

    DONE = "done"
    WAITING = "waiting"
    RETURNED = "returned"
    LATE = "late"
    TO_COME = "to_come"


@dataclass(frozen=True)
class Congress:
    """One congress in the overview. ``number``, ``kind``, ``role`` and ``due_on`` are of its most urgent request."""

    code: str
    cell: str
    superior: str
    life: Life
    step: Step
    opening_on: date
    moved_on: date
    """The day of its last journal line, in Vietnam."""
    round: int = 1
    number: int | None = None
    kind: str | None = None
    role: str | None = None
    due_on: date | None = None
    more: int = 0
    """Open requests beside that one."""

    def days_to_opening(self, today: date) -> int:
        """Days until the opening; negative afterwards."""
        return (self.opening_on - today).days

    def days_late(self, today: date) -> int:
        """Days since the request was due; 0 in time, or when nothing waits."""
        return max(0, (today - self.due_on).days) if self.due_on is not None and self.life is Life.ACTIVE else 0

    @property
    def returned(self) -> bool:
        """True when the step at hand was entered before: sent back, or corrected."""
        return self.life is Life.ACTIVE and self.round > 1

    def marks(self, today: date) -> dict[Step, Mark]:
        """Every step, done, waiting, late, sent back or to come."""
        steps = list(Step)
        here = len(steps) if self.life is Life.CLOSED else steps.index(self.step)
        now = Mark.LATE if self.days_late(today) else Mark.RETURNED if self.returned else Mark.WAITING
        return {s: Mark.DONE if n < here else now if n == here else Mark.TO_COME for n, s in enumerate(steps)}


@dataclass(frozen=True)
class Season:
    """The congresses of a superior (None: of all), those in trouble first, as of a day."""

    superior: str | None
    today: date
    congresses: tuple[Congress, ...]

    @property
    def active(self) -> tuple[Congress, ...]:
        """Those still being prepared."""
        return tuple(p for p in self.congresses if p.life is Life.ACTIVE)

    @property
    def late(self) -> tuple[Congress, ...]:
        """Those whose request is overdue."""
        return tuple(p for p in self.congresses if p.days_late(self.today))

    @property
    def returned(self) -> tuple[Congress, ...]:
        """Those at a step for the second time or more."""
        return tuple(p for p in self.congresses if p.returned)

    @property
    def by_step(self) -> dict[Step, int]:
        """How many active congresses stand at each step."""
        count = Counter(p.step for p in self.active)
        return {step: count[step] for step in Step}

    @property
    def by_life(self) -> dict[Life, int]:
        """How many are in preparation, closed, cancelled."""
        count = Counter(p.life for p in self.congresses)
        return {life: count[life] for life in Life}


def overview(superior: str | None, today: date, congresses: Iterable[Congress]) -> Season:
    """The season: the latest first, then by opening day; those that are over stand last."""
    order = sorted(congresses, key=lambda p: (p.life is not Life.ACTIVE, -p.days_late(today), p.opening_on, p.code))
    return Season(superior, today, tuple(order))


def congress_of(dossier: Dossier, step: Step, moved_on: date) -> Congress:
    """The line of one congress, from its dossier."""
    waiting = sorted(dossier.open_requests, key=lambda r: (r.due_on or date.max, r.number))
    first = waiting[0] if waiting else None
    return Congress(
        code=dossier.code,
        cell=dossier.opening.cell.name,
        superior=dossier.opening.superior.name,
        life=dossier.life,
        step=step,
        opening_on=dossier.opening.opening_on,
        moved_on=moved_on,
        round=first.round if first else 1,
        number=first.number if first else None,
        kind=first.kind.value if first else None,
        role=first.role.value if first else None,
        due_on=first.due_on if first else None,
        more=max(0, len(waiting) - 1),
    )
