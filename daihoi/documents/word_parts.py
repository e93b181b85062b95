"""Word files of our own, part by part: paragraphs with runs, marks that survive a round trip, facts about the file."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import oxml
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from daihoi.documents.ooxml import blank_document

FONT = "Times New Roman"
# python-docx leaves the elements untyped.
element_of: Any = oxml.OxmlElement  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def new_document() -> Any:
    """An empty A4 document in the face and margins that papers have."""
    document = blank_document()
    document.core_properties.author = "daihoi"
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_height, section.page_width = Cm(29.7), Cm(21)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    for name in ("Normal", "List Bullet", "Heading 1", "Heading 2", "Heading 3", "Title"):
        style: Any = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.size = Pt(14)
        style.font.color.rgb = None
        style.paragraph_format.space_after = Pt(6)
    return document


def add_paragraph(document: Any, level: int, text: str = "") -> Any:
    """One paragraph: heading 1–3, body 0, a line of a list 9."""
    style = "List Bullet" if level == 9 else f"Heading {level}" if level else "Normal"
    paragraph = document.add_paragraph(clean(text), style=style)
    if level == 0:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def mark(paragraph: Any, name: str, number: int) -> None:
    """Put a hidden bookmark around what the paragraph holds; it goes where the words go."""
    start, end = element_of("w:bookmarkStart"), element_of("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    element = paragraph._p
    at = 1 if element.pPr is not None else 0
    element.insert(at, start)
    element.append(end)


def run(text: str, *, bold: bool = False, deleted: bool = False) -> Any:
    """A run of text as XML; struck-out text lies in another element."""
    r = element_of("w:r")
    if bold:
        properties = element_of("w:rPr")
        properties.append(element_of("w:b"))
        r.append(properties)
    t = element_of("w:delText" if deleted else "w:t")
    t.text = clean(text)
    t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    r.append(t)
    return r


def tracked(kind: str, author: str, at: datetime, number: int, children: Sequence[Any] = ()) -> Any:
    """A tracked insertion (``ins``) or deletion (``del``) around runs, or alone for a paragraph's end."""
    element = element_of(f"w:{kind}")
    element.set(qn("w:id"), str(number))
    element.set(qn("w:author"), clean(author))
    element.set(qn("w:date"), at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for child in children:
        element.append(child)
    return element


def state_facts(document: Any, facts: dict[str, str]) -> None:
    """Write custom properties into the file: which congress, which version, for whom."""
    entries = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(clean(value))}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(facts.items(), 2)
    )
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}">{entries}</Properties>'
    package = document.part.package
    part = Part(
        PackURI("/docProps/custom.xml"),
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        blob.encode(),
        package,
    )
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
