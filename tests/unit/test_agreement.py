"""R21 and R23: what a text says is what the dossier has, and a post names nobody it must not."""

import pytest

from daihoi.rules.agreement import check_days, check_figures, check_privacy, check_targets, check_terms, check_text
from daihoi.rules.sheets import sheet_of_text
from schemas.dossier import Dossier
from schemas.election import Office
from schemas.finding import Finding
from schemas.outcome import Recognition
from schemas.sitting import Item, Sitting
from tests.unit.congress import DAY, NAMES, answered, congress, counted, counters, slate, vote
from tests.unit.test_before_the_congress import report

FOUR = NAMES[:4]


@pytest.fixture
def held() -> Dossier:
    """A congress that was held and elected three of four."""
    begun = answered(congress(), slate={"committee": slate(3, FOUR)}, counters={"committee": counters()})
    items = (Item(key="resolution", title="Thông qua nghị quyết", vote=vote(14, 1)),)
    sat = Sitting(held_on=DAY, place="Hà Nội", chair=NAMES[0], secretary=NAMES[1], items=items)
    return answered(counted(begun, "committee.1", FOUR, (14, 13, 12, 3)), sitting=sat, report=report())


def said(found: list[Finding]) -> list[str]:
    """The codes."""
    return [f.code for f in found]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Đại hội Chi bộ Thử nhiệm kỳ 2025–2027 họp ngày 20/05/2025.", []),
        ("Đại hội Chi bộ Thử nhiệm kỳ 2025–2030 thành công.", ["R21"]),
        ("Nhiệm kỳ 2010–2015 đã xa.", []),
    ],
)
def test_a_term_that_looks_like_ours_is_ours(held: Dossier, text: str, codes: list[str]) -> None:
    assert said(list(check_terms(sheet_of_text("S08", text), held))) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ngày 20/05/2025, đại hội đã được tổ chức tại Hà Nội.", []),
        ("Ngày 21/05/2025, đại hội đã được tổ chức tại Hà Nội.", ["R21"]),
        ("Ngày 31/02/2025, đại hội đã được tổ chức.", []),
        ("Kế hoạch ký ngày 05/02/2025.", []),
    ],
)
def test_the_day_of_the_congress_is_the_day_it_was_held(held: Dossier, text: str, codes: list[str]) -> None:
    assert said(list(check_days(sheet_of_text("S08", text), held))) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Có mặt 15/15 đảng viên.", []),
        ("Có mặt 14/15 đảng viên.", ["R21"]),
        ("Nghị quyết được đại hội thông qua với 14 phiếu tán thành.", []),
        ("Nghị quyết được đại hội thông qua với 13 phiếu tán thành.", ["R21"]),
    ],
)
def test_figures_are_those_of_the_minutes(held: Dossier, text: str, codes: list[str]) -> None:
    assert said(list(check_figures(sheet_of_text("S08", text), held))) == codes
    assert list(check_figures(sheet_of_text("S08", text), answered(held, sitting=None, attendance=None))) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kết nạp 3 đảng viên.", []),
        ("Kết nạp 5 đảng viên.", ["R21"]),
        ("Không nói gì.", ["R21"]),
    ],
)
def test_every_target_stands_in_the_text_in_its_own_words(held: Dossier, text: str, codes: list[str]) -> None:
    assert said(list(check_targets(sheet_of_text("S08", text), held))) == codes
    assert said([f for f in check_text(sheet_of_text("S08", text), held, whole=True) if f.code == "R21"]) == codes
    assert list(check_targets(sheet_of_text("S08", text), answered(held, report=None))) == []


@pytest.mark.parametrize(
    ("text", "blocking", "warning"),
    [
        ("Đại hội bầu 3 đồng chí.", 0, 0),
        (f"Đồng chí {FOUR[0]} trúng cử.", 0, 1),
        (f"Đồng chí {FOUR[3]} không trúng cử.", 1, 0),
        ("Đồng chí bí thư sinh năm 1980.", 1, 0),
    ],
)
def test_a_post_names_nobody_who_lost_and_warns_before_recognition(
    held: Dossier, text: str, blocking: int, warning: int
) -> None:
    found = list(check_privacy(sheet_of_text("S08", text), held))
    assert {f.code for f in found} <= {"R23"}
    assert (sum(f.blocks for f in found), sum(not f.blocks for f in found)) == (blocking, warning)
    recognised = answered(held, recognition=Recognition(recognised=True, number="9-QĐ/ĐU", decided_on=DAY))
    assert not any(not f.blocks for f in check_privacy(sheet_of_text("S08", text), recognised))
    assert recognised.answers.slate
    assert Office.COMMITTEE.value in recognised.answers.slate
