"""What a journal line changes in the register of comments."""

import re
from itertools import count
from typing import Any

from daihoi.rules.anchors import anchor_quote, make_anchor
from daihoi.rules.register import comment_of_body, name_of_opinion, opinion_entry
from schemas.comments import (
    Body,
    BodyOpinion,
    Channel,
    Contribution,
    Disposition,
    Gathering,
    Group,
    Intake,
    Outcome,
    SourceKind,
    Stage,
)
from schemas.dossier import Dossier
from schemas.draft import Anchor, Draft
from schemas.record import Act, Record
from schemas.review import Opinion, Replies, Reply, Review
from schemas.step import Kind

_QUOTED = re.compile(r"[«“\"]([^«»“”\"]+)[»”\"]")


def _gathering(dossier: Dossier, **update: Any) -> dict[str, Any]:
    return {"gathering": dossier.gathering.model_copy(update=update)}


def _ask(dossier: Dossier, record: Record) -> dict[str, Any]:
    p = record.payload
    bodies = tuple(Body.model_validate(b) for b in p["bodies"])
    names = {b.name for b in bodies}
    return {
        **_gathering(
            dossier,
            bodies=bodies,
            anonymous=p["anonymous"],
            deadline=record.day.fromisoformat(p["deadline"]) if p["deadline"] else None,
        ),
        # A body that is not asked any more is not waited for.
        "requests": tuple(
            r.model_copy(update={"withdrawn": True})
            if r.kind is Kind.BODY and r.is_open and r.subject not in names
            else r
            for r in dossier.requests
        ),
    }


def hear_body(dossier: Dossier, record: Record, answer: BodyOpinion) -> dict[str, Any]:
    """What a body said in its form, in the register."""
    request = dossier.request(record.request or 0)
    comment = comment_of_body(dossier, (request.subject if request else None) or "", answer, record.day)
    intake = Intake(
        digest=comment.digest or "",
        channel=Channel.PAGE,
        source=comment.source,
        author=comment.author,
        received_on=comment.received_on,
        comments=1,
    )
    known = dossier.gathering
    return _gathering(dossier, intakes=(*known.intakes, intake), comments=(*known.comments, comment))


def hear_superior(dossier: Dossier, review: Review) -> dict[str, Any]:
    """The superior's opinions, in the register: said once more in the same words, an opinion is the same entry."""
    known = dossier.gathering
    comments, open_again = list(known.comments), set[str]()
    for opinion in review.opinions:
        before = opinion_entry(dossier, opinion.id)
        if before is not None and before.text == opinion.text:
            open_again.add(before.id)
        else:
            comments.append(_entry(dossier, opinion, review, [c.id for c in comments]))
    decisions = tuple(d for d in known.decisions if d.comment not in open_again)
    return _gathering(dossier, comments=tuple(comments), decisions=decisions)


def _entry(dossier: Dossier, opinion: Opinion, review: Review, taken: list[str]) -> Contribution:
    names = (name_of_opinion(opinion.id, n) for n in count(1))
    return Contribution(
        id=next(name for name in names if name not in taken),
        source=SourceKind.SUPERIOR,
        author=dossier.opening.superior.name,
        received_on=review.decided_on,
        section=opinion.paper,
        text=opinion.text,
        channel=Channel.LETTER,
        stage=Stage.REVIEW,
        anchor=_quoted_in(opinion.text, dossier.drafts[-1]) if dossier.drafts else None,
    )


def _quoted_in(text: str, draft: Draft) -> Anchor | None:
    """Where the first words that the text quotes stand in the draft; None when it quotes none of them."""
    # Quoted inside a sentence, words lose the capital that they begin with in the draft.
    quotes = [q for words in _QUOTED.findall(text) for q in (words, words[:1].swapcase() + words[1:])]
    anchors = (anchor_quote(draft, words) for words in quotes)
    return next((a for a in anchors if a.paragraph is not None), None)


