"""Writing the papers of a step from the dossier."""

from prefect.logging import get_run_logger

from daihoi import desk
from daihoi.documents.catalogue import PAPERS
from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import render_paper
from daihoi.rules import procedure
from daihoi.rules.report import report_in_force
from daihoi.rules.sitting import base_of, elected
from daihoi.settings import read_settings, today
from daihoi.store import files, open_store
from schemas.dossier import Dossier, Paper
from schemas.step import Step


def write_due(code: str, step: Step) -> int:
    """Write every paper of ``step`` that is due; returns how many. Safe to meet twice."""
    settings = read_settings()
    store = open_store(settings.database_url)
    dossier = store.get_dossier(code)
    log = get_run_logger()
    written = 0
    for due in procedure.papers_due(dossier):
        if due.step is not step:
            continue
        kind = PAPERS[due.code]
        version = 1 + sum(p.code == due.code for p in dossier.papers)
        forms = render_paper(due.code, context(dossier, version))
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
        written += 1
    for request in dossier.requests:
        if request.step is step and request.settled_at and request.findings:
            log.info("request %s: %s", request.number, ", ".join(f"{f.code}/{f.severity}" for f in request.findings))
    return written


def context(dossier: Dossier, version: int) -> PaperContext:
    """What the templates see."""
    attendance, election = dossier.answers.attendance, dossier.answers.election
    base = base_of(attendance) if attendance else None
    names = tuple(n for b in election.ballots for n in elected(b, base)) if election and base else ()
    return PaperContext(dossier=dossier, report=report_in_force(dossier), version=version, elected=names, base=base)
