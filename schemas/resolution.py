"""The resolution as adopted and issued (C10)."""

from datetime import date

from pydantic import Field

from schemas.noun import Line, Noun


class Issue(Noun):
    """Number, day and signer of the official version."""

    number: Line
    signed_on: date
    signer: Line
    recipients: tuple[Line, ...] = Field(min_length=1)
