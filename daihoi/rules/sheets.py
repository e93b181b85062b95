"""A text to be proofread: whose paper it is, and its lines, each with the place where it stands."""

from dataclasses import dataclass

from schemas.news import News
from schemas.report import Report


@dataclass(frozen=True)
class Line:
    """One paragraph, heading or list item; ``place`` is a field of the answer or the section of the paper."""

    place: str
    text: str
    bullet: bool = False
    """It stands as an item of a list."""


@dataclass(frozen=True)
class Sheet:
    """A paper as a reader sees it, top to bottom."""

    paper: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(line.text for line in self.lines)


def sheet_of_text(paper: str, text: str) -> Sheet:
    """Plain text or Markdown: one paragraph a line, sections by their headings."""
    section, lines = "", list[Line]()
    for raw in text.splitlines():
        words = raw.strip()
        if not words or set(words) <= set("|:- "):
            continue
        if words.startswith("|"):
            # Each cell by itself: a row is not a sentence.
            cells = (cell.strip(" *") for cell in words.strip("|").split("|"))
            lines += [Line(section or "đầu văn bản", cell) for cell in cells if cell]
            continue
        heading = words.startswith("#")
        bullet = words[:2] in ("- ", "* ", "• ", "+ ", "– ")
        words = words.lstrip("#").strip() if heading else words[2:].strip() if bullet else words
        if heading:
            section = words
        lines.append(Line(section or "đầu văn bản", words, bullet))
    return Sheet(paper, tuple(lines))


def sheet_of_report(paper: str, report: Report) -> Sheet:
    """The written parts of a report, each by its field."""
    lines = [Line("context", report.context)]
    lines += [Line(f"results[{r.target}]", r.words) for r in report.results]
    lines += [Line(f"areas[{a.area}]", a.text) for a in report.areas]
    for name in ("weaknesses", "causes", "lessons"):
        lines += [Line(f"{name}[{n}]", text) for n, text in enumerate(getattr(report, name))]
    lines.append(Line("direction", report.direction))
    lines += [Line(f"targets[{t.id}]", t.words) for t in report.targets]
    lines += [Line(f"task_areas[{a.area}]", a.text) for a in report.task_areas]
    lines += [Line(f"charge[{n}]", text) for n, text in enumerate(report.charge)]
    lines.append(Line("self_review", report.self_review))
    return Sheet(paper, tuple(lines))


def sheet_of_news(news: News) -> Sheet:
    """What an editor typed; the targets and tasks are taken from the resolution and not typed again."""
    lines = [Line("title", news.title), Line("lead", news.lead)]
    lines += [Line(f"heard[{n}]", text, bullet=True) for n, text in enumerate(news.heard)]
    for n, photo in enumerate(news.photos):
        lines += [Line(f"photos[{n}].caption", photo.caption), Line(f"photos[{n}].alt", photo.alt)]
    if news.closing:
        lines.append(Line("closing", news.closing))
    lines.append(Line("source", news.source))
    return Sheet("S08", tuple(lines))
