"""Checks of an election, stage by stage: the list, the counting committee, the counts, a further round. R13 to R18."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction

from daihoi.rules import majority
from daihoi.rules.attendance import Ledger, hand_base, ledger_of
from daihoi.rules.conveners import check_conveners
from daihoi.rules.election import (
    Contest,
    Place,
    Turn,
    committee_of,
    contest_of,
    contests,
    differing_lines,
)
from daihoi.rules.findings import basis, block, by_setting, called, practice, source, warn
from daihoi.rules.names import has, key_of, twice
from daihoi.rules.validity import completed, has_boxes
from schemas.cell import Standing
from schemas.dossier import Dossier
from schemas.election import BallotCount, Counters, Guidance, Office, Proposal, Round, Slate
from schemas.finding import Confidence, Finding
from schemas.ruleset import Value
from schemas.vote import Vote
from schemas.words import Words

NO_SURPLUS = (Office.SECRETARY, Office.DEPUTY)
"""Usually one name (practice); for delegates a surplus is recommended."""


_FIELDS = {
    "issued": Words(vi="số phiếu phát", en="ballots issued"),
    "collected": Words(vi="số phiếu thu", en="ballots collected"),
    "valid": Words(vi="số phiếu hợp lệ", en="valid ballots"),
    "invalid": Words(vi="số phiếu không hợp lệ", en="invalid ballots"),
}


def check_slate(answer: Slate, dossier: Dossier, subject: str) -> list[Finding]:
    """R13 what may be elected, R14 the list: larger than the seats, under the cap, everyone on it may stand."""
    office, sheet = Place.of(subject).office, ledger_of(dossier)
    contest = contest_of(dossier, office)
    if contest is None or sheet is None:
        return []
    found = [
        *_names_once(answer.names, "names", dossier),
        *_list_comes_from_the_nominees(answer, dossier),
        *_may_stand(answer, dossier, sheet),
        *check_conveners(answer, contest.race, dossier),
        *_size(answer, office, dossier),
        *_seats(answer, contest, dossier),
        *check_surplus(len(answer.names), answer.seats, office, dossier),
        *_poll(answer, dossier, office),
        *check_hands(answer.seats_vote, "seats_vote", "số lượng", "the number", sheet, dossier),
        *check_hands(answer.list_vote, "list_vote", "danh sách", "the list", sheet, dossier),
    ]
    if office in NO_SURPLUS:
        found += _from_the_committee(answer.names, dossier)
    return found


def _names_once(names: tuple[str, ...], field: str, dossier: Dossier) -> list[Finding]:
    return [
        block(
            "R14",
            field,
            f"«{name}» đứng hai lần trong danh sách bầu.",
            f"“{name}” stands twice on the list.",
            basis(dossier, 2, "15 / 17"),
        )
        for name in twice(names)
    ]


def _list_comes_from_the_nominees(answer: Slate, dossier: Dossier) -> list[Finding]:
    article = basis(dossier, 2, "19")
    standing = {key_of(n.name) for n in answer.nominees if not n.withdrawn}
    left = {key_of(n.name) for n in answer.nominees if n.withdrawn}
    found: list[Finding] = []
    for name in answer.names:
        if key_of(name) in standing:
            continue
        found.append(
            block(
                "R14",
                "names",
                f"«{name}» {'đã rút' if key_of(name) in left else 'chưa được giới thiệu, đề cử hay ứng cử'} nên không thể có trong danh sách bầu.",
                f"“{name}” {'has withdrawn' if key_of(name) in left else 'was not introduced or nominated'} and cannot stand on the list.",
                article,
            )
        )
    dropped = [n.name for n in answer.nominees if not n.withdrawn and not has(answer.names, n.name)]
    if dropped and answer.poll is None:
        found.append(
            warn(
                "R14",
                "names",
                f"{', '.join(dropped)} được giới thiệu, chưa rút, nhưng không có trong danh sách bầu.",
                f"{', '.join(dropped)} did not withdraw but are not on the list.",
                article,
            )
        )
    return found


def _may_stand(answer: Slate, dossier: Dossier, sheet: Ledger) -> list[Finding]:
    found: list[Finding] = []
    roster = {key_of(m.name): m for m in dossier.opening.roster}
    support = dossier.rules.values.get("outsider_support_over")
    for n, nominee in enumerate(answer.nominees):
        if not has(answer.names, nominee.name):
            continue
        member = roster.get(key_of(nominee.name))
        if member is None and not nominee.outsider:
            found.append(
                block(
                    "R14",
                    f"nominees[{n}].name",
                    f"«{nominee.name}» không có trong danh sách {_member(dossier)}; nếu là người ngoài đại hội, hãy ghi outsider: true.",
                    f"“{nominee.name}” is not on the roster; write outsider: true for someone from outside.",
                    practice(),
                )
            )
        elif member is not None and member.standing in (Standing.PROBATIONARY, Standing.ATTACHED):
            found.append(
                block(
                    "R14",
                    f"nominees[{n}].name",
                    f"«{nominee.name}» không phải {_member(dossier)} chính thức của đơn vị nên không được ứng cử, đề cử.",
                    f"“{nominee.name}” is not an official member here and cannot stand.",
                    basis(dossier, 0, "3", Confidence.SEEN_2),
                )
            )
        if nominee.outsider and support is not None:
            found += _outsider(n, nominee.name, nominee.support, Fraction(str(support)), sheet, dossier)
        if nominee.outsider and nominee.how is Proposal.SELF and member is None:
            found.append(
                warn(
                    "R14",
                    f"nominees[{n}].how",
                    f"«{nominee.name}» tự ứng cử từ ngoài đại hội: hồ sơ phải gửi {called(dossier, 'committee')} trước, không nộp cho đoàn chủ tịch.",
                    f"“{nominee.name}” nominates themself from outside: the papers go to the committee beforehand.",
                    basis(dossier, 2, "10"),
                )
            )
    return found


def _outsider(n: int, name: str, support: int | None, over: Fraction, sheet: Ledger, dossier: Dossier) -> list[Finding]:
    need = sheet.present * over.numerator // over.denominator + 1
    if support is not None and support >= need:
        return []
    got = "chưa ghi" if support is None else str(support)
    return [
        block(
            "R14",
            f"nominees[{n}].support",
            f"«{name}» là người ngoài đại hội: cần trên {int(over * 100)}% số người có mặt ủng hộ ({need}/{sheet.present}), {got if support is None else f'mới có {got}'}.",
            f"“{name}” is from outside: more than {int(over * 100)}% of those present must support it ({need} of {sheet.present}); {'not written down' if support is None else f'{support} did'}.",
            basis(dossier, 2, "14"),
        )
    ]


def official_members(dossier: Dossier) -> int:
    """Official members on the roster."""
    return sum(m.standing is Standing.OFFICIAL for m in dossier.opening.roster)


def _size(answer: Slate, office: Office, dossier: Dossier) -> list[Finding]:
    return check_size(office, answer.seats, dossier)


def check_size(office: Office, seats: int, dossier: Dossier) -> list[Finding]:
    """R13: a committee only with nine official members, at most seven in it, one deputy (Charter, 19/01/2011, Art. 24.4)."""
    values = dossier.rules.values
    least, smallest, most = (values.get(k) for k in ("committee_min_official", "committee_min", "committee_max"))
    official = official_members(dossier)
    found: list[Finding] = []

    def object_to(name: str, vi: str, en: str) -> None:
        found.append(by_setting(dossier, name, "R13", "seats", vi, en))

    if office is Office.COMMITTEE:
        if least is not None and official < int(least):
            object_to(
                "committee_min_official",
                f"Có {official} {_member(dossier)} chính thức, dưới {least}: chỉ bầu {called(dossier, 'head')} và nếu cần một {called(dossier, 'deputy')}, không bầu {called(dossier, 'committee')}.",
                f"There are {official} official members, fewer than {least}: a secretary and if needed a deputy is elected, no committee.",
            )
        if most is not None and seats > int(most):
            object_to(
                "committee_max",
                f"{_capital(called(dossier, 'committee'))} chỉ được tối đa {most} người, đang ghi {seats}.",
                f"A committee has at most {most} members; {seats} is given.",
            )
        if smallest is not None and seats < int(smallest):
            object_to(
                "committee_min",
                f"{_capital(called(dossier, 'committee'))} phải có ít nhất {smallest} người, đang ghi {seats}.",
                f"A committee has at least {smallest} members; {seats} is given.",
            )
    if office is Office.SECRETARY and seats > 1:
        found.append(
            block(
                "R13",
                "seats",
                f"Chỉ được bầu một người đứng đầu, đang ghi {seats}.",
                f"Only one head may be elected; {seats} is given.",
                basis(dossier, 0, "24.4"),
            )
        )
    deputies = values.get("deputy_max")
    if office is Office.DEPUTY and deputies is not None and seats > int(deputies):
        object_to(
            "deputy_max",
            f"Chỉ được bầu {deputies} {called(dossier, 'deputy')}, đang ghi {seats}.",
            f"Only {deputies} deputy may be elected; {seats} is given.",
        )
    return found


def _member(dossier: Dossier) -> str:
    return "đại biểu" if dossier.opening.delegates else called(dossier, "member")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _seats(answer: Slate, contest: Contest, dossier: Dossier) -> list[Finding]:
    if answer.seats == contest.race.seats:
        return []
    if contest.race.office is Office.DELEGATES:
        return [
            block(
                "R14",
                "seats",
                f"Số đại biểu do cấp trên phân bổ ({contest.race.seats}), đại hội không biểu quyết số khác ({answer.seats}).",
                f"The superior allots the number of delegates ({contest.race.seats}); the congress does not vote another ({answer.seats}).",
                basis(dossier, 2, "20"),
            )
        ]
    return [
        warn(
            "R14",
            "seats",
            f"Đại hội quyết định bầu {answer.seats} người, đề án được duyệt ghi {contest.race.seats}.",
            f"The congress elects {answer.seats}, the approved plan says {contest.race.seats}.",
            practice(),
        )
    ]


def surplus_cap(seats: int, values: Mapping[str, Value]) -> int | None:
    """The largest lawful surplus, or None where the profile has no cap."""
    ratio = values.get("surplus_max_ratio")
    if ratio is None:
        return None
    small = (int(values["small_committee_from"]), int(values["small_committee_to"]))
    return majority.largest_surplus(seats, Fraction(str(ratio)), small, int(values["small_committee_extra"]))


def check_surplus(names: int, seats: int, office: Office, dossier: Dossier) -> list[Finding]:
    """R14: more names than seats for a committee, at most 30 % more (190-QĐ/TW, 10/10/2024, Art. 14)."""
    article = basis(dossier, 2, "14 / 16")
    compulsory = dossier.rules.values.get("surplus_compulsory", False)
    if names < seats:
        return [
            block(
                "R14",
                "names",
                f"Danh sách có {names} người, ít hơn {seats} người cần bầu.",
                f"The list has {names} names, fewer than the {seats} seats.",
                article,
            )
        ]
    if names == seats:
        if office is Office.COMMITTEE and compulsory:
            return [
                block(
                    "R14",
                    "names",
                    f"Danh sách bầu {called(dossier, 'committee')} phải nhiều hơn số cần bầu; đang có {names} người cho {seats} chỗ.",
                    f"A committee's list must hold more names than seats; {names} for {seats}.",
                    article,
                )
            ]
        if office in (Office.DELEGATES, Office.ALTERNATES):
            return [
                warn(
                    "R14",
                    "names",
                    "Danh sách đại biểu không có số dư; nên có số dư.",
                    "The list of delegates has no surplus; one is recommended.",
                    article.model_copy(update={"confidence": Confidence.UNC}),
                )
            ]
        return []
    cap = surplus_cap(seats, dossier.rules.values)
    if cap is None or names - seats <= cap:
        return []
    return [_over_the_cap(names, seats, cap, dossier)]


def _over_the_cap(names: int, seats: int, cap: int, dossier: Dossier) -> Finding:
    values = dossier.rules.values
    small = int(values["small_committee_from"]) <= seats <= int(values["small_committee_to"])
    ratio = Fraction(str(values["surplus_max_ratio"]))
    rounded_up = -(-seats * ratio.numerator // ratio.denominator)
    words = (
        f"Số dư {names - seats} vượt mức {cap} cho {seats} người cần bầu; đại hội lấy phiếu xin ý kiến hoặc cho rút bớt.",
        f"A surplus of {names - seats} is above {cap} for {seats} seats; hold an opinion poll or let names withdraw.",
    )
    if small:
        return by_setting(dossier, "small_committee_extra", "R14", "names", *words)
    if seats < int(values["small_committee_from"]) or names - seats <= rounded_up:
        # How the share is rounded, and what holds below the small committees, is our reading.
        uncertain = source(dossier, "surplus_max_ratio").model_copy(update={"confidence": Confidence.UNC})
        return warn("R14", "names", *words, uncertain)
    return by_setting(dossier, "surplus_max_ratio", "R14", "names", *words)


def _poll(answer: Slate, dossier: Dossier, office: Office) -> list[Finding]:
    cap = surplus_cap(answer.seats, dossier.rules.values)
    standing = [n.name for n in answer.nominees if not n.withdrawn]
    article = basis(dossier, 2, "14; 17.4")
    found: list[Finding] = []
    poll = answer.poll
    if poll is None:
        if cap is not None and office not in NO_SURPLUS and len(standing) - answer.seats > cap > 0:
            found.append(
                block(
                    "R14",
                    "poll",
                    f"Còn {len(standing)} người cho {answer.seats} chỗ, số dư vượt mức {cap}: phải lấy phiếu xin ý kiến (ô poll) rồi mới biểu quyết danh sách.",
                    f"{len(standing)} names for {answer.seats} seats exceed the surplus of {cap}: hold an opinion poll (poll) before the list is voted.",
                    article,
                )
            )
        return found
    if poll.collected > poll.issued or any(x.votes > poll.collected for x in poll.lines):
        found.append(
            block(
                "R16",
                "poll",
                "Phiếu xin ý kiến: số thu nhiều hơn số phát, hoặc có người nhiều phiếu hơn số phiếu thu.",
                "Opinion poll: more collected than issued, or more votes for someone than ballots.",
                article,
            )
        )
    votes = {key_of(x.name): x.votes for x in poll.lines}
    taken = [votes.get(key_of(n), 0) for n in answer.names if key_of(n) in votes]
    dropped = [votes[key_of(n)] for n in standing if not has(answer.names, n) and key_of(n) in votes]
    if taken and dropped and max(dropped) > min(taken):
        found.append(
            block(
                "R14",
                "names",
                "Danh sách phải lấy những người được nhiều phiếu xin ý kiến hơn.",
                "The list must take those with more votes in the opinion poll.",
                article,
            )
        )
    return found


def _from_the_committee(names: tuple[str, ...], dossier: Dossier) -> list[Finding]:
    committee = committee_of(contests(dossier))
    return [] if committee is None else check_from_among(names, [w.name for w in committee.winners], dossier)


def check_from_among(names: Iterable[str], committee: Collection[str], dossier: Dossier) -> list[Finding]:
    """R13: secretary and deputy are elected from among the committee (Charter, 19/01/2011, Art. 24.4)."""
    return [
        block(
            "R13",
            "names",
            f"«{name}» không trúng cử {called(dossier, 'committee')} nên không thể được bầu vào chức danh này.",
            f"“{name}” was not elected to the committee and cannot be elected to this office.",
            basis(dossier, 0, "24.4"),
        )
        for name in names
        if not has(committee, name)
    ]


def check_hands(
    vote: Vote, field: str, vi: str, en: str, sheet: Ledger, dossier: Dossier, *, must_pass: bool = True
) -> list[Finding]:
    """R16: no more hands than voters present. R17: more than half of the base (24-QĐ/TW, 30/07/2021, item 9.3.2)."""
    if vote.cast > sheet.present:
        return [
            block(
                "R16",
                field,
                f"Biểu quyết {vi}: {vote.cast} người biểu quyết nhưng chỉ có {sheet.present} người có quyền biểu quyết dự họp.",
                f"Vote on {en}: {vote.cast} hands, {sheet.present} voters present.",
                practice(),
            )
        ]
    base = hand_base(sheet, dossier.rules.values)
    need = majority.needed_votes(base)
    if must_pass and vote.for_ < need:
        return [
            block(
                "R17",
                field,
                f"Biểu quyết {vi}: được {vote.for_}/{base}, chưa quá nửa cơ số (cần {need}).",
                f"Vote on {en}: {vote.for_} of {base}, not more than half of the base ({need} needed).",
                basis(dossier, 1, "9.3.2"),
            )
        ]
    return []


def check_counters(answer: Counters, dossier: Dossier, subject: str) -> list[Finding]:
    """R15: present official members, none of them on the list (190-QĐ/TW, 10/10/2024, Art. 8)."""
    sheet, contest = ledger_of(dossier), contest_of(dossier, Place.of(subject).office)
    if sheet is None or contest is None or contest.slate is None:
        return []
    found = check_counting_people(answer.everyone, contest.slate.names, sheet, dossier)
    return found + check_hands(answer.vote, "vote", "ban kiểm phiếu", "the counting committee", sheet, dossier)


def check_counting_people(
    people: tuple[str, ...], names: tuple[str, ...], sheet: Ledger, dossier: Dossier
) -> list[Finding]:
    """R15: two at least, each once, present with a vote, none on the list."""
    article = basis(dossier, 2, "8")
    found: list[Finding] = []
    if len(people) < 2:
        found.append(
            block(
                "R15",
                "members",
                "Ban kiểm phiếu phải có ít nhất hai người, vì hai người kiểm phiếu riêng.",
                "The counting committee needs two people, since two count apart.",
                practice(),
            )
        )
    for name in twice(people):
        found.append(
            block("R15", "members", f"«{name}» được ghi hai lần.", f"“{name}” is written twice.", article),
        )
    for name in people:
        if has(names, name):
            found.append(
                block(
                    "R15",
                    "members",
                    f"«{name}» có tên trong danh sách bầu nên không được kiểm phiếu.",
                    f"“{name}” is on the list and may not count.",
                    article,
                )
            )
        if key_of(name) not in sheet.voters:
            found.append(
                block(
                    "R15",
                    "members",
                    f"«{name}» không phải {_member(dossier)} chính thức có mặt nên không được vào ban kiểm phiếu.",
                    f"“{name}” is not an official member present and may not count.",
                    article,
                )
            )
    return found


def check_count(answer: BallotCount, dossier: Dossier, subject: str) -> list[Finding]:
    """R16: the identities of one count; and that it agrees with the other count, line by line."""
    place, sheet = Place.of(subject), ledger_of(dossier)
    contest = contest_of(dossier, place.office)
    turn = contest.turn(place.round or 1) if contest else None
    if contest is None or turn is None or sheet is None:
        return []
    found: list[Finding] = []
    if contest.counters and not has(contest.counters.everyone, answer.counted_by):
        found.append(
            block(
                "R15",
                "counted_by",
                f"«{answer.counted_by}» không có trong ban kiểm phiếu.",
                f"“{answer.counted_by}” is not on the counting committee.",
                basis(dossier, 2, "8"),
            )
        )
    boxes = has_boxes(dossier.rules.values)
    counted = completed(answer, turn.names, turn.seats, boxes=boxes)
    if answer.tallies and counted is not answer:
        found += _ballots_say_so(answer, counted, dossier)
    found += check_identities(counted, turn, sheet.present, dossier)
    other = next(
        (
            completed(c, turn.names, turn.seats, boxes=boxes)
            for key, c in dossier.answers.count.items()
            if key != subject and key.rpartition(".")[0] == subject.rpartition(".")[0]
        ),
        None,
    )
    if other is not None:
        found += _two_counts(counted, other, dossier)
    return found


def _ballots_say_so(answer: BallotCount, counted: BallotCount, dossier: Dossier) -> list[Finding]:
    lines = differing_lines(answer, counted)
    if not lines:
        return []
    vi, en = _names_of(lines)
    return [
        block(
            "R16",
            "ballots",
            f"Các ô tổng khác với những phiếu đã nhập ở: {vi}. Hãy sửa, hoặc bỏ các ô tổng để chương trình cộng.",
            f"The totals differ from the ballots on: {en}. Mend them, or leave the totals out and let the program add up.",
            basis(dossier, 2, "8"),
        )
    ]


def _names_of(lines: Iterable[str]) -> tuple[str, str]:
    lines = list(lines)
    return (
        ", ".join(_FIELDS[x].vi if x in _FIELDS else f"«{x}»" for x in lines),
        ", ".join(_FIELDS[x].en if x in _FIELDS else f"“{x}”" for x in lines),
    )


def _two_counts(mine: BallotCount, other: BallotCount, dossier: Dossier) -> list[Finding]:
    article = basis(dossier, 2, "8")
    if key_of(mine.counted_by) == key_of(other.counted_by):
        return [
            block(
                "R16",
                "counted_by",
                "Hai lần kiểm phải do hai người khác nhau.",
                "The two counts must be made by two different people.",
                article,
            )
        ]
    lines = differing_lines(mine, other)
    if not lines:
        return []
    vi, en = _names_of(lines)
    return [
        block(
            "R16",
            "tallies",
            f"Hai người kiểm phiếu khác nhau ở: {vi}. Hãy kiểm lại; nếu bản kia sai, thay bản đó bằng `daihoi correct`.",
            f"The two counts differ on: {en}. Count again; if the other one is wrong, replace it with `daihoi correct`.",
            article,
        )
    ]


def check_identities(count: BallotCount, turn: Turn, present: int, dossier: Dossier) -> list[Finding]:
    """R16: collected ≤ issued ≤ voters present; valid + invalid = collected; votes within valid ballots and seats."""
    article = basis(dossier, 2, "8")
    found: list[Finding] = []

    def refuse(field: str, vi: str, en: str) -> None:
        found.append(block("R16", field, vi, en, article))

    if count.issued > present:
        refuse(
            "issued",
            f"Phát {count.issued} phiếu nhưng chỉ có {present} người có quyền bầu cử dự họp.",
            f"{count.issued} ballots issued, {present} voters present.",
        )
    if count.collected > count.issued:
        refuse(
            "collected",
            f"Thu {count.collected} phiếu, nhiều hơn số phát {count.issued}.",
            f"{count.collected} collected, {count.issued} issued.",
        )
    if count.valid + count.invalid != count.collected:
        refuse(
            "valid",
            f"Hợp lệ {count.valid} + không hợp lệ {count.invalid} khác số thu {count.collected}.",
            f"{count.valid} valid + {count.invalid} invalid is not {count.collected} collected.",
        )
    surplus = len(turn.names) > turn.seats
    for t in count.tallies:
        if t.votes > count.valid:
            refuse(
                f"tallies[{t.name}]",
                f"«{t.name}» được {t.votes} phiếu, nhiều hơn số phiếu hợp lệ {count.valid}.",
                f"“{t.name}” has {t.votes} votes, {count.valid} ballots are valid.",
            )
        elif not surplus and t.against is not None and t.votes + t.against + (t.void or 0) != count.valid:
            refuse(
                f"tallies[{t.name}]",
                f"«{t.name}»: đồng ý {t.votes} + không đồng ý {t.against} + không rõ {t.void or 0} khác số phiếu hợp lệ {count.valid}.",
                f"“{t.name}”: {t.votes} for + {t.against} against + {t.void or 0} unclear is not {count.valid} valid.",
            )
    if sum(t.votes for t in count.tallies) > count.valid * turn.seats:
        refuse(
            "tallies",
            f"Tổng số phiếu bầu vượt {count.valid} phiếu hợp lệ × {turn.seats} người được bầu.",
            f"The votes exceed {count.valid} valid ballots × {turn.seats} seats.",
        )
    found += [
        block("R16", "tallies", f"«{name}» đứng hai lần.", f"“{name}” stands twice.", article)
        for name in twice(t.name for t in count.tallies)
    ]
    missing = [n for n in turn.names if not has((t.name for t in count.tallies), n)]
    extra = [t.name for t in count.tallies if not has(turn.names, t.name)]
    if missing or extra:
        refuse(
            "tallies",
            f"Bản kiểm phải có đúng những người trong danh sách đã biểu quyết; thiếu: {', '.join(missing) or 'không'}; thừa: {', '.join(extra) or 'không'}.",
            f"The count must hold exactly the names of the list voted; missing: {', '.join(missing) or 'none'}; too many: {', '.join(extra) or 'none'}.",
        )
    if count.invalid and count.invalid_because is None:
        found.append(
            warn(
                "R16",
                "invalid_because",
                f"Có {count.invalid} phiếu không hợp lệ; biên bản cần ghi lý do (ô invalid_because).",
                f"{count.invalid} ballots are invalid; the minutes need the reason (invalid_because).",
                article,
            )
        )
    return found


def check_round(answer: Round, dossier: Dossier, subject: str) -> list[Finding]:
    """R18: what people decide after a tie or an empty seat."""
    place, sheet = Place.of(subject), ledger_of(dossier)
    contest = contest_of(dossier, place.office)
    turn = contest.turn(place.round or 1) if contest else None
    if contest is None or turn is None or turn.result is None or sheet is None:
        return []
    found: list[Finding] = []
    article = basis(dossier, 2, "20", Confidence.GK)
    result = turn.result
    if answer.vote is not None:
        found += check_hands(
            answer.vote, "vote", "việc bầu tiếp", "voting again", sheet, dossier, must_pass=answer.again
        )
    if answer.names and result.tied:
        found.append(
            block(
                "R18",
                "names",
                f"Lần sau chỉ bầu giữa những người bằng phiếu ({', '.join(result.tied)}); hãy bỏ ô names.",
                f"The next round is between the tied names ({', '.join(result.tied)}); leave names out.",
                article,
            )
        )
    elif answer.names:
        found += _names_once(answer.names, "names", dossier)
        if len(answer.names) < result.open:
            found += check_surplus(len(answer.names), result.open, place.office, dossier)
        before = [w.name for w in contest.winners if w.round <= turn.number]
        won = [n for n in answer.names if has(before, n)]
        counts = [n for n in answer.names if contest.counters and has(contest.counters.everyone, n)]
        if won or counts:
            found.append(
                block(
                    "R15" if counts else "R18",
                    "names",
                    f"{', '.join((*won, *counts))} đã trúng cử hoặc đang kiểm phiếu, không thể có trong danh sách bầu tiếp.",
                    f"{', '.join((*won, *counts))} are elected already or count the ballots and cannot stand again.",
                    article,
                )
            )
    return found


def check_guidance(answer: Guidance, dossier: Dossier, subject: str) -> list[Finding]:
    """R18: the superior's opinion is given on the congress day or later."""
    opening: date = dossier.opening.opening_on
    if answer.decided_on < opening:
        return [
            block(
                "R18",
                "decided_on",
                f"Ý kiến cấp trên phải có từ ngày đại hội {opening:%d/%m/%Y}.",
                f"The superior's opinion cannot be older than the congress ({opening}).",
                practice(),
            )
        ]
    return []
