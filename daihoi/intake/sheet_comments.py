"""A sheet of comments, in our own columns or a form tool's; and the register come back with decisions in it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from daihoi.errors import BadInput
from daihoi.intake.batch import Batch, Sender, credit
from daihoi.intake.sheet_rows import Sheet, open_sheet, plain
from daihoi.rules.anchors import anchor_quote, make_anchor
from daihoi.rules.places import section_name
from schemas.comments import Amendment, Channel, Contribution, Disposition, Edit, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.draft import Anchor, Draft
from schemas.words import Words

FIELDS: dict[str, tuple[str, ...]] = {
    "author": ("Người góp ý", "Họ và tên", "Họ tên", "Tên", "Đơn vị góp ý", "Author", "Name"),
    "source": ("Là ai", "Đối tượng", "Loại", "Source"),
    "received_on": ("Ngày nhận", "Ngày", "Dấu thời gian", "Thời gian", "Timestamp", "Date", "Received on"),
    "paragraph": ("Đoạn", "Mã đoạn", "Chỗ", "Paragraph"),
    "section": ("Phần", "Mục", "Phần, mục", "Section"),
    "quote": ("Câu chữ được nói đến", "Trích dẫn", "Nguyên văn", "Quote"),
    "text": ("Ý kiến", "Nội dung ý kiến", "Ý kiến góp ý", "Nội dung góp ý", "Góp ý", "Comment", "Text"),
    "instead": ("Đề nghị thay bằng", "Đề nghị sửa thành", "Sửa thành", "Instead"),
    "met": ("Số người dự", "Số người dự họp", "Met"),
    "supporters": ("Số người tán thành", "Tán thành", "Supporters"),
}
"""Fields of a comment, and the headings we know them by; the first is that of our own template."""

DECISIONS: dict[str, tuple[str, ...]] = {
    "id": ("Mã", "Mã ý kiến", "Id"),
    "outcome": ("Quyết định", "Decision"),
    "reason": ("Lý do", "Lý do, giải trình", "Reason"),
    "place": ("Chỗ sửa", "Place"),
    "wording": ("Câu chữ mới", "Wording"),
}
SOURCES = {
    "đảng viên": SourceKind.MEMBER,
    "công đoàn": SourceKind.MASS_ORGANISATION,
    "đoàn thanh niên": SourceKind.MASS_ORGANISATION,
    "phụ nữ": SourceKind.MASS_ORGANISATION,
    "cựu chiến binh": SourceKind.MASS_ORGANISATION,
    "đoàn thể": SourceKind.MASS_ORGANISATION,
    "tổ chức": SourceKind.MASS_ORGANISATION,
    "quần chúng": SourceKind.NON_MEMBER,
    "cấp trên": SourceKind.SUPERIOR,
    **{k.value: k for k in SourceKind},
}
OUTCOMES = {
    "tiếp thu": Outcome.ACCEPTED,
    "tiếp thu một phần": Outcome.PARTLY,
    "giải trình": Outcome.EXPLAINED,
    **{o.value: o for o in Outcome if o is not Outcome.ANSWERED},
}
_MOST_FAULTS = 5


def parse_mapping(typed: Sequence[str]) -> dict[str, str]:
    """``--map "Cột=ô"`` as heading to field; raises `BadInput` naming the fields there are."""
    mapping: dict[str, str] = {}
    for text in typed:
        heading, mark, field = text.rpartition("=")
        names = {plain(n): f for f, known in FIELDS.items() for n in (f, known[0])}
        found = names.get(plain(field))
        if not mark or not heading.strip() or found is None:
            raise BadInput(
                f"--map «{text}» phải có dạng CỘT=Ô; các ô là: {', '.join(FIELDS)}.",
                f"--map “{text}” must look like COLUMN=FIELD; the fields are {', '.join(FIELDS)}.",
            )
        mapping[heading.strip()] = found
    return mapping


def read_sheet(
    dossier: Dossier, path: str, sender: Sender, mapping: dict[str, str], stage: Stage = Stage.DRAFT
) -> tuple[Batch, str]:
    """The comments of a sheet, and its heading line (by which a mapping is remembered).

    Raises `BadInput` for what is no such sheet: which column is missing, which row is wrong.
    """
    if not dossier.drafts:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có dự thảo báo cáo nên chưa nhận ý kiến được.",
            f"Dossier “{dossier.code}” has no draft report yet, so there is nothing to comment on.",
        )
    wanted = [n for names in FIELDS.values() for n in names] + list(mapping)
    sheet = open_sheet(path, wanted)
    mapping = mapping or dossier.gathering.columns.get(sheet.heading_line, {})
    columns = _columns(sheet, mapping)
    if not columns.get("text"):
        seen = ", ".join(f"«{h}»" for h in sheet.headings if h)
        raise BadInput(
            f'Tệp {sheet.name} thiếu cột «Ý kiến». Các cột đọc được: {seen}. Hãy dùng mẫu của `daihoi comments sheet`, hoặc thêm --map "Tên cột=text".',
            f'{sheet.name} has no column for the comment. Columns read: {seen}. Use the sheet of `daihoi comments sheet`, or add --map "Column=text".',
        )
    comments, faults = _rows(dossier, sheet, columns, sender, stage)
    if faults:
        more = f" … và {len(faults) - _MOST_FAULTS} dòng nữa" if len(faults) > _MOST_FAULTS else ""
        raise BadInput(
            f"Tệp {sheet.name} chưa nhận được: {'; '.join(f.vi for f in faults[:_MOST_FAULTS])}{more}.",
            f"{sheet.name} was not taken: {'; '.join(f.en for f in faults[:_MOST_FAULTS])}.",
        )
    batch = Batch(
        sheet.name, sheet.digest, Channel.SHEET, sender, dossier.drafts[-1].version, tuple(comments), sheet.notes
    )
    return batch, sheet.heading_line


def _columns(sheet: Sheet, mapping: dict[str, str]) -> dict[str, list[int]]:
    named = {plain(heading): field for heading, field in mapping.items()}
    known = {plain(n): field for field, names in FIELDS.items() for n in (*names, field)}
    columns: dict[str, list[int]] = {}
    for n, heading in enumerate(sheet.headings):
        field = named.get(plain(heading)) or known.get(plain(heading))
        if field and (field == "text" or field not in columns):
            columns.setdefault(field, []).append(n)
    if named:
        # Columns that a person mapped to the comment are all of them; ours by chance are not.
        texts = [n for n in columns.get("text", []) if named.get(plain(sheet.headings[n])) == "text"]
        columns["text"] = texts or columns.get("text", [])
    return columns


def _rows(
    dossier: Dossier, sheet: Sheet, columns: dict[str, list[int]], sender: Sender, stage: Stage
) -> tuple[list[Contribution], list[Words]]:
    draft = dossier.drafts[-1]
    comments: list[Contribution] = []
    faults: list[Words] = []
    for n, row in enumerate(sheet.rows, sheet.first):

        def cell(field: str, row: tuple[str, ...] = row) -> str:
            mine = columns.get(field)
            return row[mine[0]] if mine else ""

        said = [(sheet.headings[at], row[at]) for at in columns.get("text", []) if row[at]]
        if not said and cell("instead"):
            said = [("", f"Đề nghị thay «{cell('quote')}» bằng «{cell('instead')}».")]
        for heading, text in said:
            try:
                comment = _comment(dossier, draft, cell, heading if len(columns["text"]) > 1 else "", text, sender)
            except _Fault as fault:
                faults.append(Words(vi=f"dòng {n}: {fault.words.vi}", en=f"row {n}: {fault.words.en}"))
                continue
            comments.append(comment.model_copy(update={"id": f"t{len(comments) + 1}", "stage": stage}))
    return comments, faults


class _Fault(Exception):
    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.words = Words(vi=vi, en=en)


def _comment(
    dossier: Dossier, draft: Draft, cell: Callable[[str], str], heading: str, text: str, sender: Sender
) -> Contribution:
    source = _source(cell("source"))
    author, kind = credit(
        dossier, cell("author"), Sender(cell("author") or sender.author, source or sender.source, sender.received_on)
    )
    received = _day(cell("received_on")) if cell("received_on") else sender.received_on
    anchor = _anchor(draft, cell("paragraph"), cell("quote"))
    paragraph = draft.paragraph(anchor.paragraph) if anchor and anchor.paragraph else None
    section = cell("section") or (section_name(draft, paragraph.place) if paragraph else heading or "Toàn văn")
    edit = None
    if cell("instead"):
        if anchor is None or not anchor.quote or anchor.paragraph is None:
            raise _Fault(
                "có câu thay thế nhưng không thấy câu chữ được thay trong dự thảo",
                "other words are proposed, but the words they replace are not in the draft",
            )
        edit = Edit(new=cell("instead"))
    met, agreed = _count(cell("met")), _count(cell("supporters"))
    if met is not None and agreed is not None and agreed > met:
        raise _Fault(f"tán thành {agreed} nhưng chỉ {met} người dự", f"{agreed} agree but only {met} met")
    return Contribution(
        id="t",
        source=kind,
        author=author[:2000],
        received_on=received,
        section=section[:2000],
        text=text[:200_000],
        channel=Channel.SHEET,
        anchor=anchor,
        edit=edit,
        met=met,
        supporters=agreed,
    )


def _source(text: str) -> SourceKind | None:
    if not text:
        return None
    found = next((k for words, k in SOURCES.items() if plain(words) in plain(text)), SOURCES.get(text.strip()))
    if found is None:
        raise _Fault(
            f"«{text}» không rõ là ai (đảng viên, đoàn thể, quần chúng)", f"“{text}” is no kind of contributor"
        )
    return found


def _day(text: str) -> date:
    head = text.strip().split(" ")[0].rstrip(",")
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y"):
        try:
            return datetime.strptime(head, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise _Fault(
        f"«{text}» không phải ngày (hãy ghi như 03/07/2025)", f"“{text}” is not a day (write it like 03/07/2025)"
    )


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > 100_000:
        raise _Fault(f"«{text}» không phải số người", f"“{text}” is not a number of people")
    return int(text)


def _anchor(draft: Draft, place: str, quote: str) -> Anchor | None:
    mine = next((p for p in draft.paragraphs if place and place.strip() in (p.id, p.place)), None)
    if place and mine is None:
        raise _Fault(f"dự thảo không có đoạn «{place}»", f"the draft has no paragraph “{place}”")
    if quote:
        return anchor_quote(draft, quote, mine.id if mine else None)
    return make_anchor(draft, mine.id) if mine else None


def read_decisions(dossier: Dossier, path: str) -> list[Disposition]:
    """The decisions filled into the register's sheet; rows without one are left for later. Raises `BadInput`."""
    sheet = open_sheet(path, [n for names in DECISIONS.values() for n in names])
    known = {plain(n): field for field, names in DECISIONS.items() for n in names}
    columns = {known[plain(h)]: n for n, h in enumerate(sheet.headings) if plain(h) in known}
    for field in ("id", "outcome", "reason"):
        if field not in columns:
            raise BadInput(
                f"Tệp {sheet.name} thiếu cột «{DECISIONS[field][0]}»; hãy dùng tệp của `daihoi comments sheet {dossier.code} --register`.",
                f"{sheet.name} has no column “{DECISIONS[field][0]}”; use the file of `daihoi comments sheet {dossier.code} --register`.",
            )
    paragraphs = {c.id: c.anchor.paragraph for c in dossier.gathering.comments if c.anchor}
    superior = {c.id for c in dossier.gathering.comments if c.stage is Stage.REVIEW}
    found: list[Disposition] = []
    for n, row in enumerate(sheet.rows, sheet.first):
        cells = {field: row[at] for field, at in columns.items()}
        if not cells["outcome"] or cells["id"] in superior:
            continue
        outcome = OUTCOMES.get(plain(cells["outcome"])) or OUTCOMES.get(cells["outcome"])
        if outcome is None:
            raise BadInput(
                f"Tệp {sheet.name}, dòng {n}: «{cells['outcome']}» không phải quyết định; hãy ghi tiếp thu, tiếp thu một phần hoặc giải trình.",
                f"{sheet.name}, row {n}: “{cells['outcome']}” is no decision; write accepted, partly or explained.",
            )
        if not cells["reason"]:
            raise BadInput(
                f"Tệp {sheet.name}, dòng {n}: ý kiến {cells['id']} chưa có lý do.",
                f"{sheet.name}, row {n}: {cells['id']} has no reason.",
            )
        wording, place = cells.get("wording", ""), cells.get("place") or paragraphs.get(cells["id"])
        if wording and outcome is Outcome.EXPLAINED:
            raise BadInput(
                f"Tệp {sheet.name}, dòng {n}: đã giải trình thì không sửa dự thảo; hãy bỏ cột «Câu chữ mới».",
                f"{sheet.name}, row {n}: what is explained changes nothing; empty the wording.",
            )
        if wording and not place:
            raise BadInput(
                f"Tệp {sheet.name}, dòng {n}: hãy điền cột «Chỗ sửa» cho ý kiến {cells['id']}.",
                f"{sheet.name}, row {n}: fill in the place for {cells['id']}.",
            )
        amendment = Amendment(place=place, wording=wording) if wording and place else None
        found.append(Disposition(comment=cells["id"], outcome=outcome, reason=cells["reason"], amendment=amendment))
    return found
