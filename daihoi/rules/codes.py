"""The code that a dossier gets when nobody chose one."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

_LONGEST = 32


def code_of(cell: str, opening_on: date, taken: Collection[str] = ()) -> str:
    """A code from the cell's name and the year: letters, digits and dashes, and none of those ``taken``."""
    plain = unicodedata.normalize("NFD", cell.casefold().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    stem = "-".join(words)[:_LONGEST].strip("-") or "dai-hoi"
    code, n = f"{stem}-{opening_on.year}", 1
    while code in taken:
        n += 1
        code = f"{stem}-{opening_on.year}-{n}"
    return code
