"""The register of comments: what is in it, what counts, what was decided, who has answered."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daihoi.rules.anchors import anchor_quote
from schemas.comments import (
    ANONYMOUS,
    BodyOpinion,
    Channel,
    Contribution,
    Disposition,
    Gathering,
    Outcome,
    SourceKind,
    Stage,
)
from schemas.dossier import Dossier
from schemas.step import Kind
from schemas.words import Words

SOURCES = {
    SourceKind.MEMBER: Words(vi="đảng viên", en="member"),
    SourceKind.MASS_ORGANISATION: Words(vi="đoàn thể", en="mass organisation"),
    SourceKind.NON_MEMBER: Words(vi="quần chúng", en="non-member"),
    SourceKind.SUPERIOR: Words(vi="cấp trên", en="superior committee"),
}
"""Who speaks, in words."""
OUTCOMES = {
    Outcome.ACCEPTED: Words(vi="tiếp thu", en="accepted"),
    Outcome.PARTLY: Words(vi="tiếp thu một phần", en="partly accepted"),
    Outcome.EXPLAINED: Words(vi="giải trình", en="explained"),
    Outcome.ANSWERED: Words(vi="đã trả lời", en="answered"),
}
"""What was done, in words."""


def all_comments(dossier: Dossier) -> tuple[Contribution, ...]:
    """Everything said on the draft, in the superior's review or at the sitting, late ones too, in the order it came."""
    given = dossier.answers.comments
    typed = (Contribution.model_validate(c.model_dump()) for c in given.comments) if given else ()
    return (*dossier.gathering.comments, *typed)


def counts(comment: Contribution, gathering: Gathering) -> bool:
    """True when the comment is part of the register: in time, or late and taken."""
    return not comment.late or gathering.taken.get(comment.id, False)


def comments_of(dossier: Dossier, stage: Stage = Stage.DRAFT) -> tuple[Contribution, ...]:
    """The comments that want a decision."""
    return tuple(c for c in all_comments(dossier) if c.stage is stage and counts(c, dossier.gathering))


def late_undecided(dossier: Dossier) -> tuple[Contribution, ...]:
    """The late comments on which the organiser has not said yet whether they count."""
    return tuple(c for c in all_comments(dossier) if c.late and c.id not in dossier.gathering.taken)


def decisions_of(dossier: Dossier, more: Sequence[Disposition] = ()) -> dict[str, Disposition]:
    """The decision on each comment, by its id; the answer to the request overrides what was noted before."""
    given = dossier.answers.dispositions
    noted = (*dossier.gathering.decisions, *(given.dispositions if given else ()), *more)
    return {d.comment: d for d in noted}


def opinion_entry(dossier: Dossier, opinion: str) -> Contribution | None:
    """The register's youngest entry for an opinion that the superior's letter calls ``opinion``."""
    mine = (c for c in reversed(dossier.gathering.comments) if c.stage is Stage.REVIEW)
    again = name_of_opinion(opinion, 2)[:-1]
    return next((c for c in mine if c.id == opinion or c.id.startswith(again)), None)


def name_of_opinion(opinion: str, nth: int) -> str:
    """How the register calls the nth opinion of this id: every letter of the superior counts from one."""
    return opinion if nth == 1 else f"{opinion[:35]}-lan{nth}"


def same_name(one: str, other: str) -> bool:
    """True when two spellings are one name: Unicode form, case and spaces do not matter."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def digest_of(comment: Contribution, origin: str, nth: int = 0) -> str:
    """What makes a comment the same one again: who, where, what; for someone unnamed also the file it came in.

    ``nth`` tells apart equal remarks inside one hand-in.
    """
    anchor, edit = comment.anchor, comment.edit
    named = not same_name(comment.author, ANONYMOUS)
    parts = (
        _plain(comment.author) if named else origin,
        comment.source.value,
        comment.stage.value,
        " ".join(comment.text.split()),
        f"{anchor.paragraph} {anchor.start} {anchor.quote}" if anchor else comment.section,
        f"{edit.change} {edit.new} {edit.after}" if edit else "",
        str(nth),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def number_comments(comments: Sequence[Contribution], taken: Sequence[str]) -> tuple[Contribution, ...]:
    """The comments with the next free numbers of the register (YK0001 …); replies follow their new ids."""
    last = max((int(t[2:]) for t in taken if t.startswith("YK") and t[2:].isdecimal()), default=0)
    ids = [f"YK{n:04}" for n, _ in enumerate(comments, last + 1)]
    new = {c.id: i for c, i in zip(comments, ids, strict=True)}
    return tuple(
        c.model_copy(update={"id": i, "reply_to": new.get(c.reply_to, c.reply_to) if c.reply_to else None})
        for c, i in zip(comments, ids, strict=True)
    )


@dataclass(frozen=True)
class Asked:
    """Someone who is asked, and what came of it."""

    name: str
    source: SourceKind
    answered: bool
    comments: int
    met: int | None


def who_answered(dossier: Dossier) -> tuple[Asked, ...]:
    """Member by member, body by body; then those who spoke without being asked."""
    opening, register = dossier.opening, dossier.answers.roster
    members = register.roster if register else opening.roster
    asked = [(m.name, SourceKind.MEMBER) for m in members]
    asked += [(b.name, b.source) for b in dossier.gathering.bodies]
    said: dict[str, list[Contribution]] = {}
    for c in all_comments(dossier):
        if c.stage is Stage.DRAFT:
            said.setdefault(_plain(c.author), []).append(c)
    heard = {_plain(i.author) for i in dossier.gathering.intakes if i.author} | set(said)
    known = {_plain(name) for name, _ in asked}
    asked += [(mine[0].author, mine[0].source) for key, mine in said.items() if key not in known]
    rows: list[Asked] = []
    for name, source in asked:
        mine = said.get(_plain(name), [])
        met = max((c.met for c in mine if c.met is not None), default=None)
        rows.append(Asked(name, source, _plain(name) in heard, len(mine), met))
    return tuple(rows)


def comment_of_body(dossier: Dossier, name: str, opinion: BodyOpinion, day: date) -> Contribution:
    """A body's opinion from its form, as a comment with the next free number."""
    draft = dossier.drafts[-1] if dossier.drafts else None
    received = opinion.received_on or day
    source = next((b.source for b in dossier.gathering.bodies if b.name == name), SourceKind.MASS_ORGANISATION)
    comment = Contribution(
        id="new",
        source=source,
        author=name,
        received_on=received,
        section=opinion.section,
        text=opinion.text,
        channel=Channel.PAGE,
        anchor=anchor_quote(draft, opinion.quote) if draft and opinion.quote else None,
        met=opinion.met,
        supporters=opinion.supporters,
        late=is_late(dossier, Stage.DRAFT, received),
    )
    comment = comment.model_copy(update={"digest": digest_of(comment, "page")})
    return number_comments((comment,), [c.id for c in all_comments(dossier)])[0]


def is_late(dossier: Dossier, stage: Stage, received_on: date) -> bool:
    """True for what comes after the register was closed, or after the deadline set for it."""
    deadline = dossier.gathering.deadline
    return is_closed_for(dossier, stage) or (stage is Stage.DRAFT and deadline is not None and received_on > deadline)


def is_closed_for(dossier: Dossier, stage: Stage) -> bool:
    """True when nothing more may be said at ``stage`` without being late."""
    if stage is Stage.SITTING:
        return dossier.answers.resolution is not None
    return Kind.COMMENTS in dossier.accepted_at
