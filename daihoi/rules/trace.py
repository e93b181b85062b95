"""The whole way of one opinion: who said it, what was done, which paragraph, the resolution, the target, who sees to it.

And back: from a paragraph, a target, or any words of the resolution to everything said about them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from daihoi.rules.anchors import Found, anchor_quote, locate
from daihoi.rules.paragraphs import slot_of
from daihoi.rules.places import section_name
from daihoi.rules.register import all_comments, decisions_of
from schemas.comments import Contribution, Disposition, Outcome
from schemas.dossier import Dossier
from schemas.draft import Draft, Paragraph
from schemas.record import Act, Record
from schemas.review import Opinion, Reply
from schemas.step import Kind

IN_RESOLUTION = ("areas", "weaknesses", "lessons", "direction", "targets", "task_areas", "charge")
"""The parts of the report that the resolution repeats word for word."""
_LIKE = 75
"""Percent alike at which a duty is taken to answer to a paragraph that it does not name."""
_FEW = 5
"""Fewer words resemble everything."""


@dataclass(frozen=True)
class Reading:
    """How one paragraph reads in one version, and for whose sake it was changed there."""

    version: int
    text: str | None
    """None when the paragraph was dropped in this version."""
    because: tuple[str, ...]


@dataclass(frozen=True)
class Assigned:
    """A follow-up duty that answers to a paragraph; ``sure`` is False when only the words are alike."""

    what: str
    owner: str
    due_on: date
    sure: bool


@dataclass(frozen=True)
class Thread:
    """One paragraph's part of the way."""

    paragraph: str
    place: str
    readings: tuple[Reading, ...]
    in_resolution: bool
    """True when the resolution, issued or in draft, says it in these words."""
    target: str | None
    duties: tuple[Assigned, ...]


@dataclass(frozen=True)
class Said:
    """One contribution behind a thread: a comment, what was said at the sitting, or the superior's opinion."""

    id: str
    author: str
    source: str
    stage: str
    on: date | None
    text: str
    quote: str
    quote_now: str | None
    """The quoted words as they stand now; None when they are gone."""
    outcome: str | None
    reason: str | None
    wording: str | None
    decided_by: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Trace:
    """What was asked for, everything said, and every paragraph it touched."""

    code: str
    asked: str
    kind: str
    """``comment``, ``opinion``, ``target``, ``paragraph`` or ``words``."""
    said: tuple[Said, ...]
    threads: tuple[Thread, ...]
    resolution: str | None
    """Number of the resolution, once issued."""


def trace(dossier: Dossier, asked: str) -> Trace | None:
    """The way of a comment, opinion, target, paragraph, place, or of words quoted; None when nothing bears the name."""
    comments = {c.id: c for c in all_comments(dossier)}
    opinions = _opinions(dossier)
    if asked in comments:
        paragraphs = _paragraphs_of(dossier, comments[asked])
        return _trace(dossier, asked, "comment", [asked], paragraphs)
    if asked in opinions:
        return _trace(dossier, asked, "opinion", [asked], _paragraphs_of_opinion(dossier, asked))
    ids = _places(dossier, asked)
    kind = (
        "target" if ids and not asked.startswith("doan") and f"targets.{asked}" in _all_places(dossier) else "paragraph"
    )
    if not ids and dossier.drafts and len(asked.split()) > 1:
        found = locate(anchor_quote(dossier.drafts[-1], asked), dossier.drafts)
        ids, kind = ([found.paragraph.id] if found else []), "words"
    if not ids:
        return None
    return _trace(dossier, asked, kind, _behind(dossier, ids), ids)


def _all_places(dossier: Dossier) -> set[str]:
    return {p.place for d in dossier.drafts for p in d.paragraphs}


def _places(dossier: Dossier, asked: str) -> list[str]:
    """The paragraphs that bear this id or place, in the newest version that has them."""
    for draft in reversed(dossier.drafts):
        mine = [
            p.id
            for p in draft.paragraphs
            if asked in (p.id, p.place, slot_of(p.place)) or slot_of(p.place) == f"targets.{asked}"
        ]
        if mine:
            return mine
    return []


def _opinions(dossier: Dossier) -> dict[str, Opinion]:
    review = dossier.answers.review
    return {o.id: o for o in (*(review.opinions if review else ()), *dossier.opinions)}


def _replies(dossier: Dossier) -> dict[str, Reply]:
    replies = dossier.answers.replies
    return {r.opinion: r for r in (replies.replies if replies else ())}


def _changed_by(dossier: Dossier, name: str) -> list[str]:
    return [p for d in dossier.drafts for p, by in d.because.items() if name in by]


def _paragraphs_of(dossier: Dossier, comment: Contribution) -> list[str]:
    ids = _changed_by(dossier, comment.id)
    if comment.anchor is not None and comment.anchor.paragraph:
        now = locate(comment.anchor, dossier.drafts) if dossier.drafts else None
        ids += [comment.anchor.paragraph, *([now.paragraph.id] if now else [])]
    d = decisions_of(dossier).get(comment.id)
    if d is not None and d.amendment is not None:
        ids += _places(dossier, d.amendment.place)
    return list(dict.fromkeys(ids))


def _paragraphs_of_opinion(dossier: Dossier, name: str) -> list[str]:
    ids = _changed_by(dossier, name)
    reply = _replies(dossier).get(name)
    if reply is not None and reply.amendment is not None:
        ids += _places(dossier, reply.amendment.place)
    return list(dict.fromkeys(ids))


