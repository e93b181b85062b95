"""A paper as a Word file: docxtpl fills the frame, python-docx sets the body."""

import io
import struct
import zipfile
from functools import lru_cache
from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from docxtpl import DocxTemplate  # pyright: ignore[reportMissingTypeStubs]
from jinja2 import Environment, Template

from daihoi.documents import ooxml
from daihoi.documents.columns import shares
from daihoi.documents.frame import default_frame, set_widths, style_names, text_width_mm
from daihoi.documents.manuscript import Block, Grid, Heading, Listing, Manuscript, Paragraph, Picture, Runs, words_of
from schemas.layout import Layout

PICTURE_MM, PICTURE_TALL_MM = 150, 200

_BODY = "\ue000"
"""Stands where the body goes while the frame is filled; a private character that no author types."""
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LONG_ROW = 1200
"""Characters: a row this long may run over the page, any other stays together."""
_EPOCH = (0, 0x21)
"""Midnight of 1980-01-01 as a ZIP writes it: time, then day."""


class _Frames(Environment):
    """Compiles each text of a frame once: docxtpl hands in the same ones for every paper."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compiled = lru_cache(maxsize=64)(super().from_string)

    def from_string(self, source: Any, *others: Any, **options: Any) -> Template:
        return self._compiled(source, *others, **options)


_ENV = _Frames(autoescape=True)


def write_word(manuscript: Manuscript, layout: Layout, frame: bytes | None = None) -> bytes:
    """The paper as .docx, in the office's own ``frame`` or in the layout's. Equal papers give equal bytes."""
    template: Any = DocxTemplate(io.BytesIO(frame or default_frame(layout)))
    if manuscript.banner:
        template.init_docx()
        _banner(template.docx, manuscript.banner)
    template.render(_tags(manuscript, layout), _ENV)
    document: Any = template.docx
    place = next((p for p in document.paragraphs if _BODY in p.text), None)
    if place is None:
        raise ValueError("the frame has no {{ noi_dung }} of its own in the body")
    _Body(document, place, layout).write(manuscript.body)
    element: Any = place._p
    last: Any = element.getprevious()
    if manuscript.closing is not None and last is not None:
        # A signature may not stand alone on a page of its own.
        for paragraph in [last] if not isinstance(manuscript.body[-1], Grid) else _last_row(last):
            WordParagraph(paragraph, place._parent).paragraph_format.keep_with_next = True
    element.getparent().remove(element)
    _settle(document, manuscript)
    file = io.BytesIO()
    document.save(file)
    return _same_bytes(file.getvalue())


def _last_row(spacer: Any) -> list[Any]:
    return [spacer, *list(spacer.getprevious().iter(qn("w:tr")))[-1].iter(qn("w:p"))]


def _tags(manuscript: Manuscript, layout: Layout) -> dict[str, Any]:
    head, closing = manuscript.letterhead, manuscript.closing
    number = head.number if head else ""
    if layout.colon and number.startswith("Số "):
        number = f"Số: {number.removeprefix('Số ')}"
    return {
        "co_quan_cap_tren": head.superior if head else "",
        "co_quan_ban_hanh": head.issuer if head else "",
        "so_ky_hieu": number,
        "dia_danh_ngay": head.place_date if head else "",
        "ten_loai": manuscript.title,
        "trich_yeu": manuscript.subject,
        "ghi_chu": manuscript.note,
        "kinh_gui": manuscript.addressee,
        "noi_dung": _BODY,
        "noi_nhan": list(closing.recipients) if closing else [],
        "tham_quyen": closing.right.authority if closing else "",
        "chuc_vu": closing.right.post if closing else "",
        "ho_ten": closing.right.name if closing else "",
        "tham_quyen_trai": closing.left.authority if closing and closing.left else "",
        "ho_ten_trai": closing.left.name if closing and closing.left else "",
    }


class _Body:
    """Sets blocks before one paragraph of the document."""

    def __init__(self, document: Doc, place: WordParagraph, layout: Layout) -> None:
        self.document, self.place, self.layout = document, place, layout
        self.names = style_names()
        # Asked once: python-docx walks every style again for each paragraph that names one.
        self.styles: dict[str, str] = {style.name or "": style.style_id for style in document.styles}
        self.lists = _Lists(document, layout)

    def write(self, blocks: tuple[Block, ...]) -> None:
        """Set ``blocks`` in order."""
        for block in blocks:
            match block:
                case Heading():
                    level = min(max(block.level, 1), 3)
                    paragraph = self._paragraph(f"Heading {level}")
                    if block.text.upper().startswith("PHẦN "):
                        paragraph.alignment, paragraph.paragraph_format.first_line_indent = _ALIGN["center"], Mm(0)
                    paragraph.add_run(block.text)
                case Paragraph():
                    self._runs(self._paragraph(self.names["centred"] if block.centred else "Normal"), block.runs)
                case Listing():
                    self._listing(block, 0)
                case Picture():
                    self._picture(block)
                case Grid():
                    self._grid(block)

    def _paragraph(self, style: str) -> WordParagraph:
        paragraph = self.place.insert_paragraph_before("")
        self._dress(paragraph, style)
        return paragraph

    def _dress(self, paragraph: WordParagraph, style: str) -> None:
        element: Any = paragraph._p
        if style != "Normal" and style in self.styles:
            element.style = self.styles[style]

    @staticmethod
    def _runs(paragraph: WordParagraph, runs: Runs) -> None:
        for run in runs:
            made = paragraph.add_run(run.text)
            made.bold, made.italic = run.bold or None, run.italic or None

    def _listing(self, listing: Listing, depth: int) -> None:
        number = self.lists.begin(listing)
        for item in listing.items:
            for n, block in enumerate(item):
                if isinstance(block, Listing):
                    self._listing(block, depth + 1)
                elif isinstance(block, Paragraph) and n == 0:
                    paragraph = self._paragraph("List Number" if listing.ordered else "List Bullet")
                    self.lists.number(paragraph, number, depth)
                    self._runs(paragraph, block.runs)
                else:
                    self.write((block,))

    def _picture(self, picture: Picture) -> None:
        paragraph = self._paragraph(self.names["caption"])
        paragraph.paragraph_format.keep_with_next = True
        width = min(PICTURE_MM, PICTURE_TALL_MM * picture.width / picture.height)
        paragraph.add_run().add_picture(io.BytesIO(picture.content), width=Mm(width))
        self._paragraph(self.names["caption"]).add_run(picture.caption)

    def _grid(self, grid: Grid) -> None:
        table: Table = self.document.add_table(0, len(grid.header))
        element: Any = table._tbl
        element.tblPr.style = self.styles.get("Table Grid")
        self._row(table, grid.header, ("center",) * len(grid.header), self.names["table_head"])
        head: Any = table.rows[0]._tr.get_or_add_trPr()
        ooxml.append(head, "cantSplit")
        ooxml.append(head, "tblHeader")
        for row in grid.rows:
            made = self._row(table, row, grid.aligns, self.names["table"])
            if sum(len(words_of(cell)) for cell in row) < _LONG_ROW:
                ooxml.append(made._tr.get_or_add_trPr(), "cantSplit")
        width = text_width_mm(self.layout)
        sizes = shares(grid, self.layout.sizes.table, width / 25.4 * 72)
        set_widths(table, tuple(s * width for s in sizes))
        # Else its rules hang over the left margin by the padding of a cell.
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        place: Any = self.place._p
        place.addprevious(element)
        spacer = self._paragraph(self.names["table"])
        spacer.paragraph_format.space_after = None

    def _row(self, table: Table, cells: tuple[Runs, ...], aligns: tuple[str, ...], style: str) -> Any:
        made: Any = table.add_row()
        for cell, runs, align in zip(made.cells, cells, aligns, strict=True):
            paragraph = cell.paragraphs[0]
            self._dress(paragraph, style)
            if style == self.names["table"]:
                paragraph.alignment = _ALIGN[align]
            self._runs(paragraph, runs)
        return made


class _Lists:
    """Numbering of the document: one abstract list a kind, one instance a list, so that each starts anew."""

    def __init__(self, document: Doc, layout: Layout) -> None:
        self.root: Any = document.part.numbering_part.element
        self.layout = layout
        self.abstract: dict[bool, int] = {}
        # Counted here: looking for the last number anew takes a long synthesis half a minute.
        self.last = max((int(n.get(qn("w:numId"))) for n in self.root.findall(qn("w:num"))), default=0)

    def begin(self, listing: Listing) -> int:
        """Make an instance for ``listing``; returns its number."""
        if listing.ordered not in self.abstract:
            self.abstract[listing.ordered] = self._abstract(listing.ordered)
        self.last += 1
        number = self.last
        num = ooxml.make("num", numId=str(number))
        ooxml.append(num, "abstractNumId", val=str(self.abstract[listing.ordered]))
        if listing.ordered:
            ooxml.append(ooxml.append(num, "lvlOverride", ilvl="0"), "startOverride", val=str(listing.start))
        self.root.append(num)
        return number

    @staticmethod
    def number(paragraph: WordParagraph, number: int, depth: int) -> None:
        """Make ``paragraph`` an item of list ``number``."""
        properties: Any = paragraph._p.get_or_add_pPr()
        numbering = properties.get_or_add_numPr()
        numbering.get_or_add_ilvl().val = min(depth, 2)
        numbering.get_or_add_numId().val = number

    def _abstract(self, ordered: bool) -> int:
        known = self.root.findall(qn("w:abstractNum"))
        number = max((int(a.get(qn("w:abstractNumId"))) for a in known), default=-1) + 1
        abstract = ooxml.make("abstractNum", abstractNumId=str(number))
        ooxml.append(abstract, "multiLevelType", val="hybridMultilevel")
        font, indent = self.layout.font, str(round(self.layout.first_line_mm / 25.4 * 1440))
        for depth in range(3):
            level = ooxml.append(abstract, "lvl", ilvl=str(depth))
            ooxml.append(level, "start", val="1")
            ooxml.append(level, "numFmt", val="decimal" if ordered else "bullet")
            # A space and no tab: the text begins where the office rules want it, at the first-line indent.
            ooxml.append(level, "suff", val="space")
            ooxml.append(level, "lvlText", val=f"%{depth + 1}." if ordered else "-+-"[depth])
            ooxml.append(level, "lvlJc", val="left")
            ooxml.append(ooxml.append(level, "pPr"), "ind", left="0", firstLine=indent)
            ooxml.append(ooxml.append(level, "rPr"), "rFonts", ascii=font, hAnsi=font, cs=font)
        first = self.root.find(qn("w:num"))
        first.addprevious(abstract) if first is not None else self.root.append(abstract)
        return number


def _banner(document: Doc, words: str) -> None:
    """``words`` at the foot of every page, first and later ones, also in an office's own frame."""
    for section in document.sections:
        for footer in (section.first_page_footer, section.footer):
            paragraph = footer.paragraphs[0]
            if paragraph.text:
                paragraph = footer.add_paragraph()
            shape = paragraph.paragraph_format
            shape.alignment, shape.first_line_indent, shape.space_after = WD_ALIGN_PARAGRAPH.CENTER, Mm(0), Pt(0)
            run = paragraph.add_run(words)
            run.bold, run.font.size = True, Pt(9)


def _settle(document: Doc, manuscript: Manuscript) -> None:
    """The properties that say what the file is, and nothing of when or by whom it was rendered."""
    properties = document.core_properties
    properties.title = (
        f"{manuscript.title}. {manuscript.subject}"[:250] if manuscript.subject else manuscript.title[:250]
    )
    properties.author = manuscript.letterhead.issuer[:250] if manuscript.letterhead else ""
    properties.last_modified_by, properties.comments, properties.keywords = "", "", ""
    properties.language = "vi-VN"


def _same_bytes(content: bytes) -> bytes:
    """``content``, a ZIP, with the hour of its making taken out of each entry, in both places where it stands."""
    made = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        at = package.start_dir
        for entry in package.infolist():
            struct.pack_into("<HH", made, entry.header_offset + 10, *_EPOCH)
            struct.pack_into("<HH", made, at + 12, *_EPOCH)
            at += 46 + sum(struct.unpack_from("<HHH", content, at + 28))
    return bytes(made)
