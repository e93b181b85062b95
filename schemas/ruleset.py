"""The rules in force on a day, as they are pinned in a dossier."""

from functools import cached_property

from pydantic import Field

from schemas.finding import Basis, Confidence, Severity
from schemas.noun import Code, Line, Noun

Value = bool | int | float | str


class Setting(Noun):
    """One value: what it is, how heavy its breach is, how sure we are, and what it stands on."""

    value: Value
    severity: Severity
    confidence: Confidence
    basis: Basis | None = None
    note: Line | None = None
    was: Value | None = None
    """What the congress's own file put another value in the place of."""
    reason: Line | None = None
    """Why."""


class RuleSet(Noun):
    """The values in force on the opening day, pinned in the dossier."""

    id: Code
    digest: str
    settings: dict[str, Setting]
    bases: tuple[Basis, ...]
    """Charter, implementing rules, election regulation, then the documents of the layout."""
    words: dict[str, str] = Field(default_factory=dict[str, str])
    """How the organisation calls its members, its committee and itself."""

    @cached_property
    def values(self) -> dict[str, Value]:
        """Each value by name, without its source."""
        return {name: setting.value for name, setting in self.settings.items()}
