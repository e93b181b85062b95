"""Bytes of text from a Vietnamese office: UTF-8, Windows-1258, or the old TCVN3 (ABC) fonts, told apart and read."""

import re
import unicodedata
from dataclasses import dataclass

from schemas.words import Words

# TCVN 5712:1993 as the .Vn fonts use it: each letter with its mark is one byte of the Latin-1 range.
_TCVN3_FROM = bytes.fromhex(
    "b5b8b6b7b9a8bbbebcbdc6a9c7cac8c9cbccd0cecfd1aad2d5d3d4d6d7ddd8dcdedfe3e1e2e4abe5e8e6e7e9aceaedeb"
    "eceeeff3f1f2f4adf5f8f6f7f9fafdfbfcfeaea1a2a7a3a4a5a6"
).decode("latin-1")
_TCVN3_TO = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂĐÊÔƠƯ"
_TCVN3 = str.maketrans(_TCVN3_FROM, _TCVN3_TO)
_VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
_SYLLABLES = frozenset(
    [
        "của",
        "và",
        "các",
        "không",
        "được",
        "người",
        "đảng",
        "chi",
        "bộ",
        "trong",
        "cho",
        "một",
        "với",
        "những",
        "là",
        "có",
        "đề",
        "nghị",
        "thêm",
        "nhiệm",
        "kỳ",
        "ý",
        "kiến",
        "viên",
        "góp",
        "sửa",
        "về",
        "này",
        "cần",
        "phải",
        "đã",
        "để",
        "bổ",
        "sung",
        "tổ",
        "chức",
        "nội",
        "dung",
        "thực",
        "hiện",
    ]
)


@dataclass(frozen=True)
class ReadText:
    """The text, and what a person should know about how it was read."""

    text: str
    encoding: str
    note: Words | None = None


def looks_like_tcvn3(text: str) -> bool:
    """True for text typed in a .Vn font: read as it stands it is no Vietnamese, moved to Unicode it is."""
    return _score(text.translate(_TCVN3)) > _score(text) + 1


def from_tcvn3(text: str) -> str:
    """The text with the letters of the .Vn fonts as Unicode."""
    return text.translate(_TCVN3)


def decode(name: str, content: bytes) -> ReadText | None:
    """The text of a file of unknown encoding; None when nothing makes Vietnamese of it."""
    for bom, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(bom):
            try:
                return _checked(name, content.decode(code), code)
            except UnicodeDecodeError:
                return None
    try:
        return _checked(name, content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    readings: list[tuple[int, str, str]] = []
    cp1258 = _try(content, "cp1258")
    if cp1258 is not None:
        text = unicodedata.normalize("NFC", cp1258)
        readings.append((_score(text), text, "Windows-1258"))
    latin = content.decode("latin-1")
    readings.append((_score(from_tcvn3(latin)), from_tcvn3(latin), "TCVN3"))
    score, text, encoding = max(readings, key=lambda r: r[0])
    if score < 1:
        return None
    return ReadText(text, encoding, note_of(name, encoding))


def _checked(name: str, text: str, encoding: str) -> ReadText:
    text = unicodedata.normalize("NFC", text)
    if looks_like_tcvn3(text):
        return ReadText(from_tcvn3(text), "TCVN3", note_of(name, "TCVN3"))
    return ReadText(text, encoding)


def note_of(name: str, encoding: str) -> Words:
    """What a person is told of a file that was converted."""
    return Words(
        vi=f"Tệp {name} có chữ gõ theo bảng mã {encoding}: đã chuyển sang Unicode, hãy xem lại vài dòng.",
        en=f"{name} holds text in {encoding}: it was converted to Unicode; look at a few lines.",
    )


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _score(text: str) -> int:
    """How many common Vietnamese syllables with marks the text holds."""
    words = re.findall(r"\w+", text.casefold())
    return sum(w in _SYLLABLES and _VIETNAMESE.search(w) is not None for w in words)
