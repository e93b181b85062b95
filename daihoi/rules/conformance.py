"""The conformance sheet: every check R01 to R24 against the dossier as it stands, with figures, basis and waivers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from daihoi.rules import rulesets
from daihoi.rules.attendance import ledger_of
from daihoi.rules.ballots import surplus_cap
from daihoi.rules.calendar import add_working_days
from daihoi.rules.election import contests, elects
from daihoi.rules.findings import basis, block, practice, source, warn
from daihoi.rules.judgement import judge
from daihoi.rules.majority import COLLECTED, needed_votes, quorum
from daihoi.rules.procedure import title_of_request
from daihoi.rules.waivers import WAIVABLE, waiver_of
from schemas.cell import Standing
from schemas.dossier import Dossier
from schemas.finding import Basis, Finding
from schemas.ruleset import Setting
from schemas.step import Kind
from schemas.waiver import Waiver
from schemas.words import Words


class Outcome(StrEnum):
    """What became of one check."""

    PASSED = "passed"
    WARNED = "warned"
    BLOCKED = "blocked"
    WAIVED = "waived"
    TO_COME = "to_come"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Verdict:
    """One line of the sheet."""

    rule: str
    title: Words
    outcome: Outcome
    findings: tuple[Finding, ...]
    figures: tuple[Words, ...]
    """What was looked at, as short phrases with their figures; never a name or a vote of one person."""
    bases: tuple[Basis, ...]
    waiver: Waiver | None


@dataclass(frozen=True)
class Sheet:
    """The whole sheet."""

    verdicts: tuple[Verdict, ...]
    others: tuple[Finding, ...]
    """Findings on consistency that belong to no numbered check."""
    overrides: tuple[tuple[str, Setting], ...]
    """Values that the congress's own file put in place, by name."""

    def count(self, outcome: str) -> int:
        """How many checks ended so; templates give the outcome as a word."""
        return sum(v.outcome == outcome for v in self.verdicts)

    @property
    def used(self) -> tuple[tuple[Basis, tuple[str, ...]], ...]:
        """Every basis once, with the checks that stand on it."""
        found: dict[Basis, list[str]] = {}
        for verdict in self.verdicts:
            for one in verdict.bases:
                found.setdefault(one, []).append(verdict.rule)
        return tuple((one, tuple(rules)) for one, rules in found.items())


def _words(vi: str, en: str) -> Words:
    return Words(vi=vi, en=en)


TITLES: dict[str, Words] = {
    "R01": _words(
        "Bộ quy định theo ngày khai mạc; căn cứ đang có hiệu lực", "Rule-set of the opening day, bases in force"
    ),
    "R02": _words("Căn cứ ghi đủ số và ngày", "Each basis has number and date"),
    "R03": _words("Độ dài nhiệm kỳ", "Length of the term"),
    "R04": _words("Mỗi chỉ tiêu cũ có kết quả", "A result for every old target"),
    "R05": _words("Chỉ tiêu mới đo được", "New targets can be measured"),
    "R06": _words("Đủ năm mặt công tác; mặt đã đánh giá có nhiệm vụ", "Five areas; assessed areas have tasks"),
    "R07": _words(
        "Mọi ý kiến góp ý có quyết định; tiếp thu truy được", "All comments decided, accepted ones traceable"
    ),
    "R08": _words("Hồ sơ trình duyệt đầy đủ", "Dossier complete when sent up"),
    "R09": _words(
        "Cấp trên duyệt sau ngày trình, trước khai mạc", "Superior's answer dated between sending and opening"
    ),
    "R10": _words("Mọi ý kiến của cấp trên được trả lời", "Every opinion of the superior answered"),
    "R11": _words("Đủ số người dự", "Quorum"),
    "R12": _words("Thứ tự chương trình", "Order of the programme"),
    "R13": _words("Được bầu những chức danh nào, bao nhiêu người", "Offices and numbers that may be elected"),
    "R14": _words("Danh sách bầu, số dư, quyền ứng cử", "List, surplus, who may stand"),
    "R15": _words("Ban kiểm phiếu", "Counting committee"),
    "R16": _words("Số phiếu khớp nhau; hai bản kiểm trùng nhau", "Ballot sums; two counts agree"),
    "R17": _words("Quá nửa cơ số; mỗi trường hợp trừ có mã lý do", "Majority of the base; each exclusion has a code"),
    "R18": _words("Bằng phiếu, bầu lại, nhân sự dự kiến không trúng cử", "Ties, rounds, planned head not elected"),
    "R19": _words("Số, ký hiệu văn bản liên tục", "Numbering of papers"),
    "R20": _words("Loại văn bản được ban hành", "Types the issuer may issue"),
    "R21": _words("Báo cáo, nghị quyết, tin khớp nhau", "Report, resolution and news agree"),
    "R22": _words("Hạn báo cáo kết quả và chuẩn y", "Days for results and recognition"),
    "R23": _words("Tin không lộ thông tin nội bộ", "Privacy of the news"),
    "R24": _words("Hạn của đợt đại hội", "Deadline of the season"),
}
"""Every check, in order."""

