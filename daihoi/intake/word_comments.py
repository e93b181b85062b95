"""A returned Word file as comments: margin remarks, tracked changes, and plain edits against what was sent out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daihoi.errors import BadInput
from daihoi.intake.word_paragraphs import Fate, Remark, Segment, WordParagraph, WordText
from daihoi.rules.alignment import align
from daihoi.rules.anchors import make_anchor
from daihoi.rules.paragraphs import one_line
from daihoi.rules.redlines import out_of_order
from daihoi.rules.wording import Piece, carried, compare
from schemas.comments import Change, Edit
from schemas.draft import Anchor, Draft


@dataclass(frozen=True)
class Said:
    """One thing a file says: by whom (as the file spells it; empty for the sender), when, where, what."""

    author: str
    at: datetime | None
    text: str
    anchor: Anchor | None
    edit: Edit | None = None
    key: str = ""
    parent: str | None = None


@dataclass(frozen=True)
class _Linked:
    """A paragraph of the file beside the paragraph of the draft that it was sent out as."""

    id: str
    sent: str
    original: str
    pieces: tuple[Piece, ...]
    """From the words sent out to the file's words before tracking: the plain edits."""

    def place(self, raw: str, at: int) -> int:
        """The place in the words sent out of a place in the file's words, spaces as the file has them."""
        led = len(raw) - len(raw.lstrip())
        before = " ".join(raw[led:at].split()) if at > led else ""
        here = len(before) + (1 if at > led and raw[led:at][-1:].isspace() and before else 0)
        return min(carried(list(self.pieces), min(here, len(self.original))), len(self.sent))


def choose_draft(text: WordText, drafts: Sequence[Draft], stated: int | None, name: str) -> Draft:
    """The version that the file was made from: what it states, else the one its words resemble most.

    Raises `BadInput` when its words are not those of any version.
    """
    said = next((d for d in drafts if d.version == stated), None)
    if said is not None and (_marked(text) or _share(text, said) > 0):
        return said
    shares = {d.version: _share(text, d) for d in drafts}
    best = max(reversed(drafts), key=lambda d: shares[d.version], default=None)
    if best is None or shares[best.version] < 0.2:
        raise BadInput(
            f"Tệp {name} không phải dự thảo của hồ sơ này: hầu như không đoạn nào trùng. Hãy kiểm tra mã hồ sơ, hoặc nhập từng ý kiến bằng `daihoi comments add`.",
            f"{name} is not a draft of this congress: hardly a paragraph is the same. Check the code, or type the comments with `daihoi comments add`.",
        )
    return best


def _marked(text: WordText) -> bool:
    return any(m for p in text.paragraphs for m in p.marks)


def _share(text: WordText, draft: Draft) -> float:
    words = {one_line(p.original) for p in text.paragraphs}
    whole = [p for p in draft.paragraphs if not p.place.endswith(".title")]
    return sum(p.text in words for p in whole) / len(whole) if whole else 0.0


def left_out(properties: Mapping[str, str]) -> frozenset[str]:
    """The paragraphs of the draft that were not in the file when it was sent out."""
    return frozenset(f"doan{n}" for n in properties.get("daihoi.without", "").split() if n.isdecimal())


def read_said(
    text: WordText, draft: Draft, around: Sequence[str] = (), without: frozenset[str] = frozenset()
) -> list[Said]:
    """Everything that the file says about ``draft``; ``around`` are texts of the file that are no part of it.

    ``without`` are paragraphs that it never held, and whose absence says nothing.
    """
    links = _link(text, draft)
    plain = _plain(text, draft, links, frozenset(one_line(t) for t in around), without)
    said = [*_tracked(text, draft, links), *plain]
    said = _with_moves(said, draft)
    said += [_remark(r, text, draft, links) for r in text.remarks]
    return said


def _link(text: WordText, draft: Draft) -> dict[int, _Linked]:
    index = {p.id: n for n, p in enumerate(draft.paragraphs)}
    marks: dict[int, int] = {}
    framing = {n for n, p in enumerate(text.paragraphs) if any(m.startswith("x") for m in p.marks)}
    for n, p in enumerate(text.paragraphs):
        mine = [m for m in p.marks if m in index]
        if mine:
            # Merged paragraphs bear both marks; the one whose words come first leads.
            original = p.original if len(mine) > 1 else ""
            lead = min(mine, key=lambda m: _first_at(original, draft.paragraphs[index[m]].text))
            marks[n] = index[lead]
    candidates = [n for n in range(len(text.paragraphs)) if n in marks or n not in framing]
    new = [one_line(text.paragraphs[n].original) for n in candidates]
    old = [p.text for p in draft.paragraphs]
    found = align(old, new, {i: marks[n] for i, n in enumerate(candidates) if n in marks})
    links: dict[int, _Linked] = {}
    for n, link, words in zip(candidates, found, new, strict=True):
        if link.continues is not None:
            sent = draft.paragraphs[link.continues]
            same = sent.text == words or not words
            pieces = [Piece(0, sent.text, words)] if same else compare(sent.text, words)
            links[n] = _Linked(sent.id, sent.text, words, tuple(pieces))
    return links


