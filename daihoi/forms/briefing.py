"""What a person needs to see before they answer: the papers, opinions and promises they decide on. Nothing private."""

from daihoi.rules.findings import called
from daihoi.rules.report import report_in_force
from schemas.dossier import Dossier, Paper
from schemas.request import Request
from schemas.step import Kind


def briefing(dossier: Dossier, request: Request) -> list[str]:
    """Lines of Markdown to stand above the form; empty where the form says it all."""
    match request.kind:
        case Kind.SUBMISSION | Kind.REVIEW:
            return _enclosed(dossier)
        case Kind.REPLIES:
            return ["Ý kiến của cấp trên:", *[f"- {o.id} ({o.paper}): {o.text}" for o in dossier.opinions]]
        case Kind.RESOLUTION | Kind.NEWS:
            return _targets(dossier)
        case Kind.DUTIES:
            report = report_in_force(dossier)
            return (
                [f"Nghị quyết giao {called(dossier, 'committee')}:", *[f"- {line}" for line in report.charge]]
                if report
                else []
            )
        case Kind.DUTY:
            return [f"Việc: {request.subject}"]
        case _:
            return []


def _enclosed(dossier: Dossier) -> list[str]:
    last: dict[str, Paper] = {}
    for paper in sorted(dossier.papers, key=lambda p: p.version):
        if paper.code.startswith("P") and paper.code not in ("P08", "P09"):
            last[paper.place] = paper
    lines = [f"- {p.code} {p.title}, bản {p.version} · {p.files['md'][:12]}" for _, p in sorted(last.items())]
    return ["Văn bản trong hồ sơ trình:", *lines, f"Tải cả gói: `daihoi papers {dossier.code} --zip HO-SO.zip`"]


def _targets(dossier: Dossier) -> list[str]:
    report = report_in_force(dossier)
    return ["Các chỉ tiêu đã thông qua:", *[f"- {t.id}: {t.words}" for t in report.targets]] if report else []