_LOOKS_AT: dict[str, tuple[Kind, ...]] = {
    "R03": (Kind.PLAN,),
    "R04": (Kind.REPORT,),
    "R05": (Kind.REPORT,),
    "R06": (Kind.REPORT,),
    "R07": (Kind.DISPOSITIONS,),
    "R08": (Kind.SUBMISSION,),
    "R09": (Kind.REVIEW,),
    "R10": (Kind.REVIEW,),
    "R11": (Kind.ATTENDANCE,),
    "R12": (Kind.SITTING,),
    "R13": (Kind.PERSONNEL,),
    "R14": (Kind.PERSONNEL,),
    "R15": (Kind.COUNTERS,),
    "R16": (Kind.COUNT,),
    "R17": (Kind.ATTENDANCE,),
    "R18": (Kind.COUNT,),
    "R19": (Kind.RESOLUTION,),
    "R20": (Kind.RESOLUTION,),
    "R21": (Kind.NEWS,),
    "R22": (Kind.RESULTS,),
    "R23": (Kind.NEWS,),
    "R24": (Kind.PLAN,),
}
"""The answer that a check waits for; none: it can be made from the opening facts alone."""
_LAYOUT_FROM = 3
"""Where the documents of the layout begin among a rule-set's bases."""
_OF_ELECTIONS = ("R13", "R14", "R15", "R16", "R18")


def conformance(dossier: Dossier) -> Sheet:
    """The sheet of ``dossier`` as it stands: answers in force judged again, refused drafts with what is wrong with them."""
    found = [*_check_rule_set(dossier), *_judge_again(dossier), *_refused(dossier), *_undecided(dossier)]
    verdicts = tuple(_verdict(rule, dossier, [f for f in found if f.code == rule]) for rule in TITLES)
    others = tuple(f for f in found if f.code not in TITLES)
    overrides = tuple((n, s) for n, s in dossier.rules.settings.items() if s.reason is not None)
    return Sheet(verdicts, others, overrides)


def _verdict(rule: str, dossier: Dossier, found: list[Finding]) -> Verdict:
    waiver = waiver_of(dossier, rule)
    applies = elects(dossier) if rule in _OF_ELECTIONS else rule != "R24" or _has_deadline(dossier)
    reached = all(k.value in dossier.accepted_at for k in _LOOKS_AT.get(rule, ()))
    if any(f.blocks for f in found):
        outcome = Outcome.BLOCKED
    elif waiver is not None and found:
        outcome = Outcome.WAIVED
    elif found:
        outcome = Outcome.WARNED
    elif not applies:
        outcome = Outcome.NOT_APPLICABLE
    else:
        outcome = Outcome.PASSED if reached else Outcome.TO_COME
    figures = _FIGURES[rule](dossier) if rule in _FIGURES and applies else ()
    bases = tuple(dict.fromkeys([*(f.basis for f in found if f.basis), *_bases(rule, dossier)]))
    return Verdict(rule, TITLES[rule], outcome, tuple(found), figures, bases, waiver)


def _has_deadline(dossier: Dossier) -> bool:
    return dossier.opening.season_deadline is not None


def _judge_again(dossier: Dossier) -> list[Finding]:
    found: list[Finding] = []
    for kind in Kind:
        if kind is Kind.DUTY:
            continue
        for subject, answer in dossier.answers.all_of(kind):
            found += judge(kind, answer, dossier, subject)
    return list(dict.fromkeys(found))


