"""The traces of a dossier as one page that needs nothing else."""

from collections.abc import Sequence

from daihoi.documents.rendering import environment
from daihoi.rules.register import OUTCOMES, SOURCES
from daihoi.rules.trace import Trace
from schemas.dossier import Dossier

_OUTCOMES = {None: "Chưa quyết định", **{o.value: w.vi.capitalize() for o, w in OUTCOMES.items()}}


def trace_html(dossier: Dossier, traces: Sequence[Trace]) -> str:
    """The page: each trace with its own anchor, a paragraph's text version by version."""
    template = environment().get_template("comments/trace.html.j2")
    return template.render(
        opening=dossier.opening, traces=traces, sources={s.value: w.vi for s, w in SOURCES.items()}, outcomes=_OUTCOMES
    )
