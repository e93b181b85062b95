"""State = replay(journal): one pure function from a dossier and a record to the next dossier."""

from collections.abc import Iterable
from typing import Any

from daihoi.rules import drafts as versions
from daihoi.rules import procedure
from daihoi.rules.gathered import GATHERED, hear_body, hear_replies, hear_superior, unheard
from schemas.comments import BodyOpinion
from schemas.dossier import Attachment, Dossier, Life, Paper
from schemas.finding import Finding
from schemas.outcome import DutyDone
from schemas.plan import Opening, Register
from schemas.record import Act, Record
from schemas.request import Delegation, LateAnswer, Request
from schemas.review import Replies, Review, Verdict
from schemas.ruleset import RuleSet
from schemas.step import Kind, Step, place_key
from schemas.waiver import Waiver


def replay(records: Iterable[Record]) -> Dossier:
    """The dossier after all ``records``, which must start with its opening and have no gap.

    Lines before an erasure name private values that are gone: the state is taken from the line that erased them.
    """
    lines = list(records)
    erased = max((n for n, record in enumerate(lines) if record.act is Act.PRIVATE_ERASE), default=0)
    dossier: Dossier | None = _erased(lines[erased]) if erased else None
    for record in lines[erased + 1 :] if erased else lines:
        dossier = apply(dossier, record)
    if dossier is None:
        raise ValueError("an empty journal has no state")
    return dossier


def apply(dossier: Dossier | None, record: Record) -> Dossier:
    """The dossier after ``record``."""
    if dossier is None:
        if record.act is not Act.DOSSIER_OPEN or record.seq != 1:
            raise ValueError(f"a journal starts with line 1, {Act.DOSSIER_OPEN}; got line {record.seq}, {record.act}")
        opening = Opening.model_validate(record.payload["opening"])
        return Dossier(
            code=opening.code,
            opening=opening,
            rules=RuleSet.model_validate(record.payload["rules"]),
            procedure=record.payload["procedure"],
            rehearsal=record.proof == "open",
            seq=1,
        )
    if record.seq != dossier.seq + 1:
        raise ValueError(f"the journal of {dossier.code} jumps from line {dossier.seq} to {record.seq}")
    if record.act is Act.PRIVATE_ERASE:
        return _erased(record)
    changes = _CHANGES[record.act](dossier, record)
    if record.proof == "open":
        changes["rehearsal"] = True
    return dossier.model_copy(update={**changes, "seq": record.seq})


def _erased(record: Record) -> Dossier:
    # What came before cannot be replayed any more, so the line holds all that is left of it.
    dossier = Dossier.model_validate(record.payload["state"])
    return dossier.model_copy(update={"erased_on": record.day, "seq": record.seq})


def _replace(dossier: Dossier, number: int | None, **update: Any) -> tuple[Request, ...]:
    return tuple(r.model_copy(update=update) if r.number == number else r for r in dossier.requests)


def _open_request(dossier: Dossier, record: Record) -> dict[str, Any]:
    kind = Kind(record.payload["kind"])
    row = procedure.row_of(dossier, kind)
    request = Request(
        number=record.payload["number"],
        step=row.step,
        round=record.payload["round"],
        kind=kind,
        role=row.role,
        due_on=record.payload["due_on"],
        subject=record.payload.get("subject"),
        person=record.payload.get("person"),
        planned_on=record.payload["due_on"],
        opened_at=record.at,
    )
    return {"requests": (*dossier.requests, request)}


def _accept(dossier: Dossier, record: Record) -> dict[str, Any]:
    kind = Kind(record.payload["kind"])
    answer = procedure.row_of(dossier, kind).form.model_validate(record.payload["answer"])
    changes: dict[str, Any] = {
        "requests": _replace(
            dossier,
            record.request,
            settled_at=record.at,
            settled_by=record.who,
            findings=tuple(Finding.model_validate(f) for f in record.payload["findings"]),
            draft=None,
        ),
        "late": (),
    }
    if isinstance(answer, DutyDone):
        return {**changes, "done": {**dossier.done, record.request: answer}}
    if isinstance(answer, BodyOpinion):
        return {**changes, **hear_body(dossier, record, answer)}
    request = dossier.request(record.request or 0)
    subject = request.subject if request else None
    held = answer if subject is None else {**getattr(dossier.answers, kind.value), subject: answer}
    changes["answers"] = dossier.answers.model_copy(update={kind.value: held})
    changes["accepted_at"] = {
        **dossier.accepted_at,
        kind.value: record.seq,
        place_key(kind, subject): record.seq,
    }
    changes |= versions.after_answer(dossier, changes, kind, answer, record.seq)
    if isinstance(answer, Review):
        changes |= hear_superior(dossier, answer)
        changes["opinions"] = answer.opinions
        # Replies given to an earlier answer of the superior do not answer this one.
        changes["answers"] = changes["answers"].model_copy(update={"replies": None})
        changes["accepted_at"].pop(Kind.REPLIES, None)
    if isinstance(answer, Replies):
        changes |= hear_replies(dossier, answer)
        changes["opinions"] = ()
    if isinstance(answer, Register):
        changes["opening"] = dossier.opening.model_copy(
            update={"roster": answer.roster, "old_targets": answer.old_targets}
        )
    return changes


