"""What is wrong with an attendance, word for word: a superior reads these sentences instead of the dossier."""

from typing import Any

import pytest

from daihoi.rules.attendance import check_attendance, check_excuses
from schemas.attendance import Attendance, Excuse, Excuses, Presence, Reason
from schemas.cell import Member, Profile, Standing
from schemas.dossier import Dossier
from schemas.finding import Finding
from tests.unit.congress import NAMES, answered, congress

A, B, C, D = NAMES[:4]
ARTICLE, CHARTER, PRACTICE = "190-QĐ/TW 30 SEEN", "Điều lệ Đảng 3 SEEN-2", "thông lệ tổ chức đại hội None GK"
WARN, BLOCK = "warn", "block"


def whole(finding: Finding) -> tuple[Any, ...]:
    """Everything a finding says."""
    assert finding.basis is not None
    basis = f"{finding.basis.document} {finding.basis.article} {finding.basis.confidence}"
    return (finding.code, finding.severity.value, finding.field, finding.words.vi, finding.words.en, basis)


def of(*members: Member, delegates: bool = False) -> Dossier:
    """A congress of these members."""
    roster = members or tuple(Member(name=n) for n in (A, B, C))
    return congress(roster=roster, profile=Profile.BASE_COMMITTEE if delegates else Profile.CELL, delegates=delegates)


def lines(*given: Presence) -> Attendance:
    """An attendance of these lines, and of A, B and C present where they are not among them."""
    named = {p.name for p in given}
    return Attendance(lines=(*given, *(Presence(name=n, present=True) for n in (A, B, C) if n not in named)))


def line(name: str = A, **facts: Any) -> Presence:
    """One line."""
    return Presence(name=name, **facts)


