"""The attendance ledger: who counts in the base, and why. Quorum and base are sums over its lines. R11, R17."""

from collections.abc import Mapping
from dataclasses import dataclass

from daihoi.rules import majority
from daihoi.rules.findings import basis, block, by_setting, practice, source, warn
from daihoi.rules.names import key_of, twice
from daihoi.rules.remembering import remembered
from schemas.attendance import Attendance, Excuses, Presence, Reason
from schemas.cell import Member, Standing
from schemas.dossier import Dossier
from schemas.finding import Confidence, Finding
from schemas.words import Words


@dataclass(frozen=True)
class Line:
    """One member: whether counted in the base (None: nobody knows), and why."""

    name: str
    standing: Standing
    unit: str | None
    summoned: bool
    present: bool | None
    code: Reason | None
    reason: str | None
    counted: bool | None
    votes: bool
    """Present, and may vote."""
    why: Words


@dataclass(frozen=True)
class Ledger:
    """All lines; every figure is a sum over them."""

    lines: tuple[Line, ...]

    @property
    def summoned(self) -> int:
        """Summoned official members (delegates). Whose standing is unknown is left out and stands in ``unknown``."""
        return sum(x.summoned and x.standing is Standing.OFFICIAL for x in self.lines)

    @property
    def present(self) -> int:
        """Those present who may vote."""
        return sum(x.votes for x in self.lines)

    @property
    def probationary_present(self) -> int:
        """Probationary members who came; they do not vote."""
        return sum(x.present is True and x.standing is Standing.PROBATIONARY for x in self.lines)

    @property
    def base(self) -> int:
        """Whom a majority is counted on: the lines that are counted for certain."""
        return sum(x.counted is True for x in self.lines)

    @property
    def readings(self) -> tuple[int, ...]:
        """Every base that the unknown lines allow; one figure when nothing is unknown."""
        return tuple(range(self.base, self.base + len(self.unknown) + 1))

    @property
    def unknown(self) -> tuple[Line, ...]:
        """The lines of which nobody knows whether they count."""
        return tuple(x for x in self.lines if x.counted is None)

    @property
    def away(self) -> tuple[Line, ...]:
        """Official members who did not come."""
        return tuple(x for x in self.lines if x.summoned and x.standing is Standing.OFFICIAL and x.present is not True)

    @property
    def units(self) -> frozenset[str]:
        """The sub-organisations that summoned delegates come from."""
        return frozenset(x.unit for x in self.lines if x.unit and x.summoned and x.standing is Standing.OFFICIAL)

    @property
    def units_present(self) -> frozenset[str]:
        """The sub-organisations represented by someone who may vote."""
        return frozenset(x.unit for x in self.lines if x.unit and x.votes)

    @property
    def voters(self) -> frozenset[str]:
        """Keys of the names of those present who may vote."""
        return frozenset(key_of(x.name) for x in self.lines if x.votes)


def ledger(
    attendance: Attendance, roster: tuple[Member, ...], accepted: Mapping[str, bool], *, delegates: bool = False
) -> Ledger:
    """The ledger of ``attendance``. ``accepted`` holds what was decided on reported reasons, by key of the name."""
    members = {key_of(m.name): m for m in roster}
    seated = {key_of(p.replaces) for p in attendance.lines if p.replaces and p.present}
    lines: list[Line] = []
    for p in attendance.lines:
        member = members.get(key_of(p.name), Member(name=p.name, standing=Standing.UNKNOWN))
        counted, why = (
            _delegate(p, member.standing, replaced=key_of(p.name) in seated)
            if delegates
            else _member(p, member.standing, accepted.get(key_of(p.name)))
        )
        lines.append(
            Line(
                name=p.name,
                standing=member.standing,
                unit=member.unit,
                summoned=p.summoned,
                present=p.present,
                code=p.code,
                reason=p.reason,
                counted=counted,
                votes=p.present is True and counted is True,
                why=why,
            )
        )
    return Ledger(tuple(lines))


