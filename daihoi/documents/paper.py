"""What one paper is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePath

from daihoi.documents.synthesis import Synthesis, synthesis_of
from daihoi.rules.attendance import Ledger, hand_base, ledger_of
from daihoi.rules.conformance import Sheet, conformance
from daihoi.rules.election import Contest, Place, Turn, Verdict, contests
from daihoi.rules.findings import words_in
from daihoi.rules.register import opinion_entry
from daihoi.rules.rulesets import title_of_setting
from daihoi.rules.timetable import Timetable, timetable_of
from schemas.anchor import Mark
from schemas.cell import Member, Standing
from schemas.dossier import Dossier, Paper
from schemas.election import Office, Tally
from schemas.report import Report
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

_STANDINGS = {
    Standing.OFFICIAL: "Chính thức",
    Standing.PROBATIONARY: "Dự bị",
    Standing.ATTACHED: "Sinh hoạt tạm thời",
    Standing.ALTERNATE: "Dự khuyết",
    Standing.UNKNOWN: "Chưa rõ",
}
_VERDICTS = {
    Verdict.ELECTED: "Trúng cử",
    Verdict.TIED: "Bằng phiếu ở chỗ cuối",
    Verdict.OVER_HALF: "Quá nửa, không trúng cử vì hết chỗ",
    Verdict.NOT_ELECTED: "Không trúng cử",
}


@dataclass(frozen=True)
class PaperContext:
    """A dossier as of one journal line, with what the caller has worked out from it."""

    dossier: Dossier
    report: Report | None
    """The draft in force, amendments applied."""
    version: int
    mark: Mark | None = None
    """Where the journals stand; only on papers that go to the superior committee."""
    subject: str | None = None
    """Which of several papers of one code: the election and the round of counting minutes."""
    number: str | None = None
    """Number and symbol of the paper, once it has them."""
    frame: bytes | None = None
    """The office's own Word template, where it has one."""
    pictures: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Photos on file for the news, by their name without ending."""

    @cached_property
    def presence(self) -> Ledger | None:
        """The attendance ledger, once the attendance is recorded."""
        return ledger_of(self.dossier)

    @cached_property
    def conformance(self) -> Sheet:
        """Every check of the rules against the dossier."""
        return conformance(self.dossier)

    @staticmethod
    def setting(name: str) -> str:
        """What a value of the rule-set is called."""
        return title_of_setting(name).vi

    @property
    def base(self) -> int | None:
        """Whom a vote by show of hands is counted on."""
        return hand_base(self.presence, self.dossier.rules.values) if self.presence else None

    @cached_property
    def contests(self) -> tuple[Contest, ...]:
        """The elections, in order, each as far as it has come."""
        return contests(self.dossier)

    @property
    def contest(self) -> Contest:
        """The election that this paper is about."""
        return next(c for c in self.contests if c.race.office is Place.of(self.subject or "").office)

    @property
    def turn(self) -> Turn:
        """The round that this paper is about."""
        place = Place.of(self.subject or "")
        return next(t for t in self.contest.turns if t.number == place.round)

    @staticmethod
    def standing(member: Member) -> str:
        """A member's standing, in words."""
        return _STANDINGS[member.standing]

    @staticmethod
    def verdict(turn: Turn, tally: Tally) -> str:
        """What became of one name, in words."""
        if turn.result is None:
            return ""
        return _VERDICTS[turn.result.verdict(tally)]

    @property
    def cell(self) -> str:
        """The cell's name as a paper calls it."""
        name = self.dossier.opening.cell.name
        return name if _says_what_it_is(name) else f"Chi bộ {name}"

    def opinion(self, id_: str) -> str:
        """What the superior said in one opinion, also after the dossier was submitted again; empty when unknown."""
        entry = opinion_entry(self.dossier, id_)
        return entry.text if entry else ""

    @property
    def congress(self) -> str:
        """The congress's name, without its term."""
        name = self.cell
        # «Đại hội chi bộ …»: the name's own capital is only right at the start of a line.
        delegates = "đại biểu " if self.dossier.opening.delegates else ""
        return f"Đại hội {delegates}{name[0].lower()}{name[1:]}"

    @cached_property
    def words(self) -> dict[str, str]:
        """How the organisation calls its member, committee, head …: the words of its profile."""
        return words_in(self.dossier)

    @property
    def authority(self) -> str:
        """In whose name the committee's papers are signed."""
        return self.words["authority"]

    @property
    def post(self) -> str:
        """The post of who signs them."""
        return self.words["post"]

    @property
    def is_cell(self) -> bool:
        """Whether all its members meet, as a «chi bộ» or «chi đoàn» does."""
        return self.words["body"].startswith("chi ")

    @property
    def has_committee(self) -> bool:
        """Whether the congress elects a committee; a small cell has a secretary and a deputy only."""
        return any(c.race.office is Office.COMMITTEE for c in self.contests)

    @property
    def meeting(self) -> str:
        """Where it hears reports between congresses."""
        return f"buổi sinh hoạt {self.words['body']}" if self.is_cell else f"kỳ họp {self.words['committee']}"

    def for_term(self, title: str) -> str:
        """``title`` with the new term, unless it names one already."""
        return title if "nhiệm kỳ" in title.casefold() else f"{title}, nhiệm kỳ {self.dossier.opening.new_term}"

    @property
    def kept(self) -> str:
        """The last line of «Nơi nhận»."""
        body = self.words["body"]
        return f"Lưu {body[0].upper()}{body[1:]}"

    @property
    def member(self) -> str:
        """What the organisation calls a member: «đảng viên», «đoàn viên»; in a delegate congress «đại biểu»."""
        return "đại biểu" if self.dossier.opening.delegates else self.words["member"]

    @property
    def timetable(self) -> Timetable:
        """Every step with its days, counted from the opening day of the dossier."""
        return timetable_of(self.dossier)

    def picture(self, file: str) -> bytes | None:
        """The photo that an answer calls ``file``, if its bytes are on file."""
        return self.pictures.get(PurePath(file).stem.casefold())

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

    @cached_property
    def synthesis(self) -> Synthesis:
        """The comments by heading, with what became of each."""
        return synthesis_of(self.dossier)

    def place_name(self, place: str) -> str:
        """A place of the draft (``areas.education``) as a reader would name it."""
        head, _, rest = place.partition(".")
        if head not in _PLACES:
            return place
        areas = (*self.report.areas, *self.report.task_areas) if self.report else ()
        title = next((a.title for a in areas if a.area.value == rest), rest)
        return f"{_PLACES[head]} {title}".strip()


def _says_what_it_is(name: str) -> bool:
    return name.casefold().startswith(("chi bộ", "đảng bộ", "công đoàn", "chi đoàn", "đoàn"))
