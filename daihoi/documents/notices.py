"""What became of each author's comments, as a letter to them."""

import io
from dataclasses import dataclass

from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import day
from daihoi.documents.synthesis import quoted
from daihoi.documents.word_parts import add_paragraph, new_document, run
from daihoi.rules.places import section_name
from daihoi.rules.register import OUTCOMES, all_comments, counts, decisions_of, same_name
from daihoi.rules.slug import slug
from schemas.comments import ANONYMOUS, Contribution, Disposition, Outcome, SourceKind
from schemas.dossier import Dossier


@dataclass(frozen=True)
class Answered:
    """One comment of the letter: what was said, what was done, and how the draft reads there now."""

    comment: Contribution
    decision: Disposition | None
    where: str
    reads: str


@dataclass(frozen=True)
class Notice:
    """The letter to one author."""

    author: str
    source: SourceKind
    answered: tuple[Answered, ...]
    file: str
    """A file name for it, without ending."""


def notices_of(dossier: Dossier) -> list[Notice]:
    """One letter for each author who gave a name, with all their comments in the order they came."""
    decided = decisions_of(dossier)
    authors: dict[str, list[Contribution]] = {}
    for c in all_comments(dossier):
        if not same_name(c.author, ANONYMOUS) and c.source is not SourceKind.SUPERIOR:
            authors.setdefault(" ".join(c.author.casefold().split()), []).append(c)
    found: list[Notice] = []
    for n, mine in enumerate(authors.values(), 1):
        answered = tuple(_answered(dossier, c, decided.get(c.id)) for c in mine)
        found.append(Notice(mine[0].author, mine[0].source, answered, f"{n:03}-{slug(mine[0].author)[:60]}"))
    return found


def _answered(dossier: Dossier, comment: Contribution, d: Disposition | None) -> Answered:
    names = [comment.anchor.paragraph] if comment.anchor and comment.anchor.paragraph else []
    changed = [name for version in dossier.drafts for name, by in version.because.items() if comment.id in by]
    if d is not None and d.amendment is not None and not d.amendment.added:
        names = [d.amendment.place, *names]
    for draft in reversed(dossier.drafts):
        mine = (p for name in (*changed, *names) for p in draft.paragraphs if name in (p.id, p.place))
        paragraph = next(mine, None)
        if paragraph is not None:
            now = draft is dossier.drafts[-1] and d is not None and d.outcome is not Outcome.EXPLAINED
            return Answered(comment, d, section_name(draft, paragraph.place), paragraph.text if now else "")
    return Answered(comment, d, comment.section, "")


def notice_docx(dossier: Dossier, notice: Notice) -> bytes:
    """The letter as a Word file, ready to send."""
    document = new_document()
    opening = dossier.opening
    head = add_paragraph(document, 0)
    head._p.append(run(opening.cell.name, bold=True))
    if dossier.answers.dispositions is not None:
        dated = add_paragraph(document, 0, f"{opening.cell.place}, {day(dossier.answers.dispositions.decided_on)}")
        dated.alignment = 2
    title = add_paragraph(document, 0)
    title.alignment = 1
    title._p.append(run("THÔNG BÁO KẾT QUẢ TIẾP THU, GIẢI TRÌNH Ý KIẾN", bold=True))
    whom = "đồng chí " if notice.source is SourceKind.MEMBER else ""
    add_paragraph(document, 0, f"Kính gửi: {whom}{notice.author}")
    add_paragraph(
        document,
        0,
        f"{opening.cell.name} trân trọng cảm ơn ý kiến góp ý vào dự thảo văn kiện đại hội nhiệm kỳ {opening.new_term} "
        "và xin thông báo kết quả như sau.",
    )
    for n, one in enumerate(notice.answered, 1):
        add_paragraph(document, 3, f"{n}. {one.where} ({one.comment.id})")
        add_paragraph(document, 0, f"Ý kiến: {one.comment.text}")
        proposed = quoted(one.comment)
        if proposed and proposed not in one.comment.text:
            add_paragraph(document, 0, f"Đề nghị cụ thể: {proposed}.")
        add_paragraph(document, 0, _result(dossier, one))
        if one.reads:
            add_paragraph(document, 0, f"Dự thảo nay ghi: «{one.reads}»")
    add_paragraph(document, 0, "Trân trọng./.")
    context = PaperContext(dossier, None, 1)
    for text in (context.authority, context.post):
        signature = add_paragraph(document, 0)
        signature.alignment = 2
        signature._p.append(run(text, bold=True))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _result(dossier: Dossier, one: Answered) -> str:
    if one.decision is not None:
        return f"Kết quả: {OUTCOMES[one.decision.outcome].vi}. {one.decision.reason}"
    if one.comment.late and not counts(one.comment, dossier.gathering):
        return "Kết quả: ý kiến đến sau hạn nên được lưu lại, không đưa vào đợt tiếp thu này."
    return "Kết quả: đang được xem xét."
