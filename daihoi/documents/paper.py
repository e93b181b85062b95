"""What one paper is written from."""

from dataclasses import dataclass
from datetime import date

from daihoi.rules import sitting as rules
from daihoi.rules.timetable import Timetable, timetable_of
from schemas.anchor import Mark
from schemas.cell import Member, Standing
from schemas.dossier import Dossier, Paper
from schemas.report import Report
from schemas.sitting import Ballot, Tally
from schemas.target import Target

_PLACES = {
    "context": "đặc điểm, tình hình",
    "results": "kết quả chỉ tiêu",
    "areas": "phần đánh giá, mục",
    "weaknesses": "hạn chế, khuyết điểm, ý",
    "causes": "nguyên nhân, ý",
    "lessons": "bài học kinh nghiệm, ý",
    "direction": "phương hướng",
    "targets": "chỉ tiêu",
    "task_areas": "nhiệm vụ và giải pháp, mục",
    "charge": "tổ chức thực hiện, ý",
    "self_review": "báo cáo kiểm điểm",
}


@dataclass(frozen=True)
class PaperContext:
    """A dossier as of one journal line, with what the caller has worked out from it."""

    dossier: Dossier
    report: Report | None
    """The draft in force, amendments applied."""
    version: int
    elected: tuple[str, ...] = ()
    base: int | None = None
    mark: Mark | None = None
    """Where the journals stand; only on papers that go to the superior committee."""

    @property
    def cell(self) -> str:
        """The cell's name as a paper calls it."""
        name = self.dossier.opening.cell.name
        return name if _says_what_it_is(name) else f"Chi bộ {name}"

    @property
    def congress(self) -> str:
        """The congress's name, without its term."""
        name = self.cell
        # «Đại hội chi bộ …»: the name's own capital is only right at the start of a line.
        return f"Đại hội {name[0].lower()}{name[1:]}"

    @property
    def timetable(self) -> Timetable:
        """Every step with its days, counted from the opening day of the dossier."""
        return timetable_of(self.dossier)

    @property
    def held_on(self) -> date:
        """The day of the sitting, or the day it is planned for."""
        sat, planned = self.dossier.answers.sitting, self.dossier.answers.plan
        return sat.held_on if sat else planned.opening_on if planned else self.dossier.opening.opening_on

    @property
    def place(self) -> str:
        """Where the congress sits: the sitting's own word, else the plan's, else the cell's place."""
        sat, planned = self.dossier.answers.sitting, self.dossier.answers.plan
        return sat.place if sat else planned.place if planned else self.dossier.opening.cell.place

    @property
    def roster(self) -> tuple[Member, ...]:
        """The members, from the register or else from the opening."""
        register = self.dossier.answers.roster
        return register.roster if register else self.dossier.opening.roster

    @property
    def official(self) -> int:
        """How many members may vote."""
        return sum(m.standing is Standing.OFFICIAL for m in self.roster)

    @property
    def old_targets(self) -> tuple[Target, ...]:
        """The targets of the closing term."""
        register = self.dossier.answers.roster
        return register.old_targets if register else self.dossier.opening.old_targets

    @property
    def latest(self) -> tuple[Paper, ...]:
        """The papers in their last version, in catalogue order."""
        last = {p.code: p for p in sorted(self.dossier.papers, key=lambda p: p.version)}
        return tuple(last[code] for code in sorted(last))

    @property
    def enclosed(self) -> tuple[Paper, ...]:
        """What is sent up before the congress, without the note and the checklist themselves."""
        # A postponed congress submits again with later papers already in the dossier.
        return tuple(p for p in self.latest if p.code.startswith("P") and p.code not in ("P08", "P09"))

    def place_name(self, place: str) -> str:
        """A place of the draft (``areas.education``) as a reader would name it."""
        head, _, rest = place.partition(".")
        if head not in _PLACES:
            return place
        areas = (*self.report.areas, *self.report.task_areas) if self.report else ()
        title = next((a.title for a in areas if a.area.value == rest), rest)
        return f"{_PLACES[head]} {title}".strip()

    def won(self, ballot: Ballot) -> tuple[Tally, ...]:
        """The elected of one ballot, highest first; nobody whom the caller does not call elected."""
        # A name elected on one ballot may have lost on another, so the flat list alone is not enough.
        names = self.elected if self.base is None else rules.elected(ballot, self.base)
        mine = [t for t in ballot.tallies if t.name in names and t.name in self.elected]
        return tuple(sorted(mine, key=lambda t: -t.votes))

    @staticmethod
    def ranked(ballot: Ballot) -> tuple[Tally, ...]:
        """Everybody on the ballot, highest first."""
        return tuple(sorted(ballot.tallies, key=lambda t: -t.votes))


def _says_what_it_is(name: str) -> bool:
    return name.casefold().startswith(("chi bộ", "đảng bộ"))
