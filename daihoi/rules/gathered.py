"""What a journal line of the register changes in the dossier."""

from typing import Any

from daihoi.rules.register import comment_of_body
from schemas.comments import Body, BodyOpinion, Channel, Contribution, Disposition, Gathering, Group, Intake
from schemas.dossier import Dossier
from schemas.record import Act, Record
from schemas.step import Kind


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
