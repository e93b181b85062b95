"""What follows the congress: results, duties, archive."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="sau đại hội: viết văn bản")
def write_outcome(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.OUTCOME)
