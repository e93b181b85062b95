"""The plan of the congress (P01), and the opening facts it starts from."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from schemas.cell import Cell, Member, Profile, Superior, Term
from schemas.noun import Code, Line, Noun, Prose
from schemas.ruleset import Value
from schemas.target import Target


class Contents(StrEnum):
    """Which contents the superior's plan gives the congress."""

    FULL = "full"
    WITHOUT_ELECTION = "without_election"
    WITHOUT_COMMITTEE = "without_committee"
    """The personnel is not ready: no committee is elected, delegates are."""
    APPOINTED = "appointed"
    """A new or merged organisation, whose committee the superior appoints: nothing is elected."""
    MID_TERM = "mid_term"


class Override(Noun):
    """A value of the rule-set that this congress puts another in the place of, and why; printed on its conformance sheet."""

    value: Value
    reason: Line


class Opening(Noun):
    """The facts a congress is opened with; ``invented`` names what the source does not give."""

    code: Code
    cell: Cell
    superior: Superior
    profile: Profile
    opening_on: date
    closing_term: Term
    new_term: Term
    season_deadline: date | None = None
    lateness_reason: Prose | None = None
    delegates: bool = False
    """A delegate congress: the roster is the list of delegates."""
    members_total: int | None = Field(default=None, ge=1)
    """All members of the organisation, where the roster lists delegates."""
    roster: tuple[Member, ...] = Field(default=(), repr=False)
    old_targets: tuple[Target, ...] = ()
    overrides: dict[str, Override] = Field(default_factory=dict[str, Override])
    """Values put in the place of those of the rule-set that were not read in the source itself."""
    invented: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _terms_follow(self) -> Self:
        if self.new_term.start < self.closing_term.start:
            raise ValueError("the new term must follow the closing term")
        return self


class Register(Noun):
    """The list of members and the targets of the closing term, where the opening had none."""

    roster: tuple[Member, ...] = Field(min_length=1)
    old_targets: tuple[Target, ...] = Field(min_length=1)


class PlanTask(Noun):
    """One task of the plan."""

    task: Line
    owner: Line
    due_on: date


class Plan(Noun):
    """The plan: basis, day, place, contents, tasks."""

    basis_number: Line
    basis_date: date
    signed_on: date
    opening_on: date
    place: Line
    contents: Contents = Contents.FULL
    programme: tuple[Line, ...] = Field(min_length=1)
    tasks: tuple[PlanTask, ...] = Field(min_length=1)
