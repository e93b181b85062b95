"""Writing the papers of a step, each shown as an artifact of the run."""

from prefect.logging import get_run_logger

from daihoi import clerk
from daihoi.prefect_api import artifact_key
from daihoi.settings import read_settings, today
from schemas.step import Step
from tasks.dossier import this_store
from tasks.page import show


def write_due(code: str, step: Step) -> int:
    """Write every paper of ``step`` that is due; returns how many. Safe to meet twice."""
    store, log = this_store(), get_run_logger()
    written = 0
    for done in clerk.write_due(store, read_settings().files, code, today(), step):
        log.info("%s v%s %s", done.paper.place, done.paper.version, done.paper.files["md"][:12])
        _show(code, done)
        written += 1
    for request in store.get_dossier(code).requests:
        if request.step is step and request.settled_at and request.findings:
            log.info("request %s: %s", request.number, ", ".join(f"{f.code}/{f.severity}" for f in request.findings))
    return written


def _show(code: str, done: clerk.Written) -> None:
    """The paper as an artifact of the run; of a private one, only that it is there."""
    paper, text = done.paper, done.text
    if paper.private:
        text = f"{paper.place} {paper.title}, bản {paper.version}: nội dung không công khai, SHA-256 `{paper.files['md']}`."
    show(text, artifact_key(code, paper.place), f"{paper.code} · {paper.title} · bản {paper.version}")
