"""Anchors: quoted words in a paragraph, found again in a later version, or reported lost."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from daihoi.rules.tones import unify_tones
from schemas.draft import Anchor, Draft, Paragraph

AROUND = 40
"""How many characters before and after the quoted words are remembered."""
_LIKE = 80.0
"""Percent alike at which changed words still count as the words quoted."""
_SHORT = 8
"""Shorter quotes must be found as they are: almost everything resembles two letters."""


@dataclass(frozen=True)
class Found:
    """Where the quoted words stand now; ``exact`` is False when they were changed a little."""

    paragraph: Paragraph
    start: int
    end: int
    exact: bool

    @property
    def words(self) -> str:
        """The words as they stand."""
        return self.paragraph.text[self.start : self.end]


def make_anchor(draft: Draft, paragraph: str, start: int = 0, end: int | None = None) -> Anchor:
    """An anchor on ``text[start:end]`` of a paragraph (characters; the whole paragraph by default)."""
    found = draft.paragraph(paragraph)
    if found is None:
        return Anchor(version=draft.version)
    end = len(found.text) if end is None else max(start, min(end, len(found.text)))
    start = min(start, end)
    return Anchor(
        version=draft.version,
        paragraph=paragraph,
        quote=found.text[start:end],
        before=found.text[max(0, start - AROUND) : start],
        after=found.text[end : end + AROUND],
        start=start,
    )


def anchor_quote(draft: Draft, quote: str, paragraph: str | None = None) -> Anchor:
    """An anchor on words someone quotes, looked for in one paragraph or else in the whole draft."""
    quote = " ".join(unicodedata.normalize("NFC", quote).split())
    wanted = Anchor(version=draft.version, paragraph=paragraph, quote=quote)
    if not quote:
        return make_anchor(draft, paragraph) if paragraph else wanted
    found = locate(wanted, (draft,))
    return make_anchor(draft, found.paragraph.id, found.start, found.end) if found else wanted


def locate(anchor: Anchor, drafts: Sequence[Draft]) -> Found | None:
    """Where the anchor's words stand in the last of ``drafts`` (all versions, oldest first); None when lost.

    Looked for in the paragraph itself, then in those it was split or merged into, then in the whole draft, where
    only the very words count.
    """
    draft = drafts[-1]
    near = _descendants(anchor, drafts)
    for paragraph in near:
        found = _exact(anchor, paragraph)
        if found:
            return found
    if anchor.quote:
        everywhere = [f for p in draft.paragraphs if p not in near and (f := _exact(anchor, p))]
        whole = [f for f in everywhere if _context(anchor, f.paragraph.text, f.start, f.end) == 2 * AROUND]
        for candidates in (everywhere, whole):
            if len(candidates) == 1 and len(anchor.quote) >= _SHORT:
                return candidates[0]
        if len(anchor.quote) < _SHORT:
            return None
        likely = [f for p in near if (f := _alike(anchor, p))]
        return likely[0] if likely else None
    return None


def _descendants(anchor: Anchor, drafts: Sequence[Draft]) -> list[Paragraph]:
    if anchor.paragraph is None:
        return []
    names = {anchor.paragraph}
    for draft in drafts:
        if draft.version > anchor.version:
            names |= {p.id for p in draft.paragraphs if names & set(p.was)}
    mine = [p for p in drafts[-1].paragraphs if p.id in names]
    return sorted(mine, key=lambda p: p.id != anchor.paragraph)


def _exact(anchor: Anchor, paragraph: Paragraph) -> Found | None:
    if not anchor.quote:
        at = _point(anchor, paragraph.text)
        return Found(paragraph, at, at, exact=True) if at is not None else None
    # Unified text is as long as the text itself, so that the places found in it are places of the text.
    starts = _starts(paragraph.text, anchor.quote) or _starts(unify_tones(paragraph.text), unify_tones(anchor.quote))
    if not starts:
        return None
    best = max(
        starts, key=lambda s: (_context(anchor, paragraph.text, s, s + len(anchor.quote)), -abs(s - anchor.start))
    )
    return Found(paragraph, best, best + len(anchor.quote), exact=True)


def _starts(text: str, quote: str) -> list[int]:
    starts: list[int] = []
    at = text.find(quote)
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + 1)
    return starts


def _point(anchor: Anchor, text: str) -> int | None:
    """Where a point between two words is now: both sides as they were, or the longer side alone."""
    around = text.find(anchor.before + anchor.after)
    if around >= 0:
        return around + len(anchor.before)
    if anchor.before and (at := text.find(anchor.before)) >= 0 and len(anchor.before) >= _SHORT:
        return at + len(anchor.before)
    if anchor.after and len(anchor.after) >= _SHORT and (at := text.find(anchor.after)) >= 0:
        return at
    return None


def _context(anchor: Anchor, text: str, start: int, end: int) -> int:
    """How many characters around a place are those around the quoted words; at most ``2 * AROUND``."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    same_before = _common(anchor.before[::-1], before[::-1])
    same_after = _common(anchor.after, after)
    if same_before == len(anchor.before) == len(before):
        same_before = AROUND
    if same_after == len(anchor.after) == len(after):
        same_after = AROUND
    return same_before + same_after


def _common(one: str, other: str) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n


def _alike(anchor: Anchor, paragraph: Paragraph) -> Found | None:
    if len(paragraph.text) * 2 < len(anchor.quote):
        return None
    found = fuzz.partial_ratio_alignment(anchor.quote, paragraph.text, score_cutoff=_LIKE)
    if found is None:
        return None
    start, end = found.dest_start, found.dest_end
    text = paragraph.text
    # Whole words: nobody quotes half of one.
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    words = text[start:end]
    if fuzz.ratio(words, anchor.quote) < _LIKE or not set(words.split()) & set(anchor.quote.split()):
        return None
    return Found(paragraph, start, end, exact=False)
