"""An office's own Word frame: where it lies, and what a changed one has lost."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from jinja2 import Environment, TemplateSyntaxError

from daihoi.documents.frame import NEEDED, TAGS, style_names
from daihoi.errors import BadInput
from schemas.layout import Layout
from schemas.words import Words

_TAG = re.compile(r"\{\{\s*(?P<name>\w+)\s*\}\}")
_OPENING = re.compile(r"\{\{|\{%")
_BLOCK = re.compile(r"\{%-?\s*(?:p|tr|tc|r)?\s*(?P<body>.*?)-?%\}")
_LOOP = {"dong"}


@dataclass(frozen=True)
class Fault:
    """One thing a frame has lost or broken; ``breaks`` when no paper can be written with it."""

    words: Words
    breaks: bool = True


def place_of_frame(folder: Path, layout: Layout) -> Path:
    """Where the office's own frame of a layout lies."""
    return folder / f"{layout.id}.docx"


def read_frame(folder: Path, layout: Layout) -> bytes | None:
    """The office's own frame, if it has one; raises `BadInput` naming the first broken tag and its place."""
    place = place_of_frame(folder, layout)
    if not place.is_file():
        return None
    content = place.read_bytes()
    broken = next((f for f in examine_frame(content, layout) if f.breaks), None)
    if broken is not None:
        raise BadInput(
            f"Mẫu {place} hỏng: {broken.words.vi} Hãy sửa mẫu, hoặc xóa tệp ấy để dùng mẫu có sẵn.",
            f"The template {place} is broken: {broken.words.en} Mend it, or delete the file to use the built-in one.",
        )
    return content


def examine_frame(content: bytes, layout: Layout) -> list[Fault]:
    """Everything the frame has lost against the layout: tags, styles, margins."""
    try:
        document: Any = Document(io.BytesIO(content))
    except Exception:
        return [Fault(Words(vi="tệp không phải Word (.docx).", en="the file is not a Word file (.docx)."))]
    lines = list(_lines(document))
    return [
        *_broken_tags(lines),
        *_lost_tags(lines),
        *_lost_styles(document),
        *_moved_margins(document, layout),
    ]


def _lines(document: Any) -> Iterator[tuple[str, str, str]]:
    """Every paragraph with its place in Vietnamese and English."""
    body = document.element.body
    tables = list(body.iter(qn("w:tbl")))
    n = 0
    for paragraph in body.iter(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        cell = next((a for a in paragraph.iterancestors(qn("w:tc"))), None)
        if cell is None:
            n += 1
            yield text, f"đoạn {n}", f"paragraph {n}"
        else:
            table = next(cell.iterancestors(qn("w:tbl")))
            column = list(cell.getparent().iterchildren(qn("w:tc"))).index(cell) + 1
            where = tables.index(table) + 1
            yield text, f"bảng {where}, cột {column}", f"table {where}, column {column}"
    for section in document.sections:
        for name, part in (("đầu trang", section.header), ("chân trang", section.footer)):
            for paragraph in part.paragraphs:
                yield paragraph.text, name, "header" if name == "đầu trang" else "footer"


def _broken_tags(lines: list[tuple[str, str, str]]) -> Iterator[Fault]:
    jinja = Environment(autoescape=True)
    depth: list[tuple[str, str, str]] = []
    for text, vi, en in lines:
        rest = _BLOCK.sub("", _TAG.sub("", text))
        if _OPENING.search(rest) or "}}" in rest or "%}" in rest:
            yield _fault(rest.strip(), vi, en)
            continue
        for found in _TAG.finditer(text):
            if found["name"] not in (*TAGS, *_LOOP):
                yield Fault(
                    Words(
                        vi=f"thẻ «{found[0]}» ở {vi} không có; các thẻ là {', '.join(TAGS)}.",
                        en=f"the tag “{found[0]}” in {en} is unknown; the tags are {', '.join(TAGS)}.",
                    )
                )
        for found in _BLOCK.finditer(text):
            word = found["body"].split(" ")[0]
            if word in ("if", "for"):
                depth.append((found[0], vi, en))
                try:
                    jinja.parse(f"{{% {found['body']} %}}{{% end{word} %}}")
                except TemplateSyntaxError:
                    yield _fault(found[0], vi, en)
            elif word in ("endif", "endfor") and depth:
                depth.pop()
            elif word not in ("else", "elif"):
                yield _fault(found[0], vi, en)
    for tag, vi, en in depth:
        yield Fault(
            Words(vi=f"thẻ «{tag}» ở {vi} mở mà không đóng.", en=f"the tag “{tag}” in {en} is opened and never closed.")
        )


def _fault(tag: str, vi: str, en: str) -> Fault:
    return Fault(Words(vi=f"thẻ «{tag[:60]}» ở {vi} viết sai.", en=f"the tag “{tag[:60]}” in {en} is malformed."))


def _lost_tags(lines: list[tuple[str, str, str]]) -> Iterator[Fault]:
    used = {found["name"] for text, _, _ in lines for found in _TAG.finditer(text)}
    for name in NEEDED:
        if name not in used:
            tag = f"{{{{ {name} }}}}"
            yield Fault(Words(vi=f"mẫu mất thẻ {tag}.", en=f"the template lost the tag {tag}."))


def _lost_styles(document: Any) -> Iterator[Fault]:
    known = {style.name for style in document.styles}
    for name in (*style_names().values(), "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Number"):
        if name not in known:
            words = Words(vi=f"mẫu mất kiểu «{name}»; phần ấy sẽ theo kiểu Normal.", en=f"the style “{name}” is lost.")
            yield Fault(words, breaks=False)


def _moved_margins(document: Any, layout: Layout) -> Iterator[Fault]:
    section, wanted = document.sections[0], layout.margins
    named = (
        ("trên", "top", section.top_margin, wanted.top),
        ("dưới", "bottom", section.bottom_margin, wanted.bottom),
        ("trái", "left", section.left_margin, wanted.left),
        ("phải", "right", section.right_margin, wanted.right),
    )
    for vi, en, found, value in named:
        if found is None or abs(found.mm - value) > 0.5:
            has = f"{found.mm:.0f}" if found is not None else "?"
            yield Fault(
                Words(
                    vi=f"lề {vi} là {has} mm, quy định là {value:.0f} mm ({layout.basis[0].document}).",
                    en=f"the {en} margin is {has} mm, the rule is {value:.0f} mm ({layout.basis[0].document}).",
                ),
                breaks=False,
            )
