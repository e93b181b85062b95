"""Comments that say nearly the same, proposed as groups; a person joins them, nobody else."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
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
    comments: Sequence[Contribution], groups: Sequence[Group] = (), like: int = 80
) -> tuple[Proposed, ...]:
    """Groups of comments alike by ``like`` percent or more, the largest first; those a person has joined stay out.

    Two edits of one place are alike only when they propose the same words: near is not the same in a text.
    """
    done = {m for g in groups for m in g.members}
    mine = [c for c in comments if c.id not in done]
    texts = [_key(c) for c in mine]
    parent = list(range(len(mine)))
    least: dict[int, int] = {}

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    same: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        same[text].append(n)
    for twins in same.values():
        for n in twins[1:]:
            parent[root(n)] = root(twins[0])
    firsts = [ns[0] for ns in same.values() if mine[ns[0]].edit is None]
    distinct = [texts[n] for n in firsts]
    for i, text in enumerate(distinct):
        for _, score, j in process.extract(text, distinct[i + 1 :], scorer=fuzz.ratio, score_cutoff=like, limit=None):
            one, other = root(firsts[i]), root(firsts[i + 1 + j])
            if one != other:
                least[one] = min(int(score), least.get(one, 100), least.get(other, 100))
                parent[other] = one
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
