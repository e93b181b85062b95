"""The Word frame of a layout: page, styles, header block and signature block, with docxtpl tags where a paper goes.

An office may take a copy of it, change it in Word and keep it in its own folder: what this module builds is only
the default.
"""

import io
from functools import cache
from typing import Any

from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from daihoi.documents import ooxml, typeface
from schemas.layout import HeaderStyle, Layout

BODY_TAG = "{{ noi_dung }}"
TAGS = (
    "co_quan_cap_tren",
    "co_quan_ban_hanh",
    "so_ky_hieu",
    "dia_danh_ngay",
    "ten_loai",
    "trich_yeu",
    "ghi_chu",
    "kinh_gui",
    "noi_dung",
    "noi_nhan",
    "tham_quyen",
    "chuc_vu",
    "ho_ten",
    "tham_quyen_trai",
    "ho_ten_trai",
)
"""What a frame may speak of."""
NEEDED = (
    "co_quan_ban_hanh",
    "so_ky_hieu",
    "dia_danh_ngay",
    "ten_loai",
    "trich_yeu",
    "noi_dung",
    "tham_quyen",
    "ho_ten",
)
"""What a paper is not valid without."""

CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY


def style_names() -> dict[str, str]:
    """What each block's style is called in Word."""
    return {
        "superior": "DH Cơ quan cấp trên",
        "issuer": "DH Cơ quan ban hành",
        "number": "DH Số ký hiệu",
        "title": "DH Tiêu đề",
        "date": "DH Địa danh ngày",
        "kind": "DH Tên loại",
        "subject": "DH Trích yếu",
        "note": "DH Ghi chú",
        "addressee": "DH Kính gửi",
        "centred": "DH Giữa dòng",
        "table": "DH Bảng",
        "table_head": "DH Đầu bảng",
        "recipients": "DH Nơi nhận",
        "recipients_list": "DH Nơi nhận dòng",
        "authority": "DH Thẩm quyền ký",
        "post": "DH Chức vụ ký",
        "signer": "DH Họ tên ký",
        "caption": "DH Chú thích ảnh",
    }


def default_frame(layout: Layout) -> bytes:
    """The frame as a .docx."""
    return _frame(layout.model_dump_json())


@cache
def _frame(figures: str) -> bytes:
    layout = Layout.model_validate_json(figures)
    document = ooxml.blank_document()
    _page(document, layout)
    _styles(document, layout)
    for paragraph in list(document.paragraphs):
        _drop(paragraph)
    _letterhead(document, layout)
    names = style_names()
    document.add_paragraph("{{ ten_loai }}", names["kind"])
    _optional(document, "trich_yeu", names["subject"])
    if layout.subject_rule:
        document.add_paragraph("{%p if trich_yeu and co_quan_ban_hanh %}")
        rule = document.add_paragraph(layout.subject_rule, names["subject"])
        rule.paragraph_format.space_after = Pt(layout.after_pt)
        document.add_paragraph("{%p endif %}")
    _optional(document, "ghi_chu", names["note"])
    _optional(document, "kinh_gui", names["addressee"])
    document.add_paragraph(BODY_TAG)
    _closing(document, layout)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _drop(paragraph: Paragraph) -> None:
    element: Any = paragraph._p
    element.getparent().remove(element)


def _optional(where: Doc | _Cell, tag: str, style: str) -> None:
    for text, name in (("{%p if " + tag + " %}", None), ("{{ " + tag + " }}", style), ("{%p endif %}", None)):
        where.add_paragraph(text, name)


def _page(document: Doc, layout: Layout) -> None:
    section, margins = document.sections[0], layout.margins
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.header_distance = Mm(layout.page_number_mm)
    section.footer_distance = Mm(layout.page_number_mm)
    section.different_first_page_header_footer = True
    settings: Any = document.settings.element
    if margins.mirrored:
        # `mirrorMargins` has its place near the head of the settings; Word repairs a file that breaks the order.
        zoom = settings.find(qn("w:zoom"))
        mirror = ooxml.make("mirrorMargins")
        zoom.addnext(mirror) if zoom is not None else settings.insert(0, mirror)
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number, "PAGE", layout.sizes.page_number)