def _first_at(whole: str, part: str) -> int:
    at = one_line(whole).find(part[:20])
    return at if at >= 0 else len(whole)


def _tracked(text: WordText, draft: Draft, links: Mapping[int, _Linked]) -> Iterator[Said]:
    for n, paragraph in enumerate(text.paragraphs):
        link = links.get(n)
        yield from _struck_by_others(paragraph, draft, link)
        segments = [s for s in paragraph.segments if s.fate is not Fate.NEITHER]
        if all(s.fate is Fate.KEEP for s in segments):
            if paragraph.merged_by and link:
                m = paragraph.merged_by
                yield Said(m.author, m.at, "Đề nghị gộp đoạn này với đoạn sau.", make_anchor(draft, link.id))
            continue
        yield from _changes(text, n, segments, draft, links)


def _changes(
    text: WordText, n: int, segments: Sequence[Segment], draft: Draft, links: Mapping[int, _Linked]
) -> Iterator[Said]:
    link = links.get(n)
    raw = text.paragraphs[n].original
    words = [s for s in segments if s.text.strip()]
    if link is not None and words and all(s.fate is Fate.OUT for s in words):
        out = words[0]
        yield Said(
            out.author,
            out.at,
            "Đề nghị bỏ cả đoạn này.",
            make_anchor(draft, link.id),
            Edit(change=Change.DELETE),
        )
        return
    at = 0
    held: list[Segment] = []
    begin = 0
    for segment in (*segments, Segment("")):
        if segment.fate is Fate.KEEP or (held and segment.author != held[0].author):
            if held:
                yield from _change(held, begin, raw, n, link, draft, links)
            held = []
        if segment.fate is Fate.KEEP:
            at += len(segment.text)
            continue
        if not held:
            begin = at
        held.append(segment)
        if segment.fate is Fate.OUT:
            at += len(segment.text)


def _change(
    held: Sequence[Segment],
    begin: int,
    raw: str,
    n: int,
    link: _Linked | None,
    draft: Draft,
    links: Mapping[int, _Linked],
) -> Iterator[Said]:
    author, at = held[0].author, next((s.at for s in held if s.at), None)
    out = "".join(s.text for s in held if s.fate is Fate.OUT)
    put_in = "".join(s.text for s in held if s.fate is Fate.IN)
    at_start, at_end = not raw[:begin].strip(), not raw[begin + len(out) :].strip()
    own_paragraphs = "\n" in put_in and not out.strip() and (at_start or at_end)
    if link is None or own_paragraphs:
        after = link.id if link is not None and not at_start else _before(n, links)
        for part in put_in.split("\n"):
            if part.strip():
                yield _inserted(author, at, part, draft, after)
        if link is None and out.strip():
            yield Said(author, at, f"Đề nghị bỏ «{one_line(out)}».", None)
        return
    start, end = link.place(raw, begin), link.place(raw, begin + len(out))
    new = "\n\n".join(put_in.split("\n")) if put_in.strip("\n") else put_in.replace("\n", "\n\n")
    if not out and not put_in:
        return
    yield _edited(author, at, make_anchor(draft, link.id, start, end), new)


def _edited(author: str, at: datetime | None, anchor: Anchor, new: str) -> Said:
    old, said = one_line(anchor.quote), " ".join(new.split())
    if not old:
        words = f"Đề nghị thêm «{said}»." if said else "Đề nghị tách đoạn tại đây."
    elif not said:
        words = f"Đề nghị bỏ «{old}»."
    else:
        words = f"Đề nghị thay «{old}» bằng «{said}»."
    return Said(author, at, words, anchor, Edit(new=new))


def _inserted(author: str, at: datetime | None, words: str, draft: Draft, after: str | None) -> Said:
    anchor = make_anchor(draft, after) if after else Anchor(version=draft.version)
    new = one_line(words)
    return Said(author, at, f"Đề nghị thêm đoạn: «{new}».", anchor, Edit(change=Change.INSERT, new=new))


def _before(n: int, links: Mapping[int, _Linked]) -> str | None:
    """The draft's paragraph that stands before paragraph ``n`` of the file."""
    return next((links[i].id for i in range(n - 1, -1, -1) if i in links), None)


