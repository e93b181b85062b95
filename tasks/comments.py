"""The comments: synthesis and the draft's next version."""

from prefect import task

from schemas.step import Step
from tasks.papers import write_due


@task(name="ý kiến: viết văn bản")
def write_comments(code: str) -> int:
    """Write the papers of the step; returns how many."""
    return write_due(code, Step.COMMENTS)
