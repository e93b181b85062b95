"""Where one congress stands, as Markdown for its run's page: steps, what waits, findings, papers. Nothing private."""

from datetime import date

from daihoi.documents.season import dmy, draw_steps, picture
from daihoi.rules import procedure
from daihoi.rules.conformance import Outcome, conformance
from daihoi.rules.season import congress_of
from daihoi.rules.titles import LIVES, ROLES
from daihoi.rules.watched import Watchfulness
from schemas.dossier import Dossier, Life, Paper
from schemas.step import Kind, Step

_OUTCOMES = {Outcome.WARNED: "lưu ý", Outcome.BLOCKED: "vướng", Outcome.WAIVED: "được bỏ qua"}


def describe_standing(dossier: Dossier, today: date, links: dict[str, str] | None = None) -> str:
    """The standing of ``dossier``; ``links`` maps a public paper's place to where it can be read."""
    opening, found = dossier.opening, congress_of(dossier, procedure.current_step(dossier), today)
    dates = {step: _when(dossier, step) for step in Step}
    parts = [
        picture(draw_steps(found, today, "vi", dates), "các bước"),
        f"**{_plain(opening.cell.name)}** · nhiệm kỳ {opening.new_term} · khai mạc {dmy(opening.opening_on)}"
        f" · {LIVES[dossier.life].vi}",
    ]
    if dossier.life is Life.ACTIVE:
        parts.append(_waiting(dossier, today))
    parts.append(_conformance(dossier))
    papers = _papers(dossier, links or {})
    if papers:
        parts.append(papers)
    return "\n\n".join(parts) + "\n"


def with_watch(text: str, seen: Watchfulness) -> str:
    """``text`` with the watch's last round at its foot, loudly when that is too long ago."""
    return f"{text}\n\n---\n\n{f'**{seen.words.vi}**' if seen.alarming else seen.words.vi}"


def public_papers(dossier: Dossier) -> tuple[Paper, ...]:
    """The latest version of each paper that anyone may read, in the order they were first written."""
    latest: dict[str, Paper] = {}
    for paper in dossier.papers:
        if not paper.private:
            latest[paper.place] = paper
    return tuple(latest.values())


def _when(dossier: Dossier, step: Step) -> str:
    """The day the step's last answer was taken, else the day its open request is due."""
    mine = [r for r in dossier.requests if r.step is step and not r.withdrawn and r.kind is not Kind.DUTY]
    due = [r.due_on for r in mine if r.is_open and r.due_on]
    if due:
        return f"hạn {min(due):%d/%m}"
    taken = [r.settled_at for r in mine if r.settled_at]
    return f"{max(taken):%d/%m}" if taken else ""


def _waiting(dossier: Dossier, today: date) -> str:
    rows = [
        [
            str(r.number),
            procedure.title_of(r.kind, r.subject).vi,
            ROLES[r.role.value].vi,
            dmy(r.due_on) + (f" (quá {(today - r.due_on).days} ngày)" if r.due_on and r.due_on < today else ""),
            str(r.round),
        ]
        for r in dossier.holding_requests
    ]
    duties = sum(r.kind is Kind.DUTY for r in dossier.open_requests)
    lines = (
        [_table(["Yêu cầu", "Đang chờ", "Ai", "Hạn", "Lượt"], rows)] if rows else ["Không chờ ai: đang viết văn bản."]
    )
    if duties:
        lines.append(f"Và {duties} việc sau đại hội.")
    return "\n\n".join(lines)


def _conformance(dossier: Dossier) -> str:
    """Codes and counts only: the words of a finding may quote what is private."""
    by = {outcome: [v.rule for v in conformance(dossier).verdicts if v.outcome is outcome] for outcome in Outcome}
    said = f"đạt {len(by[Outcome.PASSED])}"
    for outcome, name in _OUTCOMES.items():
        said += f" · {name} {len(by[outcome])}" + (f" ({', '.join(by[outcome])})" if by[outcome] else "")
    text = f"**Kiểm tra theo quy định** ({dossier.rules.id}): {said}. Đọc từng mục: `daihoi check {dossier.code}`."
    refused = sorted({f.code for r in dossier.open_requests for f in r.findings if f.blocks})
    if refused:
        text += f" Bản nộp gần nhất chưa được nhận: {', '.join(refused)}."
    return text


def _papers(dossier: Dossier, links: dict[str, str]) -> str:
    shown: list[str] = []
    for paper in public_papers(dossier):
        name = f"{paper.place} {_plain(paper.title)}, bản {paper.version}"
        shown.append(f"- [{name}]({links[paper.place]})" if paper.place in links else f"- {name}")
    hidden = len({p.place for p in dossier.papers if p.private})
    if hidden:
        shown.append(f"- và {hidden} văn bản không công khai")
    return "\n".join(["**Văn bản**", "", *shown]) if shown else ""


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def _plain(text: str) -> str:
    """A name as text: nothing in it is Markdown or HTML."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in text)
