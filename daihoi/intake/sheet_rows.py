"""A sheet of any office program as rows under headings, safely: no formula is run, nothing unpacks without end."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from daihoi.errors import BadInput
from daihoi.intake.vietnamese_text import decode, from_tcvn3, looks_like_tcvn3, note_of
from daihoi.intake.word_package import LARGEST_WHOLE, MOST_PARTS, read_bytes
from daihoi.rules.tones import unify_tones
from schemas.words import Words

MOST_ROWS = 20_000
MOST_COLUMNS = 100
_LOOK_FOR_HEADINGS = 20


@dataclass(frozen=True)
class Sheet:
    """Rows as text under their headings; `first` is the number of the first row, as the person's program counts."""

    name: str
    digest: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int
    notes: tuple[Words, ...] = ()

    @property
    def heading_line(self) -> str:
        """What tells this form of sheet from another."""
        return " | ".join(self.headings)


def plain(heading: str) -> str:
    """A heading as headings are compared."""
    text = unify_tones(unicodedata.normalize("NFC", heading)).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


def open_sheet(path: str, wanted: Sequence[str]) -> Sheet:
    """The sheet at ``path``; the heading row is the one with most of the ``wanted`` headings, else the first.

    Raises `BadInput` for what is no sheet, or too long.
    """
    name = Path(path).name
    content = read_bytes(path)
    ending = path.lower().rpartition(".")[2]
    if ending in ("csv", "tsv", "txt"):
        rows, notes = _csv(name, content)
    else:
        rows, notes = _xlsx(name, content)
    known = {plain(w) for w in wanted}
    scores = [sum(plain(c) in known for c in row) for row in rows[:_LOOK_FOR_HEADINGS]]
    filled = next((n for n, row in enumerate(rows) if any(row)), None)
    if filled is None:
        raise BadInput(f"Tệp {name} không có dòng nào.", f"{name} holds no row.")
    at = scores.index(max(scores)) if max(scores) else filled
    width = max(n for n, c in enumerate(rows[at], 1) if c) if any(rows[at]) else 0
    headings = tuple(rows[at][:width])
    body = tuple(tuple((*row, *[""] * width)[:width]) for row in rows[at + 1 :])
    return Sheet(name, hashlib.sha256(content).hexdigest(), headings, body, at + 2, tuple(notes))


def _csv(name: str, content: bytes) -> tuple[list[list[str]], list[Words]]:
    read = decode(name, content)
    if read is None:
        raise BadInput(
            f"Tệp {name} không rõ bảng mã tiếng Việt; hãy mở bằng Excel và lưu thành «CSV UTF-8» hoặc .xlsx.",
            f"The encoding of {name} cannot be told; open it in Excel and save it as “CSV UTF-8” or .xlsx.",
        )
    first = read.text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(read.text.replace("\0", "")), delimiter=comma):
            rows.append([_unguarded(_cell(c)) for c in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise _too_long(name)
    except csv.Error as error:
        raise BadInput(
            f"Tệp {name} không đúng dạng CSV ({error}); hãy mở bằng Excel và lưu lại.",
            f"{name} is not CSV ({error}); open it in Excel and save it again.",
        ) from error
    return rows, [read.note] if read.note else []


def _xlsx(name: str, content: bytes) -> tuple[list[list[str]], list[Words]]:
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise BadInput(
                f"Tệp {name} được đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.",
                f"{name} is encrypted; take the password off and send it again.",
            )
        raise BadInput(
            f"Tệp {name} là Excel đời cũ (.xls); hãy mở bằng Excel và lưu thành .xlsx.",
            f"{name} is an old Excel file (.xls); open it in Excel and save it as .xlsx.",
        )
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = BadInput(
        f"Tệp {name} không phải bảng tính .xlsx hoặc bị hỏng; hãy mở bằng Excel, lưu thành .xlsx rồi gửi lại.",
        f"{name} is no .xlsx sheet, or is broken; open it in Excel, save it as .xlsx and send it again.",
    )
    try:
        infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > LARGEST_WHOLE:
            raise BadInput(
                f"Tệp {name} nở ra quá lớn khi giải nén nên không mở; hãy xin lại tệp gốc.",
                f"{name} unpacks to far too much and is not opened; ask for the original.",
            )
        # Cached results only: a formula is never worked out here.
        book: Any = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        if sheet.max_row > MOST_ROWS + _LOOK_FOR_HEADINGS:
            raise _too_long(name)
        rows: list[list[str]] = [
            [_cell(v) for v in row] for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        ]
        merged: list[tuple[int, int, int, int]] = [
            (r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges
        ]
    except BadInput:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError, OSError) as error:
        raise broken from error
    except Exception as error:  # openpyxl lets its XML parser's errors through, whichever is installed
        raise broken from error
    notes: list[Words] = []
    for top, left, bottom, right in merged:
        if bottom - top > MOST_ROWS or left > MOST_COLUMNS:
            continue
        value: str = rows[top - 1][left - 1] if top <= len(rows) and left <= len(rows[top - 1]) else ""
        for r in range(top - 1, min(bottom, len(rows))):
            for c in range(left - 1, min(right, len(rows[r]))):
                rows[r][c] = value
    if merged:
        notes.append(
            Words(
                vi=f"Tệp {name} có {len(merged)} vùng ô gộp: mỗi ô trong vùng được đọc như ô đầu.",
                en=f"{name} has {len(merged)} merged areas: each cell in one was read as its first.",
            )
        )
    if any(i.filename.endswith("vbaProject.bin") for i in infos):
        notes.append(Words(vi=f"Tệp {name} có macro: không chạy.", en=f"{name} holds macros: they were not run."))
    joined = " ".join(c for row in rows[:200] for c in row)
    if looks_like_tcvn3(joined):
        rows = [[from_tcvn3(c) for c in row] for row in rows]
        notes.append(note_of(name, "TCVN3"))
    return rows, notes


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def _unguarded(cell: str) -> str:
    """A cell as it was before we kept a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _too_long(name: str) -> BadInput:
    return BadInput(
        f"Tệp {name} dài quá {MOST_ROWS} dòng; hãy chia thành nhiều tệp.",
        f"{name} is longer than {MOST_ROWS} rows; split it.",
    )
