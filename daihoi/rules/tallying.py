"""The judgement of one election from one sheet, by the very rules that judge a congress. No store, no server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from daihoi.errors import DaihoiError
from daihoi.rules import attendance, ballots, majority, rulesets
from daihoi.rules.attendance import Ledger
from daihoi.rules.election import TELLERS, Contest, Place, Result, Turn, contests, result_of
from daihoi.rules.findings import basis, block
from daihoi.rules.judgement import judge
from schemas.attendance import Attendance, Excuse, Excuses, Presence, Reason
from schemas.cell import Cell, Member, Superior, Term
from schemas.dossier import Answers, Dossier
from schemas.election import Counters, Nominee, Office, Slate
from schemas.finding import Basis, Confidence, Finding, Severity
from schemas.noun import Noun
from schemas.personnel import PersonnelPlan, Race
from schemas.plan import Contents, Opening, Plan, PlanTask
from schemas.step import Kind
from schemas.tally import TallySheet
from schemas.vote import Vote
from schemas.words import Words


@dataclass(frozen=True)
class Reading:
    """The result of one round if so many of the unknown members count."""

    round: int
    result: Result


@dataclass(frozen=True)
class Judgement:
    """All that can be said of the sheet."""

    dossier: Dossier | None
    """The congress that the sheet was read as; None where no rules stand on its day."""
    ledger: Ledger | None
    quorum: int | None
    """The least number present."""
    findings: tuple[Finding, ...]
    contest: Contest | None
    """The rounds that could be judged; a round with a broken count has no result."""
    readings: tuple[Reading, ...]
    """Every verdict that unknown standings allow; empty when nothing is unknown."""
    decisions: tuple[Words, ...]
    """What people must now decide."""

    @property
    def broken(self) -> bool:
        """True when something must be mended before there is a result."""
        return any(f.blocks for f in self.findings)


def judge_sheet(sheet: TallySheet) -> Judgement:
    """Judge the election on ``sheet``: ledger, quorum, list, counting committee, counts, result, decisions."""
    try:
        dossier = _dossier_of(sheet)
    except DaihoiError as error:
        finding = Finding(
            code="R01",
            severity=Severity.BLOCK,
            field="opening_on",
            words=error.words,
            basis=Basis(document="bảng bộ quy định theo ngày khai mạc", confidence=Confidence.SEEN),
        )
        return Judgement(None, None, None, (finding,), None, (), ())
    stages: list[Callable[[Dossier], tuple[Dossier, list[Finding]]]] = [
        partial(_attend, sheet),
        partial(_draw_up, sheet),
        partial(_appoint, sheet),
        partial(_count, sheet),
    ]
    findings: list[Finding] = []
    for stage in stages:
        dossier, found = stage(dossier)
        findings += found
        if any(f.blocks for f in found):
            break  # nothing is computed from a broken stage
    ledger = attendance.ledger_of(dossier)
    contest = next(iter(contests(dossier)), None)
    values = dossier.rules.values
    need = majority.quorum(ledger.summoned, int(values["quorum_num"]), int(values["quorum_den"])) if ledger else None
    broken = any(f.blocks for f in findings)
    readings = _readings(contest, ledger, dossier) if contest and ledger else ()
    return Judgement(
        dossier,
        ledger,
        need,
        tuple(sorted(findings, key=lambda f: not f.blocks)),
        contest,
        readings,
        () if broken or contest is None or ledger is None else _decisions(contest, ledger, readings),
    )


def _dossier_of(sheet: TallySheet) -> Dossier:
    day = sheet.opening_on
    roster = tuple(Member(name=m.name, standing=m.standing, unit=m.unit) for m in sheet.roster)
    opening = Opening(
        code="tally",
        cell=Cell(name=sheet.title, short=sheet.title, place="–"),
        superior=Superior(name="–", short="–"),
        profile=sheet.profile,
        opening_on=day,
        closing_term=Term(start=day.year - 1, end=day.year),
        new_term=Term(start=day.year, end=day.year + 1),
        delegates=sheet.delegates,
        roster=roster,
    )
    plan = Plan(
        basis_number="–",
        basis_date=day - timedelta(days=2),
        signed_on=day - timedelta(days=1),
        opening_on=day,
        place="–",
        contents=Contents.FULL,
        programme=("–",),
        tasks=(PlanTask(task="–", owner="–", due_on=day),),
    )
    race = Race(office=sheet.office, title=sheet.title, seats=sheet.seats)
    personnel = PersonnelPlan(title=sheet.title, criteria="–", races=(race,))
    return Dossier(
        code="tally",
        opening=opening,
        rules=rulesets.resolve(day, sheet.profile),
        procedure=1,
        answers=Answers(plan=plan, personnel=personnel),
    )


def _with(dossier: Dossier, **answers: object) -> Dossier:
    return dossier.model_copy(update={"answers": dossier.answers.model_copy(update=answers)})


def _judged(kind: Kind, answer: Noun, dossier: Dossier, subject: str | None = None) -> list[Finding]:
    return list(judge(kind, answer, dossier, subject))


def _attend(sheet: TallySheet, dossier: Dossier) -> tuple[Dossier, list[Finding]]:
    lines = tuple(
        Presence(
            name=m.name,
            summoned=m.summoned,
            present=m.present,
            code=m.code,
            reason=m.reason or ("–" if m.code is Reason.REPORTED else None),
            left_early=m.left_early,
            replaces=m.replaces,
            voted=m.voted,
        )
        for m in sheet.roster
    )
    answer = Attendance(lines=lines)
    decided = tuple(
        Excuse(name=m.name, accepted=m.accepted)
        for m in sheet.roster
        if m.code is Reason.REPORTED and m.accepted is not None
    )
    after = _with(dossier, attendance=answer, excuses=Excuses(decisions=decided) if decided else None)
    found = _judged(Kind.ATTENDANCE, answer, after)
    found += [
        block(
            "R17",
            f"roster[{n}].accepted",
            f"«{m.name}»: ô accepted chỉ dùng cho người vắng có báo lý do (code: reported).",
            f"“{m.name}”: accepted is only for an absence that was reported (code: reported).",
            basis(dossier, 2, "30 / 32"),
        )
        for n, m in enumerate(sheet.roster)
        if m.accepted is not None and m.code is not Reason.REPORTED
    ]
    return after, found


def _draw_up(sheet: TallySheet, dossier: Dossier) -> tuple[Dossier, list[Finding]]:
    here = str(Place(sheet.office))
    if sheet.seats_vote is None or sheet.list_vote is None:
        if not sheet.rounds:
            return dossier, []
        missing = "seats_vote" if sheet.seats_vote is None else "list_vote"
        what = ("số lượng", "the number") if sheet.seats_vote is None else ("danh sách bầu", "the list")
        return dossier, [
            block(
                "R14",
                missing,
                f"Có kết quả kiểm phiếu nhưng chưa ghi biểu quyết {what[0]}; phải biểu quyết trước khi phát phiếu.",
                f"There is a count but no vote on {what[1]}, which must come before the ballots.",
                basis(dossier, 2, "19"),
            )
        ]
    slate = Slate(
        seats=sheet.seats,
        seats_vote=sheet.seats_vote,
        nominees=sheet.nominees or tuple(Nominee(name=n) for n in sheet.names),
        poll=sheet.poll,
        names=sheet.names,
        list_vote=sheet.list_vote,
    )
    found = _judged(Kind.SLATE, slate, dossier, here)
    if sheet.office in ballots.NO_SURPLUS and sheet.committee:
        found += ballots.check_from_among(sheet.names, sheet.committee, dossier)
    return _with(dossier, slate={here: slate}), found


def _appoint(sheet: TallySheet, dossier: Dossier) -> tuple[Dossier, list[Finding]]:
    if not sheet.counters and not sheet.rounds:
        return dossier, []
    here = str(Place(sheet.office))
    ledger = attendance.ledger_of(dossier)
    if not sheet.counters or here not in dossier.answers.slate or ledger is None:
        return dossier, [
            block(
                "R15",
                "counters",
                "Chưa ghi ban kiểm phiếu (ô counters); phải bầu ban kiểm phiếu trước khi phát phiếu.",
                "The counting committee is missing (counters); it is elected before the ballots are handed out.",
                basis(dossier, 2, "8"),
            )
        ]
    found = ballots.check_counting_people(sheet.counters, sheet.names, ledger, dossier)
    answer = Counters(head=sheet.counters[0], members=sheet.counters[1:], vote=Vote.model_validate({"for": 0}))
    return _with(dossier, counters={here: answer}), found


def _count(sheet: TallySheet, dossier: Dossier) -> tuple[Dossier, list[Finding]]:
    found: list[Finding] = []
    for number, turn in enumerate(sheet.rounds, 1):
        waits = {str(place) for c in contests(dossier) for kind, place in c.asks if kind is Kind.COUNT}
        here = [str(Place(sheet.office, number, t)) for t in TELLERS]
        if not waits:
            found.append(_not_its_turn(number, dossier))
            break
        if len(turn.counts) < len(TELLERS):
            found.append(_second_count_missing(number, len(turn.counts), dossier))
            break
        for subject, count in zip(here, turn.counts, strict=True):
            found += [
                f.model_copy(update={"field": f"rounds[{number - 1}].{f.field}"})
                for f in _judged(Kind.COUNT, count, dossier, subject)
            ]
            if any(f.blocks for f in found):
                # A broken round has no count at all: not even half of it may look like a result.
                held = {k: c for k, c in dossier.answers.count.items() if k not in here}
                return _with(dossier, count=held), found
            dossier = _with(dossier, count={**dossier.answers.count, subject: count})
        if turn.decision is not None:
            place = str(Place(sheet.office, number))
            found += _judged(Kind.ROUND, turn.decision, dossier, place)
            if any(f.blocks for f in found):
                return dossier, found
            dossier = _with(dossier, round={**dossier.answers.round, place: turn.decision})
    return dossier, found


def _not_its_turn(number: int, dossier: Dossier) -> Finding:
    return block(
        "R18",
        f"rounds[{number - 1}]",
        f"Lần bầu {number} không có căn cứ: lần trước đã đủ người, đã hết số lần, hoặc chưa ghi quyết định bầu tiếp (decision).",
        f"Round {number} stands on nothing: the last one filled the seats, the rounds are used up, or no decision to vote again is written.",
        basis(dossier, 2, "20", Confidence.GK),
    )


def _second_count_missing(number: int, given: int, dossier: Dossier) -> Finding:
    return block(
        "R16",
        f"rounds[{number - 1}].counts",
        f"Lần {number} mới có {given} bản kiểm; phải có hai bản của hai người kiểm riêng.",
        f"Round {number} has {given} count; two people must count apart.",
        basis(dossier, 2, "8"),
    )


def _readings(contest: Contest, ledger: Ledger, dossier: Dossier) -> tuple[Reading, ...]:
    if not ledger.unknown or dossier.rules.values.get("majority_base") == majority.COLLECTED:
        return ()
    return tuple(
        Reading(turn.number, result_of(turn.count.tallies, turn.seats, base, between_tied=turn.between_tied))
        for turn in contest.turns
        if turn.count is not None
        for base in ledger.readings
    )


def _decisions(contest: Contest, ledger: Ledger, readings: tuple[Reading, ...]) -> tuple[Words, ...]:
    found: list[Words] = []
    outcomes = {(r.round, tuple(t.name for t in r.result.won)) for r in readings}
    if len(outcomes) > len({r.round for r in readings}):
        who = ", ".join(x.name for x in ledger.unknown)
        found.append(
            Words(
                vi=f"Kết quả khác nhau tùy cách hiểu; trước hết phải làm rõ tư cách hoặc lý do vắng của: {who}.",
                en=f"The result depends on how the unknown is read; first settle the standing or absence of: {who}.",
            )
        )
    last = next((t for t in reversed(contest.turns) if t.result is not None), None)
    if last is None or last.result is None:
        return tuple(found)
    found += _after_the_last_round(contest, last, last.result)
    return tuple(found)


def _after_the_last_round(contest: Contest, last: Turn, result: Result) -> list[Words]:
    asked = any(kind is Kind.ROUND for kind, _ in contest.asks)
    if result.tied and asked:
        names = ", ".join(result.tied)
        again = " Lần trước đã bầu riêng giữa họ." if last.between_tied else ""
        return [
            Words(
                vi=f"{names} bằng phiếu ở {result.open} chỗ cuối: đoàn chủ tịch đưa ra bầu tiếp giữa họ, người nhiều phiếu hơn trúng cử.{again}",
                en=f"{names} are level on the last {result.open} seat(s): the presidium puts them to a second vote, the higher wins.",
            )
        ]
    if result.open and asked:
        return [
            Words(
                vi=f"Còn thiếu {result.open} người: đại hội quyết định có bầu tiếp hay không (lần {last.number + 1}).",
                en=f"{result.open} seat(s) are empty: the congress decides whether to vote again (round {last.number + 1}).",
            )
        ]
    if result.open and contest.race.office is Office.SECRETARY:
        return [
            Words(
                vi="Đã hết số lần bầu mà chưa có bí thư: báo cáo cấp trên để chỉ định.",
                en="The ballots for secretary are used up: report to the superior, who appoints one.",
            )
        ]
    if result.open:
        return [
            Words(
                vi=f"Còn thiếu {result.open} người và không bầu tiếp: báo cáo cấp trên.",
                en=f"{result.open} seat(s) stay empty and there is no further round: report to the superior.",
            )
        ]
    return []