@pytest.mark.parametrize(
    ("answer", "dossier", "said"),
    [
        (lines(), of(), []),
        (
            Attendance(lines=(line(A, present=True), line(A, present=True), line(B, present=True))),
            of(Member(name=A), Member(name=B), Member(name=C), Member(name=D)),
            [
                ("R17", BLOCK, "lines", f"«{A}» có hai dòng; mỗi người chỉ một dòng.", f"“{A}” has two lines; one line a member.", ARTICLE),
                (
                    "R17",
                    BLOCK,
                    "lines",
                    f"Thiếu dòng của {C}, {D}; mỗi người trong danh sách phải có một dòng, kể cả người vắng.",
                    f"No line for {C}, {D}; each member of the roster needs one, present or not.",
                    ARTICLE,
                ),
            ],
        ),
        (
            lines(line("Người Lạ", present=True)),
            of(),
            [
                (
                    "R17",
                    BLOCK,
                    "lines[0].name",
                    "«Người Lạ» không có trong danh sách; hãy sửa họ tên, hoặc thay danh sách bằng `daihoi correct`.",
                    "“Người Lạ” is not on the roster; mend the name, or the roster with `daihoi correct`.",
                    PRACTICE,
                )
            ],
        ),
        *(
            (
                lines(*(one,)),
                of(Member(name=A, standing=standing), Member(name=B), Member(name=C)),
                [
                    (
                        "R17",
                        BLOCK,
                        "lines[0].voted",
                        f"«{A}» không có quyền biểu quyết, bầu cử ở đại hội này mà được ghi là đã biểu quyết.",
                        f"“{A}” has no vote at this congress but is put down as having voted.",
                        CHARTER,
                    )
                ],
            )
            for standing, one in (
                (Standing.PROBATIONARY, line(present=True, voted=True)),
                (Standing.ATTACHED, line(present=True, voted=True)),
                (Standing.ALTERNATE, line(present=True, voted=True)),
                (Standing.OFFICIAL, line(present=False, voted=True, code=Reason.UNREPORTED)),
                (Standing.OFFICIAL, line(present=False, voted=True, code=Reason.TRANSFERRED)),
                (Standing.OFFICIAL, line(present=False, voted=True, code=Reason.SUSPENDED)),
            )
        ),
        (lines(line(present=True, voted=True)), of(), []),
        (lines(line(present=True, voted=False)), of(), []),
        *(
            (
                lines(line(present=True, code=code)),
                of(),
                [
                    (
                        "R17",
                        BLOCK,
                        "lines[0].code",
                        f"«{A}» ghi có mặt nhưng lại có mã «{code}»; hãy sửa một trong hai ô.",
                        f"“{A}” is present but bears the code “{code}”; mend one of them.",
                        ARTICLE,
                    )
                ],
            )
            for code in (Reason.SUSPENDED, Reason.REPORTED, Reason.UNREPORTED, Reason.TRANSFERRED)
        ),
        (lines(line(present=True, code=Reason.EXEMPT)), of(), []),
        (
            lines(line(present=False)),
            of(),
            [
                (
                    "R17",
                    BLOCK,
                    "lines[0].code",
                    f"«{A}» vắng mà không có mã lý do; hãy điền ô code: transferred, exempt, suspended, reported hoặc unreported.",
                    f"“{A}” is absent without a reason code; fill in code: transferred, exempt, suspended, reported or unreported.",
                    ARTICLE,
                )
            ],
        ),
        (lines(line(present=False, summoned=False)), of(), []),
        (
            lines(line(present=True, summoned=False)),
            of(),
            [
                (
                    "R17",
                    BLOCK,
                    "lines[0].summoned",
                    f"«{A}» có mặt nhưng ghi là không được triệu tập nên không được tính; hãy sửa ô summoned hoặc ô present.",
                    f"“{A}” is present but put down as not summoned, and would not count; mend summoned or present.",
                    ARTICLE,
                )
            ],
        ),
        (lines(line(present=True, summoned=False)), of(Member(name=A, standing=Standing.PROBATIONARY), Member(name=B), Member(name=C)), []),
        (lines(line(present=False)), of(Member(name=A, standing=Standing.PROBATIONARY), Member(name=B), Member(name=C)), []),
        (
            lines(line(present=False, code=Reason.REPORTED)),
            of(),
            [
                (
                    "R17",
                    BLOCK,
                    "lines[0].reason",
                    f"«{A}» vắng có báo cáo; hãy ghi lý do vào ô reason.",
                    f"“{A}” reported the absence; write the reason into reason.",
                    ARTICLE,
                )
            ],
        ),
        (
            lines(line()),
            of(),
            [
                (
                    "R17",
                    WARN,
                    "lines[0]",
                    f"Chưa rõ «{A}» có mặt hay không; kết quả sẽ được xét theo từng cách hiểu.",
                    f"It is not known whether “{A}” takes part; results are judged under each reading.",
                    ARTICLE,
                )
            ],
        ),
        (
            lines(line(present=True)),
            of(Member(name=A, standing=Standing.UNKNOWN), Member(name=B), Member(name=C)),
            [
                (
                    "R17",
                    WARN,
                    "lines[0]",
                    f"Chưa rõ «{A}» có tư cách gì; kết quả sẽ được xét theo từng cách hiểu.",
                    f"It is not known in what standing “{A}” takes part; results are judged under each reading.",
                    ARTICLE,
                )
            ],
        ),
    ],
)  # fmt: skip
def test_each_line_is_judged_word_for_word(answer: Attendance, dossier: Dossier, said: list[tuple[Any, ...]]) -> None:
    assert [whole(f) for f in check_attendance(answer, dossier)] == said


def replaced(by: str = D, whom: str = A) -> Attendance:
    """An alternate in the place of somebody."""
    return lines(line(by, present=True, replaces=whom), line(A, present=False, code=Reason.UNREPORTED))


ALTERNATE = Member(name=D, standing=Standing.ALTERNATE)
OFFICIALS = tuple(Member(name=n) for n in (A, B, C))


