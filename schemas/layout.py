"""How a paper is laid out on the page: sizes in points, distances in millimetres."""

from enum import StrEnum

from pydantic import Field

from schemas.finding import Basis
from schemas.noun import Line, Noun


class HeaderStyle(StrEnum):
    """Whose header a paper bears."""

    PARTY = "party"
    STATE = "state"
    YOUTH = "youth"


class Margins(Noun):
    """The margins of an A4 page, in millimetres; ``mirrored`` swaps left and right on the back."""

    top: float
    bottom: float
    left: float
    right: float
    mirrored: bool = True


class Sizes(Noun):
    """Type sizes in points, by block."""

    title: float
    superior: float
    issuer: float
    number: float
    date: float
    kind: float
    subject: float
    body: float
    heading: float
    recipients: float
    recipients_list: float
    signature: float
    page_number: float
    table: float


class Layout(Noun):
    """The layout in force: every figure a writer needs, and the document it stands on."""

    id: Line
    header: HeaderStyle
    font: Line
    margins: Margins
    sizes: Sizes
    title_lines: tuple[Line, ...] = Field(min_length=1)
    """The line or lines at the top right; the last one is underlined by a rule of its own length."""
    star: str
    """What stands under the issuing body: ``*``, ``***`` or nothing."""
    colon: bool
    """Whether a colon follows «Số»."""
    subject_rule: str
    first_line_mm: float
    line_pt: float
    after_pt: float
    page_number_mm: float
    blank_lines: int
    """Empty lines between the title and the name of the signer."""
    left_share: float = Field(gt=0, lt=1)
    """Share of the text width that the left column of the header takes."""
    basis: tuple[Basis, ...]