def _field(paragraph: Paragraph, instruction: str, points: float) -> None:
    for kind, text in (("begin", ""), (None, instruction), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(points)
        element: Any = run._r
        if kind is None:
            part = ooxml.make("instrText")
            part.text = f" {text} "
        elif kind == "text":
            run.text = text
            continue
        else:
            part = ooxml.make("fldChar", fldCharType=kind)
        element.append(part)


def _style(document: Doc, name: str, layout: Layout, points: float, **look: Any) -> ParagraphStyle:
    styles: Any = document.styles
    style: ParagraphStyle = (
        styles[name] if name in [s.name for s in styles] else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    if name != "Normal":
        style.base_style = styles["Normal"]
    font: Any = style.font
    font.name, font.size = layout.font, Pt(points)
    font.bold, font.italic = look.get("bold", False), look.get("italic", False)
    font.color.rgb = RGBColor(0, 0, 0)
    font.underline = look.get("underline", False)
    element: Any = style.element
    fonts = element.rPr.rFonts
    for slot in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(slot), layout.font)
    for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(slot), None)
    shape = style.paragraph_format
    shape.alignment = look.get("align", LEFT)
    shape.first_line_indent = Mm(look.get("indent", 0))
    shape.left_indent = Mm(0)
    shape.space_before, shape.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    if look.get("exact"):
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.line_pt)
    else:
        shape.line_spacing = 1.0
    shape.keep_with_next = look.get("keep", False)
    shape.widow_control = True
    style.quick_style = True
    # The built-in list styles drop the space between their items.
    for tight in element.pPr.findall(qn("w:contextualSpacing")):
        element.pPr.remove(tight)
    return style


def _styles(document: Doc, layout: Layout) -> None:
    sizes, names, after, indent = layout.sizes, style_names(), layout.after_pt, layout.first_line_mm

    def make(key: str, points: float, **look: Any) -> None:
        _style(document, names.get(key, key), layout, points, **look)

    make("Normal", sizes.body, align=JUSTIFY, indent=indent, after=after, exact=True)
    for level in (1, 2, 3):
        make(f"Heading {level}", sizes.heading, bold=True, italic=level == 3, align=JUSTIFY, indent=indent, before=6,
             after=after, exact=True, keep=True)  # fmt: skip
    make("superior", sizes.superior, align=CENTRE)
    make("issuer", sizes.issuer, align=CENTRE, bold=True)
    make("number", sizes.number, align=CENTRE)
    make("title", sizes.title, align=CENTRE, bold=True)
    make("date", sizes.date, align=CENTRE, italic=True, before=12)
    make("kind", sizes.kind, align=CENTRE, bold=True, before=18, keep=True)
    make("subject", sizes.subject, align=CENTRE, bold=True, keep=True, after=0 if layout.subject_rule else after)
    make("note", sizes.body, align=CENTRE, italic=True, after=after)
    make("addressee", sizes.body, align=CENTRE, before=6, after=after)
    make("centred", sizes.body, align=CENTRE, bold=True, before=6, after=after, keep=True)
    make("table", sizes.table, align=LEFT, before=2, after=2)
    make("table_head", sizes.table, align=CENTRE, bold=True, before=2, after=2, keep=True)
    make("recipients", sizes.recipients, underline=True, before=8, keep=True)
    make("recipients_list", sizes.recipients_list, keep=True)
    make("authority", sizes.signature, align=CENTRE, bold=True, before=8, keep=True)
    make("post", sizes.signature, align=CENTRE, keep=True)
    make("signer", sizes.signature, align=CENTRE, bold=True)
    make("caption", sizes.recipients_list, align=CENTRE, italic=True, after=after)
    make("List Bullet", sizes.body, align=JUSTIFY, indent=indent, after=after, exact=True)
    make("List Number", sizes.body, align=JUSTIFY, indent=indent, after=after, exact=True)


def text_width_mm(layout: Layout) -> float:
    """The width between the margins."""
    return 210 - layout.margins.left - layout.margins.right


def bare_table(document: Doc, rows: int, widths: tuple[float, ...]) -> Table:
    """A table without rules, its columns ``widths`` millimetres wide."""
    table = document.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, widths)
    return table


