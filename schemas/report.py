"""The political report and the self-review (P02, P03)."""

from enum import StrEnum

from pydantic import Field

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


class Report(Noun):
    """The draft laid before the congress: review of the closing term, direction for the next."""

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
