"""How wide the columns of a table are, from what stands in them."""

from daihoi.documents import typeface
from daihoi.documents.manuscript import Grid, words_of

_PADDING = 14.0
"""Points that the cell's own margins take, on both sides."""


def shares(grid: Grid, points: float, whole: float) -> tuple[float, ...]:
    """The share of ``whole`` (points) that each column takes, set in ``points``; the shares add up to 1.

    No column is narrower than its longest word, unless they do not fit together; what is left over goes where
    the text is long.
    """
    least: list[float] = []
    liked: list[float] = []
    for place in range(len(grid.header)):
        cells = [(words_of(r[place]), n == 0) for n, r in enumerate((grid.header, *grid.rows))]
        words = [(w, bold) for text, bold in cells for w in text.split(" ")]
        least.append(_PADDING + max((typeface.width(w, points, bold=b) for w, b in words), default=0))
        liked.append(_PADDING + max((typeface.width(t, points, bold=b) for t, b in cells), default=0))
    # One word as long as a line (a digest, a name without spaces) must not starve the others.
    least = [min(w, whole / 2) for w in least]
    liked = [max(w, least[n]) for n, w in enumerate(liked)]
    spare, wish = whole - sum(least), sum(w - least[n] for n, w in enumerate(liked))
    if spare > 0 and wish > 0:
        least = [w + (liked[n] - w) * min(1.0, spare / wish) for n, w in enumerate(least)]
    total = sum(least)
    return tuple(w / total for w in least)