_BY_STANDING = {
    Standing.PROBATIONARY: Words(vi="dự bị: dự họp, không biểu quyết", en="probationary: attends without a vote"),
    Standing.ATTACHED: Words(vi="sinh hoạt tạm thời: không biểu quyết ở đây", en="temporarily attached: no vote here"),
    Standing.ALTERNATE: Words(
        vi="dự khuyết, không thay ai: không biểu quyết", en="alternate who takes nobody's place: no vote"
    ),
}
_NOT_SUMMONED = Words(vi="không được triệu tập", en="not summoned")
_SUSPENDED = Words(
    vi="đang bị đình chỉ, truy tố hoặc tạm giam: trừ khỏi cơ số", en="suspended, prosecuted or detained: left out"
)
_TRANSFERRED = Words(vi="chuyển sinh hoạt tạm thời đi nơi khác: trừ khỏi cơ số", en="transferred elsewhere: left out")
_EXEMPT = Words(vi="được miễn công tác, sinh hoạt và vắng mặt: trừ khỏi cơ số", en="exempt and absent: left out")
_EXEMPT_CAME = Words(vi="được miễn nhưng có mặt: vẫn tính", en="exempt but present: counted")
_STANDING_UNKNOWN = Words(vi="chưa rõ tư cách", en="standing unknown")
_PRESENCE_UNKNOWN = Words(vi="chưa rõ có mặt hay không", en="presence unknown")
_PRESENT = Words(vi="có mặt", en="present")
_LEFT = Words(vi="về sớm: vẫn tính", en="left early: still counted")
_ACCEPTED = Words(
    vi="vắng suốt đại hội, lý do được chấp nhận: trừ khỏi cơ số",
    en="absent throughout with an accepted reason: left out",
)
_REFUSED = Words(vi="vắng, lý do không được chấp nhận: vẫn tính", en="absent, reason not accepted: counted")
_UNDECIDED = Words(vi="vắng có báo lý do, chưa ai quyết định", en="absent with a reason, undecided")
_UNREPORTED = Words(vi="vắng không có lý do: vẫn tính", en="absent without reason: counted")
_REPLACED = Words(
    vi="vắng, đã có đại biểu dự khuyết thay: tính ở người thay", en="absent and replaced: the alternate is counted"
)
_NOT_REPLACED = Words(vi="đại biểu vắng, không có người thay: trừ khỏi cơ số", en="absent, nobody in place: left out")
_TAKES_PLACE = Words(vi="dự khuyết, thay đại biểu vắng: tính", en="alternate in an absent delegate's place: counted")


def _excluded(p: Presence, standing: Standing) -> Words | None:
    if not p.summoned:
        return _NOT_SUMMONED
    if p.code is Reason.SUSPENDED:
        return _SUSPENDED
    if p.code is Reason.TRANSFERRED:
        return _TRANSFERRED
    if standing in (Standing.PROBATIONARY, Standing.ATTACHED):
        return _BY_STANDING[standing]
    return None


def _member(p: Presence, standing: Standing, accepted: bool | None) -> tuple[bool | None, Words]:
    """An all-member congress (190-QĐ/TW, 10/10/2024, Art. 30; 244-QĐ/TW, 09/06/2014, Art. 32)."""
    if (why := _excluded(p, standing)) is not None:
        return False, why
    if standing is Standing.ALTERNATE:
        return False, _BY_STANDING[standing]
    if standing is Standing.UNKNOWN:
        return None, _STANDING_UNKNOWN
    if p.present is None:
        return None, _PRESENCE_UNKNOWN
    if p.present:
        return True, _EXEMPT_CAME if p.code is Reason.EXEMPT else _LEFT if p.left_early else _PRESENT
    if p.code is Reason.EXEMPT:
        return False, _EXEMPT
    if p.code is Reason.REPORTED:
        if accepted is None:
            return None, _UNDECIDED
        return (False, _ACCEPTED) if accepted else (True, _REFUSED)
    return True, _UNREPORTED


def _delegate(p: Presence, standing: Standing, *, replaced: bool) -> tuple[bool | None, Words]:
    """A delegate congress: absent official delegates leave the base, unless an alternate takes the place."""
    if (why := _excluded(p, standing)) is not None:
        return False, why
    if standing is Standing.UNKNOWN:
        return None, _STANDING_UNKNOWN
    if standing is Standing.ALTERNATE:
        takes = p.present is True and p.replaces is not None
        return takes, _TAKES_PLACE if takes else _BY_STANDING[standing]
    if p.present is None:
        return None, _PRESENCE_UNKNOWN
    if p.present:
        return True, _LEFT if p.left_early else _PRESENT
    return False, _REPLACED if replaced else _NOT_REPLACED


def accepted_reasons(excuses: Excuses | None) -> dict[str, bool]:
    """What was decided on each reported reason, by key of the name."""
    return {key_of(d.name): d.accepted for d in excuses.decisions} if excuses else {}


@remembered("opening", "answers.attendance", "answers.excuses")
def ledger_of(dossier: Dossier) -> Ledger | None:
    """The ledger of the dossier's attendance, once it is there."""
    attendance = dossier.answers.attendance
    if attendance is None:
        return None
    return _ledger(attendance, dossier)


