"""The draft report: its papers."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="báo cáo: viết văn bản")
def write_report(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.REPORT)
