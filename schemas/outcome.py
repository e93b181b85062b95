"""After the congress: results, recognition, duties, archive (S01–S09)."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from schemas.noun import Line, Noun, Prose


class Results(Noun):
    """The report of results to the superior, with the request for recognition."""

    number: Line
    sent_on: date


class Recognition(Noun):
    """The superior's decision on the election."""

    recognised: bool
    number: Line
    decided_on: date
    names: tuple[Line, ...] = ()
    reason: Prose | None = None

    @model_validator(mode="after")
    def _refusal_has_reason(self) -> Self:
        if not self.recognised and not self.reason:
            raise ValueError("a refusal needs its reason")
        return self


class Appointment(Noun):
    """The superior's decision on the head whom the ballots did not elect."""

    name: Line
    number: Line
    decided_on: date
    text: Prose | None = None


class Duty(Noun):
    """One follow-up duty."""

    what: Line
    owner: Line
    due_on: date
    measure: Line | None = None
    """By what it will be seen that it is done."""
    serves: tuple[Line, ...] = ()
    """Targets and paragraphs of the resolution that it carries out (``T5``, ``doan30``)."""


class FollowUp(Noun):
    """The duties that the resolution leaves to the new committee."""

    duties: tuple[Duty, ...] = Field(min_length=1)


class DutyDone(Noun):
    """What became of one follow-up duty."""

    done_on: date
    result: Prose


class Archive(Noun):
    """Where the dossier is kept."""

    keeper: Line
    archived_on: date
    place: Line
