"""Sheets about comments: the empty form, and the whole register with columns for the decisions."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from daihoi.documents.outline import outline
from daihoi.documents.word_parts import clean
from daihoi.rules.places import section_name
from daihoi.rules.register import OUTCOMES, SOURCES
from schemas.comments import Contribution, Disposition, Group, Outcome
from schemas.draft import Draft
from schemas.plan import Opening

FORM = (
    "Người góp ý",
    "Là ai",
    "Ngày nhận",
    "Đoạn",
    "Câu chữ được nói đến",
    "Ý kiến",
    "Đề nghị thay bằng",
    "Số người dự",
    "Số người tán thành",
)
REGISTER = (
    "Mã",
    "Người góp ý",
    "Là ai",
    "Ngày nhận",
    "Phần",
    "Đoạn",
    "Câu chữ được nói đến",
    "Ý kiến",
    "Đề nghị thay bằng",
    "Nhóm",
    "Đến muộn",
    "Quyết định",
    "Lý do",
    "Chỗ sửa",
    "Câu chữ mới",
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767


def form_xlsx(draft: Draft, opening: Opening) -> bytes:
    """The empty form, with the draft and the ids of its paragraphs on a second page."""
    book = Workbook()
    page: Any = book.active
    page.title = "Góp ý"
    _write(page, [FORM])
    _choose(page, "B", tuple(w.vi for w in SOURCES.values()))
    guide: Any = book.create_sheet("Dự thảo")
    rows = [(b.paragraph.id, section_name(draft, b.paragraph.place), b.text) for b in _content(draft, opening)]
    _write(guide, [("Đoạn", "Phần", "Nội dung"), *rows])
    return _bytes(book)


def _content(draft: Draft, opening: Opening) -> list[Any]:
    return [b for b in outline(draft, opening) if b.paragraph is not None]


def form_csv() -> bytes:
    """The empty form as CSV, in the encoding that Excel takes for Vietnamese."""
    return _csv([FORM])


def register_rows(
    comments: Sequence[Contribution], decided: Mapping[str, Disposition], groups: Sequence[Group]
) -> list[tuple[str, ...]]:
    """The register under its headings, one comment a row."""
    group_of = {m: g.id for g in groups for m in g.members}
    rows: list[tuple[str, ...]] = [REGISTER]
    for c in comments:
        d = decided.get(c.id)
        amendment = d.amendment if d else None
        rows.append(
            (
                c.id,
                c.author,
                SOURCES[c.source].vi,
                f"{c.received_on:%d/%m/%Y}",
                c.section,
                (c.anchor.paragraph or "") if c.anchor else "",
                c.anchor.quote if c.anchor else "",
                c.text,
                c.edit.new if c.edit else "",
                group_of.get(c.id, ""),
                "muộn" if c.late else "",
                OUTCOMES[d.outcome].vi if d else "",
                d.reason if d else "",
                amendment.place if amendment else "",
                amendment.wording if amendment else "",
            )
        )
    return rows


def register_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The register as a workbook."""
    book = Workbook()
    page: Any = book.active
    page.title = "Sổ ý kiến"
    _write(page, rows)
    _choose(page, "L", tuple(w.vi for o, w in OUTCOMES.items() if o is not Outcome.ANSWERED))
    return _bytes(book)


def register_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The register as CSV."""
    return _csv(rows)


def _write(page: Any, rows: Sequence[Sequence[str]]) -> None:
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if not text:
                continue
            cell = page.cell(row=r, column=c)
            cell.value = clean(text)[:_LONGEST_CELL]
            # Whatever a contributor typed is text: «=…» would be run, and «+84…» would lose its sign.
            cell.data_type = "s"
            if text.startswith(_RISKY):
                cell.quotePrefix = True
            if r == 1:
                cell.font = Font(bold=True)
            else:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for c, heading in enumerate(rows[0], 1):
        wide = heading in ("Ý kiến", "Nội dung", "Câu chữ được nói đến", "Đề nghị thay bằng", "Lý do", "Câu chữ mới")
        page.column_dimensions[get_column_letter(c)].width = 50 if wide else max(12, len(heading) + 2)
    page.freeze_panes = "A2"


def _choose(page: Any, column: str, words: Sequence[str]) -> None:
    choice: Any = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    page.add_data_validation(choice)
    choice.add(f"{column}2:{column}10000")


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([f"'{c}" if c.startswith(_RISKY) else c for c in row])
    return stream.getvalue().encode("utf-8-sig")
