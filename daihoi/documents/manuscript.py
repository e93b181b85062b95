"""A paper as blocks: what the Word, PDF and web writers all write from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

REHEARSED = "TẬP DƯỢT – VĂN BẢN KHÔNG CÓ GIÁ TRỊ SỬ DỤNG"
"""Stands at the foot of every page of a congress in which anything was done without roles and codes."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one face."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the highest inside a paper."""

    type: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a centred one stands between the lines of the text, like «QUYẾT NGHỊ»."""

    type: ClassVar[str] = "paragraph"
    runs: Runs
    centred: bool = False


@dataclass(frozen=True)
class Listing:
    """A list; each item is a paragraph, with the blocks that hang under it."""

    type: ClassVar[str] = "listing"
    ordered: bool
    items: "tuple[tuple[Block, ...], ...]"
    start: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: one header row, repeated on every page, and its rows. ``aligns``: left, center, right."""

    type: ClassVar[str] = "grid"
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    aligns: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A photo with its caption; ``width`` and ``height`` in pixels."""

    content: bytes
    caption: str
    width: int
    height: int

    type: ClassVar[str] = "picture"


Block = Heading | Paragraph | Listing | Grid | Picture


@dataclass(frozen=True)
class Letterhead:
    """The header block: who stands above, who issues, number, place and date."""

    superior: str
    issuer: str
    number: str
    place_date: str


@dataclass(frozen=True)
class Signer:
    """One signature: on whose behalf, in which post, which name."""

    authority: str
    post: str = ""
    name: str = ""


@dataclass(frozen=True)
class Closing:
    """The foot of a paper: recipients or a second signer on the left, the signer on the right."""

    right: Signer
    left: Signer | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """One paper, before it is set in type."""

    title: str
    subject: str = ""
    banner: str = ""
    """What every page says in its margin."""
    note: str = ""
    """«(Dự thảo lần 2)», «(Tài liệu nội bộ)»."""
    addressee: str = ""
    letterhead: Letterhead | None = None
    body: tuple[Block, ...] = ()
    closing: Closing | None = None


def words_of(runs: Runs) -> str:
    """The text of some runs."""
    return "".join(r.text for r in runs)


def texts(manuscript: Manuscript) -> Iterator[str]:
    """Every stretch of text a reader must find in the written paper, in reading order, list marks left out."""
    head = manuscript.letterhead
    if head is not None:
        yield from (t for t in (head.superior, head.issuer, head.number, head.place_date) if t)
    yield from (t for t in (manuscript.title, manuscript.subject, manuscript.note, manuscript.addressee) if t)
    yield from _texts_of(manuscript.body)
    if manuscript.closing is not None:
        yield from _closing_texts(manuscript.closing)


def _texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield words_of(block.runs)
            case Listing():
                for item in block.items:
                    yield from _texts_of(item)
            case Picture():
                yield block.caption
            case Grid():
                for row in (block.header, *block.rows):
                    yield from (t for t in (words_of(cell) for cell in row) if t)


def _closing_texts(closing: Closing) -> Iterator[str]:
    yield from closing.recipients
    for signer in (closing.left, closing.right):
        if signer is not None:
            yield from (t for t in (signer.authority, signer.post, signer.name) if t)
