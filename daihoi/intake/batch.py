"""What every way in hands to the register: one hand-in with the comments that are in it."""

from dataclasses import dataclass
from datetime import date

from daihoi.rules.register import same_name
from schemas.comments import ANONYMOUS, Channel, Contribution, SourceKind
from schemas.dossier import Dossier
from schemas.words import Words


@dataclass(frozen=True)
class Sender:
    """Whose opinion a hand-in is, unless something in it says otherwise, and when it came."""

    author: str | None
    source: SourceKind | None
    received_on: date


@dataclass(frozen=True)
class Batch:
    """One hand-in. The comments bear provisional ids, which the register replaces."""

    name: str
    digest: str
    channel: Channel
    sender: Sender
    version: int | None
    comments: tuple[Contribution, ...]
    notes: tuple[Words, ...] = ()


def credit(dossier: Dossier, written: str, sender: Sender) -> tuple[str, SourceKind]:
    """Name and kind of an author: a known name as it is written, else the sender, else what the file says."""
    for name in (written, sender.author or ""):
        known = _known(dossier, name) if name else None
        if known:
            return known
    author = sender.author or written or ANONYMOUS
    return author, sender.source or SourceKind.MEMBER


def _known(dossier: Dossier, name: str) -> tuple[str, SourceKind] | None:
    for body in dossier.gathering.bodies:
        if same_name(body.name, name):
            return body.name, body.source
    register = dossier.answers.roster
    for member in register.roster if register else dossier.opening.roster:
        if same_name(member.name, name):
            return member.name, SourceKind.MEMBER
    return None
