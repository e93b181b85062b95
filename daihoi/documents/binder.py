"""A whole dossier in one file: one zip, or one PDF with a table of contents."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from daihoi.documents.manuscript import Grid, Manuscript, Paragraph, Run
from daihoi.documents.pdf import write_pdf
from schemas.layout import Layout

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Leaf:
    """One paper in the binder: how the table of contents calls it, and its PDF."""

    code: str
    title: str
    number: str
    content: bytes


def bind_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """One zip of the files; equal files give equal bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def bind_pdf(congress: str, leaves: Iterable[Leaf], layout: Layout) -> bytes:
    """One PDF: the table of contents, then every paper, each with a bookmark."""
    bound = [(leaf, PdfReader(io.BytesIO(leaf.content))) for leaf in leaves]
    contents = _contents(congress, bound, layout, 1)
    if len(contents.pages) > 1:
        contents = _contents(congress, bound, layout, len(contents.pages))
    writer = PdfWriter()
    writer.append(contents, outline_item="Mục lục", import_outline=False)
    for leaf, pages in bound:
        writer.append(pages, outline_item=f"{leaf.code} {leaf.title}", import_outline=False)
    writer.add_metadata({"/Title": congress})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _contents(congress: str, bound: list[tuple[Leaf, PdfReader]], layout: Layout, own: int) -> PdfReader:
    rows: list[tuple[tuple[Run, ...], ...]] = []
    page = own + 1
    for leaf, pages in bound:
        rows.append(tuple((Run(text),) for text in (leaf.code, leaf.title, leaf.number, str(page))))
        page += len(pages.pages)
    head = tuple((Run(text),) for text in ("Mã", "Văn bản", "Số, ký hiệu", "Trang"))
    body = (
        Paragraph((Run(f"Hồ sơ gồm {len(rows):02} văn bản. Số trang dưới đây tính theo cả tệp."),)),
        Grid(head, tuple(rows), ("left", "left", "left", "right")),
    )
    return PdfReader(io.BytesIO(write_pdf(Manuscript("MỤC LỤC", congress, body=body), layout)))
