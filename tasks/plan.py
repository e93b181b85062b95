"""The plan: its paper."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="kế hoạch: viết văn bản")
def write_plan(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.PLAN)
