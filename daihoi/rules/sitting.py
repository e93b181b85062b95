"""Checks of the congress day: R11 quorum, R12 order, R16 ballots, R17 base."""

from daihoi.rules.findings import basis, block, practice, warn
from daihoi.rules.personnel import official_members
from schemas.dossier import Dossier
from schemas.finding import Confidence, Finding
from schemas.sitting import Attendance, Ballot, Election, Sitting

ORDER = ("attendance", "report", "discussion", "election", "resolution", "closing")


def base_of(a: Attendance) -> int:
    """Whom a majority is counted on: summoned less transferred, exempt and absent, suspended, absent with accepted reason."""
    return a.summoned - a.transferred - a.exempt_absent - a.suspended - sum(x.accepted for x in a.absences)


def needed_votes(base: int) -> int:
    """More than half of the base."""
    return base // 2 + 1


def elected(ballot: Ballot, base: int) -> tuple[str, ...]:
    """Those above half of the base, highest first, as far as the seats go and no tie crosses the last one."""
    over = sorted((t for t in ballot.tallies if t.votes >= needed_votes(base)), key=lambda t: -t.votes)
    taken = over[: ballot.seats]
    if len(over) > ballot.seats and over[ballot.seats].votes == taken[-1].votes:
        taken = [t for t in taken if t.votes > over[ballot.seats].votes]
    return tuple(t.name for t in taken)


