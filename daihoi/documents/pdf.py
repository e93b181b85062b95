"""A paper as PDF/A: typst sets the same blocks by the same layout, with the typeface in the wheel."""

import json
import re
import shutil
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from typing import Any

import typst

from daihoi.documents import typeface
from daihoi.documents.columns import shares
from daihoi.documents.frame import text_width_mm
from daihoi.documents.manuscript import Block, Grid, Heading, Listing, Manuscript, Paragraph, Picture, Runs
from daihoi.documents.word import PICTURE_MM, PICTURE_TALL_MM
from schemas.layout import Layout

_SOURCE = Path(str(files("daihoi.documents") / "paper.typ"))
_STANDARD = "a-2b"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The file must not say when it was rendered: equal papers give equal bytes."""
_LONG_WORD = re.compile(r"\S{24}")
_BREAK = "\u200b"
_kept = local()


def _compiler() -> typst.Compiler:
    # A compiler keeps the fonts it has read, and is not made for two threads.
    if not hasattr(_kept, "compiler"):
        _kept.compiler = _compiler_at(_SOURCE.parent)
    return _kept.compiler


def _compiler_at(root: Path) -> typst.Compiler:
    return typst.Compiler(root=str(root), font_paths=[str(typeface.FOLDER)], ignore_system_fonts=True)


def write_pdf(manuscript: Manuscript, layout: Layout) -> bytes:
    """The paper as PDF/A-2b. Equal papers give equal bytes."""
    paper = {
        "font": typeface.FAMILY,
        "layout": layout.model_dump(mode="json", exclude={"basis"}),
        "manuscript": _manuscript(manuscript, layout),
    }
    inputs = {"paper": json.dumps(paper, ensure_ascii=False)}
    photos = [b for b in manuscript.body if isinstance(b, Picture)]
    if not photos:
        return _compile(_compiler(), _SOURCE, inputs)
    with TemporaryDirectory(prefix="daihoi-") as folder:
        # typst reads pictures only from files beside the source.
        source = Path(shutil.copy(_SOURCE, folder))
        for n, photo in enumerate(photos):
            (source.parent / f"{n}.{_ending(photo)}").write_bytes(photo.content)
        return _compile(_compiler_at(source.parent), source, inputs)


def _ending(photo: Picture) -> str:
    return "png" if photo.content.startswith(b"\x89PNG") else "jpg"


def _compile(compiler: typst.Compiler, source: Path, inputs: dict[str, str]) -> bytes:
    made: Any = compiler.compile(
        str(source), format="pdf", sys_inputs=inputs, pdf_standards=_STANDARD, timestamp=_EPOCH
    )
    return bytes(made)


def _soft(text: str) -> str:
    """A word longer than a column may break, instead of running over the edge."""
    return _LONG_WORD.sub(lambda m: m[0] + _BREAK, typeface.drawable(text))


def _manuscript(m: Manuscript, layout: Layout) -> dict[str, Any]:
    head, closing = m.letterhead, m.closing
    photos = [b for b in m.body if isinstance(b, Picture)]
    number = head.number if head else ""
    if layout.colon and number.startswith("Số "):
        number = f"Số: {number.removeprefix('Số ')}"
    return {
        "banner": m.banner,
        "title": _soft(m.title),
        "subject": _soft(m.subject),
        "note": _soft(m.note),
        "addressee": _soft(m.addressee),
        "letterhead": head
        and {
            "superior": _soft(head.superior),
            "issuer": _soft(head.issuer),
            "number": _soft(number),
            "place_date": _soft(head.place_date),
        },
        "body": [
            {**_block(b, layout, 0), **({"file": f"{photos.index(b)}.{_ending(b)}"} if isinstance(b, Picture) else {})}
            for b in m.body
        ],
        "closing": closing
        and {
            "left": closing.left and _signer(closing.left),
            "right": _signer(closing.right),
            "recipients": [_soft(r) for r in closing.recipients],
        },
    }


def _signer(signer: Any) -> dict[str, str]:
    return {"authority": _soft(signer.authority), "post": _soft(signer.post), "name": _soft(signer.name)}


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [{"text": _soft(r.text), "bold": r.bold, "italic": r.italic} for r in runs]


def _block(block: Block, layout: Layout, depth: int) -> dict[str, Any]:
    match block:
        case Heading():
            centred = block.text.upper().startswith("PHẦN ")
            return {"type": "heading", "level": block.level, "text": _soft(block.text), "centred": centred}
        case Paragraph():
            return {"type": "paragraph", "runs": _runs(block.runs), "centred": block.centred}
        case Listing():
            items = [[_block(b, layout, depth + 1) for b in item] for item in block.items]
            mark = "-+-"[min(depth, 2)]
            return {"type": "listing", "ordered": block.ordered, "start": block.start, "mark": mark, "items": items}
        case Picture():
            width = min(PICTURE_MM, PICTURE_TALL_MM * block.width / block.height)
            return {"type": "picture", "caption": _soft(block.caption), "width": width}
        case Grid():
            return {
                "type": "grid",
                "header": [_runs(c) for c in block.header],
                "rows": [[_runs(c) for c in row] for row in block.rows],
                "aligns": list(block.aligns),
                "shares": shares(block, layout.sizes.table, text_width_mm(layout) / 25.4 * 72),
            }
