"""Two ways to place a tone mark (``hòa``, ``hoà``) are one spelling; everything else that differs is another word."""

import re
import unicodedata

_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _moves() -> dict[str, str]:
    moves: dict[str, str] = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            for one in (first, first.upper()):
                for two in (second, second.upper()):
                    new_style = one + unicodedata.normalize("NFC", two + tone)
                    moves[new_style] = unicodedata.normalize("NFC", one + tone) + two
    return moves


_MOVES = _moves()
_NEW_STYLE = re.compile(rf"(?<![qQ])(?:{'|'.join(_MOVES)})(?!\w)")


def unify_tones(text: str) -> str:
    """The text with ``oà``, ``oè``, ``uỳ`` at the end of a syllable written ``òa``, ``òe``, ``ùy``; same length."""
    return _NEW_STYLE.sub(lambda found: _MOVES[found[0]], text)
