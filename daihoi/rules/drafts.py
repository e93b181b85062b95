"""The versions of the draft: made when the report comes in, and when decisions change it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from daihoi.rules.alignment import carry
from daihoi.rules.amendments import Applied, Proposal, apply_proposals
from daihoi.rules.paragraphs import places_of
from daihoi.rules.register import comments_of, decisions_of
from schemas.comments import Contribution, Disposition, Outcome, Stage
from schemas.dossier import Dossier
from schemas.draft import Draft
from schemas.report import Report
from schemas.review import Replies, Review
from schemas.step import Kind


def latest_draft(dossier: Dossier) -> Draft | None:
    """The youngest version of the draft."""
    return dossier.drafts[-1] if dossier.drafts else None


def proposals_of(dossier: Dossier, stage: Stage, decisions: Mapping[str, Disposition] | None = None) -> list[Proposal]:
    """What was accepted at ``stage``: the wording decided, else the edit that the contributor proposed.

    Who proposes no words of their own stands behind those of their group.
    """
    decided = decisions_of(dossier) if decisions is None else decisions
    comments = comments_of(dossier, stage)
    own = {c.id: p for c in comments if (p := _own_proposal(c, decided.get(c.id))) is not None}
    group_of = {m: g.members for g in dossier.gathering.groups for m in g.members}
    found: list[Proposal] = []
    for comment in comments:
        d = decided.get(comment.id)
        if d is not None and d.outcome is not Outcome.EXPLAINED:
            names = (comment.id, *group_of.get(comment.id, ()))
            found += [replace(own[name], by=comment.id) for name in names if name in own][:1]
    return found


def _own_proposal(comment: Contribution, d: Disposition | None) -> Proposal | None:
    if d is None or d.outcome is Outcome.EXPLAINED:
        return None
    if d.amendment is not None:
        return Proposal(comment.id, amendment=d.amendment)
    if comment.edit is not None and d.outcome is Outcome.ACCEPTED:
        return Proposal(comment.id, anchor=comment.anchor, edit=comment.edit)
    return None


def version_of(dossier: Dossier, report: Report) -> tuple[Draft, ...]:
    """The versions up to the one that is ``report``, word for word; all of them when none is."""
    places = places_of(report)
    for n in range(len(dossier.drafts), 0, -1):
        if [(p.place, p.text) for p in dossier.drafts[n - 1].paragraphs] == places:
            return dossier.drafts[:n]
    return dossier.drafts


def applied_dispositions(dossier: Dossier, decisions: Mapping[str, Disposition] | None = None) -> Applied | None:
    """What the decisions on the comments make of the report as handed in; None without a report."""
    report = dossier.answers.report
    if report is None:
        return None
    return apply_proposals(report, version_of(dossier, report), proposals_of(dossier, Stage.DRAFT, decisions))


def applied_replies(dossier: Dossier, replies: Replies) -> Applied | None:
    """What the changes promised to the superior make of the report in force."""
    wanted = [Proposal(r.opinion, amendment=r.amendment) for r in replies.replies if r.amendment is not None]
    if dossier.text is None or not wanted:
        return None
    return apply_proposals(dossier.text, version_of(dossier, dossier.text), wanted)


def applied_at_sitting(dossier: Dossier, decisions: Mapping[str, Disposition] | None = None) -> Applied | None:
    """What the congress changed: the accepted comments of the sitting's discussion."""
    report = dossier.before_sitting or dossier.text
    wanted = proposals_of(dossier, Stage.SITTING, decisions)
    if report is None or not wanted:
        return None
    return apply_proposals(report, version_of(dossier, report), wanted)


def after_answer(dossier: Dossier, changes: Mapping[str, Any], kind: Kind, answer: Any, seq: int) -> dict[str, Any]:
    """What an accepted answer changes in the draft's versions; ``changes`` is what it changed otherwise."""
    after = dossier.model_copy(update={"answers": changes["answers"]})
    if isinstance(answer, Report):
        return after_report(dossier, answer, seq)
    if isinstance(answer, Replies):
        return after_applied(dossier, applied_replies(dossier, answer), seq)
    if isinstance(answer, Review):
        return {"read_version": dossier.drafts[-1].version if dossier.drafts else None}
    if kind is Kind.DISPOSITIONS:
        return {**after_applied(dossier, applied_dispositions(after), seq), "before_sitting": None}
    if kind is Kind.RESOLUTION and comments_of(dossier, Stage.SITTING):
        return {
            **after_applied(dossier, applied_at_sitting(after), seq),
            "before_sitting": dossier.before_sitting or dossier.text,
        }
    if kind is Kind.COMMENTS:
        # What a body was still asked for can no longer be handed in.
        return {
            "requests": tuple(
                r.model_copy(update={"withdrawn": True}) if r.kind is Kind.BODY and r.is_open else r
                for r in changes["requests"]
            )
        }
    return {}


def after_reopening(dossier: Dossier, fallen: Collection[Kind]) -> dict[str, Any]:
    """Decisions taken back no longer change the report."""
    return {"text": dossier.answers.report, "before_sitting": None} if Kind.DISPOSITIONS in fallen else {}


def after_report(dossier: Dossier, report: Report, seq: int) -> dict[str, Any]:
    """What a report handed in changes in the dossier."""
    return {"text": report, "before_sitting": None, "drafts": _next(dossier, report, seq, report.marks, {})}


def after_applied(dossier: Dossier, applied: Applied | None, seq: int) -> dict[str, Any]:
    """What decisions that change the report change in the dossier."""
    if applied is None:
        return {}
    drafts = _next(dossier, applied.report, seq, applied.marks, applied.because)
    known = {p.id for d in drafts[:-1] for p in d.paragraphs}
    # A new paragraph has its id only now.
    asked_for = {
        p.id: applied.added[p.text] for p in drafts[-1].paragraphs if p.id not in known and p.text in applied.added
    }
    last = drafts[-1].model_copy(update={"because": {**drafts[-1].because, **asked_for}})
    return {"text": applied.report, "drafts": (*drafts[:-1], last)}


def _next(
    dossier: Dossier, report: Report, seq: int, marks: Mapping[str, str], because: Mapping[str, tuple[str, ...]]
) -> tuple[Draft, ...]:
    places = places_of(report)
    by_place = {place: marks[text] for place, text in places if text in marks}
    return (*dossier.drafts, carry(dossier.drafts, places, seq, by_place, because))
