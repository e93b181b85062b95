"""Comments that say nearly the same, proposed as groups; a person joins them, nobody else."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from daihoi.rules.tones import unify_tones
from schemas.comments import Contribution, Group


@dataclass(frozen=True)
class Proposed:
    """Comments that might be one group, and how alike (percent) the least alike neighbours in it are."""

    members: tuple[Contribution, ...]
    like: int


def comparable(text: str) -> str:
    """The words as they are compared: case, spaces and the place of a tone mark do not count, the marks do."""
    words = unify_tones(unicodedata.normalize("NFC", text)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in words).split())


def propose_groups(
    comments: Sequence[Contribution],
    groups: Sequence[Group] = (),
    like: int = 80,
    track: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> tuple[Proposed, ...]:
    """Groups of comments alike by ``like`` percent or more, the largest first; those a person has joined stay out.

    Two edits of one place are alike only when they propose the same words: near is not the same in a text.
    ``track`` may show how far the comparing has come.
    """
    done = {m for g in groups for m in g.members}
    mine = [c for c in comments if c.id not in done]
    texts = [_key(c) for c in mine]
    parent = list(range(len(mine)))
    place = [c.anchor.paragraph if c.anchor else None for c in mine]
    least: dict[int, int] = {}

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    def join(a: int, b: int, score: int) -> None:
        one, other = root(a), root(b)
        # The same words about two paragraphs are two opinions; about the draft as a whole they go with either.
        if one == other or (place[one] and place[other] and place[one] != place[other]):
            return
        least[one] = min(score, least.get(one, 100), least.get(other, 100))
        place[one] = place[one] or place[other]
        parent[other] = one

    same: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        same[text, place[n]].append(n)
    for twins in same.values():
        for n in twins[1:]:
            join(twins[0], n, 100)
    firsts = [ns[0] for ns in same.values() if mine[ns[0]].edit is None]
    distinct = [texts[n] for n in firsts]
    for i, text in enumerate(track(distinct)):
        for _, score, j in process.extract(text, distinct[i + 1 :], scorer=fuzz.ratio, score_cutoff=like, limit=None):
            join(firsts[i], firsts[i + 1 + j], int(score))
    members: defaultdict[int, list[Contribution]] = defaultdict(list)
    for n, comment in enumerate(mine):
        members[root(n)].append(comment)
    found = [Proposed(tuple(cs), least.get(r, 100)) for r, cs in members.items() if len(cs) > 1]
    return tuple(sorted(found, key=lambda p: (-len(p.members), p.members[0].id)))


def _key(comment: Contribution) -> str:
    if comment.edit is None:
        return comparable(comment.text)
    anchor, edit = comment.anchor, comment.edit
    where = f"{anchor.paragraph} {anchor.start} {anchor.quote}" if anchor else ""
    return f"\0{where} {edit.change} {edit.new} {edit.after}"
