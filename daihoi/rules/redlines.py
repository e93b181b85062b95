"""The difference between two versions of the draft, paragraph by paragraph, with who is behind each change."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from daihoi.rules.wording import Piece, compare
from schemas.draft import Draft, Paragraph


class Fate(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Row:
    """One paragraph of the redline: as it was, as it is, and the contributions behind the change."""

    fate: Fate
    old: Paragraph | None
    new: Paragraph | None
    because: tuple[str, ...]

    @property
    def pieces(self) -> list[Piece]:
        """What was struck out and put in, word by word."""
        return compare(self.old.text if self.old else "", self.new.text if self.new else "")

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph as it is, or as it was when it is gone."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a row stands for some paragraph")
        return found


def redline(drafts: Sequence[Draft], old: Draft, new: Draft) -> list[Row]:
    """The paragraphs of ``new`` in order, those that are gone where they stood; ``drafts`` are all versions."""
    because = _because(drafts, old, new)
    was = {p.id: p for p in old.paragraphs}
    now = {p.id for p in new.paragraphs}
    moved = out_of_order([p.id for p in old.paragraphs if p.id in now], [p.id for p in new.paragraphs if p.id in was])
    gone: dict[str | None, list[Paragraph]] = {}
    before: str | None = None
    for p in old.paragraphs:
        if p.id in now:
            before = p.id
        else:
            gone.setdefault(before, []).append(p)
    rows = [Row(Fate.REMOVED, p, None, because.get(p.id, ())) for p in gone.get(None, [])]
    for p in new.paragraphs:
        earlier = was.get(p.id)
        if earlier is None:
            fate = Fate.ADDED
        elif earlier.text != p.text:
            fate = Fate.CHANGED
        else:
            fate = Fate.MOVED if p.id in moved else Fate.SAME
        rows.append(Row(fate, earlier, p, because.get(p.id, ()) if fate is not Fate.SAME else ()))
        rows += [Row(Fate.REMOVED, q, None, because.get(q.id, ())) for q in gone.get(p.id, [])]
    return [_explained(row, because) for row in rows]


def _explained(row: Row, because: dict[str, tuple[str, ...]]) -> Row:
    """A new paragraph stands behind the contributions of the paragraph that it was put after or split off."""
    if row.fate is not Fate.ADDED or row.because or row.new is None:
        return row
    return Row(row.fate, row.old, row.new, tuple(b for name in row.new.was for b in because.get(name, ())))


def _because(drafts: Sequence[Draft], old: Draft, new: Draft) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for draft in drafts:
        if old.version < draft.version <= new.version:
            for name, by in draft.because.items():
                found.setdefault(name, []).extend(by)
    return {name: tuple(dict.fromkeys(by)) for name, by in found.items()}


def out_of_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The names of ``after`` outside the longest run that stands in the order of ``before``; both hold the same names."""
    place = {name: n for n, name in enumerate(before)}
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str | None] = {}

    for name in after:
        at = bisect_left(tails, place[name])
        previous[name] = ends[at - 1] if at else None
        tails[at : at + 1] = [place[name]]
        ends[at : at + 1] = [name]
    kept: set[str] = set()
    name = ends[-1] if ends else None
    while name is not None:
        kept.add(name)
        name = previous[name]
    return set(after) - kept