def hear_replies(dossier: Dossier, replies: Replies) -> dict[str, Any]:
    """How the superior's opinions were answered, as decisions of the register; where one had no place, it has one now."""
    known = dossier.gathering
    comments = {c.id: c for c in known.comments}
    decided = {d.comment: d for d in known.decisions}
    for reply in replies.replies:
        entry = opinion_entry(dossier, reply.opinion)
        if entry is None:
            continue
        decided[entry.id] = _decision(entry.id, reply)
        if entry.anchor is None and reply.amendment is not None and dossier.drafts:
            draft = dossier.drafts[-1]
            place = next((p.id for p in draft.paragraphs if reply.amendment.place in (p.id, p.place)), None)
            anchor = make_anchor(draft, place) if place else None
            comments[entry.id] = entry.model_copy(update={"anchor": anchor})
    return _gathering(dossier, comments=tuple(comments.values()), decisions=tuple(decided.values()))


def _decision(name: str, reply: Reply) -> Disposition:
    untold = Outcome.ANSWERED if reply.amendment is None else Outcome.ACCEPTED
    outcome = reply.outcome or untold
    amendment = None if outcome is Outcome.EXPLAINED else reply.amendment
    return Disposition(comment=name, outcome=outcome, reason=reply.text, amendment=amendment)


def unheard(dossier: Dossier, kind: Kind) -> dict[str, Any]:
    """The register without what an answer put into it that is itself replaced; what only falls with another was said."""
    said = {c.id for o in _said_in(dossier, kind) if (c := opinion_entry(dossier, o)) is not None}
    known = dossier.gathering
    comments = known.comments if kind is Kind.REPLIES else tuple(c for c in known.comments if c.id not in said)
    return _gathering(dossier, comments=comments, decisions=tuple(d for d in known.decisions if d.comment not in said))


def _said_in(dossier: Dossier, kind: Kind) -> list[str]:
    review, replies = dossier.answers.review, dossier.answers.replies
    if kind is Kind.REVIEW and review is not None:
        return [o.id for o in review.opinions]
    if kind is Kind.REPLIES and replies is not None:
        return [r.opinion for r in replies.replies]
    return []


def _gather(dossier: Dossier, record: Record) -> dict[str, Any]:
    intakes = tuple(Intake.model_validate(i) for i in record.payload["intakes"])
    comments = tuple(Contribution.model_validate(c) for c in record.payload["comments"])
    known: Gathering = dossier.gathering
    heard = {i.author for i in intakes} | {c.author for c in comments}
    changes = _gathering(dossier, intakes=(*known.intakes, *intakes), comments=(*known.comments, *comments))
    if any(r.kind is Kind.BODY and r.is_open and r.subject in heard for r in dossier.requests):
        # Heard another way: the body need not be asked for its form any more.
        changes["requests"] = tuple(
            r.model_copy(update={"withdrawn": True}) if r.kind is Kind.BODY and r.is_open and r.subject in heard else r
            for r in dossier.requests
        )
    return changes


def _group(dossier: Dossier, record: Record) -> dict[str, Any]:
    return _gathering(dossier, groups=tuple(Group.model_validate(g) for g in record.payload["groups"]))


def _take(dossier: Dossier, record: Record) -> dict[str, Any]:
    return _gathering(dossier, taken={**dossier.gathering.taken, **record.payload["taken"]})


def _decide(dossier: Dossier, record: Record) -> dict[str, Any]:
    new = {d["comment"]: Disposition.model_validate(d) for d in record.payload["decisions"]}
    kept = tuple(d for d in dossier.gathering.decisions if d.comment not in new)
    return _gathering(dossier, decisions=(*kept, *new.values()))


def _map(dossier: Dossier, record: Record) -> dict[str, Any]:
    return _gathering(dossier, columns={**dossier.gathering.columns, **record.payload["columns"]})


GATHERED = {
    Act.COMMENTS_ASK: _ask,
    Act.COMMENTS_ADD: _gather,
    Act.COMMENTS_GROUP: _group,
    Act.COMMENTS_TAKE: _take,
    Act.COMMENTS_DECIDE: _decide,
    Act.COMMENTS_MAP: _map,
}
"""A function for each act of the register."""
