"""Proofreading: the six defects of a post found on the web first, then what must agree across papers."""

from collections.abc import Callable
from datetime import date

import pytest

from daihoi.rules.agreement import check_days, check_privacy, check_targets, check_terms
from daihoi.rules.proofreading import (
    check_cell_name,
    check_future,
    check_numbering,
    check_persons,
    check_sentences,
    check_votes,
    proofread,
)
from daihoi.rules.report import check_report
from daihoi.rules.rulesets import resolve
from daihoi.rules.sheets import Sheet, sheet_of_text
from schemas.dossier import Answers, Dossier
from schemas.plan import Opening
from schemas.report import Report

POST = """
# Đại hội Chi bộ Trung tâm NC&PT hội nhập KH&CN quốc tế nhiệm kỳ 2020–2025
Ngày 25/08/2020 tại Hà Nội, Chi bộ Trung tâm Nghiên cứu và Phát triển hội nhập khoa học và công nghệ quốc tế đã tổ chức Đại hội.
Sau khi nghe báo cáo kiểm điểm, phương hướng và phát biểu của cấp trên:
Toàn cảnh đại hội (ảnh: VISTIP)
I. Đại hội thống nhất với đánh giá nhiệm kỳ 2015–2020
- Lãnh đạo nhiệm vụ chính trị đạt kết quả khá.
- II/ Đại hội thông qua phương hướng, nhiệm vụ
- 1. Phương hướng chung
- 3.1. Giáo dục chính trị
Đại hội kêu gọi đảng viên thực hiện thắng lợi Nghị quyết Đại hội XIII của Đảng.
"""


@pytest.fixture
def dossier(opening_of: Callable[[str], Opening]) -> Dossier:
    """The congress of 2020, just opened."""
    opening = opening_of("vistip-2020")
    return Dossier(code=opening.code, opening=opening, rules=resolve(opening.opening_on, opening.profile), procedure=1)


def words(found: object) -> str:
    return " | ".join(f"{f.code} {f.field}: {f.words.vi}" for f in found)  # type: ignore[attr-defined]


def post() -> Sheet:
    return sheet_of_text("S08", POST)


def test_defect_one_the_numbering_breaks_off() -> None:
    found = words(check_numbering(post()))
    assert "«II/ Đại hội thông qua phương hướng, nhiệm vụ» đánh số khác kiểu" in found
    assert "«3.1. Giáo dục chính trị» không nối tiếp" in found


def test_defect_two_a_section_stands_as_an_item_of_a_list() -> None:
    found = words(check_numbering(post()))
    assert "«II/ Đại hội thông qua phương hướng, nhiệm vụ» đứng trong danh sách" in found
    assert "«1. Phương hướng chung» vừa có dấu đầu dòng vừa có số" in found


def test_defect_three_the_call_names_a_resolution_that_did_not_exist_yet() -> None:
    assert "Nghị quyết Đại hội XIII" in words(check_future(post(), date(2020, 8, 25)))
    assert not list(check_future(post(), date(2021, 2, 1)))
    later = sheet_of_text("S08", "Thực hiện nghị quyết Đại hội XIII của Đảng sau khi được ban hành.")
    assert not list(check_future(later, date(2020, 8, 25)))


def test_defect_four_the_cell_has_three_names(dossier: Dossier) -> None:
    found = words(check_cell_name(post(), dossier))
    assert "3 cách" in found
    assert "VISTIP" in found


def test_defect_five_the_lead_has_no_main_clause() -> None:
    assert "Sau khi nghe báo cáo kiểm điểm" in words(check_sentences(post()))
    whole = sheet_of_text("S08", "Sau khi nghe và thảo luận các báo cáo, đại hội quyết nghị:")
    assert not list(check_sentences(whole))


def test_defect_six_nothing_that_was_agreed_has_its_votes() -> None:
    assert "PROOF-VOTES" in words(check_votes(post()))
    counted = sheet_of_text("S08", "Đại hội thống nhất thông qua nghị quyết với 13/14 phiếu tán thành.")
    assert not list(check_votes(counted))


def test_each_finding_names_paper_place_and_words(dossier: Dossier) -> None:
    for f in proofread(post(), dossier):
        assert f.words.vi.startswith(f"S08, {f.field}:")
        assert "«" in f.words.vi


def test_an_area_without_tasks_is_told(
    dossier: Dossier, answer_of: Callable[[str, str, int], dict[str, object]]
) -> None:
    report = Report.model_validate(answer_of("vistip-2020", "report", 1))
    assert sum(f.code == "R06" for f in check_report(report, dossier)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I. Một\n1. A\n2. B\nII. Hai\n1. C\n1.1. D\n1.2. E\n2. F",
        "1. Thời gian\n2. Hồ sơ\n1. P01\n2. P02\n3. Giải trình",
    ],
)
def test_sound_numbering_is_left_alone(text: str) -> None:
    assert not list(check_numbering(sheet_of_text("C10", text)))


