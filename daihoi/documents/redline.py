"""The redline: a Word file with real tracked changes, and a page; each change names the comments behind it."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from docx.oxml.ns import qn

from daihoi.documents.outline import level_of, outline_headings
from daihoi.documents.rendering import environment
from daihoi.documents.word_parts import add_paragraph, element_of, new_document, run, tracked
from daihoi.rules.redlines import Fate, Row, redline
from daihoi.rules.register import OUTCOMES, decisions_of
from schemas.dossier import Dossier
from schemas.draft import Draft

_NOBODY = "Người soạn thảo"


@dataclass(frozen=True)
class Entry:
    """A heading, or a row of the redline with the reasons behind it."""

    heading: str | None
    level: int
    row: Row | None
    reasons: tuple[str, ...] = ()

    @property
    def author(self) -> str:
        """Under which name the change is tracked."""
        return ", ".join(self.row.because) if self.row and self.row.because else _NOBODY


def entries(dossier: Dossier, old: Draft, new: Draft, *, only_changes: bool = False) -> list[Entry]:
    """The redline under the draft's headings; with ``only_changes`` what stayed is left out."""
    why = _reasons(dossier)
    found: list[Entry] = []
    last: tuple[str, ...] = ()
    for row in redline(dossier.drafts, old, new):
        if only_changes and row.fate is Fate.SAME:
            continue
        headings = outline_headings(row.paragraph.place, dossier.opening)
        for n, heading in enumerate(headings):
            if last[: n + 1] != headings[: n + 1]:
                found.append(Entry(heading, n + 1, None))
        last = headings
        reasons = tuple(why[b] for b in row.because if b in why)
        found.append(Entry(None, level_of(row.paragraph), row, reasons))
    return found


def _reasons(dossier: Dossier) -> dict[str, str]:
    return {name: f"{name} ({OUTCOMES[d.outcome].vi}): {d.reason}" for name, d in decisions_of(dossier).items()}


def redline_docx(
    dossier: Dossier,
    old: Draft,
    new: Draft,
    day: date,
    *,
    only_changes: bool = False,
    track: Callable[[Sequence[Entry]], Iterable[Entry]] = iter,
) -> bytes:
    """The redline as a Word file: accept every change and it reads ``new``, refuse them and it reads ``old``.

    ``track`` may show how far the writing has come.
    """
    document = new_document()
    title = add_paragraph(document, 0)
    title.alignment = 1
    title._p.append(run(f"{dossier.opening.cell.name}: dự thảo bản {new.version} so với bản {old.version}", bold=True))
    writer = _Writer(document, datetime.combine(day, time(8), UTC))
    whole = entries(dossier, old, new, only_changes=only_changes)
    for entry in track(whole):
        if entry.row is None:
            add_paragraph(document, entry.level, entry.heading or "")
        else:
            writer.write(entry)
    if not any(e.row and e.row.fate is not Fate.SAME for e in whole):
        add_paragraph(document, 0, "Không có thay đổi nào.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Writer:
    def __init__(self, document: Any, at: datetime) -> None:
        self.document = document
        self.at = at
        self.number = 1

    def tracked(self, kind: str, author: str, *children: Any) -> Any:
        self.number += 1
        return tracked(kind, author, self.at, self.number, children)

    def write(self, entry: Entry) -> None:
        row = entry.row
        if row is None:
            return
        level, author = entry.level, entry.author
        if row.fate is Fate.MOVED and row.new is not None:
            # Where it stood is not repeated: the remark says that it only changed its place.
            paragraph = add_paragraph(self.document, level, row.new.text)
            self.remark(paragraph, (*entry.reasons, "Đoạn này được chuyển chỗ."))
            return
        paragraph = add_paragraph(self.document, level)
        for piece in row.pieces:
            if not piece.changed:
                paragraph._p.append(run(piece.old))
                continue
            if piece.old:
                paragraph._p.append(self.tracked("del", author, run(piece.old, deleted=True)))
            if piece.new:
                paragraph._p.append(self.tracked("ins", author, run(piece.new)))
        if row.fate in (Fate.ADDED, Fate.REMOVED):
            kind = "ins" if row.fate is Fate.ADDED else "del"
            end = element_of("w:rPr")
            end.append(self.tracked(kind, author))
            paragraph._p.get_or_add_pPr().append(end)
        if row.fate is not Fate.SAME:
            self.remark(paragraph, entry.reasons)

    def remark(self, paragraph: Any, reasons: Sequence[str]) -> None:
        if not reasons:
            return
        comment: Any = self.document.part._comments_part.comments.add_comment("\n".join(reasons), "daihoi", "dh")
        name = str(comment.comment_id)
        start, end = element_of("w:commentRangeStart"), element_of("w:commentRangeEnd")
        reference, mark = element_of("w:r"), element_of("w:commentReference")
        for element in (start, end, mark):
            element.set(qn("w:id"), name)
        reference.append(mark)
        p = paragraph._p
        p.insert(1 if p.pPr is not None else 0, start)
        p.append(end)
        p.append(reference)


def redline_html(dossier: Dossier, old: Draft, new: Draft, *, only_changes: bool = False) -> str:
    """The redline as one page that needs nothing else."""
    whole = entries(dossier, old, new, only_changes=only_changes)
    names: Mapping[str, Any] = {
        "dossier": dossier,
        "opening": dossier.opening,
        "old": old,
        "new": new,
        "entries": whole,
        "changed": sum(e.row is not None and e.row.fate is not Fate.SAME for e in whole),
    }
    return environment().get_template("comments/redline.html.j2").render(**names)
