"""The superior's review: the dossier that goes up."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="cấp trên duyệt: viết văn bản")
def write_review(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.REVIEW)