def test_a_gap_is_found() -> None:
    assert "không nối tiếp mục số 1" in words(check_numbering(sheet_of_text("C10", "I. Một\nIII. Ba")))


def test_a_target_in_other_words_stops_the_post(
    dossier: Dossier, answer_of: Callable[[str, str, int], dict[str, object]]
) -> None:
    report = Report.model_validate(answer_of("vistip-2020", "report", 1))
    held = dossier.model_copy(update={"answers": Answers(report=report)})
    lines = [t.words for t in report.targets]
    assert not list(check_targets(sheet_of_text("S08", "\n".join(f"- {line}" for line in lines)), held))
    lines[4] = lines[4].replace("ít nhất 3", "ít nhất 5")
    found = list(check_targets(sheet_of_text("S08", "\n".join(lines)), held))
    assert [f.code for f in found if f.blocks] == ["R21"]
    assert "ít nhất 5" in found[0].words.vi
    assert "ít nhất 3" in found[0].words.vi
    missing = list(check_targets(sheet_of_text("S08", "\n".join(lines[:4])), held))
    assert "thiếu chỉ tiêu T5" in missing[0].words.vi


def test_a_term_and_a_day_that_differ_stop_the_post(dossier: Dossier) -> None:
    text = "Ngày 26/08/2020, Chi bộ tổ chức Đại hội nhiệm kỳ 2020–2026."
    assert "2020–2026" in words(check_terms(sheet_of_text("S08", text), dossier))
    assert "26/08/2020" in words(check_days(sheet_of_text("S08", text), dossier))
    fine = "Ngày 25 tháng 8 năm 2020, Chi bộ tổ chức Đại hội nhiệm kỳ 2020–2025, sau nhiệm kỳ 2010-2015."
    assert not [*check_terms(sheet_of_text("S08", fine), dossier), *check_days(sheet_of_text("S08", fine), dossier)]


def test_a_name_almost_right_is_told_and_a_strange_one_is_not(dossier: Dossier) -> None:
    found = words(
        check_persons(sheet_of_text("S08", "Đồng chí Nguyễn Hoài Lam và đồng chí Trương Quốc Việt phát biểu."), dossier)
    )
    assert "«Nguyễn Hoài Lam» gần giống «Nguyễn Hoài Lâm»" in found
    assert "Trương" not in found


def test_details_of_a_persons_papers_do_not_go_into_a_post(dossier: Dossier) -> None:
    found = list(check_privacy(sheet_of_text("S08", "Đồng chí A, sinh năm 1976, phát biểu."), dossier))
    assert [f.code for f in found if f.blocks] == ["R23"]


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("Sau khi nghe báo cáo kiểm điểm,\nĐại hội nhất trí với đánh giá.", True),
        ("Sau khi nghe báo cáo kiểm điểm,\nToàn cảnh hội trường.", False),
        ("Sau khi nghe báo cáo kiểm điểm,", False),
        ("Sau khi nghe báo cáo kiểm điểm, đại hội nhất trí với đánh giá.", True),
    ],
)
def test_a_sentence_may_go_on_in_the_next_line(text: str, *, complete: bool) -> None:
    assert [f.code for f in check_sentences(sheet_of_text("S08", text))] == ([] if complete else ["PROOF-SENTENCE"])


def test_a_name_that_is_right_is_left_alone_and_a_slip_is_told_once(dossier: Dossier) -> None:
    right = next(m.name for m in dossier.opening.roster if m.name == "Nguyễn Hoài Lâm")
    assert not list(
        check_persons(sheet_of_text("S08", f"Đồng chí {right} chủ trì. Đồng chí {right} kết luận."), dossier)
    )
    twice = sheet_of_text("S08", "Đồng chí Nguyễn Hoài Lam chủ trì.\nĐồng chí Nguyễn Hoài Lam kết luận.")
    assert [f.code for f in check_persons(twice, dossier)] == ["PROOF-PERSON"]


def test_each_cell_of_a_table_is_a_line_of_its_own_and_its_rules_are_none() -> None:
    sheet = sheet_of_text("C10", "# Kết quả\n| **Họ tên** | Số phiếu |\n|---|---|\n| An | |\n- Đã công bố.")
    assert [(line.place, line.text, line.bullet) for line in sheet.lines] == [
        ("Kết quả", "Kết quả", False),
        ("Kết quả", "Họ tên", False),
        ("Kết quả", "Số phiếu", False),
        ("Kết quả", "An", False),
        ("Kết quả", "Đã công bố.", True),
    ]
