"""The news post (S08)."""

from datetime import datetime

from pydantic import Field

from schemas.noun import Line, Noun, Prose


class Photo(Noun):
    """A photo with its caption and credit; ``file`` is a name, the bytes are not needed to judge."""

    file: Line
    alt: Line
    caption: Line
    credit: Line


class News(Noun):
    """The post; targets are not typed again but taken from the resolution."""

    title: Line
    published_at: datetime
    lead: Prose
    heard: tuple[Line, ...] = Field(min_length=1)
    photos: tuple[Photo, ...] = ()
    closing: Prose | None = None
    source: Line
