"""A Word document as paragraphs of segments: what was there, what was put in, what was struck out, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from xml.etree.ElementTree import Element

from daihoi.intake.word_package import W14, W15, W, WordFile


@cache
def _w(name: str) -> str:
    return f"{{{W}}}{name}"


_INS, _DEL = {_w("ins"), _w("moveTo")}, {_w("del"), _w("moveFrom")}
_SKIP = {
    _w("pPr"),
    _w("rPr"),
    _w("sectPr"),
    _w("instrText"),
    _w("delInstrText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_TEXT = {_w("tab"): "\t", _w("br"): " ", _w("cr"): " ", _w("noBreakHyphen"): "-", _w("softHyphen"): ""}
MARK = "_dh_"
"""How the names of our bookmarks begin: ``_dh_doan12`` is a paragraph of the draft, ``_dh_x7`` one around it."""


class Fate(StrEnum):
    """What tracking says of some words."""

    KEEP = "keep"
    IN = "in"
    OUT = "out"
    NEITHER = "neither"
    """Put in by one and struck out by another."""


@dataclass(frozen=True)
class Segment:
    """Words of one fate; ``\\n`` is the end of a paragraph that was put in."""

    text: str
    fate: Fate = Fate.KEEP
    author: str = ""
    at: datetime | None = None
    struck_by: str = ""


@dataclass
class WordParagraph:
    """One paragraph as it was before tracking: its segments, marks, and where remarks begin and end in it.

    Offsets count characters of `original`.
    """

    segments: list[Segment] = field(default_factory=list[Segment])
    marks: list[str] = field(default_factory=list[str])
    merged_by: Segment | None = None
    """Who struck out the end of this paragraph."""
    in_note: bool = False

    @property
    def original(self) -> str:
        """The words before anything was tracked."""
        return "".join(s.text for s in self.segments if s.fate in (Fate.KEEP, Fate.OUT))

    @property
    def final(self) -> str:
        """The words with everything accepted."""
        return "".join(s.text for s in self.segments if s.fate in (Fate.KEEP, Fate.IN))


@dataclass(frozen=True)
class Span:
    """From (paragraph, offset) to (paragraph, offset), with the words as they stand in the file."""

    start: tuple[int, int]
    end: tuple[int, int]
    quote: str


@dataclass(frozen=True)
class Remark:
    """A comment in the margin."""

    id: str
    author: str
    at: datetime | None
    text: str
    parent: str | None
    span: Span | None


@dataclass(frozen=True)
class WordText:
    """Everything read out of a Word file."""

    paragraphs: tuple[WordParagraph, ...]
    remarks: tuple[Remark, ...]


def read_word(file: WordFile) -> WordText:
    """Paragraphs in reading order (tables and footnotes too), and the remarks in the margin."""
    reader = _Reader(file)
    reader.walk(file.document)
    reader.finish()
    return WordText(tuple(reader.paragraphs), tuple(_remarks(file, reader.spans)))


@dataclass(frozen=True)
class _Fate:
    fate: Fate = Fate.KEEP
    author: str = ""
    at: datetime | None = None
    struck_by: str = ""


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.file = file
        self.paragraphs: list[WordParagraph] = []
        self.current: WordParagraph | None = None
        self.at = -1
        self.continues = False
        self.open: dict[str, tuple[tuple[int, int], list[str]]] = {}
        self.spans: dict[str, Span] = {}
        self.pending_marks: list[str] = []
        self.notes: list[tuple[int, Element]] = []

    def place(self) -> tuple[int, int]:
        if self.current is None:
            return len(self.paragraphs), 0
        return self.at, len(self.current.original)

    def walk(self, node: Element, fate: _Fate | None = None) -> None:
        fate = fate or _Fate()
        for child in node:
            tag = child.tag
            if tag in _SKIP:
                continue
            if tag == _w("p"):
                self.paragraph(child, fate, boxed=node.tag == _w("txbxContent"))
            elif tag in _INS:
                self.walk(child, _put_in(fate, child))
            elif tag in _DEL:
                self.walk(child, _struck(fate, child))
            elif tag in (_w("t"), _w("delText")):
                self.add(child.text or "", fate)
            elif tag in _TEXT:
                self.add(_TEXT[tag], fate)
            elif tag == _w("commentRangeStart"):
                self.open[child.get(_w("id"), "")] = (self.place(), [])
            elif tag == _w("commentRangeEnd"):
                self.close(child.get(_w("id"), ""))
            elif tag == _w("commentReference"):
                name = child.get(_w("id"), "")
                if name in self.open:
                    self.close(name)
                self.spans.setdefault(name, Span(self.place(), self.place(), ""))
            elif tag == _w("bookmarkStart"):
                self.mark(child.get(_w("name"), ""))
            elif tag in (_w("footnoteReference"), _w("endnoteReference")):
                self.note(child)
            else:
                self.walk(child, fate)

    def paragraph(self, node: Element, fate: _Fate, *, boxed: bool) -> None:
        outer = self.current, self.at, self.continues
        if boxed:
            # A text box stands inside a paragraph: read on its own, then go on with the paragraph around it.
            self.current = None
        if self.current is None or not self.continues:
            self.current = WordParagraph()
            self.at = len(self.paragraphs)
            self.paragraphs.append(self.current)
            for _, words in self.open.values():
                words.append(" ")
        self.current.marks += self.pending_marks
        self.pending_marks = []
        self.walk(node, fate)
        end = node.find(f"{_w('pPr')}/{_w('rPr')}")
        put_in = end.find(_w("ins")) if end is not None else None
        struck = end.find(_w("del")) if end is not None else None
        if put_in is None and end is not None:
            put_in = end.find(_w("moveTo"))
        if struck is None and end is not None:
            struck = end.find(_w("moveFrom"))
        self.continues = put_in is not None
        if put_in is not None:
            self.add("\n", _put_in(_Fate(), put_in))
        elif struck is not None:
            f = _struck(_Fate(), struck)
            self.current.merged_by = Segment("", f.fate, f.author, f.at)
        if boxed:
            self.current, self.at, self.continues = outer

    def add(self, text: str, fate: _Fate) -> None:
        if not text or self.current is None:
            return
        self.current.segments.append(Segment(text, fate.fate, fate.author, fate.at, fate.struck_by))
        for _, words in self.open.values():
            words.append(text)

    def mark(self, name: str) -> None:
        if name.startswith(MARK):
            (self.current.marks if self.current is not None else self.pending_marks).append(name.removeprefix(MARK))

    def close(self, name: str) -> None:
        if name in self.open:
            start, words = self.open.pop(name)
            self.spans[name] = Span(start, self.place(), "".join(words))

    def note(self, reference: Element) -> None:
        source = self.file.footnotes if reference.tag == _w("footnoteReference") else self.file.endnotes
        if source is None:
            return
        for note in source:
            if note.get(_w("id")) == reference.get(_w("id")):
                self.notes.append((self.at, note))

    def finish(self) -> None:
        """Read the notes: remarks in them belong to the paragraph that bears the note."""
        host, self.notes = self.notes, []
        for index, note in host:
            inner = _Reader(self.file)
            inner.walk(note)
            at = (index, len(self.paragraphs[index].original)) if index >= 0 else (0, 0)
            for name, span in inner.spans.items():
                self.spans.setdefault(name, Span(at, at, span.quote))


def _who(node: Element) -> tuple[str, datetime | None]:
    return node.get(_w("author"), ""), moment(node.get(_w("date"), ""))


def moment(text: str) -> datetime | None:
    """A time as Word writes it; None when it is none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None