@pytest.mark.parametrize(
    ("answer", "dossier", "fits"),
    [
        (replaced(), of(*OFFICIALS, ALTERNATE, delegates=True), True),
        (replaced(), of(*OFFICIALS, ALTERNATE), False),
        (replaced(), of(*OFFICIALS, Member(name=D), delegates=True), False),
        (replaced(whom="Người Lạ"), of(*OFFICIALS, ALTERNATE, delegates=True), False),
    ],
)
def test_only_an_alternate_replaces_and_only_a_delegate_of_the_list(
    answer: Attendance, dossier: Dossier, *, fits: bool
) -> None:
    whom = answer.lines[0].replaces
    expected = (
        "R17",
        BLOCK,
        "lines[0].replaces",
        f"«{D}» không thể thay «{whom}»: chỉ đại biểu dự khuyết thay một đại biểu chính thức có tên trong danh sách.",
        f"“{D}” cannot take the place of “{whom}”: only an alternate replaces an official delegate of the list.",
        ARTICLE,
    )
    assert [whole(f) for f in check_attendance(answer, dossier)] == ([] if fits else [expected])


def presences(there: int, away: int, unknown: int = 0) -> tuple[Presence, ...]:
    """So many present, away without a word, and nobody knows."""
    marks = (*(True,) * there, *(False,) * away, *(None,) * unknown)
    return tuple(
        Presence(name=n, present=p, code=Reason.UNREPORTED if p is False else None)
        for n, p in zip(NAMES, marks, strict=False)
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (presences(10, 5), []),
        (
            presences(9, 6),
            [
                (
                    "R11",
                    BLOCK,
                    "lines",
                    "Không đủ số người dự: có mặt 9/15, cần ít nhất 10. Đại hội phải hoãn (`daihoi postpone`).",
                    "No quorum: 9 of 15 present, 10 needed. Postpone with `daihoi postpone`.",
                    "Điều lệ Đảng 11 GK",
                )
            ],
        ),
        (
            presences(9, 5, 1),
            [
                (
                    "R11",
                    WARN,
                    "lines",
                    "Chưa chắc đủ số người dự: biết chắc 9/15, chưa rõ 1, cần 10.",
                    "Quorum uncertain: 9 of 15 for certain, 1 unknown, 10 needed.",
                    "Điều lệ Đảng 11 GK",
                )
            ],
        ),
        (
            presences(8, 6, 1),
            [
                (
                    "R11",
                    BLOCK,
                    "lines",
                    "Không đủ số người dự: có mặt 8/15, cần ít nhất 10. Đại hội phải hoãn (`daihoi postpone`).",
                    "No quorum: 8 of 15 present, 10 needed. Postpone with `daihoi postpone`.",
                    "Điều lệ Đảng 11 GK",
                )
            ],
        ),
        (presences(10, 4, 1), []),
    ],
)
def test_the_quorum_word_for_word(given: tuple[Presence, ...], said: list[tuple[Any, ...]]) -> None:
    found = check_attendance(Attendance(lines=given), congress(15))
    assert [whole(f) for f in found if f.code == "R11"] == said


