"""What a rule has to say about a paper."""

from datetime import date
from enum import StrEnum

from schemas.noun import Line, Noun
from schemas.words import Words


class Severity(StrEnum):
    """Whether a finding stops the step or is only written down."""

    BLOCK = "block"
    WARN = "warn"


class Confidence(StrEnum):
    """How sure we are of a basis: read in a source, read second hand, general knowledge, uncertain."""

    SEEN = "SEEN"
    SEEN_2 = "SEEN-2"
    GK = "GK"
    UNC = "UNC"


class Basis(Noun):
    """A legal basis: number *and* date, since several documents share a number."""

    document: Line
    dated: date | None = None
    article: str | None = None
    confidence: Confidence = Confidence.GK


class Finding(Noun):
    """One objection: code, weight, where, one sentence, and the basis it stands on."""

    code: Line
    severity: Severity
    field: str | None = None
    words: Words
    basis: Basis | None = None

    @property
    def blocks(self) -> bool:
        """True when the step may not go on."""
        return self.severity is Severity.BLOCK
