"""How wide the columns of a table are, from what stands in them."""

from daihoi.documents import typeface
from daihoi.documents.manuscript import Grid, words_of

_PADDING = 14.0
"""Points that the cell's own margins take, on both sides."""
_BY_HAND = 72.0
"""Points for a column that is left blank, to be written in by hand."""


def shares(grid: Grid, points: float, whole: float) -> tuple[float, ...]:
    """The share of ``whole`` (points) that each column takes, set in ``points``; the shares add up to 1.

    No column is narrower than its longest word, unless they do not fit together. Short cells (a name, a day) get
    their one line before long ones, then short headings theirs; what is left over goes where the text is long.
    """
    widths: list[float] = []
    cells: list[float] = []
    heads: list[float] = []
    for place, head in enumerate(grid.header):
        said = words_of(head)
        rows = [words_of(row[place]) for row in grid.rows]
        words = [(w, True) for w in said.split(" ")] + [(w, False) for text in rows for w in text.split(" ")]
        # One word as long as a line (a digest, a name without spaces) must not starve the others.
        least = _PADDING + max(typeface.width(w, points, bold=bold) for w, bold in words)
        widths.append(min(least, whole / 2))
        cells.append(_PADDING + max((typeface.width(text, points) for text in rows), default=0))
        heads.append(_PADDING + typeface.width(said, points, bold=True))
        if grid.rows and not any(rows):
            cells[-1] = max(heads[-1], _BY_HAND)
    widths = _widened(_widened(widths, cells, whole), heads, whole)
    weights = [max(1.0, w - _PADDING) ** 3 for w in widths]
    spare = max(0.0, whole - sum(widths))
    widths = [w + spare * weight / sum(weights) for w, weight in zip(widths, weights, strict=True)]
    return tuple(w / sum(widths) for w in widths)


def _widened(widths: list[float], wishes: list[float], whole: float) -> list[float]:
    """``widths`` brought nearer to ``wishes`` as far as ``whole`` goes: small wishes first, the others alike."""
    widened = list(widths)
    waiting = sorted((n for n, wish in enumerate(wishes) if wish > widths[n]), key=lambda n: wishes[n] - widths[n])
    for served, n in enumerate(waiting):
        even = max(0.0, whole - sum(widened)) / (len(waiting) - served)
        widened[n] += min(wishes[n] - widths[n], even)
    return widened