def _ledger(attendance: Attendance, dossier: Dossier) -> Ledger:
    opening = dossier.opening
    return ledger(attendance, opening.roster, accepted_reasons(dossier.answers.excuses), delegates=opening.delegates)


def reported(attendance: Attendance) -> tuple[str, ...]:
    """Those whose reason for absence someone must decide on."""
    return tuple(p.name for p in attendance.lines if p.summoned and p.present is False and p.code is Reason.REPORTED)


def hand_base(ledger_: Ledger, values: Mapping[str, object]) -> int:
    """Whom a vote by show of hands is counted on; where ballots collected are the base, those present stand for them."""
    return ledger_.present if values.get("majority_base") == majority.COLLECTED else ledger_.readings[-1]


def check_attendance(answer: Attendance, dossier: Dossier) -> list[Finding]:
    """R17: one line a member, a code for each absence. R11: enough of the summoned are present."""
    found = [*_lines_fit(answer, dossier)]
    if any(f.blocks for f in found):
        return found
    return found + check_quorum(_ledger(answer, dossier), dossier)


def _lines_fit(answer: Attendance, dossier: Dossier) -> list[Finding]:
    found: list[Finding] = []
    article = basis(dossier, 2, "30 / 32")
    roster = {key_of(m.name): m for m in dossier.opening.roster}
    named = {key_of(p.name) for p in answer.lines}
    for name in twice(p.name for p in answer.lines):
        found.append(
            block(
                "R17",
                "lines",
                f"«{name}» có hai dòng; mỗi người chỉ một dòng.",
                f"“{name}” has two lines; one line a member.",
                article,
            )
        )
    missing = [m.name for key, m in roster.items() if key not in named]
    if missing:
        found.append(
            block(
                "R17",
                "lines",
                f"Thiếu dòng của {', '.join(missing)}; mỗi người trong danh sách phải có một dòng, kể cả người vắng.",
                f"No line for {', '.join(missing)}; each member of the roster needs one, present or not.",
                article,
            )
        )
    for n, p in enumerate(answer.lines):
        found += _line_fits(n, p, roster.get(key_of(p.name)), dossier)
    return found


def _line_fits(n: int, p: Presence, member: Member | None, dossier: Dossier) -> list[Finding]:
    article = basis(dossier, 2, "30 / 32")
    found: list[Finding] = []
    if member is None:
        return [
            block(
                "R17",
                f"lines[{n}].name",
                f"«{p.name}» không có trong danh sách; hãy sửa họ tên, hoặc thay danh sách bằng `daihoi correct`.",
                f"“{p.name}” is not on the roster; mend the name, or the roster with `daihoi correct`.",
                practice(),
            )
        ]
    may_vote = member.standing is Standing.OFFICIAL or (member.standing is Standing.ALTERNATE and p.replaces)
    if p.voted and (not may_vote or not p.present or p.code in (Reason.SUSPENDED, Reason.TRANSFERRED)):
        found.append(
            block(
                "R17",
                f"lines[{n}].voted",
                f"«{p.name}» không có quyền biểu quyết, bầu cử ở đại hội này mà được ghi là đã biểu quyết.",
                f"“{p.name}” has no vote at this congress but is put down as having voted.",
                basis(dossier, 0, "3", Confidence.SEEN_2),
            )
        )
    if p.present and p.code in (Reason.SUSPENDED, Reason.REPORTED, Reason.UNREPORTED, Reason.TRANSFERRED):
        found.append(
            block(
                "R17",
                f"lines[{n}].code",
                f"«{p.name}» ghi có mặt nhưng lại có mã «{p.code}»; hãy sửa một trong hai ô.",
                f"“{p.name}” is present but bears the code “{p.code}”; mend one of them.",
                article,
            )
        )
    if p.present and not p.summoned and member.standing is Standing.OFFICIAL:
        found.append(
            block(
                "R17",
                f"lines[{n}].summoned",
                f"«{p.name}» có mặt nhưng ghi là không được triệu tập nên không được tính; hãy sửa ô summoned hoặc ô present.",
                f"“{p.name}” is present but put down as not summoned, and would not count; mend summoned or present.",
                article,
            )
        )
    if p.summoned and p.present is False and p.code is None and member.standing is Standing.OFFICIAL:
        found.append(
            block(
                "R17",
                f"lines[{n}].code",
                f"«{p.name}» vắng mà không có mã lý do; hãy điền ô code: transferred, exempt, suspended, reported hoặc unreported.",
                f"“{p.name}” is absent without a reason code; fill in code: transferred, exempt, suspended, reported or unreported.",
                article,
            )
        )
    if p.present is False and p.code is Reason.REPORTED and p.reason is None:
        found.append(
            block(
                "R17",
                f"lines[{n}].reason",
                f"«{p.name}» vắng có báo cáo; hãy ghi lý do vào ô reason.",
                f"“{p.name}” reported the absence; write the reason into reason.",
                article,
            )
        )
    if p.replaces is not None:
        found += _replacement_fits(n, p, member, dossier)
    if member.standing is Standing.UNKNOWN or p.present is None:
        found.append(
            warn(
                "R17",
                f"lines[{n}]",
                f"Chưa rõ «{p.name}» {'có mặt hay không' if p.present is None else 'có tư cách gì'}; kết quả sẽ được xét theo từng cách hiểu.",
                f"It is not known {'whether' if p.present is None else 'in what standing'} “{p.name}” takes part; results are judged under each reading.",
                article,
            )
        )
    return found


