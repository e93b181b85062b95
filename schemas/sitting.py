"""The congress day itself: who led it, the programme as it was taken, the votes, the speeches."""

from datetime import date

from pydantic import Field

from schemas.noun import Line, Noun
from schemas.vote import Vote


class Item(Noun):
    """One item of the programme, in the order it was taken."""

    key: Line
    title: Line
    speaker: Line | None = None
    vote: Vote | None = None


class Sitting(Noun):
    """What happened, in order, with the adoption of the resolution among the votes."""

    held_on: date
    place: Line
    chair: Line
    presidium: tuple[Line, ...] = ()
    """The presidium besides the chair."""
    secretary: Line
    secretariat: tuple[Line, ...] = ()
    """The secretariat besides the secretary."""
    superior_speaker: Line | None = None
    items: tuple[Item, ...] = Field(min_length=1)
