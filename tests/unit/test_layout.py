"""The written files are opened and measured: page, blocks, faces, sizes. Figures are those of the office guidance."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree
from pypdf import PdfReader

from daihoi.documents import typeface
from daihoi.documents.manuscript import (
    Closing,
    Grid,
    Heading,
    Letterhead,
    Listing,
    Manuscript,
    Paragraph,
    Run,
    Signer,
)
from daihoi.documents.parsing import read_manuscript
from daihoi.documents.pdf import write_pdf
from daihoi.documents.readback import check_pdf, check_word
from daihoi.documents.word import write_word
from daihoi.errors import UnfaithfulPaper
from daihoi.rules.layouts import layout_of, list_layouts, read_layout
from daihoi.rules.rulesets import resolve
from schemas.cell import Cell, Profile, Superior, Term
from schemas.dossier import Dossier
from schemas.layout import Layout
from schemas.plan import Opening

PARTY = read_layout("party-36hd")
LONG = "Chi bộ bám sát kế hoạch của đơn vị và lãnh đạo hoàn thành nhiệm vụ được giao trong cả nhiệm kỳ. " * 4


def text(words: str) -> tuple[Run, ...]:
    return (Run(words),)


def paper(rows: int = 60) -> Manuscript:
    """A paper with every kind of block, three pages long."""
    return Manuscript(
        title="NGHỊ QUYẾT",
        subject="Đại hội chi bộ Bến Thông, nhiệm kỳ 2025–2027",
        letterhead=Letterhead(
            "ĐẢNG ỦY NHÀ MÁY", "ĐẠI HỘI CHI BỘ BẾN THÔNG", "Số 01-NQ/ĐH", "Hải Phòng, ngày 05 tháng 01 năm 2025"
        ),
        body=(
            Heading(1, "I. Đánh giá"),
            Paragraph(text(LONG)),
            Listing(True, ((Paragraph(text("Một là.")),), (Paragraph(text("Hai là.")),))),
            Listing(True, ((Paragraph(text("Lại từ một.")),),)),
            Grid(
                (text("STT"), text("Việc")),
                tuple((text(f"{n}"), text(LONG[:90])) for n in range(rows)),
                ("right", "left"),
            ),
            Paragraph(text("Nghị quyết được thông qua.")),
        ),
        closing=Closing(
            Signer("T/M CHI BỘ", "BÍ THƯ", "Nguyễn Văn An"), recipients=("- Đảng ủy (để báo cáo),", "- Lưu Chi bộ.")
        ),
    )


def opened(layout: Layout = PARTY) -> Any:
    return Document(io.BytesIO(write_word(paper(), layout)))


def every_paragraph(document: Any) -> list[WordParagraph]:
    return [WordParagraph(p, document) for p in document.element.body.iter(qn("w:p"))]


def find(document: Any, words: str) -> WordParagraph:
    return next(p for p in every_paragraph(document) if words in p.text)


def look(document: Any, words: str) -> tuple[float, bool, bool, str]:
    """Size, bold, italic and alignment of the paragraph that holds ``words``, as the styles give them."""
    style = document.styles[_style_of(document, words)]
    font = style.font
    return font.size.pt, bool(font.bold), bool(font.italic), str(style.paragraph_format.alignment).split(" ")[0]


def _style_of(document: Any, words: str) -> str:
    style_id = find(document, words)._p.style
    return next((s.name for s in document.styles if s.style_id == style_id), "Normal")


def test_the_page_is_a4_with_the_margins_of_the_layout_and_mirrored_on_the_back() -> None:
    document = opened()
    section = document.sections[0]
    figures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    figures += [section.left_margin, section.right_margin, section.header_distance]
    assert [round(f.mm) for f in figures] == [210, 297, 20, 20, 30, 15, 10]
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None


@pytest.mark.parametrize(
    ("words", "size", "bold", "italic", "align"),
    [
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, True, False, "CENTER"),
        ("ĐẢNG ỦY NHÀ MÁY", 14, False, False, "CENTER"),
        ("ĐẠI HỘI CHI BỘ BẾN THÔNG", 14, True, False, "CENTER"),
        ("Số 01-NQ/ĐH", 14, False, False, "CENTER"),
        ("Hải Phòng, ngày 05", 14, False, True, "CENTER"),
        ("NGHỊ QUYẾT", 16, True, False, "CENTER"),
        ("Đại hội chi bộ Bến Thông", 14, True, False, "CENTER"),
        ("I. Đánh giá", 14, True, False, "JUSTIFY"),
        ("Chi bộ bám sát", 14, False, False, "JUSTIFY"),
        ("Nơi nhận:", 14, False, False, "LEFT"),
        ("- Lưu Chi bộ.", 12, False, False, "LEFT"),
        ("T/M CHI BỘ", 14, True, False, "CENTER"),
        ("BÍ THƯ", 14, False, False, "CENTER"),
        ("Nguyễn Văn An", 14, True, False, "CENTER"),
    ],
)
def test_a_block_has_the_size_and_face_of_the_layout(
    words: str, size: float, bold: bool, italic: bool, align: str
) -> None:
    assert look(opened(), words) == (size, bold, italic, align)


def test_the_body_is_indented_and_set_in_exact_lines() -> None:
    shape = opened().styles["Normal"].paragraph_format
    assert round(shape.first_line_indent.mm) == 10
    assert shape.line_spacing.pt == 18
    assert str(shape.line_spacing_rule).startswith("EXACTLY")
    assert shape.space_after.pt == 6


def test_the_name_stands_four_lines_below_the_title_and_the_asterisk_below_the_issuer() -> None:
    words = [p.text for p in every_paragraph(opened())]
    post = words.index("BÍ THƯ")
    assert words[post + 1 : post + 6] == ["", "", "", "", "Nguyễn Văn An"]
    issuer = words.index("ĐẠI HỘI CHI BỘ BẾN THÔNG")
    assert words[issuer + 1 : issuer + 3] == ["*", "Số 01-NQ/ĐH"]
    assert "-----" in words


def test_the_line_under_the_title_is_as_long_as_the_title() -> None:
    document = opened()
    title = find(document, "ĐẢNG CỘNG SẢN VIỆT NAM")
    column = document.tables[0].columns[1].width.mm - 2 * 1.9
    shape = title.paragraph_format
    assert title._p.pPr.find(qn("w:pBdr")) is not None
    assert column - shape.left_indent.mm - shape.right_indent.mm == pytest.approx(73.9, abs=1)


def test_every_list_starts_at_one_and_is_a_list_to_word() -> None:
    document = opened()
    numbers = [find(document, w)._p.pPr.numPr.numId.val for w in ("Một là", "Hai là", "Lại từ một")]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = document.part.numbering_part.element
    num = next(n for n in numbering.findall(qn("w:num")) if n.get(qn("w:numId")) == str(numbers[2]))
    assert num.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(qn("w:val")) == "1"


def test_a_table_repeats_its_header_row() -> None:
    grid = next(t for t in opened().tables if t.rows[0].cells[0].text == "STT")
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_page_number_begins_on_page_two() -> None:
    document = opened()
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in etree.tostring(section.header._element, encoding="unicode")
    assert section.first_page_header.paragraphs[0].text == ""
    pages = [p.extract_text().splitlines()[0].strip() for p in PdfReader(io.BytesIO(write_pdf(paper(), PARTY))).pages]
    assert pages[0] != "1"
    assert pages[1:] == [str(n) for n in range(2, len(pages) + 1)]


def test_the_pdf_has_the_page_and_the_typeface_and_is_archivable() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(paper(), PARTY)))
    box = reader.pages[0].mediabox
    assert [round(float(v) / 72 * 25.4) for v in (box.width, box.height)] == [210, 297]
    fonts = {str(f.get_object()["/BaseFont"]) for f in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {f.split("+")[1].split("-")[0] for f in fonts} == {"LiberationSerif"}
    assert reader.xmp_metadata is not None
    assert b"pdfaid:part" in reader.xmp_metadata.stream.get_data()


def test_blocks_stand_where_the_guidance_puts_them() -> None:
    """Left edges and baselines of the PDF, in millimetres from the top left corner."""
    found: list[tuple[str, float, float, float]] = []

    def visit(piece: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if piece.strip():
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((piece.strip(), x / 72 * 25.4, 297 - y / 72 * 25.4, size))

    PdfReader(io.BytesIO(write_pdf(paper(), PARTY))).pages[0].extract_text(visitor_text=visit)

    def at(words: str) -> tuple[float, float, float]:
        return next(f[1:] for f in found if f[0].startswith(words))

    assert at("ĐẢNG ỦY NHÀ MÁY")[0] < 105 < at("ĐẢNG CỘNG SẢN")[0]
    assert at("ĐẢNG CỘNG SẢN")[1] == pytest.approx(25, abs=1)
    assert at("NGHỊ QUYẾT")[2] == pytest.approx(16)
    assert at("Chi bộ bám sát")[0] == pytest.approx(40, abs=0.1)
    heights = [
        at(w)[1] for w in ("ĐẢNG ỦY NHÀ MÁY", "ĐẠI HỘI CHI BỘ", "*", "Số 01-NQ/ĐH", "NGHỊ QUYẾT", "Đại hội", "-----")
    ]
    assert heights == sorted(heights)
    lines = [f for f in found if f[1] == pytest.approx(30, abs=0.1)]
    assert lines[1][2] - lines[0][2] == pytest.approx(18 / 72 * 25.4, abs=0.01)


@pytest.mark.parametrize("layout", list_layouts(), ids=lambda layout: layout.id)
def test_every_layout_is_written_and_read_back(layout: Layout) -> None:
    manuscript = paper(3)
    check_pdf("C10", write_pdf(manuscript, layout), manuscript)
    content = write_word(manuscript, layout)
    check_word("C10", content, manuscript)
    words = [p.text for p in every_paragraph(Document(io.BytesIO(content)))]
    assert set(layout.title_lines) <= set(words)
    assert ("Số: 01-NQ/ĐH" in words) is layout.colon


def test_equal_papers_give_equal_bytes() -> None:
    assert write_word(paper(), PARTY) == write_word(paper(), PARTY)
    assert write_pdf(paper(), PARTY) == write_pdf(paper(), PARTY)


def test_every_part_is_named_and_every_relation_has_its_part() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(paper(), PARTY))) as archive:
        names = set(archive.namelist())
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        overrides = {e.get("PartName", "").lstrip("/") for e in types if e.tag.endswith("Override")}
        endings = {e.get("Extension") for e in types if e.tag.endswith("Default")}
        assert overrides <= names
        assert all(n in overrides or n.rsplit(".", 1)[-1] in endings for n in names if n != "[Content_Types].xml")
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        assert {f"word/{r.get('Target')}" for r in relations if r.get("TargetMode") != "External"} <= {
            *names,
            *(f"word/{n.removeprefix('word/')}" for n in names),
            "word/../customXml/item1.xml",
        }


def test_elements_stand_in_the_order_that_word_asks_for() -> None:
    """Word offers to repair a file whose paragraph or settings elements are out of order."""
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs"]
    order += ["spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr"]
    with zipfile.ZipFile(io.BytesIO(write_word(paper(), PARTY))) as archive:
        for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
            for properties in etree.fromstring(archive.read(part)).iter(qn("w:pPr")):
                places = [
                    order.index(etree.QName(e).localname) for e in properties if etree.QName(e).localname in order
                ]
                assert places == sorted(places), etree.tostring(properties)
        settings = [etree.QName(e).localname for e in etree.fromstring(archive.read("word/settings.xml"))]
        assert settings.index("mirrorMargins") == settings.index("zoom") + 1


def test_a_file_that_lost_a_line_is_an_error() -> None:
    manuscript = paper(3)
    fuller = Manuscript(**{**manuscript.__dict__, "body": (*manuscript.body, Paragraph(text("Dòng bị rơi mất.")))})
    with pytest.raises(UnfaithfulPaper, match="Dòng bị rơi mất"):
        check_word("C10", write_word(manuscript, PARTY), fuller)
    with pytest.raises(UnfaithfulPaper, match="Dòng bị rơi mất"):
        check_pdf("C10", write_pdf(manuscript, PARTY), fuller)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn & Trần <b>",
        "{{ 7 * 7 }} {% if %}",
        "#let x = 1 $a$ *đậm* @ai",
        "Đặng 🌾 Nông",
        "Lê\tVăn Tám",
        "Ư" * 300,
        "Tên " * 75,
    ],
)
def test_a_strange_name_is_written_as_it_is(name: str) -> None:
    base = paper(3)
    manuscript = Manuscript(
        title=base.title,
        subject=name,
        letterhead=base.letterhead,
        body=(
            Heading(1, name),
            Paragraph(text(name)),
            Grid((text("A"), text("B")), ((text(name), text("x")),), ("left", "left")),
        ),
        closing=Closing(Signer("T/M CHI BỘ", "BÍ THƯ", name), recipients=(name,)),
    )
    content = write_word(manuscript, PARTY)
    check_word("C10", content, manuscript)
    words = "".join(p.text for p in every_paragraph(Document(io.BytesIO(content))))
    assert words.count(name.strip()) >= 5
    check_pdf("C10", write_pdf(manuscript, PARTY), manuscript)


def test_a_section_of_forty_pages_is_written_whole() -> None:
    manuscript = Manuscript("BÁO CÁO", body=tuple(Paragraph(text(f"Ý {n}. {LONG}")) for n in range(420)))
    pdf = write_pdf(manuscript, PARTY)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 40
    check_pdf("P02", pdf, manuscript)
    check_word("P02", write_word(manuscript, PARTY), manuscript)


def test_markdown_gives_the_blocks_of_a_paper() -> None:
    found = read_manuscript(
        "| CẤP TRÊN | **ĐẢNG CỘNG SẢN VIỆT NAM** |\n| :---: | :---: |\n| **CHI BỘ** | |\n| \\* | |\n| Số 01 | *Huế* |\n\n"
        "# TỜ TRÌNH\n\n**Về việc A**\n\n*(Dự thảo)*\n\nKính gửi: B\n\n- Căn cứ C;\n\n**QUYẾT NGHỊ**\n\n"
        "| **NGƯỜI GHI** | **CHỦ TRÌ** |\n| :---: | :---: |\n| | |\n| An | Bình |\n"
    )
    assert (found.title, found.subject, found.note, found.addressee) == (
        "TỜ TRÌNH",
        "Về việc A",
        "(Dự thảo)",
        "Kính gửi: B",
    )
    assert found.letterhead == Letterhead("CẤP TRÊN", "CHI BỘ", "Số 01", "Huế")
    assert found.closing == Closing(Signer("CHỦ TRÌ", name="Bình"), Signer("NGƯỜI GHI", name="An"))
    basis, decided = found.body
    assert isinstance(basis, Paragraph)
    assert basis.runs[0].text == "- "
    assert isinstance(decided, Paragraph)
    assert decided.centred


@pytest.mark.parametrize(
    ("day", "layout"),
    [(date(2020, 8, 25), "party-36hd"), (date(2026, 3, 1), "party-36hd"), (date(2026, 6, 1), "party-05hd")],
)
def test_the_layout_follows_from_the_documents_in_force(day: date, layout: str) -> None:
    opening = Opening(
        code="a",
        cell=Cell(name="Chi bộ A", short="A", place="Huế"),
        superior=Superior(name="Đảng ủy B", short="B"),
        profile=Profile.CELL,
        opening_on=day,
        closing_term=Term(start=2020, end=2022),
        new_term=Term(start=2022, end=2025),
    )
    dossier = Dossier(code="a", opening=opening, rules=resolve(day, Profile.CELL), procedure=1)
    assert layout_of(dossier).id == layout


def test_papers_written_later_bear_the_layout_that_was_pinned() -> None:
    """A congress opened under one guidance keeps it: the dossier holds its rules, and nobody asks the day of writing."""
    opening = Opening(
        code="a",
        cell=Cell(name="Chi bộ A", short="A", place="Huế"),
        superior=Superior(name="Đảng ủy B", short="B"),
        profile=Profile.CELL,
        opening_on=date(2026, 6, 1),
        closing_term=Term(start=2023, end=2026),
        new_term=Term(start=2026, end=2028),
    )
    before, after = (resolve(day, Profile.CELL) for day in (date(2026, 5, 26), date(2026, 5, 27)))
    assert layout_of(Dossier(code="a", opening=opening, rules=before, procedure=1)).id == "party-36hd"
    assert layout_of(Dossier(code="a", opening=opening, rules=after, procedure=1)).id == "party-05hd"


def test_no_heading_line_is_wider_than_its_column() -> None:
    """A national title that breaks in two is the first thing a superior sends a paper back for."""
    for layout in list_layouts():
        column = (210 - layout.margins.left - layout.margins.right) * (1 - layout.left_share) - 2 * 1.9
        for line in layout.title_lines:
            assert typeface.width(line, layout.sizes.title, bold=True) / 72 * 25.4 < column, layout.id


@pytest.mark.parametrize("length", range(18, 28))
def test_a_signature_after_a_list_takes_the_last_item_with_it(length: int) -> None:
    items = tuple((Paragraph(text(f"Việc thứ {n}.")),) for n in range(length))
    pdf = write_pdf(replace(paper(), body=(Listing(False, items),)), PARTY)
    signed = next(page for p in PdfReader(io.BytesIO(pdf)).pages if "T/M" in (page := p.extract_text()))
    assert f"Việc thứ {length - 1}." in signed


@pytest.mark.parametrize("before", range(40, 56))
def test_a_term_is_not_broken_at_the_end_of_a_line_of_the_pdf(before: int) -> None:
    body = (Paragraph(text("x" * 20 + " " + "ab " * (before // 3) + "n" * (before % 3 + 1) + " 2020–2025 và sau đó")),)
    lines = PdfReader(io.BytesIO(write_pdf(replace(paper(), body=body), PARTY))).pages[0].extract_text().splitlines()
    assert not [line for line in lines if line.rstrip().endswith("–")]