def _replacement_fits(n: int, p: Presence, member: Member, dossier: Dossier) -> list[Finding]:
    official = next((m for m in dossier.opening.roster if key_of(m.name) == key_of(p.replaces or "")), None)
    if not dossier.opening.delegates or member.standing is not Standing.ALTERNATE or official is None:
        return [
            block(
                "R17",
                f"lines[{n}].replaces",
                f"«{p.name}» không thể thay «{p.replaces}»: chỉ đại biểu dự khuyết thay một đại biểu chính thức có tên trong danh sách.",
                f"“{p.name}” cannot take the place of “{p.replaces}”: only an alternate replaces an official delegate of the list.",
                basis(dossier, 2, "30 / 32"),
            )
        ]
    return []


def check_quorum(found: Ledger, dossier: Dossier) -> list[Finding]:
    """R11: at least 2/3 of the summoned official members are present, where asked also of the sub-organisations.

    Charter, 19/01/2011, Art. 11. Where presence is unknown the verdict is given under each reading.
    """
    values = dossier.rules.values
    num, den = int(values["quorum_num"]), int(values["quorum_den"])
    need = majority.quorum(found.summoned, num, den)
    maybe = sum(x.present is None or x.standing is Standing.UNKNOWN for x in found.unknown)
    out: list[Finding] = []
    if found.present + maybe < need or (found.present < need and not maybe):
        out.append(
            by_setting(
                dossier,
                "quorum_num",
                "R11",
                "lines",
                f"Không đủ số người dự: có mặt {found.present}/{found.summoned}, cần ít nhất {need}. Đại hội phải hoãn (`daihoi postpone`).",
                f"No quorum: {found.present} of {found.summoned} present, {need} needed. Postpone with `daihoi postpone`.",
            )
        )
    elif found.present < need:
        out.append(
            warn(
                "R11",
                "lines",
                f"Chưa chắc đủ số người dự: biết chắc {found.present}/{found.summoned}, chưa rõ {maybe}, cần {need}.",
                f"Quorum uncertain: {found.present} of {found.summoned} for certain, {maybe} unknown, {need} needed.",
                source(dossier, "quorum_num"),
            )
        )
    if values.get("quorum_units") and found.units:
        units = majority.quorum(len(found.units), num, den)
        if len(found.units_present) < units:
            out.append(
                by_setting(
                    dossier,
                    "quorum_units",
                    "R11",
                    "lines",
                    f"Chỉ {len(found.units_present)}/{len(found.units)} tổ chức trực thuộc có đại biểu dự, cần ít nhất {units}.",
                    f"Only {len(found.units_present)} of {len(found.units)} sub-organisations are represented, {units} needed.",
                )
            )
    return out


def check_excuses(answer: Excuses, dossier: Dossier) -> list[Finding]:
    """R17: every reported reason is decided on, nothing else is."""
    attendance = dossier.answers.attendance
    asked = {key_of(n): n for n in (reported(attendance) if attendance else ())}
    given = {key_of(d.name): d for d in answer.decisions}
    article = basis(dossier, 2, "30 / 32")
    found = [
        block(
            "R17",
            "decisions",
            f"Chưa quyết định lý do vắng của {name}; hãy thêm một mục vào decisions.",
            f"The reason of {name} is not decided; add an entry to decisions.",
            article,
        )
        for key, name in asked.items()
        if key not in given
    ]
    found += [
        block(
            "R17",
            f"decisions[{n}].name",
            f"«{d.name}» không ở trong số người vắng có báo lý do.",
            f"“{d.name}” did not report an absence.",
            article,
        )
        for n, d in enumerate(answer.decisions)
        if key_of(d.name) not in asked
    ]
    found += [
        block("R17", "decisions", f"«{name}» có hai quyết định.", f"“{name}” has two decisions.", article)
        for name in twice(d.name for d in answer.decisions)
    ]
    return found
