"""Steps of the procedure and the kinds of request inside them."""

from enum import StrEnum


class Step(StrEnum):
    """A place in the procedure. The names are the file names in every room."""

    PLAN = "plan"
    REPORT = "report"
    PERSONNEL = "personnel"
    COMMENTS = "comments"
    REVIEW = "review"
    SITTING = "sitting"
    RESOLUTION = "resolution"
    NEWS = "news"
    OUTCOME = "outcome"


class Kind(StrEnum):
    """What a request asks for. Each is also the field of ``Answers`` that its answer fills.

    Several of guidance, slate, counters, count and round may be in force at once: one for each subject.
    """

    ROSTER = "roster"
    PLAN = "plan"
    REPORT = "report"
    PERSONNEL = "personnel"
    SUMMONS = "summons"
    COMMENTS = "comments"
    DISPOSITIONS = "dispositions"
    REPLIES = "replies"
    SUBMISSION = "submission"
    REVIEW = "review"
    ATTENDANCE = "attendance"
    EXCUSES = "excuses"
    GUIDANCE = "guidance"
    SLATE = "slate"
    COUNTERS = "counters"
    COUNT = "count"
    ROUND = "round"
    SITTING = "sitting"
    RESOLUTION = "resolution"
    NEWS = "news"
    RESULTS = "results"
    APPOINTMENT = "appointment"
    RECOGNITION = "recognition"
    DUTIES = "duties"
    ARCHIVE = "archive"
    BODY = "body"
    """A body's opinion on the draft: one request each, while the comments are gathered."""
    DUTY = "duty"
    """A follow-up duty: one request each, and none of them holds the run."""


def place_key(kind: Kind, subject: str | None) -> str:
    """The name of one answer among all: its kind, and its subject where there are several."""
    return kind.value if subject is None else f"{kind.value}:{subject}"
