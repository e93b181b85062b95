"""A scan or photo of a paper, a Word file or a PDF: every way it can be wrong has a sentence."""

import io
from pathlib import Path

from daihoi.errors import BadInput
from daihoi.intake.reading import read_file
from schemas.words import Words

LARGEST = 50 * 1024 * 1024
_STARTS = {
    ".pdf": (b"%PDF",),
    ".docx": (b"PK\x03\x04",),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".webp": (b"RIFF",),
    ".svg": (b"<",),
}
_PHOTOS = (".jpg", ".jpeg", ".png", ".webp")


def read_scan(place: Path, largest: int = LARGEST) -> bytes:
    """The file's bytes; of a photo, upright and without the place and time it was taken. Raises `BadInput`."""
    ending = place.suffix.lower()
    if ending not in _STARTS:
        raise BadInput(
            f"Tệp {place.name} phải là PDF, Word (.docx) hoặc ảnh ({', '.join(_STARTS)}).",
            f"{place.name} must be a PDF, a Word file (.docx) or a picture ({', '.join(_STARTS)}).",
        )
    too_large = Words(
        vi=f"Tệp {place.name} lớn quá {largest // 2**20} MB; hãy quét ở độ phân giải thấp hơn (200 dpi là đủ).",
        en=f"{place.name} is larger than {largest // 2**20} MB; scan it at a lower resolution (200 dpi will do).",
    )
    content = read_file(place, largest, too_large)
    if ending == ".svg":
        return _drawn(content, place.name)
    if not content.startswith(_STARTS[ending]):
        raise BadInput(
            f"Tệp {place.name} không phải là {ending[1:]} như tên của nó; hãy mở tệp, lưu lại đúng dạng rồi nộp.",
            f"{place.name} is not the {ending[1:]} its name says; open it, save it in that form and try again.",
        )
    return clean_picture(content, place.name) if ending in _PHOTOS else content


def name_of(place: Path) -> str:
    """What the file is called on file: a drawing is kept as a picture."""
    return f"{place.stem}.png" if place.suffix.lower() == ".svg" else place.name


def _drawn(content: bytes, name: str) -> bytes:
    """A drawing as a picture: SVG may hold scripts and links, a PNG may not."""
    import resvg_py

    try:
        text = content.decode("utf-8")
        return bytes(resvg_py.svg_to_bytes(svg_string=text, width=1600))
    except Exception as error:
        raise BadInput(
            f"Tệp {name} không phải hình vẽ SVG đọc được.", f"{name} is not a readable SVG drawing."
        ) from error


def clean_picture(content: bytes, name: str) -> bytes:
    """The picture turned the way it was taken, with none of the camera's notes (place, time, device)."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            form = picture.format or "PNG"
            upright = ImageOps.exif_transpose(picture)
            if upright is picture and not picture.getexif() and not _notes(picture.info):
                return content
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            if upright.mode == "P" and (palette := upright.getpalette()):
                bare.putpalette(palette)
            file = io.BytesIO()
            bare.save(file, form, **({"quality": 92} if form in ("JPEG", "WEBP") else {}))
            return file.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError, ValueError) as error:
        raise BadInput(
            f"Tệp {name} không phải ảnh đọc được (ảnh hỏng hoặc quá lớn); hãy chọn ảnh khác.",
            f"{name} is not a picture that can be read (broken or too large); choose another one.",
        ) from error


def _notes(info: dict[str | tuple[int, int], object]) -> bool:
    return bool({"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "Raw profile type exif"} & set(info))
