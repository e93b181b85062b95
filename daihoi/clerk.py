"""The clerk writes the papers that are due, from the dossier as of the line that made them so."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from daihoi import desk, registry
from daihoi.documents.catalogue import PAPERS
from daihoi.documents.office_frame import read_frame
from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import FORMS, render_paper
from daihoi.rules import procedure
from daihoi.rules.layouts import layout_of
from daihoi.rules.report import report_in_force
from daihoi.store import Store, anchors, files
from schemas.dossier import Dossier, Paper, place_of
from schemas.step import Step

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
LEAVE_THE_HOUSE = frozenset({"S01"})
"""Papers that tell the superior committee where the journals stand, so that these cannot be changed afterwards."""


@dataclass(frozen=True)
class Written:
    """A paper just written, with its text."""

    paper: Paper
    text: str


def write_due(
    store: Store,
    folder: Path,
    code: str,
    day: date,
    step: Step | None = None,
    forms: Collection[str] = FORMS,
) -> Iterator[Written]:
    """Write every paper that is due (of ``step``), one at a time; its bytes are kept in ``folder``. Safe to meet twice."""
    dossier = store.get_dossier(code)
    # As of the line that made it due: written late, after a crash or a fallen server, a paper says the same.
    as_of: dict[int, Dossier] = {}
    for due in procedure.papers_due(dossier):
        if step is not None and due.step is not step:
            continue
        if due.made_from not in as_of:
            as_of[due.made_from] = store.get_dossier_at(code, due.made_from)
        version = 1 + sum((p.code, p.subject) == (due.code, due.subject) for p in dossier.papers)
        kind = PAPERS[due.code]
        number = registry.give_number(store, code, place_of(due.code, due.subject), day)
        seen = replace(
            context(as_of[due.made_from], version, due.subject),
            number=number,
            frame=read_frame(folder.parent / "templates", layout_of(dossier)) if "docx" in forms else None,
            pictures=_pictures(dossier, folder) if due.code == "S08" else {},
        )
        if due.code in LEAVE_THE_HOUSE:
            seen = replace(seen, mark=anchors.mark(store, code, due.made_from, day))
        made = render_paper(due.code, seen, forms)
        paper = Paper(
            code=due.code,
            subject=due.subject,
            title=kind.called(seen.words).vi,
            version=version,
            made_from=due.made_from,
            private=kind.private,
            number=number,
            files={ending: files.keep(folder, content) for ending, content in made.items()},
        )
        dossier = desk.record_paper(store, code, paper, day)
        yield Written(paper, made["md"].decode())


def _pictures(dossier: Dossier, folder: Path) -> dict[str, bytes]:
    """The photos attached to the news, by name without ending; the last one of a name counts."""
    return {
        PurePath(a.file).stem.casefold(): files.read(folder, a.digest)
        for a in dossier.attachments
        if a.paper == "S08" and PurePath(a.file).suffix.lower() in PICTURES
    }


def context(dossier: Dossier, version: int, subject: str | None = None) -> PaperContext:
    """What the templates see; ``subject`` says which of several papers of one code is written."""
    return PaperContext(dossier=dossier, report=report_in_force(dossier), version=version, subject=subject)
