"""A written file is opened again: what a reader finds in it must be what went in."""

import io
import re
import threading
import unicodedata
from collections.abc import Iterable
from typing import Any
from zipfile import ZipFile

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

from daihoi.documents import typeface
from daihoi.documents.manuscript import Manuscript, texts
from daihoi.errors import UnfaithfulPaper

_PDFIUM = threading.Lock()
"""PDFium is one machine for the whole process: two threads at once break it."""

_DROPPED = re.compile(r"[\s\u200b\u00ad]+")


def check_word(code: str, content: bytes, manuscript: Manuscript) -> None:
    """Every stretch of the manuscript stands in the .docx, in order; raises `UnfaithfulPaper`."""
    with ZipFile(io.BytesIO(content)) as package:
        body: Any = parse_xml(package.read("word/document.xml"))
    paragraphs = ("".join(str(t) for t in p.itertext(qn("w:t"))) for p in body.iter(qn("w:p")))
    missing = _missing(_plain("".join(paragraphs)), texts(manuscript))
    if missing is not None:
        raise UnfaithfulPaper(code, "docx", missing)


def check_pdf(code: str, content: bytes, manuscript: Manuscript) -> None:
    """Every stretch of the manuscript can be read in the PDF; raises `UnfaithfulPaper`."""
    pages = _pages(content)
    found = "".join(_plain(_without_margin(text, n, manuscript.banner)) for n, text in enumerate(pages, 1))
    if manuscript.banner and not all(manuscript.banner in page for page in pages):
        raise UnfaithfulPaper(code, "pdf", manuscript.banner)
    missing = _missing(found, (typeface.drawable(t) for t in texts(manuscript)))
    if missing is not None:
        raise UnfaithfulPaper(code, "pdf", missing)


def _pages(content: bytes) -> list[str]:
    with _PDFIUM, PdfDocument(content) as opened:
        document: Any = opened
        # PDFium marks a hyphen at the end of a line with a character of its own.
        return [page.get_textpage().get_text_bounded().replace("\x02", "-") for page in document]


def _without_margin(text: str, page: int, banner: str) -> str:
    lines = text.splitlines()
    while lines and lines[-1].strip() in ("", banner):
        lines.pop()
    if lines and page > 1 and lines[0].strip() == str(page):
        lines.pop(0)
    return "\n".join(lines)


def _plain(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFC", text))


def _missing(found: str, wanted: Iterable[str]) -> str | None:
    """The first stretch that is not in ``found``; the recipients stand left of the signer, so order is not asked."""
    for text in wanted:
        plain = _plain(text).removeprefix("Số")
        if plain not in found and not _spread(plain, found):
            return text
    return None


def _spread(wanted: str, found: str) -> bool:
    """True when ``wanted`` is there with a repeated table head inside it, where a row runs over the page."""
    half = len(wanted) // 2
    while half and wanted[:half] not in found:
        half //= 2
    if half < 8:
        return False
    start = found.index(wanted[:half]) + half
    rest, window = wanted[half:], found[start : start + len(wanted) + 400]
    at = 0
    for char in rest:
        at = window.find(char, at) + 1
        if not at:
            return False
    return True
