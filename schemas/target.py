"""Targets: what a congress promises, as figures and as words."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from schemas.noun import Code, Line, Noun, Prose


class Comparator(StrEnum):
    """How the figure is meant."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    AIM = "~"


class Span(StrEnum):
    """Over what the figure is counted."""

    TERM = "term"
    YEAR = "year"
    BY_DAY = "by_day"


class Share(Noun):
    """A percentage, of a named base."""

    kind: Literal["share"] = "share"
    percent: Decimal = Field(ge=0, le=100)
    of: Line


class Count(Noun):
    """A number of things."""

    kind: Literal["count"] = "count"
    number: Decimal = Field(ge=0)
    unit: Line


class Range(Noun):
    """From–to of one unit."""

    kind: Literal["range"] = "range"
    low: Decimal = Field(ge=0)
    high: Decimal = Field(ge=0)
    unit: Line


class PartOf(Noun):
    """``n`` of ``m`` units."""

    kind: Literal["part"] = "part"
    n: int = Field(ge=0)
    m: int = Field(ge=1)
    unit: Line


class Grade(Noun):
    """A place on an ordinal scale, lowest first."""

    kind: Literal["grade"] = "grade"
    grade: Line
    scale: tuple[Line, ...] = (
        "không hoàn thành nhiệm vụ",
        "hoàn thành nhiệm vụ",
        "hoàn thành tốt nhiệm vụ",
        "hoàn thành xuất sắc nhiệm vụ",
    )


class Reached(Noun):
    """A state that is reached or is not."""

    kind: Literal["state"] = "state"
    state: Line


Measure = Annotated[Share | Count | Range | PartOf | Grade | Reached, Field(discriminator="kind")]


class Target(Noun):
    """One target; ``words`` is what people read and what every paper must repeat."""

    id: Code
    words: Prose
    measure: Measure | None = None
    comparator: Comparator = Comparator.EQUAL
    span: Span = Span.TERM
    by: date | None = None
