"""Writing the papers of a step from the dossier."""

import re

from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger

from daihoi import desk
from daihoi.documents.catalogue import PAPERS
from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import render_paper
from daihoi.rules import procedure
from daihoi.rules.report import report_in_force
from daihoi.rules.sitting import base_of, elected
from daihoi.settings import read_settings, today
from daihoi.store import files
from schemas.dossier import Dossier, Paper
from schemas.step import Step
from tasks.dossier import this_store


def write_due(code: str, step: Step) -> int:
    """Write every paper of ``step`` that is due; returns how many. Safe to meet twice."""
    settings, store, log = read_settings(), this_store(), get_run_logger()
    dossier = store.get_dossier(code)
    # As of the line that made it due: written late, after a crash or a fallen server, a paper says the same.
    as_of: dict[int, Dossier] = {}
    written = 0
    for due in procedure.papers_due(dossier):
        if due.step is not step:
            continue
        kind = PAPERS[due.code]
        version = 1 + sum(p.code == due.code for p in dossier.papers)
        if due.made_from not in as_of:
            as_of[due.made_from] = store.get_dossier_at(code, due.made_from)
        forms = render_paper(due.code, context(as_of[due.made_from], version))
        digests = {ending: files.keep(settings.files, content) for ending, content in forms.items()}
        paper = Paper(
            code=due.code,
            title=kind.title,
            version=version,
            made_from=due.made_from,
            private=kind.private,
            files=digests,
        )
        dossier = desk.record_paper(store, code, paper, today())
        log.info("%s v%s %s", due.code, version, digests["md"][:12])
        _show(dossier, paper, forms["md"].decode())
        written += 1
    for request in dossier.requests:
        if request.step is step and request.settled_at and request.findings:
            log.info("request %s: %s", request.number, ", ".join(f"{f.code}/{f.severity}" for f in request.findings))
    return written


def _show(dossier: Dossier, paper: Paper, text: str) -> None:
    """The paper as an artifact of the run; of a private one, only that it is there."""
    if paper.private:
        text = (
            f"{paper.code} {paper.title}, bản {paper.version}: nội dung không công khai, SHA-256 `{paper.files['md']}`."
        )
    key = re.sub(r"[^a-z0-9]+", "-", f"{dossier.code}-{paper.code}".casefold())
    create_markdown_artifact(text, key=key, description=f"{paper.code} · {paper.title} · bản {paper.version}")


def context(dossier: Dossier, version: int) -> PaperContext:
    """What the templates see."""
    attendance, election = dossier.answers.attendance, dossier.answers.election
    base = base_of(attendance) if attendance else None
    names = tuple(n for b in election.ballots for n in elected(b, base)) if election and base else ()
    return PaperContext(dossier=dossier, report=report_in_force(dossier), version=version, elected=names, base=base)
