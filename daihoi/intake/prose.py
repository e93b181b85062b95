"""A text from a person (.txt, .md, .docx, .html) as lines to be proofread: headings with #, list items with a dash."""

import io
import re
from pathlib import Path
from typing import Any

from daihoi.errors import BadInput
from daihoi.intake.reading import read_file
from schemas.words import Words

LARGEST = 20 * 1024 * 1024
_HEADING = re.compile(r"<h[1-6](?:\s[^<>]*)?>", re.IGNORECASE)
ENDINGS = (".txt", ".md", ".docx", ".html", ".htm")


def read_prose(place: Path) -> str:
    """The text of the file; raises `BadInput`."""
    ending = place.suffix.lower()
    if ending not in ENDINGS:
        raise BadInput(
            f"Chưa đọc được dạng {ending or place.name}; hãy đưa tệp {', '.join(ENDINGS)}.",
            f"Cannot read {ending or place.name}; give a file of {', '.join(ENDINGS)}.",
        )
    unfit = Words(vi=f"Tệp {place.name} rỗng hoặc lớn quá 20 MB.", en=f"{place.name} is empty or larger than 20 MB.")
    content = read_file(place, LARGEST, unfit)
    if not content:
        raise BadInput(unfit.vi, unfit.en)
    if ending == ".docx":
        return _word(content, place.name)
    text = _decoded(content)
    return _web(text) if ending in (".html", ".htm") else text


def _decoded(content: bytes) -> str:
    from charset_normalizer import from_bytes

    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return str(best) if best else content.decode("utf-8", "replace")


def _word(content: bytes, name: str) -> str:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    try:
        document: Any = Document(io.BytesIO(content))
    except Exception as error:
        raise BadInput(
            f"Tệp {name} không phải là Word (.docx) đọc được; hãy mở bằng Word rồi lưu lại.",
            f"{name} is not a readable Word file (.docx); open it in Word and save it again.",
        ) from error
    lines: list[str] = []
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document)
        text = paragraph.text.strip()
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        listed = element.pPr is not None and element.pPr.numPr is not None
        mark = "# " if style.startswith("Heading") else "- " if listed and "Number" not in style else ""
        lines += [f"{mark}{text}"] if text else []
    return "\n".join(lines)


def _web(text: str) -> str:
    from daihoi.intake.markup import words_of_html

    # Headings are marked before the tags go; what is no heading or list item is a paragraph of its own.
    marked = _HEADING.sub(r"\g<0># ", text)
    return "\n".join(line for line in words_of_html(marked).splitlines() if line)
