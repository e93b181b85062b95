"""The draft sent out for comments: a Word file, Markdown or YAML whose paragraphs carry their ids."""

import io
from typing import Any

import yaml

from daihoi.documents.outline import outline
from daihoi.documents.word_parts import add_paragraph, mark, new_document, run, state_facts
from daihoi.rules.paragraphs import one_line, slots_of, split_prose
from schemas.draft import Draft
from schemas.plan import Opening
from schemas.report import Report

_ASKED = (
    "Đồng chí, tập thể được lấy ý kiến có thể: bôi đen câu chữ rồi chọn Chèn → Chú thích để góp ý bên lề; "
    "hoặc bật Xem lại → Theo dõi thay đổi rồi sửa thẳng vào dự thảo. Xin lưu tệp và gửi lại cho người tổ chức."
)


_LONGEST_FACT = 255
"""Word cuts a property off after so many characters."""


def facts_of(draft: Draft, opening: Opening, recipient: str | None = None, source: str | None = None) -> dict[str, str]:
    """What a file sent out says of itself."""
    facts = {"daihoi.code": opening.code, "daihoi.version": str(draft.version)}
    if recipient:
        facts["daihoi.for"] = recipient
    if source:
        facts["daihoi.source"] = source
    return facts


def framing_of(draft: Draft, opening: Opening) -> list[str]:
    """The paragraphs of the file that are no part of the draft itself."""
    return [*_head(draft, opening), *[b.text for b in outline(draft, opening) if b.paragraph is None]]


def _head(draft: Draft, opening: Opening) -> list[str]:
    return [
        f"DỰ THẢO BÁO CÁO CHÍNH TRỊ (lần {draft.version})",
        f"{opening.cell.name}, nhiệm kỳ {opening.new_term}",
        _ASKED,
    ]


def draft_docx(draft: Draft, opening: Opening, recipient: str | None = None, source: str | None = None) -> bytes:
    """The draft as a Word file with a hidden bookmark around every paragraph."""
    document = new_document()
    title, whose, asked = _head(draft, opening)
    for text in (title, whose):
        paragraph = add_paragraph(document, 0)
        paragraph.alignment = 1
        paragraph._p.append(run(text, bold=True))
    add_paragraph(document, 0, asked)
    for block in outline(draft, opening):
        paragraph = add_paragraph(document, block.level, block.text)
        if block.paragraph:
            mark(paragraph, f"_dh_{block.paragraph.id}", 1000 + len(document.paragraphs))
    return finish(document, draft, opening, recipient, source)


def mark_docx(
    content: bytes, draft: Draft, opening: Opening, recipient: str | None = None, source: str | None = None
) -> bytes:
    """A paper in its official layout, with the draft's bookmarks put around the paragraphs that are in it."""
    from docx import Document

    document = Document(io.BytesIO(content))
    waiting: dict[str, list[str]] = {}
    for p in draft.paragraphs:
        waiting.setdefault(p.text, []).append(p.id)
    whole: Any = document
    for n, paragraph in enumerate(_every_paragraph(whole.element.body)):
        ids = waiting.get(one_line(paragraph.text))
        if ids:
            mark(paragraph, f"_dh_{ids.pop(0)}", 1000 + n)
    return finish(document, draft, opening, recipient, source)


def _every_paragraph(body: Any) -> list[Any]:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    return [Paragraph(p, body) for p in body.iter(qn("w:p"))]


def finish(document: Any, draft: Draft, opening: Opening, recipient: str | None, source: str | None) -> bytes:
    """Mark what is around the draft, state which draft it is, and save."""
    for n, paragraph in enumerate(_every_paragraph(document.element.body)):
        if "_dh_doan" not in paragraph._p.xml and paragraph.text.strip():
            mark(paragraph, f"_dh_x{n}", 5000 + n)
    facts = facts_of(draft, opening, recipient, source)
    whole = document.element.xml
    missing = " ".join(p.id.removeprefix("doan") for p in draft.paragraphs if f'"_dh_{p.id}"' not in whole)
    if missing:
        facts["daihoi.without"] = (
            missing[:_LONGEST_FACT].rpartition(" ")[0] if len(missing) > _LONGEST_FACT else missing
        )
    state_facts(document, facts)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def draft_markdown(draft: Draft, opening: Opening) -> str:
    """The draft as Markdown; each paragraph ends in its id, ``{#doan12}``."""
    title, whose, _ = _head(draft, opening)
    lines = [f"<!-- daihoi {opening.code} {draft.version} -->", f"# {title}", whose]
    for block in outline(draft, opening):
        name = f" {{#{block.paragraph.id}}}" if block.paragraph else ""
        # A heading 3 is an area's title and therefore a paragraph of the draft.
        head = "#" * (block.level + 1) + " " if 0 < block.level < 9 else "- " if block.level == 9 else ""
        lines.append(f"{head}{block.text}{name}")
    return "\n\n".join(lines) + "\n"


def draft_yaml(report: Report, draft: Draft) -> str:
    """The report as the answer to its request, with every paragraph's id written behind it."""
    ids = {p.place: p.id for p in draft.paragraphs}
    body = report.model_dump(mode="json", exclude={"marks"}, exclude_none=True)
    for slot, prose in slots_of(report).items():
        parts = split_prose(prose)
        text = "\n\n".join(
            f"{part} {{#{ids[place]}}}" if (place := slot if n == 1 else f"{slot}#{n}") in ids else part
            for n, part in enumerate(parts, 1)
        )
        _put(body, slot, text)
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)


def _put(body: dict[str, Any], slot: str, text: str) -> None:
    head, _, key = slot.partition(".")
    if not key:
        body[head] = text
    elif head in ("areas", "task_areas"):
        if not key.endswith(".title"):
            next(a for a in body[head] if a["area"] == key)["text"] = text
    elif head in ("results", "targets"):
        name = "target" if head == "results" else "id"
        next(x for x in body[head] if x[name] == key)["words"] = text
    else:
        body[head][int(key) - 1] = text