def check_attendance(answer: Attendance, dossier: Dossier) -> list[Finding]:
    """R11: at least 2/3 of the summoned official members are present (Charter, 19/01/2011, Art. 11)."""
    found: list[Finding] = []
    official = official_members(dossier)
    if answer.present > answer.summoned:
        found.append(
            block(
                "R11",
                "present",
                f"Có mặt {answer.present} người nhưng chỉ triệu tập {answer.summoned}; hãy sửa ô present hoặc summoned.",
                f"{answer.present} present but only {answer.summoned} summoned; mend present or summoned.",
                basis(dossier, 0, "11", Confidence.GK),
            )
        )
        return found
    if answer.summoned > official:
        found.append(
            block(
                "R11",
                "summoned",
                f"Triệu tập {answer.summoned} nhưng danh sách chỉ có {official} đảng viên chính thức.",
                f"{answer.summoned} summoned but the roster has {official} official members.",
                practice(),
            )
        )
    away = len(answer.absences) + answer.transferred + answer.exempt_absent + answer.suspended
    if answer.present + away != answer.summoned:
        found.append(
            block(
                "R17",
                "absences",
                f"Có mặt {answer.present} + vắng có ghi {away} không bằng triệu tập {answer.summoned}; mỗi người vắng phải có một dòng.",
                f"{answer.present} present + {away} absent on the list is not {answer.summoned} summoned; each absence needs a line.",
                basis(dossier, 2, "30 / 32"),
            )
        )
    num, den = int(dossier.rules.values["quorum_num"]), int(dossier.rules.values["quorum_den"])
    if answer.present * den < answer.summoned * num:
        need = -(-answer.summoned * num // den)
        found.append(
            block(
                "R11",
                "present",
                f"Không đủ số người dự: có mặt {answer.present}/{answer.summoned}, cần ít nhất {need}. Đại hội phải hoãn (`daihoi postpone`).",
                f"No quorum: {answer.present} of {answer.summoned} present, {need} needed. Postpone with `daihoi postpone`.",
                basis(dossier, 0, "11", Confidence.GK),
            )
        )
    return found


def check_sitting(answer: Sitting, dossier: Dossier) -> list[Finding]:
    """R12: the hard orderings of the programme; votes within those present; the resolution is adopted on the base."""
    found: list[Finding] = []
    if answer.held_on != dossier.opening.opening_on:
        found.append(
            block(
                "SITTING-DAY",
                "held_on",
                f"Đại hội ghi ngày {answer.held_on:%d/%m/%Y}, hồ sơ ghi {dossier.opening.opening_on:%d/%m/%Y}.",
                f"Held on {answer.held_on}, the dossier says {dossier.opening.opening_on}.",
                practice(),
            )
        )
    keys = [i.key for i in answer.items]
    places = [keys.index(k) for k in ORDER if k in keys]
    if places != sorted(places):
        found.append(
            block(
                "R12",
                "items",
                "Chương trình không đúng thứ tự: báo cáo số người dự → báo cáo chính trị → thảo luận → bầu cử → thông qua nghị quyết → bế mạc.",
                "The programme is out of order: attendance, report, discussion, election, resolution, closing.",
                practice(),
            )
        )
    for key in ("report", "discussion", "resolution", "closing"):
        if key not in keys:
            found.append(
                warn(
                    "R12",
                    f"items[{key}]",
                    f"Chương trình thiếu mục «{key}».",
                    f"The programme lacks “{key}”.",
                    practice(),
                )
            )
    attendance = dossier.answers.attendance
    if attendance:
        for item in answer.items:
            if item.vote and item.vote.for_ + item.vote.against + item.vote.other > attendance.present:
                found.append(
                    block(
                        "R16",
                        f"items[{item.key}].vote",
                        f"Mục «{item.title}» có nhiều phiếu hơn số người có mặt ({attendance.present}).",
                        f"“{item.title}” has more votes than people present ({attendance.present}).",
                        practice(),
                    )
                )
        adopted = next((i.vote for i in answer.items if i.key == "resolution"), None)
        base = base_of(attendance)
        if adopted is None:
            found.append(
                block(
                    "RESOLUTION-VOTE",
                    "items[resolution].vote",
                    "Chưa ghi kết quả biểu quyết thông qua nghị quyết.",
                    "The vote on the resolution is missing.",
                    practice(),
                )
            )
        elif adopted.for_ < needed_votes(base):
            found.append(
                block(
                    "R17",
                    "items[resolution].vote",
                    f"Nghị quyết được {adopted.for_}/{base} phiếu, chưa quá nửa cơ số (cần {needed_votes(base)}).",
                    f"The resolution has {adopted.for_} of {base}, not more than half of the base ({needed_votes(base)} needed).",
                    basis(dossier, 1, "9.3.2"),
                )
            )
    return found


def check_election(answer: Election, dossier: Dossier) -> list[Finding]:
    """R16: collected ≤ issued ≤ present; valid + invalid = collected; votes within valid ballots and seats. R17: the base."""
    found: list[Finding] = []
    attendance = dossier.answers.attendance
    present = attendance.present if attendance else 0
    for n, b in enumerate(answer.ballots):
        at = f"ballots[{n}]"
        article = basis(dossier, 2, "8")
        if b.issued > present:
            found.append(
                block(
                    "R16",
                    f"{at}.issued",
                    f"«{b.title}»: phát {b.issued} phiếu nhưng chỉ có {present} người có mặt.",
                    f"“{b.title}”: {b.issued} ballots issued, {present} present.",
                    article,
                )
            )
        if b.collected > b.issued:
            found.append(
                block(
                    "R16",
                    f"{at}.collected",
                    f"«{b.title}»: thu {b.collected} phiếu, nhiều hơn số phát {b.issued}.",
                    f"“{b.title}”: {b.collected} collected, {b.issued} issued.",
                    article,
                )
            )
        if b.valid + b.invalid != b.collected:
            found.append(
                block(
                    "R16",
                    f"{at}.valid",
                    f"«{b.title}»: hợp lệ {b.valid} + không hợp lệ {b.invalid} khác số thu {b.collected}.",
                    f"“{b.title}”: {b.valid} valid + {b.invalid} invalid is not {b.collected} collected.",
                    article,
                )
            )
        for t in b.tallies:
            if t.votes > b.valid:
                found.append(
                    block(
                        "R16",
                        f"{at}.tallies",
                        f"«{b.title}»: có người được {t.votes} phiếu, nhiều hơn số phiếu hợp lệ {b.valid}.",
                        f"“{b.title}”: someone has {t.votes} votes, {b.valid} ballots are valid.",
                        article,
                    )
                )
        if sum(t.votes for t in b.tallies) > b.valid * b.seats:
            found.append(
                block(
                    "R16",
                    f"{at}.tallies",
                    f"«{b.title}»: tổng số phiếu bầu vượt số phiếu hợp lệ × số người được bầu.",
                    f"“{b.title}”: the votes exceed valid ballots × seats.",
                    article,
                )
            )
        if len({t.name for t in b.tallies}) < len(b.tallies):
            found.append(
                block(
                    "R16",
                    f"{at}.tallies",
                    f"«{b.title}»: một người đứng hai lần.",
                    f"“{b.title}”: someone stands twice.",
                    article,
                )
            )
    if attendance and not any(f.blocks for f in found):
        base = base_of(attendance)
        for n, b in enumerate(answer.ballots):
            won = elected(b, base)
            if len(won) < b.seats:
                found.append(
                    warn(
                        "R18",
                        f"ballots[{n}]",
                        f"«{b.title}»: mới bầu được {len(won)}/{b.seats} (cần {needed_votes(base)}/{base} phiếu). Đại hội quyết định có bầu tiếp hay không.",
                        f"“{b.title}”: {len(won)} of {b.seats} elected ({needed_votes(base)} of {base} votes needed). The congress decides whether to vote again.",
                        basis(dossier, 2, "30 / 32"),
                    )
                )
    return found