def _refused(dossier: Dossier) -> list[Finding]:
    return [f for r in dossier.open_requests if r.draft is not None for f in r.findings]


def _undecided(dossier: Dossier) -> list[Finding]:
    """R18: what waits for people to decide blocks until they have."""
    return [
        block(
            "R18",
            None,
            f"Yêu cầu {r.number} đang chờ con người quyết định: {title_of_request(r).vi}.",
            f"Request {r.number} waits for people to decide: {title_of_request(r).en}.",
            practice(),
        )
        for r in dossier.open_requests
        if r.kind in (Kind.ROUND, Kind.GUIDANCE, Kind.APPOINTMENT)
    ]


def _check_rule_set(dossier: Dossier) -> list[Finding]:
    """R01: every pinned document was in force on the opening day. R02: every basis has number and date."""
    day = dossier.opening.opening_on
    known = {(d.document, d.dated): d for d in rulesets.documents().values()}
    found: list[Finding] = []
    for place, one in enumerate(dossier.rules.bases):
        document = known.get((one.document, one.dated))
        if document is not None and not document.in_force_on(day):
            # How papers looked before 2018 was not researched: that is our gap, not the congress's fault.
            object_to = block if place < _LAYOUT_FROM else warn
            found.append(
                object_to(
                    "R01",
                    None,
                    f"{one.document} không có hiệu lực vào ngày khai mạc {day:%d/%m/%Y}.",
                    f"{one.document} was not in force on the opening day {day}.",
                    one,
                )
            )
    for one in dict.fromkeys(dossier.rules.bases):
        if one.dated is None:
            found.append(
                warn(
                    "R02",
                    None,
                    f"Chưa biết ngày của {one.document}; khi viện dẫn phải ghi cả số và ngày.",
                    f"The date of {one.document} is not known; cite number and date.",
                    one,
                )
            )
    return found


_SETTINGS: dict[str, tuple[str, ...]] = {
    "R03": ("term_years", "term_years_pilot"),
    "R11": ("quorum_num", "quorum_units"),
    "R13": ("committee_min_official", "committee_max", "deputy_max"),
    "R14": ("surplus_compulsory", "surplus_max_ratio", "small_committee_extra", "outsider_support_over"),
    "R17": ("majority_base",),
    "R18": ("rounds_committee", "rounds_secretary"),
    "R22": ("results_working_days", "recognition_working_days"),
}


def _bases(rule: str, dossier: Dossier) -> list[Basis]:
    """What the check stands on whether or not it found anything."""
    bases = dossier.rules.bases
    if rule in ("R01", "R02"):
        return list(bases)
    if rule in ("R15", "R16"):
        return [basis(dossier, 2, "8")]
    if rule == "R24":
        season = rulesets.season_on(dossier.opening.opening_on, dossier.opening.profile)
        return [season] if season else []
    names = [n for n in _SETTINGS.get(rule, ()) if n in dossier.rules.settings]
    return [source(dossier, n) for n in names] or [practice()]


def _rule_set(d: Dossier) -> tuple[Words, ...]:
    day = f"{d.opening.opening_on:%d/%m/%Y}"
    return (_words(f"{d.rules.id}, khai mạc {day}", f"{d.rules.id}, opening {d.opening.opening_on}"),)


def _term(d: Dossier) -> tuple[Words, ...]:
    term = d.opening.new_term
    years = f"{d.rules.values['term_years']:g}"
    return (
        _words(
            f"nhiệm kỳ {term} ({term.end - term.start} năm theo số năm dương lịch); quy định {years.replace('.', ',')} năm",
            f"term {term} ({term.end - term.start} calendar years); {years} years by rule",
        ),
    )


def _report(d: Dossier) -> tuple[Words, ...]:
    report = d.answers.report
    if report is None:
        return ()
    old = len(d.opening.old_targets)
    return (
        _words(
            f"{len(report.results)} kết quả cho {old} chỉ tiêu cũ",
            f"{len(report.results)} results for {old} old targets",
        ),
        _words(f"{len(report.targets)} chỉ tiêu mới", f"{len(report.targets)} new targets"),
        _words(
            f"{len(report.areas)} mặt được đánh giá, {len(report.task_areas)} mặt có nhiệm vụ",
            f"{len(report.areas)} areas assessed, {len(report.task_areas)} with tasks",
        ),
    )


