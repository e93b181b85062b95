"""The personnel plan and the summons: their papers."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="nhân sự: viết văn bản")
def write_personnel(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.PERSONNEL)
