"""What a Word file needs and python-docx has no words for."""

from typing import Any

from docx import Document, oxml
from docx.document import Document as Doc
from docx.oxml.ns import qn

_TABLE_STYLES = ("TableNormal", "TableGrid")
_UNUSED_PARTS = ("stylesWithEffects", "thumbnail", "customXml")


def blank_document() -> Doc:
    """An empty document without what python-docx's own template brings along and nobody uses.

    That is nine tenths of a file; and its second set of styles, for Word 2010, would contradict ours.
    """
    document: Doc = Document()
    styles: Any = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in _TABLE_STYLES:
            styles.remove(style)
    for part in (document.part, document.part.package):
        relations: Any = part.rels if part is not None else {}
        for key in [k for k, r in relations.items() if r.reltype.rpartition("/")[2] in _UNUSED_PARTS]:
            del relations[key]
    return document


def make(tag: str, **attributes: str) -> Any:
    """The element ``w:tag`` with ``w:`` attributes."""
    maker: Any = oxml
    element = maker.OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def append(parent: Any, tag: str, **attributes: str) -> Any:
    """The same, as the last child of ``parent``."""
    element = make(tag, **attributes)
    parent.append(element)
    return element
