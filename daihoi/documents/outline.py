"""A draft as the blocks of a document: the report's headings, and its paragraphs under their ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from daihoi.rules.paragraphs import slot_of
from daihoi.rules.places import HEADINGS
from schemas.draft import Draft, Paragraph
from schemas.plan import Opening


@dataclass(frozen=True)
class Block:
    """One paragraph of the document: a heading of some level (1–3), a body paragraph (0) or a line of a list (9)."""

    level: int
    text: str
    paragraph: Paragraph | None = None


def outline(draft: Draft, opening: Opening) -> list[Block]:
    """The blocks in the order of the report; a heading only where something stands under it."""
    blocks: list[Block] = []
    for heading, level, mine in _parts(draft, opening):
        if mine:
            blocks.append(Block(level, heading))
        blocks += mine
    return blocks


def _parts(draft: Draft, opening: Opening) -> Iterator[tuple[str, int, list[Block]]]:
    by_head: dict[str, list[Block]] = {}
    for p in draft.paragraphs:
        head = slot_of(p.place).partition(".")[0]
        if slot_of(p.place).endswith(".title"):
            level = 3
        else:
            level = 9 if head in ("results", "weaknesses", "causes", "lessons", "targets", "charge") else 0
        by_head.setdefault(head, []).append(Block(level, p.text, p))
    review = ("context", "results", "areas", "weaknesses", "causes", "lessons")
    ahead = ("direction", "targets", "task_areas", "charge")
    yield f"PHẦN THỨ NHẤT. KẾT QUẢ THỰC HIỆN NGHỊ QUYẾT NHIỆM KỲ {opening.closing_term}", 1, []
    for head in review:
        yield HEADINGS[head], 2, by_head.get(head, [])
    yield f"PHẦN THỨ HAI. PHƯƠNG HƯỚNG, NHIỆM VỤ NHIỆM KỲ {opening.new_term}", 1, []
    for head in ahead:
        yield HEADINGS[head], 2, by_head.get(head, [])
    yield HEADINGS["self_review"], 1, by_head.get("self_review", [])
