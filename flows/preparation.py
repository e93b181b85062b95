"""One congress, from its plan to its archive."""

from prefect import flow

from flows.waiting import another_run_is_live, take_in_answers, wait_for
from schemas.step import Step
from tasks.comments import write_comments
from tasks.dossier import carry_on, papers_to_write
from tasks.news import write_news
from tasks.outcome import write_outcome
from tasks.personnel import write_personnel
from tasks.plan import write_plan
from tasks.report import write_report
from tasks.resolution import write_resolution
from tasks.review import write_review
from tasks.sitting import write_sitting

WRITE = {
    Step.PLAN: write_plan,
    Step.REPORT: write_report,
    Step.PERSONNEL: write_personnel,
    Step.COMMENTS: write_comments,
    Step.REVIEW: write_review,
    Step.SITTING: write_sitting,
    Step.RESOLUTION: write_resolution,
    Step.NEWS: write_news,
    Step.OUTCOME: write_outcome,
}


@flow(name="prepare-congress")
def prepare_congress(code: str) -> str:
    """Carry the congress ``code`` as far as it will go, then wait for people.

    Re-entrant: it asks the store what is left and does that, once, however often it is run.
    """
    if (other := another_run_is_live(code)) is not None:
        return f"run {other} carries {code}"
    take_in_answers(code)
    while True:
        for step in papers_to_write(code):
            WRITE[step](code)
        dossier = carry_on(code)
        if papers_to_write(code):
            continue
        if not dossier.open_requests:
            return f"{code}: {dossier.life}"
        wait_for(dossier)
