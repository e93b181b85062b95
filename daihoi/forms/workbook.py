"""A request's form as an Excel workbook: one sheet for the single fields, one for each table, with pick lists."""

import io
import re
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from daihoi.errors import BadInput
from daihoi.forms.outline import (
    NO,
    YES,
    Answer,
    Field,
    Filled,
    Outline,
    Table,
    get,
    outline_of,
    rows_of,
    shown,
)

MARK = "_daihoi"
LISTS = "_lua_chon"
FIRST = "Phiếu"
OWNER = "Thuộc dòng số"
_SPARE = 60
_LARGEST_CELL = 32_767
_HEAD = PatternFill("solid", fgColor="DDE6F0")
_NEEDED = PatternFill("solid", fgColor="FFF7DC")
_THIN = Side(style="thin", color="999999")
_LINE = Border(_THIN, _THIN, _THIN, _THIN)


def write_workbook(form: type[BaseModel], body: dict[str, Any], number: int, kind: str, title: str) -> bytes:
    """The form as .xlsx, filled in with ``body``; raises `BadInput` when a text does not fit into a cell."""
    outline = outline_of(form)
    book = Workbook()
    first: Any = book.active
    first.title = FIRST
    lists = _Lists(book)
    _fields(first, outline, body, number, title, lists)
    for table, name in _named(outline):
        _table(book.create_sheet(name), outline, table, body, lists)
    mark: Worksheet = book.create_sheet(MARK)
    mark.append(["request", number])
    mark.append(["kind", kind])
    mark.sheet_state = "hidden"
    lists.sheet.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _named(outline: Outline) -> list[tuple[Table, str]]:
    """Each table with the name of its sheet: at most 31 characters, none of which Excel forbids, no two alike."""
    named: list[tuple[Table, str]] = []
    for table in outline.tables:
        name = re.sub(r"[\[\]:*?/\\]", " ", table.label)[:28].strip()
        taken = {n.casefold() for _, n in named} | {FIRST.casefold()}
        named.append((table, name if name.casefold() not in taken else f"{name[:26]} {len(named)}"))
    return named


class _Lists:
    """Pick lists on a sheet of their own: Excel allows only 255 characters where they are used."""

    def __init__(self, book: Workbook) -> None:
        self.sheet: Any = book.create_sheet(LISTS)
        self.known: dict[tuple[str, ...], str] = {}

    def formula(self, one: Field) -> str | None:
        """Where the choices of a field stand; None when it has none."""
        words = tuple(one.choices.values()) if one.type == "choice" else (YES, NO) if one.type == "bool" else ()
        if not words:
            return None
        if words not in self.known:
            column = len(self.known) + 1
            for n, word in enumerate(words, 1):
                self.sheet.cell(n, column, word)
            letter = get_column_letter(column)
            self.known[words] = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
        return self.known[words]


