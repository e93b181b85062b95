"""The traces of a dossier as one page that needs nothing else."""

from collections.abc import Sequence

from daihoi.documents.rendering import environment
from daihoi.rules.trace import Trace
from schemas.dossier import Dossier

_SOURCES = {
    "member": "đảng viên",
    "mass_organisation": "đoàn thể",
    "non_member": "quần chúng",
    "superior": "cấp trên",
}
_OUTCOMES = {
    "accepted": "Tiếp thu",
    "partly": "Tiếp thu một phần",
    "explained": "Giải trình",
    "replied": "Đã trả lời",
    None: "Chưa quyết định",
}


def trace_html(dossier: Dossier, traces: Sequence[Trace]) -> str:
    """The page: each trace with its own anchor, a paragraph's text version by version."""
    template = environment().get_template("comments/trace.html.j2")
    return template.render(opening=dossier.opening, traces=traces, sources=_SOURCES, outcomes=_OUTCOMES)
