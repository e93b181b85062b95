"""The traces of a dossier as one page that needs nothing else."""

from collections.abc import Iterable, Sequence

from daihoi.documents.rendering import environment
from daihoi.rules.register import OUTCOMES, SOURCES
from daihoi.rules.trace import Trace, Tracer, deciders_of
from schemas.dossier import Dossier
from schemas.record import Record

REGISTER_PAGE = "y-kien.html"
"""What the page is called among the papers of the dossier."""
_OUTCOMES = {None: "Chưa quyết định", **{o.value: w.vi.capitalize() for o, w in OUTCOMES.items()}}


def register_page(dossier: Dossier, journal: Iterable[Record]) -> bytes | None:
    """The way of every entry of the register, as the page that lies in the dossier; None when there is none."""
    if dossier.erased_on is not None:
        return None
    traces = list(Tracer(dossier, deciders_of(journal)).everything())
    return trace_html(dossier, traces).encode() if traces else None


def trace_html(dossier: Dossier, traces: Sequence[Trace]) -> str:
    """The page: each trace with its own anchor, a paragraph's text version by version."""
    template = environment().get_template("comments/trace.html.j2")
    return template.render(
        opening=dossier.opening, traces=traces, sources={s.value: w.vi for s, w in SOURCES.items()}, outcomes=_OUTCOMES
    )