def _fields(sheet: Any, outline: Outline, body: dict[str, Any], number: int, title: str, lists: _Lists) -> None:
    sheet["A1"] = f"Yêu cầu số {number}: {title}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = "Điền cột B. Ô nền vàng là ô bắt buộc. Không đổi tên trang tính, không xóa dòng tiêu đề."
    for letter, width in (("A", 34), ("B", 70), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    for row, one in enumerate(outline.fields, 4):
        sheet.cell(row, 1, one.label).font = Font(bold=True)
        sheet.cell(row, 1).alignment = Alignment(vertical="top", wrap_text=True)
        _write(sheet.cell(row, 2), one, get(body, one.path))
        sheet.cell(row, 3, one.help).alignment = Alignment(vertical="top", wrap_text=True)
        _pick(sheet, one, lists, f"B{row}")
    sheet.freeze_panes = "B4"


def _table(sheet: Any, outline: Outline, table: Table, body: dict[str, Any], lists: _Lists) -> None:
    shift = 1 if table.parent else 0
    if table.parent:
        head = sheet.cell(1, 1, OWNER)
        owner = next(t.label for t in outline.tables if t.path == table.parent)
        head.comment = Comment(f"Dòng thứ mấy (đếm từ 1) của trang «{owner}».", "daihoi")
        sheet.column_dimensions["A"].width = 14
    for n, one in enumerate(table.columns, 1 + shift):
        head = sheet.cell(1, n, one.label)
        if one.help:
            head.comment = Comment(one.help, "daihoi", width=320, height=120)
        sheet.column_dimensions[get_column_letter(n)].width = 60 if one.type in ("prose", "lines") else 24
    for cell in sheet[1]:
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    rows = rows_of(outline, table, body)
    for r, row in enumerate(rows, 2):
        if row.owner is not None:
            sheet.cell(r, 1, row.owner)
        for n, (one, value) in enumerate(zip(table.columns, row.values, strict=True), 1 + shift):
            _write(sheet.cell(r, n), one, value)
    last = len(rows) + 1 + _SPARE
    for n, one in enumerate(table.columns, 1 + shift):
        letter = get_column_letter(n)
        _pick(sheet, one, lists, f"{letter}2:{letter}{last}")
        for r in range(len(rows) + 2, last + 1):
            # A text cell, so that Excel does not read «1/2» as a day.
            sheet.cell(r, n).number_format = _format(one)
    sheet.freeze_panes = "A2"


def _format(one: Field) -> str:
    return {"int": "0", "number": "General", "date": "dd/mm/yyyy"}.get(one.type, "@")


def _write(cell: Any, one: Field, value: Any) -> None:
    cell.number_format = _format(one)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = _LINE
    if one.required:
        cell.fill = _NEEDED
    text = shown(one, value)
    if not text or text == "…":
        return
    if one.type in ("int", "number") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        cell.value = float(text) if "." in text else int(text)
    elif one.type == "date" and re.fullmatch(r"\d\d/\d\d/\d{4}", text):
        cell.value = date(int(text[6:]), int(text[3:5]), int(text[:2]))
    elif len(text) > _LARGEST_CELL:
        raise BadInput(
            f"Ô «{one.label}» dài {len(text)} ký tự, quá sức một ô Excel; hãy dùng --as docx.",
            f"“{one.label}” has {len(text)} characters, more than an Excel cell holds; use --as docx.",
        )
    else:
        cell.value = text
        # «= đúng bằng» is words and no formula.
        cell.data_type = "s"


def _pick(sheet: Any, one: Field, lists: _Lists, cells: str) -> None:
    formula = lists.formula(one)
    if formula is None:
        return
    rule: Any = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    rule.error, rule.errorTitle = "Hãy chọn một giá trị trong danh sách.", one.label[:30]
    sheet.add_data_validation(rule)
    rule.add(cells)


def read_workbook(form: type[BaseModel], content: bytes, number: int, name: str) -> Filled:
    """The answer in a filled-in workbook; raises `BadInput`, also when it is the form of another request."""
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:
        raise BadInput(
            f"Tệp {name} không phải Excel (.xlsx) đọc được; hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
            f"{name} is not a readable workbook (.xlsx); open it in Excel and save it again as .xlsx.",
        ) from error
    if MARK not in book.sheetnames or FIRST not in book.sheetnames:
        raise BadInput(
            f"Tệp {name} không phải mẫu do `daihoi form {number} --as xlsx` lập ra.",
            f"{name} is not a form made by `daihoi form {number} --as xlsx`.",
        )
    if (made_for := book[MARK]["B1"].value) != number:
        raise BadInput(
            f"Tệp {name} là mẫu của yêu cầu số {made_for}, không phải số {number}; hãy lấy mẫu mới bằng "
            f"`daihoi form {number} --as xlsx`.",
            f"{name} is the form of request {made_for}, not {number}; take a new one with `daihoi form {number} --as xlsx`.",
        )
    outline = outline_of(form)
    answer = Answer(outline)
    labels = {str(book[FIRST].cell(r, 1).value or ""): r for r in range(4, book[FIRST].max_row + 1)}
    for one in outline.fields:
        if (row := labels.get(one.label)) is not None:
            answer.put(one, book[FIRST].cell(row, 2).value, f"ô {FIRST}!B{row}")
    for table, title in _named(outline):
        if title in book.sheetnames:
            _read_table(book[title], title, table, answer, name)
    return answer.done()


def _read_table(sheet: Any, title: str, table: Table, answer: Answer, name: str) -> None:
    heads = {str(cell.value or "").strip(): n for n, cell in enumerate(sheet[1], 1)}
    missing = [c.label for c in table.columns if c.label not in heads]
    if missing:
        raise BadInput(
            f"Trang «{title}» của tệp {name} mất cột «{missing[0]}»; hãy lấy mẫu mới và chép số liệu sang.",
            f"Sheet “{title}” of {name} lost the column “{missing[0]}”; take a new form and copy the data over.",
        )
    for r in range(2, sheet.max_row + 1):
        cells = [sheet.cell(r, heads[c.label]).value for c in table.columns]
        places = [f"ô {title}!{get_column_letter(heads[c.label])}{r}" for c in table.columns]
        owner = sheet.cell(r, heads[OWNER]).value if table.parent and OWNER in heads else None
        if table.parent and owner is None and any(c not in (None, "") for c in cells):
            # With one row above there is no doubt to which it belongs.
            owner = 1
        number = int(str(owner).removesuffix(".0")) if str(owner or "").removesuffix(".0").isdigit() else None
        if not answer.row(table, cells, places, number) and any(c not in (None, "") for c in cells):
            raise BadInput(
                f"Ô {title}!A{r} ghi thuộc dòng «{owner}», nhưng trang trước không có dòng ấy.",
                f"Cell {title}!A{r} says it belongs to row “{owner}”, which the sheet before does not have.",
            )
