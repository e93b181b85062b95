"""Elements of a Word file that python-docx has no words for."""

from typing import Any

from docx import oxml
from docx.oxml.ns import qn


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
