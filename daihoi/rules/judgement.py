"""Which checks judge which answer."""

from collections.abc import Callable
from typing import Any

from daihoi.rules import comments, news, outcome, personnel, plan, report, resolution, review, sitting
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.noun import Noun
from schemas.step import Kind

_CHECKS: dict[Kind, Callable[[Any, Dossier], list[Finding]]] = {
    Kind.ROSTER: plan.check_roster,
    Kind.PLAN: plan.check_plan,
    Kind.REPORT: report.check_report,
    Kind.PERSONNEL: personnel.check_personnel,
    Kind.SUMMONS: personnel.check_summons,
    Kind.COMMENTS: comments.check_comments,
    Kind.DISPOSITIONS: comments.check_dispositions,
    Kind.REPLIES: review.check_replies,
    Kind.SUBMISSION: review.check_submission,
    Kind.REVIEW: review.check_review,
    Kind.ATTENDANCE: sitting.check_attendance,
    Kind.SITTING: sitting.check_sitting,
    Kind.ELECTION: sitting.check_election,
    Kind.RESOLUTION: resolution.check_resolution,
    Kind.NEWS: news.check_news,
    Kind.RESULTS: outcome.check_results,
    Kind.RECOGNITION: outcome.check_recognition,
    Kind.DUTIES: outcome.check_duties,
    Kind.ARCHIVE: outcome.check_archive,
    Kind.DUTY: outcome.check_duty,
}


def judge(kind: Kind, answer: Noun, dossier: Dossier) -> tuple[Finding, ...]:
    """All findings on ``answer``, blocking ones first."""
    found = _CHECKS[kind](answer, dossier)
    return tuple(sorted(found, key=lambda f: not f.blocks))
