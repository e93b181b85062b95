"""A Word file opened safely: nothing in it is run, nothing it points to is fetched, and it cannot fill the memory."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from daihoi.errors import BadInput
from daihoi.intake.reading import read_file
from schemas.words import Words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
LARGEST_FILE = 50 * 1024 * 1024
LARGEST_PART = 64 * 1024 * 1024
LARGEST_WHOLE = 256 * 1024 * 1024
MOST_PARTS = 5000


@dataclass(frozen=True)
class WordFile:
    """The XML parts we read, what the file says of itself, and what a person should know about it."""

    name: str
    digest: str
    document: Element
    comments: Element | None
    extended: Element | None
    footnotes: Element | None
    endnotes: Element | None
    properties: dict[str, str] = field(default_factory=dict[str, str])
    notes: tuple[Words, ...] = ()


def read_bytes(path: str, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of a file from a person; raises `BadInput`."""
    name, size = Path(path).name, largest // 1024 // 1024
    too_large = Words(
        vi=f"Tệp {name} lớn quá {size} MB; hãy bỏ ảnh trong tệp rồi gửi lại.",
        en=f"{name} is larger than {size} MB; take the pictures out and send it again.",
    )
    return read_file(path, largest, too_large)


def open_word(path: str) -> WordFile:
    """The Word file at ``path``; raises `BadInput` saying what it is instead, or why it is not opened."""
    return word_from_bytes(Path(path).name, read_bytes(path))


