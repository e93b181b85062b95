"""A dossier's state as text and back: what was parsed or written last is not parsed or written again."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, cast

from schemas.dossier import Answers, Dossier
from schemas.noun import Noun

KEPT = 128


@dataclass(frozen=True)
class _Known:
    """A state, its text, and the text of each of its fields as far as they were written."""

    text: str
    dossier: Dossier
    fields: dict[str, str] = field(default_factory=dict[str, str])
    head: str | None = None
    """Digest of its last journal line; None when it was only read."""


class States:
    """A memo of a pure function, so it cannot be wrong: the same text is the same state, whoever wrote it.

    A dossier is frozen; the states of the congresses touched last are shared by all who ask for them.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = Lock()

    def parse(self, code: str, text: str) -> Dossier:
        """The dossier that ``text`` (JSON) describes."""
        with self._lock:
            known = self._known.get(code)
        if known is not None and known.text == text:
            return known.dossier
        return self._remember(_Known(text, Dossier.model_validate_json(text)))

    def head_of(self, code: str, text: str) -> str | None:
        """The digest of the last journal line of the state ``text``, where this process wrote it; else None."""
        with self._lock:
            known = self._known.get(code)
        return known.head if known is not None and known.text == text else None

    def dump(self, dossier: Dossier, head: str | None = None) -> str:
        """``dossier`` as JSON, its journal ending in ``head``. Of the state before, an answer changes some fields; the others' text still holds."""
        with self._lock:
            before = self._known.get(dossier.code)
        fields = {
            name: before.fields[name]
            if before and name in before.fields and getattr(before.dossier, name) is getattr(dossier, name)
            else f'"{name}":{_write(dossier, name)}'
            for name in Dossier.model_fields
        }
        text = "{" + ",".join(fields.values()) + "}"
        self._remember(_Known(text, dossier, fields, head))
        return text

    def _remember(self, known: _Known) -> Dossier:
        with self._lock:
            self._known[known.dossier.code] = known
            self._known.move_to_end(known.dossier.code)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return known.dossier


def _write(noun: Noun, name: str) -> str:
    """The JSON of one field, put together from nouns that remember theirs: most were there before."""
    value: Any = getattr(noun, name)
    if isinstance(value, Answers):
        return "{" + ",".join(f'"{part}":{_write(value, part)}' for part in Answers.model_fields) + "}"
    if isinstance(value, Noun):
        return value.json_text
    if isinstance(value, tuple) and (items := _nouns(cast(tuple[Any, ...], value))):
        return "[" + ",".join(item.json_text for item in items) + "]"
    if isinstance(value, dict) and (items := _nouns(cast(dict[str, Any], value).values())):
        keys = (json.dumps(str(key), ensure_ascii=False) for key in cast(dict[str, Any], value))
        return "{" + ",".join(f"{key}:{item.json_text}" for key, item in zip(keys, items, strict=True)) + "}"
    return noun.model_dump_json(by_alias=True, include={name}).partition(":")[2][:-1]


def _nouns(values: Iterable[Any]) -> list[Noun]:
    """The ``values``, when every one is a noun."""
    found = list(values)
    return found if all(isinstance(v, Noun) for v in found) else []