def _comments(d: Dossier) -> tuple[Words, ...]:
    if d.answers.comments is None or d.answers.dispositions is None:
        return ()
    decided, total = len(d.answers.dispositions.dispositions), len(d.answers.comments.comments)
    return (_words(f"{decided} quyết định cho {total} ý kiến", f"{decided} decisions on {total} comments"),)


def _sent_up(d: Dossier) -> tuple[Words, ...]:
    sent = d.answers.submission
    if sent is None:
        return ()
    # What stood in the dossier when the note was last written; later papers did not go up with it.
    note = max((n for n, p in enumerate(d.papers) if p.code == "P08"), default=len(d.papers))
    papers = len({p.code for p in d.papers[:note] if p.code.startswith("P")} - {"P08", "P09"})
    return (
        _words(f"{papers} loại văn bản, gửi {sent.sent_on:%d/%m/%Y}", f"{papers} kinds of paper, sent {sent.sent_on}"),
    )


def _reviewed(d: Dossier) -> tuple[Words, ...]:
    review = d.answers.review
    if review is None:
        return ()
    held = d.opening.opening_on
    return (
        *_sent_up(d),
        _words(
            f"duyệt {review.decided_on:%d/%m/%Y}, khai mạc {held:%d/%m/%Y}",
            f"decided {review.decided_on}, opening {held}",
        ),
    )


def _opinions(d: Dossier) -> tuple[Words, ...]:
    review = d.answers.review
    if review is None:
        return ()
    left = len(d.opinions)
    return (
        _words(
            f"{len(review.opinions)} ý kiến, còn {left} ý kiến chưa trả lời",
            f"{len(review.opinions)} opinions, {left} not answered",
        ),
    )


def _quorum(d: Dossier) -> tuple[Words, ...]:
    sheet = ledger_of(d)
    if sheet is None:
        return ()
    need = quorum(sheet.summoned, int(d.rules.values["quorum_num"]), int(d.rules.values["quorum_den"]))
    lines = [
        _words(
            f"có mặt {sheet.present}/{sheet.summoned} người có quyền biểu quyết, cần {need}",
            f"{sheet.present} of {sheet.summoned} voters present, {need} needed",
        )
    ]
    if sheet.units:
        lines.append(
            _words(
                f"{len(sheet.units_present)}/{len(sheet.units)} tổ chức trực thuộc có người dự",
                f"{len(sheet.units_present)} of {len(sheet.units)} sub-organisations represented",
            )
        )
    return tuple(lines)


def _programme(d: Dossier) -> tuple[Words, ...]:
    sat = d.answers.sitting
    return (_words(f"{len(sat.items)} mục", f"{len(sat.items)} items"),) if sat else ()


def _offices(d: Dossier) -> tuple[Words, ...]:
    plan = d.answers.personnel
    if plan is None:
        return ()
    return tuple(_words(f"{r.title}: {r.seats} người", f"{r.office.value}: {r.seats}") for r in plan.races)


def _lists(d: Dossier) -> tuple[Words, ...]:
    found: list[Words] = []
    for c in contests(d):
        if c.slate is None:
            continue
        cap = surplus_cap(c.slate.seats, d.rules.values)
        vi = "không có mức trần" if cap is None else f"trần số dư {cap}"
        en = "no cap" if cap is None else f"surplus cap {cap}"
        names = len(c.slate.names)
        found.append(
            _words(
                f"{c.race.title}: danh sách {names}, bầu {c.slate.seats}; {vi}",
                f"{c.race.office.value}: {names} names for {c.slate.seats} seats; {en}",
            )
        )
    return tuple(found)


def _counters(d: Dossier) -> tuple[Words, ...]:
    return tuple(
        _words(
            f"{c.race.title}: {len(c.counters.everyone)} người kiểm phiếu",
            f"{c.race.office.value}: {len(c.counters.everyone)} on the counting committee",
        )
        for c in contests(d)
        if c.counters is not None
    )


def _ballots(d: Dossier) -> tuple[Words, ...]:
    return tuple(
        _words(
            f"{c.race.title}, lần {t.number}: phát {t.count.issued}, thu {t.count.collected}, hợp lệ {t.count.valid}, không hợp lệ {t.count.invalid}",
            f"{c.race.office.value}, round {t.number}: {t.count.issued} issued, {t.count.collected} collected, {t.count.valid} valid, {t.count.invalid} invalid",
        )
        for c in contests(d)
        for t in c.turns
        if t.count is not None
    )


