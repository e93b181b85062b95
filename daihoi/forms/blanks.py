"""What stands in a form where nobody has written yet, and an answer without it."""

import re
from typing import Any, cast

BLANK = "…"
BLANK_DAY = "… (2026-12-31)"
YES_OR_NO = "true | false"
_LEFT = re.compile(rf"{BLANK}|{re.escape(BLANK_DAY)}|[a-z0-9_]+( \| [a-z0-9_]+)+")
"""A blank, or the choices of a field with none taken."""


def filled_in(answer: dict[str, Any]) -> dict[str, Any]:
    """``answer`` without what still stands as its form had it: a field left blank, an entry with nothing but blanks."""
    return {name: value for name, given in answer.items() if (value := _filled(given)) is not None or given is None}


def _filled(value: Any) -> Any:
    """The value, or None where nothing was filled in."""
    if isinstance(value, str):
        return None if _LEFT.fullmatch(value.strip()) else value
    if isinstance(value, dict):
        entry = cast(dict[str, Any], value)
        return filled_in(entry) or (None if entry else entry)
    if isinstance(value, list):
        entries = cast(list[Any], value)
        return [v for given in entries if (v := _filled(given)) is not None or given is None] or (
            None if entries else entries
        )
    return value
