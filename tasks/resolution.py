"""The resolution: its official version."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="nghị quyết: viết văn bản")
def write_resolution(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.RESOLUTION)
