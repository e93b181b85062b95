"""A rule that was waived for one congress, and why."""

from datetime import date

from schemas.noun import Code, Line, Noun


class Waiver(Noun):
    """Who waived which check, when, and the reason; ``line`` is its journal line."""

    rule: Code
    reason: Line
    who: Line
    on: date
    line: int