def word_from_bytes(name: str, content: bytes) -> WordFile:
    """A Word file from its bytes; raises `BadInput`."""
    _refuse_other_kinds(name, content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = _parts(name, archive)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadInput(
            f"Tệp {name} bị hỏng, không mở được; hãy mở bằng Word, lưu lại dạng .docx rồi gửi lại.",
            f"{name} is broken and cannot be opened; open it in Word, save it as .docx and send it again.",
        ) from error
    if "word/document.xml" not in parts:
        if any(n.startswith("xl/") for n in archive.namelist()):
            raise BadInput(
                f"Tệp {name} là bảng tính, không phải văn bản Word; nếu là bảng ý kiến, hãy lưu với đuôi .xlsx.",
                f"{name} is a spreadsheet, not a Word file; if it is a sheet of comments, save it as .xlsx.",
            )
        raise BadInput(
            f"Tệp {name} không phải văn bản Word (.docx); hãy mở bằng Word và chọn Lưu thành .docx.",
            f"{name} is not a Word file (.docx); open it in Word and save it as .docx.",
        )
    return WordFile(
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        document=_xml(name, parts["word/document.xml"]),
        comments=_optional(name, parts, "word/comments.xml"),
        extended=_optional(name, parts, "word/commentsExtended.xml"),
        footnotes=_optional(name, parts, "word/footnotes.xml"),
        endnotes=_optional(name, parts, "word/endnotes.xml"),
        properties=_properties(name, parts),
        notes=_notes(name, archive, parts),
    )


def _refuse_other_kinds(name: str, content: bytes) -> None:
    if content.startswith(b"%PDF"):
        raise BadInput(
            f"Tệp {name} là PDF, không giữ được chỗ góp ý; hãy gửi bản Word (.docx), hoặc nhập từng ý kiến bằng `daihoi comments add`.",
            f"{name} is a PDF, which does not tell where a remark stands; send the Word file (.docx), or type the comments with `daihoi comments add`.",
        )
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise BadInput(
                f"Tệp {name} được đặt mật khẩu; hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại.",
                f"{name} is encrypted; take the password off (File, Info, Protect Document) and send it again.",
            )
        raise BadInput(
            f"Tệp {name} là Word đời cũ (.doc); hãy mở bằng Word và chọn Lưu thành → .docx.",
            f"{name} is an old Word file (.doc); open it in Word and save it as .docx.",
        )
    if content.startswith(b"{\\rtf"):
        raise BadInput(
            f"Tệp {name} là RTF; hãy mở bằng Word và chọn Lưu thành → .docx.",
            f"{name} is RTF; open it in Word and save it as .docx.",
        )
    if not content:
        raise BadInput(f"Tệp {name} trống.", f"{name} is empty.")


_WANTED = (
    "[Content_Types].xml",
    "word/document.xml",
    "word/comments.xml",
    "word/commentsExtended.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
    "docProps/custom.xml",
    "docProps/core.xml",
)


def _parts(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    whole = sum(i.file_size for i in infos)
    if len(infos) > MOST_PARTS or whole > LARGEST_WHOLE:
        raise BadInput(
            f"Tệp {name} nở ra quá lớn khi giải nén ({whole // 1024 // 1024} MB, {len(infos)} phần) nên không mở; hãy xin lại tệp gốc.",
            f"{name} unpacks to far too much ({whole // 1024 // 1024} MB, {len(infos)} parts) and is not opened; ask for the original.",
        )
    parts: dict[str, bytes] = {}
    for info in infos:
        if info.filename not in _WANTED and not info.filename.endswith(".rels"):
            continue
        if info.flag_bits & 1:
            raise BadInput(
                f"Tệp {name} được đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.",
                f"{name} is encrypted; take the password off and send it again.",
            )
        with archive.open(info) as part:
            # The size that the archive declares may be a lie.
            body = part.read(LARGEST_PART + 1)
        if len(body) > LARGEST_PART:
            raise BadInput(
                f"Tệp {name} nở ra quá lớn khi giải nén nên không mở; hãy xin lại tệp gốc.",
                f"{name} unpacks to far too much and is not opened; ask for the original.",
            )
        parts[info.filename] = body
    return parts


_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
"""Entities that grow when read can only be declared after this."""


def _xml(name: str, body: bytes) -> Element:
    if any(mark in body for mark in _DOCTYPES):
        raise BadInput(
            f"Tệp {name} chứa khai báo lạ (DTD) mà Word không bao giờ viết nên không mở; hãy xin lại tệp gốc.",
            f"{name} holds a DTD, which Word never writes, and is not opened; ask for the original.",
        )
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError) as error:
        raise BadInput(
            f"Tệp {name} bị hỏng bên trong ({error}); hãy mở bằng Word, lưu lại rồi gửi lại.",
            f"{name} is broken inside ({error}); open it in Word, save it and send it again.",
        ) from error


def _optional(name: str, parts: dict[str, bytes], part: str) -> Element | None:
    return _xml(name, parts[part]) if part in parts else None


def _properties(name: str, parts: dict[str, bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    custom = _optional(name, parts, "docProps/custom.xml")
    if custom is not None:
        for prop in custom:
            key = prop.get("name")
            if key:
                found[key] = "".join(str(t) for t in prop.itertext()).strip()
    core = _optional(name, parts, "docProps/core.xml")
    if core is not None:
        for prop in core:
            found[f"core.{prop.tag.rpartition('}')[2]}"] = (prop.text or "").strip()
    return found


def _notes(name: str, archive: zipfile.ZipFile, parts: dict[str, bytes]) -> tuple[Words, ...]:
    notes: list[Words] = []
    names = archive.namelist()
    if any(n.endswith("vbaProject.bin") for n in names) or b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        notes.append(
            Words(
                vi=f"Tệp {name} có macro: không chạy, chỉ đọc chữ.",
                en=f"{name} holds macros: they were not run, only the words were read.",
            )
        )
    external = 0
    for part, body in parts.items():
        if part.endswith(".rels"):
            external += sum(rel.get("TargetMode") == "External" for rel in _xml(name, body))
    if external:
        notes.append(
            Words(
                vi=f"Tệp {name} có {external} liên kết ra ngoài: không mở liên kết nào.",
                en=f"{name} points to {external} things outside: none was fetched.",
            )
        )
    if any("/embeddings/" in n or "/activeX/" in n for n in names):
        notes.append(
            Words(
                vi=f"Tệp {name} có đối tượng nhúng: bỏ qua, không mở.",
                en=f"{name} holds embedded objects: they were left alone.",
            )
        )
    return tuple(notes)
