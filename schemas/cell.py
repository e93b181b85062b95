"""The cell, its term and its members."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from schemas.noun import Line, Noun


class Profile(StrEnum):
    """The kind of organisation, which chooses the rules."""

    CELL = "chi_bo"
    GRASSROOTS_CELL = "chi_bo_co_so"
    BASE_COMMITTEE = "dang_bo_co_so"
    TRADE_UNION = "cong_doan_co_so"
    YOUTH_UNION = "chi_doan"


class Role(StrEnum):
    """Who may be asked. One person may hold several."""

    ORGANISER = "organiser"
    SUPERIOR = "superior"
    PRESIDIUM = "presidium"
    COUNTING = "counting"
    EDITOR = "editor"


class Term(Noun):
    """A term of office, in whole years."""

    start: int = Field(ge=1930, le=2200)
    end: int = Field(ge=1930, le=2200)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError("the term must end after it starts")
        return self

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"


class Standing(StrEnum):
    """A member's standing, as of the opening day; in a delegate congress a delegate's."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    ATTACHED = "attached"
    """Temporarily attached: takes part, neither votes nor stands here."""
    ALTERNATE = "alternate"
    """An alternate delegate: votes only in the place of an absent official one."""
    UNKNOWN = "unknown"


class Member(Noun):
    """A member on the cell's list, or a delegate."""

    name: Line
    standing: Standing = Standing.OFFICIAL
    unit: Line | None = None
    """The sub-organisation that a delegate comes from."""
    female: bool | None = None
    birth_year: int | None = Field(default=None, ge=1900, le=2100)
    convener: bool | None = None
    """Sits on the committee that summons this congress; None: not written down."""


class Cell(Noun):
    """The cell whose congress it is, with the short names its papers may use."""

    name: Line
    short: Line
    aliases: tuple[Line, ...] = ()
    place: Line


class Superior(Noun):
    """The superior committee that reviews and recognises."""

    name: Line
    short: Line


class Person(Noun):
    """Someone who acts: role, where, and from when to when."""

    name: Line
    role: Role
    mail: str | None = None
    unit: Line
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """True when the role is held on ``day``, both ends included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
