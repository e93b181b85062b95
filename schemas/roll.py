"""The roll: every change of who holds which role, and of whose codes count."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from schemas.noun import Noun


class RollAct(StrEnum):
    """The thing, then what was done to it."""

    ADD = "person:add"
    END = "person:end"
    ENROL = "person:enrol"
    AWAY = "person:away"
    BACK = "person:back"


class RollLine(Noun):
    """One line: what became of ``name``'s roles or codes, when (UTC), and who said that they did it."""

    seq: int
    act: RollAct
    at: datetime
    who: str | None = None
    """As they claimed; None when nobody said."""
    name: str
    payload: dict[str, Any] = Field(default_factory=dict[str, Any])
    """A role with its place and days; the days that end it; an absence; or SHA-256 of the secret that codes are made from."""
