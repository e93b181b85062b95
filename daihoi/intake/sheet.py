"""Several congresses from one spreadsheet: each row judged, every fault named by row and column, all or none."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daihoi.errors import BadInput, NoRuleSet
from daihoi.intake.office import must_be_sound
from daihoi.rules.codes import code_of
from daihoi.rules.rulesets import resolve
from schemas.cell import Cell, Profile, Superior, Term
from schemas.plan import Opening
from schemas.words import Words

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5000
_NAMED = 20


@dataclass(frozen=True)
class Column:
    """One column: the field, its heading, whether it may be empty, and what may stand in it."""

    field: str
    head: Words
    example: str
    needed: bool = True


COLUMNS = (
    Column("cell", Words(vi="Chi bộ", en="Cell"), "Chi bộ Phòng Tổng hợp"),
    Column("short", Words(vi="Tên gọi tắt", en="Short name"), "Chi bộ Tổng hợp", needed=False),
    Column("place", Words(vi="Địa danh", en="Place"), "Hà Nội"),
    Column("superior", Words(vi="Cấp ủy cấp trên", en="Superior committee"), "Đảng ủy Công ty Ví dụ"),
    Column("opening_on", Words(vi="Ngày khai mạc", en="Opening day"), "15/09/2027"),
    Column("closing_term", Words(vi="Nhiệm kỳ kết thúc", en="Closing term"), "2025-2027"),
    Column("new_term", Words(vi="Nhiệm kỳ mới", en="New term"), "2027-2030", needed=False),
    Column("profile", Words(vi="Loại hình", en="Profile"), "chi_bo", needed=False),
    Column("code", Words(vi="Mã hồ sơ", en="Code"), "tong-hop-2027", needed=False),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, with what to do about it."""

    row: int
    words: Words


@dataclass(frozen=True)
class Sheet:
    """The congresses of a spreadsheet with the row each stands in, and every fault found."""

    openings: tuple[tuple[int, Opening], ...]
    faults: tuple[Fault, ...]


def refusal(name: str, faults: Iterable[Fault]) -> BadInput:
    """All faults in one message."""
    found = sorted(faults, key=lambda f: f.row)
    vi = [f"  dòng {f.row}: {f.words.vi}" for f in found[:_NAMED]]
    en = [f"  row {f.row}: {f.words.en}" for f in found[:_NAMED]]
    if len(found) > _NAMED:
        vi.append(f"  … và {len(found) - _NAMED} lỗi nữa")
        en.append(f"  … and {len(found) - _NAMED} more")
    return BadInput(
        "\n".join([f"Tệp {name} có {len(found)} lỗi; chưa mở đại hội nào. Hãy sửa rồi gõ lại:", *vi]),
        "\n".join([f"{name} has {len(found)} faults; no congress was opened. Mend them and try again:", *en]),
    )


def read_sheet(path: str, taken: Mapping[str, str] | None = None) -> Sheet:
    """The congresses of the first worksheet of ``path`` (.xlsx); raises `BadInput` when it cannot be read at all.

    ``taken`` maps the codes that the store has to the names of their cells.
    """
    name, rows = Path(path).name, _rows(path)
    heads = _heads(name, rows)
    openings: list[tuple[int, Opening]] = []
    faults: list[Fault] = []
    codes = dict(taken or {})
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows[1:], 2):
        values = {c.field: row[at] if at < len(row) else None for c, at in heads.items()}
        if all(v is None or not str(v).strip() for v in values.values()):
            continue
        opening, wrong = _opening(values, codes)
        faults += [Fault(number, words) for words in wrong]
        if opening is None:
            continue
        key = (_same(opening.cell.name), _same(opening.superior.name), str(opening.new_term))
        if key in seen:
            first = seen[key]
            faults.append(
                Fault(
                    number,
                    Words(
                        vi=f"«{opening.cell.name}» đã có ở dòng {first}; mỗi chi bộ chỉ ghi một dòng, hãy bỏ một trong hai.",
                        en=f"“{opening.cell.name}” stands in row {first} already; one row a cell, remove one of them.",
                    ),
                )
            )
            continue
        seen[key] = number
        codes[opening.code] = opening.cell.name
        openings.append((number, opening))
    if not openings and not faults:
        raise BadInput(f"Tệp {name} không có dòng nào; hãy điền từ dòng 2.", f"{name} has no rows; fill in from row 2.")
    return Sheet(tuple(openings), tuple(faults))


