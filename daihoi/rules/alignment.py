"""Which paragraph of a new version is which of the old: equal words, marks, shared words, then the place.

Only the standard library and whole numbers are used, so that a journal replayed years later gives the same ids.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from daihoi.rules.paragraphs import one_line
from schemas.draft import Draft, Paragraph

_WORD = re.compile(r"\w+")
_ENOUGH = 50
"""Percent of the shorter paragraph's pairs of words that must be shared for the two to be one and the same."""


@dataclass(frozen=True)
class Link:
    """Where one new paragraph comes from: the old one it continues, and others whose words it holds."""

    continues: int | None
    others: tuple[int, ...] = ()


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = [w.casefold() for w in _WORD.findall(text)]
    if len(words) == 1:
        return Counter([(words[0], "")])
    return Counter(pairwise(words))


def align(
    old: Sequence[str],
    new: Sequence[str],
    marks: Mapping[int, int] | None = None,
    old_places: Sequence[str] = (),
    new_places: Sequence[str] = (),
) -> tuple[Link, ...]:
    """A link for each text of ``new`` into ``old``; ``marks`` are links known beforehand (new index: old index).

    Every old text is continued by at most one new text.
    """
    was, now = [one_line(t) for t in old], [one_line(t) for t in new]
    taken: dict[int, int] = {}
    of_new: dict[int, int] = {}

    def link(n: int, o: int) -> None:
        of_new[n], taken[o] = o, n

    for n, o in (marks or {}).items():
        if o not in taken and n not in of_new:
            link(n, o)
    old_at = {place: o for o, place in enumerate(old_places)}
    for n, place in enumerate(new_places):
        # Two areas may bear one title: the one at the same place first.
        o = old_at.get(place)
        if n not in of_new and o is not None and o not in taken and was[o] == now[n]:
            link(n, o)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for o, text in enumerate(was):
        if o not in taken:
            waiting[text].append(o)
    for n, text in enumerate(now):
        if n not in of_new and waiting[text]:
            link(n, waiting[text].pop(0))
    kept = {n for n, o in of_new.items() if now[n] == was[o]}
    shared = _shared(was, now, {of_new[n] for n in kept}, kept)
    for _, _, n, o in sorted(shared):
        if n not in of_new and o not in taken:
            link(n, o)
    for n, place in enumerate(new_places):
        o = old_at.get(place)
        if n not in of_new and o is not None and o not in taken:
            link(n, o)
    others: defaultdict[int, set[int]] = defaultdict(set)
    for _, _, n, o in shared:
        # The rest of a paragraph that was split, or a paragraph that went into another one.
        if of_new.get(n) != o:
            others[n].add(o)
    return tuple(Link(of_new.get(n), tuple(sorted(others[n]))) for n in range(len(new)))


def _shared(
    old: Sequence[str], new: Sequence[str], old_kept: set[int], new_kept: set[int]
) -> list[tuple[int, int, int, int]]:
    """(−pairs of words shared, distance, new, old) for every pair that shares enough to be one paragraph.

    What was kept word for word is neither the rest of a split nor part of a merger.
    """
    where: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    sizes: dict[int, Counter[tuple[str, str]]] = {}
    for o, text in enumerate(old):
        if o not in old_kept and len(new_kept) < len(new):
            sizes[o] = _pairs(text)
            for pair in sizes[o]:
                where[pair].append(o)
    found: list[tuple[int, int, int, int]] = []
    for n, text in enumerate(new):
        if n in new_kept:
            continue
        mine = _pairs(text)
        common: Counter[int] = Counter()
        for pair, times in mine.items():
            for o in where.get(pair, ()):
                common[o] += min(times, sizes[o][pair])
        for o, count in common.items():
            smaller = min(mine.total(), sizes[o].total())
            if smaller and count * 100 >= _ENOUGH * smaller:
                found.append((-count, abs(n - o), n, o))
    return found


def carry(
    earlier: Sequence[Draft],
    places: Sequence[tuple[str, str]],
    made_from: int,
    marks: Mapping[str, str] | None = None,
    because: Mapping[str, tuple[str, ...]] | None = None,
) -> Draft:
    """The next version: ``places`` (place, text) bear the ids of the version before wherever they are its paragraphs.

    ``marks`` (place: id) are ids that the author of the new version wrote beside a paragraph. An id is never given
    to a second paragraph, in any version.
    """
    before = earlier[-1].paragraphs if earlier else ()
    index = {p.id: o for o, p in enumerate(before)}
    known = {n: index[marks[place]] for n, (place, _) in enumerate(places) if marks and marks.get(place) in index}
    links = align(
        [p.text for p in before],
        [text for _, text in places],
        known,
        [p.place for p in before],
        [place for place, _ in places],
    )
    last = max((int(p.id.removeprefix("doan")) for d in earlier for p in d.paragraphs), default=0)
    paragraphs: list[Paragraph] = []
    for (place, text), link in zip(places, links, strict=True):
        if link.continues is None:
            last += 1
            name = f"doan{last}"
        else:
            name = before[link.continues].id
        was = tuple(before[o].id for o in link.others)
        paragraphs.append(Paragraph(id=name, place=place, text=text, was=was))
    version = earlier[-1].version + 1 if earlier else 1
    return Draft(version=version, made_from=made_from, paragraphs=tuple(paragraphs), because=dict(because or {}))
