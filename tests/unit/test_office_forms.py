"""Forms in Word and Excel: the same answer as in YAML, and what is wrong is pointed at by cell or heading."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pydantic import BaseModel

from daihoi.desk import read_answer
from daihoi.errors import BadInput
from daihoi.forms.outline import Filled, outline_of
from daihoi.forms.wordform import read_word_form, write_word_form
from daihoi.forms.workbook import LISTS, MARK, read_workbook, write_workbook
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules import procedure
from daihoi.rules.review import REOPENABLE
from schemas.news import News
from schemas.plan import Plan, Register
from schemas.report import Report
from schemas.review import Review
from schemas.step import Kind

EXAMPLES = Path(__file__).parents[2] / "examples"
ANSWERS = [
    p
    for p in sorted(EXAMPLES.glob("*/answers/*.yaml"))
    if ".refused" not in p.name and p.name.split(".")[0] in {k.value for k in procedure.ROWS}
]


def excel(form: type[BaseModel], body: dict[str, Any], edit: Callable[[Any], None] = lambda _: None) -> Filled:
    book = load_workbook(io.BytesIO(write_workbook(form, body, 7, "x", "việc thử")))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return read_workbook(form, file.getvalue(), 7, "mau.xlsx")


def word(form: type[BaseModel], body: dict[str, Any], edit: Callable[[Any], None] = lambda _: None) -> Filled:
    document = Document(io.BytesIO(write_word_form(form, body, 7, "việc thử")))
    edit(document)
    file = io.BytesIO()
    document.save(file)
    return read_word_form(form, file.getvalue(), 7, "mau.docx")


@pytest.mark.parametrize("path", ANSWERS, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_the_same_answer_in_yaml_word_and_excel_is_the_same(path: Path) -> None:
    form, raw = procedure.ROWS[Kind(path.name.split(".")[0])].form, read_yaml(str(path))
    wanted = form.model_validate(raw)
    assert form.model_validate(excel(form, raw).raw) == wanted
    assert form.model_validate(word(form, raw).raw) == wanted


@pytest.mark.parametrize("kind", list(procedure.ROWS), ids=str)
def test_an_empty_form_of_every_kind_can_be_made_and_holds_no_answer(kind: Kind) -> None:
    form = procedure.ROWS[kind].form
    for filled in (excel(form, {}), word(form, {})):
        assert not any(v for v in filled.raw.values())


def report() -> dict[str, Any]:
    return read_yaml(str(EXAMPLES / "vistip-2020/answers/report.yaml"))


def test_the_draft_report_is_a_word_file_with_its_headings_and_a_table_of_targets() -> None:
    document = Document(io.BytesIO(write_word_form(Report, report(), 7, "dự thảo")))
    headings = [p.text for p in document.paragraphs if p.style is not None and str(p.style.name).startswith("Heading")]
    assert "Đặc điểm, tình hình" in headings
    assert "Giáo dục chính trị, tư tưởng" in headings
    targets = next(t for t in document.tables if "100% đảng viên đủ tư cách" in t.rows[1].cells[1].text)
    assert "Phần trăm: 100" in targets.rows[1].cells[3].text


def test_a_part_that_is_missing_is_not_made_up() -> None:
    def empty(document: Any) -> None:
        body = [p for p in document.paragraphs]
        start = next(n for n, p in enumerate(body) if p.text == "Giáo dục chính trị, tư tưởng")
        body[start + 1].text = ""

    areas = [a["area"] for a in word(Report, report(), empty).raw["areas"]]
    assert areas == ["political_task", "party_building", "inspection", "mass_organisations"]


def test_a_reworded_heading_is_still_known() -> None:
    def reword(document: Any) -> None:
        heading = next(p for p in document.paragraphs if p.text == "Đặc điểm, tình hình")
        heading.runs[0].text = "Tình hình chung"

    assert word(Report, report(), reword).raw == word(Report, report()).raw


def test_a_strange_heading_is_named() -> None:
    def add(document: Any) -> None:
        document.add_heading("Phần thêm", 1)
        document.add_paragraph("Chữ ở đây sẽ đi đâu?")

    with pytest.raises(BadInput, match="Phần thêm"):
        word(Report, report(), add)


def test_a_wrong_cell_is_pointed_at() -> None:
    form = procedure.ROWS[Kind.COUNT].form
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/count.committee.1.a.yaml"))

    def spoil(book: Any) -> None:
        sheet = book.worksheets[2]
        sheet["B3"] = "mười hai"

    filled = excel(form, raw, spoil)
    assert filled.raw["tallies"][1]["votes"] == "mười hai"
    assert (filled.place_of("tallies.1.votes") or "").endswith("!B3")
    assert (filled.place_of("tallies[Lê Quang Đạt]") or "").endswith("!A3")
    assert filled.place_of("issued") == "ô Phiếu!B5"
    assert filled.place_of("khong.co") is None


def test_pick_lists_and_help_are_in_the_workbook() -> None:
    book = load_workbook(io.BytesIO(write_workbook(Report, report(), 7, "report", "dự thảo")))
    assert book[MARK].sheet_state == book[LISTS].sheet_state == "hidden"
    sheets = [s for s in book.worksheets if s.data_validations.dataValidation]
    assert sheets
    heads = [c.value for c in sheets[0][1]]
    assert heads
    assert any(c.comment for s in book.worksheets for c in s[1])


def test_text_that_looks_like_a_formula_or_a_day_stays_text() -> None:
    form = procedure.ROWS[Kind.SUBMISSION].form
    for number in ("=1+1", "1/2", "05-TTr/CB", "0012"):
        assert excel(form, {"number": number, "sent_on": "2020-07-20"}).raw == {
            "number": number,
            "sent_on": "2020-07-20",
        }


@pytest.mark.parametrize("words", ["20/07/2020", "20-07-2020", "2020-07-20"])
def test_a_day_is_read_however_it_is_written(words: str) -> None:
    form = procedure.ROWS[Kind.SUBMISSION].form
    assert excel(form, {}, lambda book: book["Phiếu"].__setitem__("B5", words)).raw["sent_on"] == "2020-07-20"


def test_the_form_of_another_request_and_a_broken_file_are_refused() -> None:
    form = procedure.ROWS[Kind.SUBMISSION].form
    with pytest.raises(BadInput, match="yêu cầu số 7, không phải số 8"):
        read_workbook(form, write_workbook(form, {}, 7, "x", "y"), 8, "a.xlsx")
    with pytest.raises(BadInput, match="yêu cầu số 7, không phải số 8"):
        read_word_form(form, write_word_form(form, {}, 7, "y"), 8, "a.docx")
    for read, name in ((read_workbook, "a.xlsx"), (read_word_form, "a.docx")):
        with pytest.raises(BadInput, match="đọc được"):
            read(form, b"khong phai", 7, name)


def test_a_lost_column_is_named() -> None:
    with pytest.raises(BadInput, match="mất cột"):
        excel(Report, report(), lambda book: book.worksheets[2].delete_cols(2))


def test_a_text_longer_than_a_cell_is_sent_to_word() -> None:
    form = procedure.ROWS[Kind.DUTY].form
    with pytest.raises(BadInput, match="--as docx"):
        excel(form, {"result": "chữ " * 10_000})
    assert len(word(form, {"result": "chữ " * 10_000}).raw["result"]) > 32_767


def test_rows_within_rows_find_their_owner() -> None:
    form = procedure.ROWS[Kind.PERSONNEL].form
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/personnel.yaml"))

    def spoil(book: Any) -> None:
        book.worksheets[3]["A2"] = 9

    with pytest.raises(BadInput, match="không có dòng ấy"):
        excel(form, raw, spoil)


def picks(document: Any) -> list[list[str]]:
    """What each drop-down of a Word file offers."""
    lists = document.element.body.iter(qn("w:dropDownList"))
    return [[str(i.get(qn("w:value"))) for i in one.iter(qn("w:listItem"))] for one in lists]


def test_choices_of_a_word_form_are_drop_downs_in_the_words_of_the_sheet() -> None:
    document = Document(io.BytesIO(write_word_form(Review, {"verdict": "returned"}, 7, "việc thử")))
    assert ["…", "đồng ý", "đồng ý và yêu cầu sửa", "trả lại"] in picks(document)
    assert {str(v) for v in REOPENABLE} == set(outline_of(Review).fields[-1].choices)
    roster = Document(io.BytesIO(write_word_form(Register, {"roster": [{"name": "An"}]}, 7, "việc thử")))
    # The row that is filled in and the spare ones.
    assert len([p for p in picks(roster) if "chính thức" in p]) == 3


def test_an_empty_table_is_pointed_at_by_its_name() -> None:
    for filled in (excel(Plan, {}), word(Plan, {})):
        assert filled.place_of("tasks") == "phần «Phân công»"
        assert filled.place_of("place") not in (None, "phần «Phân công»")


def test_a_long_table_of_a_form_repeats_its_headings() -> None:
    document = Document(io.BytesIO(write_word_form(Register, {}, 7, "việc thử")))
    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables if len(t.columns) > 2)


def test_what_is_picked_in_word_is_read_back() -> None:
    def pick(document: Any) -> None:
        for one in document.element.body.iter(qn("w:sdt")):
            if "trả lại" in picks_of(one):
                next(one.iter(qn("w:t"))).text = "trả lại"

    def picks_of(control: Any) -> list[str]:
        return [str(i.get(qn("w:value"))) for i in control.iter(qn("w:listItem"))]

    assert word(Review, {"verdict": "approved"}, pick).raw["verdict"] == "returned"


def test_a_choice_that_nobody_offered_stays_as_it_was_written() -> None:
    assert word(Review, {"verdict": "tùy"}).raw["verdict"] == "tùy"


@pytest.mark.parametrize(
    ("form", "raw", "said"),
    [
        (News, {"title": "x"}, "Thiếu ô «Mở đầu» (lead); hãy điền vào."),
        (News, {"photos": [{"file": "a.jpg"}]}, "Thiếu ô «Ảnh, dòng 1: Chú thích» (photos.0.caption); hãy điền vào."),
        (
            Report,
            {"targets": [{"id": "T1", "words": "x", "measure": {"kind": "share"}}]},
            "Thiếu ô «Chỉ tiêu nhiệm kỳ mới, dòng 1: Cách đo: Phần trăm» (targets.0.measure.share.percent); hãy điền vào.",
        ),
        (Plan, {"opening_on": "mai"}, "Ô «Ngày khai mạc» (opening_on) chưa đúng: hãy ghi ngày dạng 2026-12-31."),
    ],
)
def test_what_does_not_fit_is_named_as_the_form_names_it(form: type[BaseModel], raw: dict[str, Any], said: str) -> None:
    assert said in [f.words.vi for f in read_answer(form, raw)[1]]
