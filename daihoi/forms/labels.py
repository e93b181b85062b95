"""What a field of a form is called, and what helps to fill it in."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _labels() -> dict[str, dict[str, tuple[str, str]]]:
    text = files("daihoi.forms").joinpath("labels.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return {noun: {field: (pair[0], pair[1]) for field, pair in fields.items()} for noun, fields in found.items()}


def label(noun: str, field: str) -> tuple[str, str]:
    """Title and help of ``field`` of the noun called ``noun``; the field's own name where nobody has named it yet."""
    return _labels().get(noun, {}).get(_own(field), (field, ""))


def _own(field: str) -> str:
    # «for» is a word of Python's; the noun calls it for_.
    return "for_" if field == "for" else field


def is_named(noun: str, field: str) -> bool:
    """True when the field has a title of its own."""
    return _own(field) in _labels().get(noun, {})


def with_labels(schema: dict[str, Any], noun: str) -> dict[str, Any]:
    """The JSON schema of ``noun`` with the titles and help of every field, also of the nouns inside it."""
    named = {"$defs": {name: _titled(body, name) for name, body in schema.get("$defs", {}).items()}}
    return {**_titled(schema, noun), **(named if "$defs" in schema else {})}


def _titled(body: dict[str, Any], noun: str) -> dict[str, Any]:
    # A definition's own title and docstring are for readers of the code.
    plain = {k: v for k, v in body.items() if k not in ("title", "description")}
    if "properties" not in body:
        return plain
    properties: dict[str, Any] = {}
    for position, (field, inner) in enumerate(body["properties"].items()):
        title, help_ = label(noun, field)
        # A reference may bear no title beside it in older readers of JSON schema, so it is wrapped.
        bare = {k: v for k, v in inner.items() if k not in ("title", "description")}
        wrapped = {"allOf": [bare]} if "$ref" in bare else bare
        properties[field] = {
            **wrapped,
            "title": title,
            "position": position,
            **({"description": help_} if help_ else {}),
        }
    return {**plain, "properties": properties}
