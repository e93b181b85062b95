"""Two wordings of one paragraph, word by word: what was struck out and what was put in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of both wordings: ``old`` at ``start`` became ``new``; equal when nothing changed."""

    start: int
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """True when the stretch was changed."""
        return self.old != self.new


def compare(old: str, new: str) -> list[Piece]:
    """The pieces of ``old`` and ``new`` in order. Changes with only a space or one short word between them are one."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    pieces: list[Piece] = []
    at = 0
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        before, after = "".join(a[i1:i2]), "".join(b[j1:j2])
        pieces.append(Piece(at, before, after))
        at += len(before)
    return list(_joined(pieces))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for n, piece in enumerate(pieces):
        follows = n + 1 < len(pieces)
        bridge = held is not None and held.changed and not piece.changed and follows and len(piece.old.strip()) == 0
        if held is not None and (bridge or (held.changed and piece.changed)):
            held = Piece(held.start, held.old + piece.old, held.new + piece.new)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def carried(pieces: list[Piece], at: int) -> int:
    """The place in the old wording of place ``at`` in the new one."""
    new_at = 0
    for piece in pieces:
        if at <= new_at + len(piece.new):
            if piece.changed:
                return piece.start if at == new_at else piece.start + len(piece.old)
            return piece.start + at - new_at
        new_at += len(piece.new)
    return pieces[-1].start + len(pieces[-1].old) if pieces else 0