def _put_in(fate: _Fate, node: Element) -> _Fate:
    author, at = _who(node)
    if fate.fate is Fate.OUT:
        return _Fate(Fate.NEITHER, author, at, fate.author)
    return _Fate(Fate.IN, author, at)


def _struck(fate: _Fate, node: Element) -> _Fate:
    author, at = _who(node)
    if fate.fate is Fate.IN:
        return _Fate(Fate.NEITHER, fate.author, fate.at, author)
    return _Fate(Fate.OUT, author, at)


def _remarks(file: WordFile, spans: dict[str, Span]) -> Iterator[Remark]:
    if file.comments is None:
        return
    of_paragraph: dict[str, str] = {}
    for comment in file.comments.iter(_w("comment")):
        for p in comment.iter(_w("p")):
            name = p.get(f"{{{W14}}}paraId")
            if name:
                of_paragraph[name] = comment.get(_w("id"), "")
    parents: dict[str, str] = {}
    if file.extended is not None:
        for entry in file.extended:
            parent = entry.get(f"{{{W15}}}paraIdParent")
            own = entry.get(f"{{{W15}}}paraId")
            if parent and own and parent in of_paragraph and own in of_paragraph:
                parents[of_paragraph[own]] = of_paragraph[parent]
    for comment in file.comments.iter(_w("comment")):
        name = comment.get(_w("id"), "")
        author, at = _who(comment)
        lines = ["".join(_words(p)) for p in comment.iter(_w("p"))]
        text = "\n".join(line.strip() for line in lines if line.strip())
        if text:
            yield Remark(name, author, at, text, parents.get(name), spans.get(name))


def _words(node: Element) -> Iterator[str]:
    for child in node.iter():
        if child.tag == _w("t"):
            yield child.text or ""
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