def _base(d: Dossier) -> tuple[Words, ...]:
    sheet = ledger_of(d)
    if sheet is None:
        return ()
    left_out = sum(x.counted is False and x.summoned and x.standing is Standing.OFFICIAL for x in sheet.lines)
    in_place = sum(x.counted is True and x.standing is Standing.ALTERNATE for x in sheet.lines)
    vi, en = (f", thêm {in_place} dự khuyết thay", f", {in_place} alternates in place") if in_place else ("", "")
    base = sheet.base
    if d.rules.values["majority_base"] == COLLECTED:
        last_vi = "cơ số là số phiếu thu về của từng lần bầu"
        last_en = "the base is the ballots collected in each round"
    else:
        last_vi = f"cơ số {base}, quá nửa là {needed_votes(base)}"
        last_en = f"base {base}, more than half is {needed_votes(base)}"
    lines = [
        _words(
            f"triệu tập {sheet.summoned}, trừ {left_out}{vi}, {last_vi}",
            f"{sheet.summoned} summoned, {left_out} left out{en}, {last_en}",
        )
    ]
    if sheet.unknown:
        lines.append(_words(f"chưa rõ {len(sheet.unknown)} người", f"{len(sheet.unknown)} unknown"))
    return tuple(lines)


def _rounds(d: Dossier) -> tuple[Words, ...]:
    appointed = d.answers.appointment
    found = [
        _words(
            f"{c.race.title}: {len(c.turns)} lần bầu, trúng cử {len(c.winners)}/{c.seats}{', dừng' if c.stopped else ''}",
            f"{c.race.office.value}: {len(c.turns)} rounds, {len(c.winners)} of {c.seats} elected{', stopped' if c.stopped else ''}",
        )
        for c in contests(d)
    ]
    if appointed is not None:
        day = appointed.decided_on
        found.append(
            _words(
                f"cấp trên chỉ định người đứng đầu: {appointed.number}, {day:%d/%m/%Y}",
                f"the superior appointed the head: {appointed.number}, {day}",
            )
        )
    return tuple(found)


def _results(d: Dossier) -> tuple[Words, ...]:
    results, recognition = d.answers.results, d.answers.recognition
    if results is None:
        return ()
    last = add_working_days(d.opening.opening_on, int(d.rules.values["results_working_days"]))
    found = [
        _words(
            f"báo cáo {results.sent_on:%d/%m/%Y}, hạn {last:%d/%m/%Y}", f"reported {results.sent_on}, last day {last}"
        )
    ]
    if recognition is not None:
        by = add_working_days(results.sent_on, int(d.rules.values["recognition_working_days"]))
        on = recognition.decided_on
        found.append(_words(f"chuẩn y {on:%d/%m/%Y}, hạn {by:%d/%m/%Y}", f"recognised {on}, last day {by}"))
    return tuple(found)


def _deadline(d: Dossier) -> tuple[Words, ...]:
    deadline, day = d.opening.season_deadline, d.opening.opening_on
    words = f"khai mạc {day:%d/%m/%Y}, hạn {deadline:%d/%m/%Y}" if deadline else ""
    return (_words(words, f"opening {day}, deadline {deadline}"),) if deadline else ()


_FIGURES: dict[str, Callable[[Dossier], tuple[Words, ...]]] = {
    "R01": _rule_set,
    "R03": _term,
    "R04": lambda d: _report(d)[:1],
    "R05": lambda d: _report(d)[1:2],
    "R06": lambda d: _report(d)[2:],
    "R07": _comments,
    "R08": _sent_up,
    "R09": _reviewed,
    "R10": _opinions,
    "R11": _quorum,
    "R12": _programme,
    "R13": _offices,
    "R14": _lists,
    "R15": _counters,
    "R16": _ballots,
    "R17": _base,
    "R18": _rounds,
    "R22": _results,
    "R24": _deadline,
}


def can_be_waived(verdict: Verdict) -> bool:
    """True when somebody may let this check be passed over."""
    return verdict.rule in WAIVABLE and verdict.outcome is Outcome.BLOCKED
