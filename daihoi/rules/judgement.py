"""Which checks judge which answer."""

from collections.abc import Callable
from typing import Any

from daihoi.rules import (
    attendance,
    ballots,
    comments,
    news,
    outcome,
    personnel,
    plan,
    report,
    resolution,
    review,
    sitting,
)
from daihoi.rules.waivers import weigh
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.noun import Noun
from schemas.resolution import Issue
from schemas.step import Kind


def _check_resolution(answer: Issue, dossier: Dossier) -> list[Finding]:
    return resolution.check_resolution(answer, dossier) + comments.check_discussion(dossier)


_CHECKS: dict[Kind, Callable[[Any, Dossier], list[Finding]]] = {
    Kind.ROSTER: plan.check_roster,
    Kind.PLAN: plan.check_plan,
    Kind.REPORT: report.check_report,
    Kind.PERSONNEL: personnel.check_personnel,
    Kind.SUMMONS: personnel.check_summons,
    Kind.COMMENTS: comments.check_comments,
    Kind.BODY: comments.check_body,
    Kind.DISPOSITIONS: comments.check_dispositions,
    Kind.REPLIES: review.check_replies,
    Kind.SUBMISSION: review.check_submission,
    Kind.REVIEW: review.check_review,
    Kind.ATTENDANCE: attendance.check_attendance,
    Kind.EXCUSES: attendance.check_excuses,
    Kind.SITTING: sitting.check_sitting,
    Kind.RESOLUTION: _check_resolution,
    Kind.NEWS: news.check_news,
    Kind.RESULTS: outcome.check_results,
    Kind.APPOINTMENT: outcome.check_appointment,
    Kind.RECOGNITION: outcome.check_recognition,
    Kind.DUTIES: outcome.check_duties,
    Kind.ARCHIVE: outcome.check_archive,
    Kind.DUTY: outcome.check_duty,
}


_CHECKS_OF_ONE: dict[Kind, Callable[[Any, Dossier, str], list[Finding]]] = {
    Kind.GUIDANCE: ballots.check_guidance,
    Kind.SLATE: ballots.check_slate,
    Kind.COUNTERS: ballots.check_counters,
    Kind.COUNT: ballots.check_count,
    Kind.ROUND: ballots.check_round,
}
"""Checks of an answer that is one of several of its kind: they see which one it is."""


def judge(kind: Kind, answer: Noun, dossier: Dossier, subject: str | None = None) -> tuple[Finding, ...]:
    """All findings on ``answer``, blocking ones first."""
    if subject is None or kind not in _CHECKS_OF_ONE:
        found = _CHECKS[kind](answer, dossier)
    else:
        found = _CHECKS_OF_ONE[kind](answer, dossier, subject)
    return tuple(sorted((weigh(f, dossier) for f in found), key=lambda f: not f.blocks))
