"""Papers a second, and how much of that time the libraries take: every paper of the small example, in every form."""

import cProfile
import pstats
import time
from pathlib import Path
from typing import Any

from bench.small import DAY, SmallCongress
from daihoi import clerk, desk
from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import FORMS, render_paper
from daihoi.store import open_store
from schemas.dossier import Life

_OURS = ("/daihoi/", "/schemas/")


def measure_papers(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """Render each paper of a whole congress; the first, which reads typefaces and templates, is not counted."""
    papers = _contexts(folder)
    for code, context in papers[:2]:
        render_paper(code, context)
    for forms in (("md",), ("md", "docx"), ("md", "pdf"), FORMS):
        began = time.perf_counter()
        for code, context in papers:
            render_paper(code, context, forms)
        took = time.perf_counter() - began
        rows.append(
            (
                f"papers in {' '.join(forms)}",
                f"{len(papers) / took:.1f} a second",
                f"{took / len(papers) * 1e3:.0f} ms each",
            )
        )
    rows.append(
        ("  of that, the libraries' own work", f"{_library_share(papers):.0%}", f"{len(papers)} papers, profiled")
    )


def _contexts(folder: Path) -> list[tuple[str, PaperContext]]:
    """What every paper of the example was written from."""
    store = open_store(f"sqlite:///{folder / 'papers.db'}", rehearsal=True)
    congress = SmallCongress("van-ban")
    desk.open_congress(store, congress.opening, "Bí thư", DAY)
    found: list[tuple[str, PaperContext]] = []
    for _ in range(80):
        for done in clerk.write_due(store, folder / "files", congress.code, DAY, forms=("md",)):
            paper = done.paper
            as_of = store.get_dossier_at(congress.code, paper.made_from)
            found.append((paper.code, clerk.context(as_of, paper.version, paper.subject)))
        dossier = desk.continue_congress(store, congress.code, DAY)
        if dossier.life is Life.CLOSED:
            return found
        for request in dossier.holding_requests:
            desk.hand_in(store, request.number, congress.answer(request), "Ai đó", DAY)
    raise RuntimeError("the congress does not end")


def _library_share(papers: list[tuple[str, PaperContext]]) -> float:
    profile = cProfile.Profile()
    profile.enable()
    for code, context in papers:
        render_paper(code, context)
    profile.disable()
    stats: Any = pstats.Stats(profile)
    spent: dict[str, float] = {}
    for (file, _, _), figures in stats.stats.items():
        spent[str(file)] = spent.get(str(file), 0.0) + float(figures[2])
    ours = sum(
        seconds for file, seconds in spent.items() if any(o in file for o in _OURS) and "site-packages" not in file
    )
    return 1 - ours / sum(spent.values())