def _behind(dossier: Dossier, ids: Iterable[str]) -> list[str]:
    """Everything that changed these paragraphs, or quotes them."""
    wanted = set(ids)
    names = [by for d in dossier.drafts for p, bys in d.because.items() if p in wanted for by in bys]
    names += [c.id for c in all_comments(dossier) if wanted & set(_paragraphs_of(dossier, c))]
    names += [name for name in _opinions(dossier) if wanted & set(_paragraphs_of_opinion(dossier, name))]
    return list(dict.fromkeys(names))


def _trace(dossier: Dossier, asked: str, kind: str, names: Iterable[str], ids: Iterable[str]) -> Trace:
    comments = {c.id: c for c in all_comments(dossier)}
    opinions, replies, decided = _opinions(dossier), _replies(dossier), decisions_of(dossier)
    said: list[Said] = []
    for name in names:
        if name in comments:
            said.append(_said(dossier, comments[name], decided.get(name)))
        elif name in opinions:
            said.append(_opinion(dossier, opinions[name], replies.get(name)))
    threads = tuple(t for t in (_thread(dossier, name) for name in ids) if t is not None)
    issued = dossier.answers.resolution
    return Trace(dossier.code, asked, kind, tuple(said), threads, issued.number if issued else None)


def _said(dossier: Dossier, comment: Contribution, d: Disposition | None) -> Said:
    now: Found | None = None
    if comment.anchor is not None and dossier.drafts:
        now = locate(comment.anchor, dossier.drafts)
    return Said(
        id=comment.id,
        author=comment.author,
        source=comment.source.value,
        stage=comment.stage.value,
        on=comment.said_at.date() if comment.said_at else comment.received_on,
        text=comment.text,
        quote=comment.anchor.quote if comment.anchor else "",
        quote_now=now.words if now else None,
        outcome=d.outcome.value if d else None,
        reason=d.reason if d else None,
        wording=_wording(comment, d),
    )


def _wording(comment: Contribution, d: Disposition | None) -> str | None:
    if d is None or d.outcome is Outcome.EXPLAINED:
        return None
    if d.amendment is not None:
        return d.amendment.wording
    return comment.edit.new if comment.edit else None


def _opinion(dossier: Dossier, opinion: Opinion, reply: Reply | None) -> Said:
    review = dossier.answers.review
    return Said(
        id=opinion.id,
        author=dossier.opening.superior.name,
        source="superior",
        stage="review",
        on=review.decided_on if review else None,
        text=opinion.text,
        quote="",
        quote_now=None,
        outcome=reply.outcome.value if reply and reply.outcome else ("replied" if reply else None),
        reason=reply.text if reply else None,
        wording=reply.amendment.wording if reply and reply.amendment else None,
    )


def _thread(dossier: Dossier, name: str) -> Thread | None:
    readings: list[Reading] = []
    last: tuple[Draft, Paragraph] | None = None
    for draft in dossier.drafts:
        p = draft.paragraph(name)
        if p is None and last is None:
            continue
        text = p.text if p else None
        if not readings or readings[-1].text != text or name in draft.because:
            readings.append(Reading(draft.version, text, draft.because.get(name, ())))
        last = (draft, p) if p else last
    if last is None:
        return None
    draft, p = last
    alive = draft is dossier.drafts[-1]
    slot = slot_of(p.place)
    head, _, key = slot.partition(".")
    return Thread(
        paragraph=name,
        place=section_name(draft, p.place),
        readings=tuple(readings),
        in_resolution=alive and head in IN_RESOLUTION,
        target=key if head == "targets" else None,
        duties=_duties(dossier, p, key if head == "targets" else None) if alive else (),
    )


def _duties(dossier: Dossier, p: Paragraph, target: str | None) -> tuple[Assigned, ...]:
    given = dossier.answers.duties
    found: list[Assigned] = []
    for duty in given.duties if given else ():
        named = bool({target, p.id, p.place} & set(duty.serves))
        enough = not p.place.endswith(".title") and len(p.text.split()) >= _FEW
        like = enough and fuzz.token_set_ratio(duty.what.casefold(), p.text.casefold()) >= _LIKE
        if named or like:
            found.append(Assigned(duty.what, duty.owner, duty.due_on, sure=named))
    return tuple(found)


def with_deciders(found: Trace, journal: Iterable[Record]) -> Trace:
    """The trace with who decided on each contribution, and on which day, as the journal says."""
    by: dict[str, tuple[str, date]] = {}
    for record in journal:
        if record.act is Act.COMMENTS_DECIDE:
            names = [d["comment"] for d in record.payload["decisions"]]
        elif record.act is Act.ANSWER_ACCEPT and record.payload["kind"] in (Kind.DISPOSITIONS, Kind.REPLIES):
            answer = record.payload["answer"]
            names = [d["comment"] for d in answer.get("dispositions", ())]
            names += [r["opinion"] for r in answer.get("replies", ())]
        else:
            continue
        by |= dict.fromkeys(names, (record.who, record.day))
    said = tuple(
        replace(s, decided_by=by[s.id][0], decided_on=by[s.id][1]) if s.id in by and s.outcome else s
        for s in found.said
    )
    return replace(found, said=said)
