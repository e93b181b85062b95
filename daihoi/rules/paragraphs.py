"""A report as paragraphs, and paragraphs put back into a report.

A *slot* is one field of the report that holds prose: ``context``, ``areas.education``, ``weaknesses.2``,
``targets.T5``. A *place* is a paragraph of a slot: the slot's name for the first, ``context#2`` for the second.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from schemas.report import Report

LISTS = ("weaknesses", "causes", "lessons", "charge")
SINGLES = ("context", "direction", "self_review")
_SPLIT = re.compile(r"\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]*[-+•–*] )")


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """The words with single spaces, in one Unicode form: how paragraphs are compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_prose(text: str) -> tuple[str, ...]:
    """The paragraphs of a field, as the papers show them."""
    return tuple(p for p in (one_line(part) for part in _SPLIT.split(text)) if p)


def slots_of(report: Report) -> dict[str, str]:
    """Every slot with its prose, in the order of the report."""
    slots: dict[str, str] = {"context": report.context}
    slots |= {f"results.{r.target}": r.words for r in report.results}
    for area in report.areas:
        slots |= {f"areas.{area.area}.title": area.title, f"areas.{area.area}": area.text}
    for name in LISTS[:3]:
        slots |= _list_slots(report, name)
    slots["direction"] = report.direction
    slots |= {f"targets.{t.id}": t.words for t in report.targets}
    for area in report.task_areas:
        slots |= {f"task_areas.{area.area}.title": area.title, f"task_areas.{area.area}": area.text}
    slots |= _list_slots(report, "charge")
    slots["self_review"] = report.self_review
    return slots


def _list_slots(report: Report, name: str) -> dict[str, str]:
    lines: tuple[str, ...] = getattr(report, name)
    return {f"{name}.{n}": line for n, line in enumerate(lines, 1)}


def places_of(report: Report) -> list[tuple[str, str]]:
    """Every paragraph as its place and its words, in the order of the report."""
    found: list[tuple[str, str]] = []
    for slot, prose in slots_of(report).items():
        found += [(place_in(slot, n), text) for n, text in enumerate(split_prose(prose), 1)]
    return found


def place_in(slot: str, nth: int) -> str:
    """The place of the nth paragraph of a slot."""
    return slot if nth == 1 else f"{slot}#{nth}"


def slot_of(place: str) -> str:
    """The slot a place belongs to."""
    return place.partition("#")[0]


def with_slots(report: Report, changes: Mapping[str, Sequence[str]]) -> Report | None:
    """The report with whole slots rewritten; an empty slot drops a line of a list.

    A slot of a list may be ``weaknesses.2+`` for lines to be added after the second (``weaknesses.0+`` before the
    first). None when the report has no such slot or the slot may not be empty.
    """
    update: dict[str, Any] = {}
    known = slots_of(report)
    for slot, texts in changes.items():
        head, _, key = slot.partition(".")
        prose = (" " if key.endswith(".title") else "\n\n").join(texts)
        if head in LISTS:
            continue
        if slot not in known or not prose:
            return None
        if head in SINGLES:
            update[head] = prose
        elif head in ("areas", "task_areas"):
            area, field = (key.removesuffix(".title"), "title") if key.endswith(".title") else (key, "text")
            update[head] = tuple(
                a.model_copy(update={field: prose}) if a.area == area else a
                for a in update.get(head, getattr(report, head))
            )
        else:
            name = "target" if head == "results" else "id"
            update[head] = tuple(
                x.model_copy(update={"words": prose}) if getattr(x, name) == key else x
                for x in update.get(head, getattr(report, head))
            )
    for name in LISTS:
        mine = {s.partition(".")[2]: t for s, t in changes.items() if s.startswith(f"{name}.")}
        if not mine:
            continue
        lines: tuple[str, ...] = getattr(report, name)
        allowed = {str(n) for n in range(1, len(lines) + 1)} | {f"{n}+" for n in range(len(lines) + 1)}
        if not set(mine) <= allowed:
            return None
        new: list[str] = [*mine.get("0+", ())]
        for n, line in enumerate(lines, 1):
            texts = mine.get(str(n), (line,))
            new += ["\n\n".join(texts)] if texts else []
            new += mine.get(f"{n}+", ())
        if name == "charge" and not new:
            return None
        update[name] = tuple(new)
    return report.model_copy(update=update)