def _with_moves(said: Sequence[Said], draft: Draft) -> list[Said]:
    """One move for each whole paragraph that somebody struck out here and put in there, word for word."""
    put_in: dict[tuple[str, str], Said] = {}
    for s in said:
        if s.edit and s.edit.change is Change.INSERT and s.anchor and s.anchor.paragraph:
            put_in[(s.author, s.edit.new)] = s
    gone: set[int] = set()
    result: list[Said] = []
    for s in said:
        name = s.anchor.paragraph if s.anchor else None
        sent = draft.paragraph(name or "")
        if s.edit and s.edit.change is Change.DELETE and sent is not None:
            target = put_in.get((s.author, sent.text))
            if target is not None and target.anchor and target.anchor.paragraph != sent.id and id(target) not in gone:
                gone.add(id(target))
                result.append(_move(s.author, s.at, draft, sent.id, target.anchor.paragraph or ""))
                continue
        result.append(s)
    return [s for s in result if id(s) not in gone]


def _move(author: str, at: datetime | None, draft: Draft, name: str, after: str) -> Said:
    edit = Edit(change=Change.MOVE, after=after)
    return Said(author, at, f"Đề nghị chuyển đoạn này xuống sau {after}.", make_anchor(draft, name), edit)


def _struck_by_others(paragraph: WordParagraph, draft: Draft, link: _Linked | None) -> Iterator[Said]:
    for segment in paragraph.segments:
        if segment.fate is Fate.NEITHER and segment.text.strip():
            anchor = make_anchor(draft, link.id) if link else None
            words = one_line(segment.text)
            yield Said(
                segment.struck_by, segment.at, f"Không đồng ý thêm «{words}» như {segment.author} đề nghị.", anchor
            )


def _plain(
    text: WordText,
    draft: Draft,
    links: Mapping[int, _Linked],
    around: frozenset[str],
    without: frozenset[str],
) -> Iterator[Said]:
    if len(links) * 2 < len(draft.paragraphs):
        return  # a part of the draft: what is missing was not struck out
    marked = any(m.startswith("x") for p in text.paragraphs for m in p.marks)
    ordered = sorted(links)
    for n in ordered:
        link = links[n]
        if not link.original.strip():
            if not any(s.fate is not Fate.KEEP for s in text.paragraphs[n].segments):
                yield Said("", None, "Đề nghị bỏ cả đoạn này.", make_anchor(draft, link.id), Edit(change=Change.DELETE))
            continue
        for piece in link.pieces:
            if piece.changed:
                anchor = make_anchor(draft, link.id, piece.start, piece.start + len(piece.old))
                yield _edited("", None, anchor, piece.new)
    for n, paragraph in enumerate(text.paragraphs):
        words = one_line(paragraph.original)
        framed = any(m.startswith("x") for m in paragraph.marks)
        if n in links or not words or framed or words in around or paragraph.in_note:
            continue
        between = ordered and ordered[0] < n < ordered[-1]
        if between or (marked and n > ordered[0]):
            yield _inserted("", None, words, draft, _before(n, links))
    here = {link.id for link in links.values()}
    for p in draft.paragraphs:
        if p.id not in here and p.id not in without:
            yield Said("", None, "Đề nghị bỏ cả đoạn này.", make_anchor(draft, p.id), Edit(change=Change.DELETE))
    yield from _moved(draft, [links[n].id for n in ordered])


def _moved(draft: Draft, order: Sequence[str]) -> Iterator[Said]:
    """Paragraphs that stand elsewhere than they were sent out: those outside the longest run still in order."""
    here = set(order)
    moved = out_of_order([p.id for p in draft.paragraphs if p.id in here], order)
    for at, name in enumerate(order):
        if name in moved and at > 0:
            yield _move("", None, draft, name, order[at - 1])


def _remark(remark: Remark, text: WordText, draft: Draft, links: Mapping[int, _Linked]) -> Said:
    said = Said(remark.author, remark.at, remark.text, None, key=remark.id, parent=remark.parent)
    if remark.span is None:
        return said
    (first, start), (last, end) = remark.span.start, remark.span.end
    quote = one_line(remark.span.quote)
    inside = [n for n in range(first, last + 1) if n in links]
    if not inside:
        lost = Anchor(version=draft.version, quote=quote[:2000])
        return replace(said, anchor=lost)
    n = inside[0]
    link, raw = links[n], text.paragraphs[n].original
    begin = link.place(raw, start) if n == first else 0
    finish = link.place(raw, end) if n == last else len(link.sent)
    anchor = make_anchor(draft, link.id, begin, finish)
    if inside[-1] != n:
        anchor = anchor.model_copy(update={"through": links[inside[-1]].id})
    return replace(said, anchor=anchor)