def _refuse(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {
        "requests": _replace(
            dossier,
            record.request,
            draft=record.payload["answer"],
            findings=tuple(Finding.model_validate(f) for f in record.payload["findings"]),
        )
    }


def _late(dossier: Dossier, record: Record) -> dict[str, Any]:
    request = dossier.request(record.payload["number"])
    settled_by = (request.settled_by if request else None) or ""
    late = LateAnswer(request=record.payload["number"], who=record.who, settled_by=settled_by)
    return {"late": (*dossier.late, late)}


def _reopen(dossier: Dossier, record: Record) -> dict[str, Any]:
    return reopened(dossier, Kind(record.payload["kind"]), record.payload.get("subject"))


def reopened(dossier: Dossier, kind: Kind, subject: str | None) -> dict[str, Any]:
    """What changes in the dossier when an answer is reopened: it falls, with all that stands on it."""
    fallen = procedure.reopened_by(dossier, kind, subject)
    given = {p: a for p in sorted(fallen, key=str) if (a := dossier.answers.get(*p)) is not None}
    entered = {procedure.row_of(dossier, k).step for k, _ in given} | {procedure.row_of(dossier, kind).step}
    rounds: dict[Step, int] = dict(dossier.rounds)
    for step in entered:
        rounds[step] = dossier.round_of(step) + 1
    answers: dict[str, Any] = {}
    for kind_, subject_ in fallen:
        if subject_ is None:
            answers[kind_.value] = None
        else:
            held = answers.setdefault(kind_.value, dict(getattr(dossier.answers, kind_.value)))
            held.pop(subject_, None)
    drafts = {place_key(r.kind, r.subject): r.draft for r in dossier.open_requests if r.draft is not None}
    return {
        **versions.after_reopening(dossier, {k for k, _ in fallen}),
        **(unheard(dossier, kind) if kind in (Kind.REVIEW, Kind.REPLIES) else {}),
        "answers": dossier.answers.model_copy(update=answers),
        "accepted_at": _still_accepted(dossier, fallen),
        # A refused draft of a request that is withdrawn here comes back in the next one's form.
        "previous": {
            **dossier.previous,
            **{place_key(*p): a.model_dump(mode="json", by_alias=True) for p, a in given.items()},
            **drafts,
        },
        "rounds": rounds,
        "requests": tuple(r.model_copy(update={"withdrawn": True}) if r.is_open else r for r in dossier.requests),
    }


def _assign(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {"requests": _replace(dossier, record.request, person=record.payload["to"], delegations=())}


def _delegate(dossier: Dossier, record: Record) -> dict[str, Any]:
    request = dossier.request(record.request or 0)
    given = Delegation.model_validate(record.payload["delegation"])
    kept = tuple(d for d in request.delegations if d.until >= given.since) if request else ()
    return {"requests": _replace(dossier, record.request, delegations=(*kept, given))}


def _extend(dossier: Dossier, record: Record) -> dict[str, Any]:
    due_on = record.day.fromisoformat(record.payload["due_on"])
    return {"requests": _replace(dossier, record.request, due_on=due_on)}


def _still_accepted(dossier: Dossier, fallen: frozenset[tuple[Kind, str | None]]) -> dict[str, int]:
    gone = {place_key(k, s) for k, s in fallen} | {k.value for k, _ in fallen}
    left = {key: line for key, line in dossier.accepted_at.items() if key not in gone}
    for key, line in list(left.items()):
        kind, colon, _ = key.partition(":")
        if colon:
            left[kind] = max(line, left.get(kind, 0))
    return left


def _write_paper(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {"papers": (*dossier.papers, Paper.model_validate(record.payload["paper"]))}


def _attach(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {"attachments": (*dossier.attachments, Attachment.model_validate(record.payload["attachment"]))}


def _give_number(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {"numbers": {**dossier.numbers, record.payload["paper"]: record.payload["number"]}}


def _postpone(dossier: Dossier, record: Record) -> dict[str, Any]:
    opening = dossier.opening.model_copy(update={"opening_on": record.day.fromisoformat(record.payload["opening_on"])})
    due: dict[str, str] = record.payload.get("due", {})
    return {
        "opening": opening,
        "rules": RuleSet.model_validate(record.payload["rules"]),
        "requests": tuple(
            r.model_copy(update={"due_on": record.day.fromisoformat(due[str(r.number)])})
            if r.is_open and str(r.number) in due
            else r
            for r in dossier.requests
        ),
    }


def _cancel(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {
        "life": Life.CANCELLED,
        "reason": record.payload["reason"],
        "requests": tuple(r.model_copy(update={"withdrawn": True}) if r.is_open else r for r in dossier.requests),
    }


def _close(dossier: Dossier, record: Record) -> dict[str, Any]:
    return {"life": Life.CLOSED}


def _waive(dossier: Dossier, record: Record) -> dict[str, Any]:
    waiver = Waiver(
        rule=record.payload["rule"], reason=record.payload["reason"], who=record.who, on=record.day, line=record.seq
    )
    return {"waivers": (*dossier.waivers, waiver)}


_CHANGES = {
    Act.REQUEST_OPEN: _open_request,
    Act.REQUEST_ASSIGN: _assign,
    Act.REQUEST_DELEGATE: _delegate,
    Act.REQUEST_EXTEND: _extend,
    Act.ANSWER_ACCEPT: _accept,
    Act.ANSWER_REFUSE: _refuse,
    Act.ANSWER_LATE: _late,
    Act.STEP_REOPEN: _reopen,
    Act.PAPER_WRITE: _write_paper,
    Act.PAPER_ATTACH: _attach,
    Act.NUMBER_GIVE: _give_number,
    **GATHERED,
    Act.FINDING_WAIVE: _waive,
    Act.DOSSIER_POSTPONE: _postpone,
    Act.DOSSIER_CANCEL: _cancel,
    Act.DOSSIER_CLOSE: _close,
}


def returned_to(review: Review) -> Kind | None:
    """The answer that a return reopens; None when the dossier was not returned."""
    if review.verdict is not Verdict.RETURNED:
        return None
    return Kind(review.reopen or Kind.REPORT)
