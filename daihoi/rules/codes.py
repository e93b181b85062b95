"""The code that a dossier gets when nobody chose one."""

from collections.abc import Collection
from datetime import date

from daihoi.rules.slug import slug

_LONGEST = 32


def code_of(cell: str, opening_on: date, taken: Collection[str] = ()) -> str:
    """A code from the cell's name and the year: letters, digits and dashes, and none of those ``taken``."""
    stem = slug(cell)[:_LONGEST].strip("-") or "dai-hoi"
    code, n = f"{stem}-{opening_on.year}", 1
    while code in taken:
        n += 1
        code = f"{stem}-{opening_on.year}-{n}"
    return code
