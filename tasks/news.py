"""The news post."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="tin bài: viết văn bản")
def write_news(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.NEWS)
