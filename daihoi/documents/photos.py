"""Photos made ready for a page: small enough, and of a kind that Word, PDF and the web all show."""

import base64
import io
from dataclasses import replace

from PIL import Image

from daihoi.documents.manuscript import Block, Manuscript, Paragraph, Picture, words_of

_LONGEST = 1600


def ready(content: bytes) -> tuple[bytes, int, int]:
    """The photo as JPEG or PNG, at most 1600 pixels long, with its width and height."""
    with Image.open(io.BytesIO(content)) as photo:
        form = "PNG" if photo.format == "PNG" else "JPEG"
        if max(photo.size) <= _LONGEST and photo.format == form:
            return content, *photo.size
        small = photo.convert("RGBA" if form == "PNG" else "RGB")
        small.thumbnail((_LONGEST, _LONGEST))
        file = io.BytesIO()
        small.save(file, form)
        return file.getvalue(), *small.size


def data_address(content: bytes) -> str:
    """The photo as an address that holds the photo itself, so that the page needs no other file."""
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def with_photos(manuscript: Manuscript, captions: dict[str, bytes]) -> Manuscript:
    """The manuscript with a picture in the place of each caption that has one."""
    body: list[Block] = []
    for block in manuscript.body:
        words = words_of(block.runs) if isinstance(block, Paragraph) else ""
        if words in captions:
            body.append(Picture(captions[words], words, *Image.open(io.BytesIO(captions[words])).size))
        else:
            body.append(block)
    return replace(manuscript, body=tuple(body))
