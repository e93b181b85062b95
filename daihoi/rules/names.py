"""When two written names are one."""

import unicodedata
from collections.abc import Iterable


def key_of(name: str) -> str:
    """The same for every way of writing one name: composed or not, capitals, spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def twice(names: Iterable[str]) -> tuple[str, ...]:
    """The names that occur a second time, as written the second time."""
    seen: set[str] = set()
    found: list[str] = []
    for name in names:
        if key_of(name) in seen:
            found.append(name)
        seen.add(key_of(name))
    return tuple(found)


def has(names: Iterable[str], name: str) -> bool:
    """True when ``name`` is among ``names``."""
    return key_of(name) in {key_of(n) for n in names}
