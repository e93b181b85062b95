"""The sitting: attendance, minutes, counts."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="đại hội: viết văn bản")
def write_sitting(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.SITTING)