def blank_sheet(lang: str) -> bytes:
    """An empty spreadsheet with the headings and one row as an example, as .xlsx."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page: Any = book.active
    page.append([c.head.to(lang) for c in COLUMNS])
    page.append([c.example for c in COLUMNS])
    for cell, column in zip(page[1], COLUMNS, strict=True):
        cell.font = Font(bold=column.needed)
        page.column_dimensions[cell.column_letter].width = max(16, len(column.example) + 4)
    page.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _rows(path: str) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook

    name = Path(path).name
    try:
        content = Path(path).read_bytes() if Path(path).stat().st_size <= LARGEST else b""
    except OSError as error:
        raise BadInput(
            f"Không đọc được tệp {path} ({error.strerror}); hãy kiểm tra đường dẫn.",
            f"{path} cannot be read ({error.strerror}); check the path.",
        ) from error
    if not content:
        raise BadInput(f"Tệp {name} trống hoặc lớn quá 5 MB.", f"{name} is empty, or larger than 5 MB.")
    try:
        must_be_sound(content)
        page: Any = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = [tuple(r) for r in page.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40)]
    except Exception as error:  # a workbook broken inside fails in the library in a dozen ways
        raise BadInput(
            f"Tệp {name} không phải bảng tính .xlsx; hãy lưu lại từ Excel dạng «Excel Workbook (*.xlsx)».",
            f"{name} is not an .xlsx spreadsheet; save it from Excel as “Excel Workbook (*.xlsx)”.",
        ) from error
    if len(rows) > MOST_ROWS + 1:
        raise BadInput(
            f"Tệp {name} có hơn {MOST_ROWS} dòng; hãy chia nhỏ.", f"{name} has more than {MOST_ROWS} rows; split it."
        )
    return rows


def _heads(name: str, rows: list[tuple[Any, ...]]) -> dict[Column, int]:
    first = [_same(v) for v in rows[0]] if rows else []
    found = {
        column: first.index(head)
        for column in COLUMNS
        for head in [next((h for h in map(_same, (column.head.vi, column.head.en, column.field)) if h in first), None)]
        if head is not None
    }
    missing = [c for c in COLUMNS if c.needed and c not in found]
    if missing:
        vi, en = ", ".join(f"«{c.head.vi}»" for c in missing), ", ".join(f"“{c.head.en}”" for c in missing)
        raise BadInput(
            f"Tệp {name}: dòng 1 thiếu cột {vi}. Gõ `daihoi new --blank TỆP.xlsx` để lấy bảng mẫu.",
            f"{name}: row 1 lacks the column {en}. `daihoi new --blank FILE.xlsx` gives an empty sheet.",
        )
    return found


def _opening(values: dict[str, Any], codes: Mapping[str, str]) -> tuple[Opening | None, list[Words]]:
    wrong: list[Words] = []
    texts = {field: _text(value) for field, value in values.items()}
    for column in COLUMNS:
        if column.needed and not texts.get(column.field):
            wrong.append(Words(vi=f"cột «{column.head.vi}» còn trống", en=f"the column “{column.head.en}” is empty"))
    day = _day(values.get("opening_on"), wrong)
    closing = _term("closing_term", texts.get("closing_term", ""), wrong)
    new = _term("new_term", texts.get("new_term", ""), wrong)
    profile = _profile(texts.get("profile", ""), wrong)
    if wrong or day is None or closing is None or profile is None:
        return None, wrong
    cell, above = texts["cell"], texts["superior"]
    code = texts.get("code") or code_of(cell, day, codes.keys())
    if code in codes:
        return None, [
            Words(
                vi=f"mã «{code}» đã dùng cho {codes[code]}; hãy đổi mã hoặc để trống.",
                en=f"the code “{code}” is taken by {codes[code]}; change it or leave it empty.",
            )
        ]
    try:
        resolve(day, profile)
        return Opening(
            code=code,
            cell=Cell(name=cell, short=texts.get("short") or cell, place=texts["place"]),
            superior=Superior(name=above, short=above),
            profile=profile,
            opening_on=day,
            closing_term=closing,
            new_term=new or Term(start=closing.end, end=2 * closing.end - closing.start),
        ), []
    except NoRuleSet as error:
        return None, [error.words]
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"]) or "new_term"
        return None, [Words(vi=f"ô {field}: {first['msg']}", en=f"{field}: {first['msg']}")]


def _text(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value)).strip() if value is not None else ""


def _same(value: Any) -> str:
    return " ".join(_text(value).casefold().split())


def _day(value: Any, wrong: list[Words]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    if text:
        wrong.append(
            Words(
                vi=f"cột «Ngày khai mạc»: «{text}» không phải ngày; viết như 15/09/2027.",
                en=f"the column “Opening day”: “{text}” is not a day; write it like 15/09/2027.",
            )
        )
    return None


def _term(field: str, text: str, wrong: list[Words]) -> Term | None:
    if not text:
        return None
    head = next(c.head for c in COLUMNS if c.field == field)
    years = re.fullmatch(r"(\d{4})\s*[-–—/]\s*(\d{4})", text)
    try:
        if years is not None:
            return Term(start=int(years[1]), end=int(years[2]))
    except ValidationError:
        pass
    wrong.append(
        Words(
            vi=f"cột «{head.vi}»: «{text}» phải có dạng 2025-2027, năm sau lớn hơn.",
            en=f"the column “{head.en}”: “{text}” must look like 2025-2027, the later year second.",
        )
    )
    return None


def _profile(text: str, wrong: list[Words]) -> Profile | None:
    try:
        return Profile(text) if text else Profile.CELL
    except ValueError:
        known = ", ".join(p.value for p in Profile)
        wrong.append(
            Words(
                vi=f"cột «Loại hình»: không có «{text}»; chọn một trong: {known}.",
                en=f"the column “Profile”: there is no “{text}”; one of: {known}.",
            )
        )
        return None
