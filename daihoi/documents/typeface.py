"""The typeface in the wheel, and how wide a line set in it is."""

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import ImageFont

FOLDER = Path(str(files("daihoi.documents") / "fonts"))
FAMILY = "Liberation Serif"
"""Same widths as Times New Roman, so a line breaks where it breaks in Word."""

MISSING = "□"


@cache
def _face(name: str) -> ImageFont.FreeTypeFont:
    # Measured large, so that hinting at small sizes does not round the widths.
    return ImageFont.truetype(str(FOLDER / f"LiberationSerif-{name}.ttf"), 1000)


@lru_cache(maxsize=20_000)
def width(text: str, points: float, *, bold: bool = False) -> float:
    """The width of ``text`` on one line, in points."""
    return _face("Bold" if bold else "Regular").getlength(text) * points / 1000


@cache
def has_glyph(char: str) -> bool:
    """False for a character the typeface has no picture of, such as an emoji."""
    face: Any = ImageFont.truetype(str(FOLDER / "LiberationSerif-Regular.ttf"), 24)
    return char.isspace() or bytes(face.getmask(char)) != bytes(face.getmask("\uffff"))


def drawable(text: str) -> str:
    """``text`` with a box for each character the typeface cannot draw; an archivable PDF may not hold such a one."""
    return text if text.isascii() else "".join(c if has_glyph(c) else MISSING for c in text)
