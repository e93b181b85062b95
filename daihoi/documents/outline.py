"""A draft as the blocks of a document: the report's headings, and its paragraphs under their ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from daihoi.rules.paragraphs import slot_of
from daihoi.rules.places import HEADINGS
from schemas.draft import Draft, Paragraph
from schemas.plan import Opening

_REVIEW = ("context", "results", "areas", "weaknesses", "causes", "lessons")
_AHEAD = ("direction", "targets", "task_areas", "charge")
_LINES = ("results", "weaknesses", "causes", "lessons", "targets", "charge")


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
        by_head.setdefault(head, []).append(Block(level_of(p), p.text, p))
    yield _part_one(opening), 1, []
    for head in _REVIEW:
        yield HEADINGS[head], 2, by_head.get(head, [])
    yield _part_two(opening), 1, []
    for head in _AHEAD:
        yield HEADINGS[head], 2, by_head.get(head, [])
    yield HEADINGS["self_review"], 1, by_head.get("self_review", [])


def _part_one(opening: Opening) -> str:
    return f"PHẦN THỨ NHẤT. KẾT QUẢ THỰC HIỆN NGHỊ QUYẾT NHIỆM KỲ {opening.closing_term}"


def _part_two(opening: Opening) -> str:
    return f"PHẦN THỨ HAI. PHƯƠNG HƯỚNG, NHIỆM VỤ NHIỆM KỲ {opening.new_term}"


def level_of(paragraph: Paragraph) -> int:
    """How a paragraph of the draft is set: an area's title as heading 3, a line of a list as 9, else 0."""
    slot = slot_of(paragraph.place)
    if slot.endswith(".title"):
        return 3
    return 9 if slot.partition(".")[0] in _LINES else 0


def outline_headings(place: str, opening: Opening) -> tuple[str, ...]:
    """The headings above a place, from the outermost."""
    head = slot_of(place).partition(".")[0]
    if head in _REVIEW:
        return _part_one(opening), HEADINGS[head]
    if head in _AHEAD:
        return _part_two(opening), HEADINGS[head]
    return (HEADINGS[head],)
