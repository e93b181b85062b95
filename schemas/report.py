"""The political report and the self-review (P02, P03)."""

import re
import unicodedata
from enum import StrEnum
from typing import Any, cast

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from schemas.noun import Code, Line, Noun, Prose
from schemas.target import Target


class AreaKey(StrEnum):
    """The five areas a cell's report assesses."""

    POLITICAL_TASK = "political_task"
    EDUCATION = "education"
    PARTY_BUILDING = "party_building"
    INSPECTION = "inspection"
    MASS_ORGANISATIONS = "mass_organisations"


class Result(Noun):
    """What became of one target of the closing term."""

    target: Code
    words: Prose
    met: bool | None = None


class Area(Noun):
    """One area: its assessment, or its tasks."""

    area: AreaKey
    title: Line
    text: Prose


_MARK = re.compile(r"[ \t]*\{#(doan\d{1,6})\}")


class Report(Noun):
    """The draft laid before the congress: review of the closing term, direction for the next.

    A paragraph may end in its id, ``{#doan12}``; such marks are taken out of the words into ``marks`` (words of
    the paragraph to id), so that an id follows words that are moved and rewritten at once.
    """

    context: Prose
    results: tuple[Result, ...]
    areas: tuple[Area, ...]
    weaknesses: tuple[Prose, ...] = ()
    causes: tuple[Prose, ...] = ()
    lessons: tuple[Prose, ...] = ()
    direction: Prose
    targets: tuple[Target, ...] = Field(min_length=1)
    task_areas: tuple[Area, ...]
    charge: tuple[Prose, ...] = Field(min_length=1)
    self_review: Prose
    marks: SkipJsonSchema[dict[str, str]] = Field(default_factory=dict[str, str], repr=False)

    @model_validator(mode="before")
    @classmethod
    def _take_out_marks(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        given = cast("dict[str, Any]", data)
        if given.get("marks"):
            return given
        marks: dict[str, str] = {}
        plain = _without_marks(given, marks)
        return {**plain, "marks": marks} if marks else given


def _without_marks(node: Any, marks: dict[str, str]) -> Any:
    if isinstance(node, str):
        begin = 0
        for found in _MARK.finditer(node):
            words = " ".join(unicodedata.normalize("NFC", node[begin : found.start()]).split())
            if words:
                marks[words] = found[1]
            begin = found.end()
        return _MARK.sub("", node) if begin else node
    if isinstance(node, dict):
        return {k: _without_marks(v, marks) for k, v in cast("dict[str, Any]", node).items()}
    if isinstance(node, list | tuple):
        return [_without_marks(v, marks) for v in cast("list[Any]", node)]
    return node
