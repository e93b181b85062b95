"""Who was summoned and who came: one line a member, with a reason code where the line says so."""

from enum import StrEnum

from pydantic import Field

from schemas.noun import Line, Noun


class Reason(StrEnum):
    """Why a member is not among those who came, or does not count: what a line of the ledger may say."""

    TRANSFERRED = "transferred"
    """Temporarily transferred to live and meet elsewhere."""
    EXEMPT = "exempt"
    """Exempt from work and meetings."""
    SUSPENDED = "suspended"
    """Suspended, prosecuted or detained."""
    REPORTED = "reported"
    """Absent throughout, and said why: the summoning committee decides whether it accepts the reason."""
    UNREPORTED = "unreported"
    """Absent without a word."""


class Presence(Noun):
    """One member's line. ``present`` left out means that nobody knows yet."""

    name: Line
    summoned: bool = True
    present: bool | None = None
    code: Reason | None = None
    reason: Line | None = None
    """The reason in words, as it was given."""
    left_early: bool = False
    replaces: Line | None = None
    """An alternate delegate: the official delegate whose place is taken."""
    voted: bool | None = None
    """Given a ballot or a voting card, where that was written down."""


class Attendance(Noun):
    """The attendance of the congress day, one line for each member of the roster."""

    lines: tuple[Presence, ...] = Field(min_length=1)


class Excuse(Noun):
    """One reason for an absence, accepted or not."""

    name: Line
    accepted: bool
    why: Line | None = None


class Excuses(Noun):
    """What the summoning committee decided on each reason that was reported."""

    decisions: tuple[Excuse, ...] = Field(min_length=1)