@pytest.mark.parametrize(
    ("absent_units", "said"),
    [
        ((), []),
        (("Chi bộ 3",), []),
        (
            ("Chi bộ 2", "Chi bộ 3"),
            [
                (
                    "R11",
                    BLOCK,
                    "lines",
                    "Chỉ 1/3 tổ chức trực thuộc có đại biểu dự, cần ít nhất 2.",
                    "Only 1 of 3 sub-organisations are represented, 2 needed.",
                    "Điều lệ Đảng 11 GK",
                )
            ],
        ),
    ],
)
def test_the_quorum_of_sub_organisations_word_for_word(
    absent_units: tuple[str, ...], said: list[tuple[Any, ...]]
) -> None:
    units = ("Chi bộ 1",) * 7 + ("Chi bộ 2", "Chi bộ 3")
    roster = tuple(Member(name=n, unit=u) for n, u in zip(NAMES, units, strict=False))
    given = tuple(
        Presence(
            name=m.name, present=m.unit not in absent_units, code=Reason.UNREPORTED if m.unit in absent_units else None
        )
        for m in roster
    )
    begun = congress(roster=roster, profile=Profile.BASE_COMMITTEE, delegates=True, members_total=300)
    found = check_attendance(Attendance(lines=given), begun)
    assert [whole(f) for f in found] == said


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ((Excuse(name=A, accepted=True), Excuse(name=B, accepted=False)), []),
        (
            (Excuse(name=B, accepted=True),),
            [
                (
                    "R17",
                    BLOCK,
                    "decisions",
                    f"Chưa quyết định lý do vắng của {A}; hãy thêm một mục vào decisions.",
                    f"The reason of {A} is not decided; add an entry to decisions.",
                    ARTICLE,
                )
            ],
        ),
        (
            (Excuse(name=A, accepted=True), Excuse(name=B, accepted=True), Excuse(name=C, accepted=True)),
            [
                (
                    "R17",
                    BLOCK,
                    "decisions[2].name",
                    f"«{C}» không ở trong số người vắng có báo lý do.",
                    f"“{C}” did not report an absence.",
                    ARTICLE,
                )
            ],
        ),
        (
            (Excuse(name=A, accepted=True), Excuse(name=B, accepted=True), Excuse(name=A, accepted=False)),
            [("R17", BLOCK, "decisions", f"«{A}» có hai quyết định.", f"“{A}” has two decisions.", ARTICLE)],
        ),
    ],
)
def test_the_reasons_word_for_word(decided: tuple[Excuse, ...], said: list[tuple[Any, ...]]) -> None:
    away = {n: Presence(name=n, present=False, code=Reason.REPORTED, reason="ốm") for n in (A, B)}
    begun = answered(of(), attendance=lines(*away.values()))
    assert [whole(f) for f in check_excuses(Excuses(decisions=decided), begun)] == said


def test_without_an_attendance_no_reason_is_asked_for() -> None:
    begun = answered(of(), attendance=None)
    found = check_excuses(Excuses(decisions=(Excuse(name=A, accepted=True),)), begun)
    assert [f.field for f in found] == ["decisions[0].name"]


def test_an_alternate_in_somebodys_place_may_have_voted_and_each_fault_is_told() -> None:
    begun = of(*OFFICIALS, ALTERNATE, delegates=True)
    voted = lines(line(D, present=True, replaces=A, voted=True), line(A, present=False, code=Reason.UNREPORTED))
    assert check_attendance(voted, begun) == []
    wrong = lines(
        line(D, present=True, replaces="Người Lạ", voted=True, code=Reason.REPORTED, reason="ốm"),
        line(A, present=True),
    )
    assert [f.field for f in check_attendance(wrong, begun)] == ["lines[0].code", "lines[0].replaces"]


def test_an_unknown_standing_may_still_make_the_quorum() -> None:
    roster = (*(Member(name=n) for n in NAMES[:8]), Member(name=NAMES[8], standing=Standing.UNKNOWN))
    given = presences(5, 3)
    known = tuple(Presence(name=n, present=True) for n in NAMES[8:9])
    found = check_attendance(Attendance(lines=(*given, *known)), congress(roster=roster))
    assert [(f.code, f.severity.value) for f in found if f.code == "R11"] == [("R11", WARN)]


def test_a_cell_asks_for_no_quorum_of_sub_organisations() -> None:
    roster = tuple(Member(name=n, unit=f"Tổ {i}") for i, n in enumerate(NAMES[:9]))
    given = tuple(
        Presence(name=m.name, present=i < 6, code=None if i < 6 else Reason.SUSPENDED) for i, m in enumerate(roster)
    )
    assert check_attendance(Attendance(lines=given), congress(roster=roster)) == []
    few = tuple(p.model_copy(update={"present": True, "code": None}) for p in given)
    assert check_attendance(Attendance(lines=few), congress(roster=roster)) == []


def test_a_show_of_hands_is_counted_on_the_base_and_not_on_those_present() -> None:
    from daihoi.rules.attendance import hand_base, ledger_of

    begun = congress(15, lines=presences(12, 3))
    sheet = ledger_of(begun)
    assert sheet is not None
    assert (sheet.present, hand_base(sheet, begun.rules.values)) == (12, 15)