def set_widths(table: Table, widths: tuple[float, ...]) -> None:
    """Fix the columns: Word reads the grid, LibreOffice the cells, so both are set."""
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Mm(share)
    for row in table.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = Mm(share)


def _letterhead(document: Doc, layout: Layout) -> None:
    names, whole = style_names(), text_width_mm(layout)
    document.add_paragraph("{%p if co_quan_ban_hanh %}")
    left_mm = whole * layout.left_share
    table = bare_table(document, 1, (left_mm, whole - left_mm))
    left, right = table.rows[0].cells
    _first(left, "{%p if co_quan_cap_tren %}")
    left.add_paragraph("{{ co_quan_cap_tren }}", names["superior"])
    left.add_paragraph("{%p endif %}")
    left.add_paragraph("{{ co_quan_ban_hanh }}", names["issuer"])
    if layout.star:
        left.add_paragraph(layout.star, names["number"])
    if layout.header is HeaderStyle.STATE:
        # A rule of its own: under the name itself it would narrow the name to its length.
        _rule_under(left.add_paragraph("", names["date"]), left_mm * 0.4, left_mm)
        left.paragraphs[-1].paragraph_format.space_before = Pt(0)
        left.paragraphs[-1].paragraph_format.line_spacing = Pt(4)
    _optional(left, "so_ky_hieu", names["number"])
    paragraph = _first(right, layout.title_lines[0], names["title"])
    for line in layout.title_lines[1:]:
        paragraph = right.add_paragraph(line, names["title"])
    points = layout.sizes.title
    _rule_under(paragraph, typeface.width(layout.title_lines[-1], points, bold=True) * 25.4 / 72, whole - left_mm)
    right.add_paragraph("{{ dia_danh_ngay }}", names["date"])
    document.add_paragraph("{%p endif %}")


def _first(cell: _Cell, text: str, style: str | None = None) -> Paragraph:
    paragraph = cell.paragraphs[0]
    paragraph.text = text
    if style:
        paragraph.style = style
    return paragraph


def _rule_under(paragraph: Paragraph, length_mm: float, column_mm: float) -> None:
    """A solid line below the paragraph, ``length_mm`` long: indents bring the border to the length of the text."""
    cell_padding = 2 * 1.9
    side = max(0.0, (column_mm - cell_padding - length_mm) / 2 - 0.3)
    paragraph.paragraph_format.left_indent = Mm(side)
    paragraph.paragraph_format.right_indent = Mm(side)
    properties: Any = paragraph._p.get_or_add_pPr()
    borders = ooxml.make("pBdr")
    ooxml.append(borders, "bottom", val="single", sz="6", space="1", color="000000")
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _closing(document: Doc, layout: Layout) -> None:
    names, whole = style_names(), text_width_mm(layout)
    document.add_paragraph("{%p if tham_quyen %}")
    table = bare_table(document, 1, (whole / 2, whole / 2))
    row: Any = table.rows[0]._tr.get_or_add_trPr()
    ooxml.append(row, "cantSplit")
    left, right = table.rows[0].cells
    _first(left, "{%p if tham_quyen_trai %}")
    left.add_paragraph("{{ tham_quyen_trai }}", names["authority"])
    for _ in range(layout.blank_lines):
        left.add_paragraph("", names["signer"])
    left.add_paragraph("{{ ho_ten_trai }}", names["signer"])
    left.add_paragraph("{%p endif %}")
    left.add_paragraph("{%p if noi_nhan %}")
    left.add_paragraph("Nơi nhận:", names["recipients"])
    left.add_paragraph("{%p for dong in noi_nhan %}")
    left.add_paragraph("{{ dong }}", names["recipients_list"])
    left.add_paragraph("{%p endfor %}")
    left.add_paragraph("{%p endif %}")
    _first(right, "{{ tham_quyen }}", names["authority"])
    _optional(right, "chuc_vu", names["post"])
    for _ in range(layout.blank_lines):
        right.add_paragraph("", names["signer"])
    right.add_paragraph("{{ ho_ten }}", names["signer"])
    document.add_paragraph("{%p endif %}")
