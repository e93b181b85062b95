"""What an answer may be made of, whichever door it came through: plain text, figures, lists and mappings."""

import math
from typing import Any, cast

from daihoi.errors import BadInput

DEEPEST = 40
MOST = 200_000
"""Values in one answer; a YAML file of a few lines can otherwise stand for billions of them."""
LARGEST = 10**15


def must_be_plain(raw: Any) -> None:
    """Raise `BadInput`, naming the field, for anything that cannot be kept, compared and shown again as it is."""
    left = MOST

    def look(value: Any, path: str, depth: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _bad(path, "bản nộp có quá nhiều giá trị", "the answer holds too many values")
        if depth > DEEPEST:
            raise _bad(path, "lồng nhau quá sâu", "it is nested too deep")
        match value:
            case None | bool():
                return
            case str():
                _text(value, path)
            case int():
                if abs(value) > LARGEST:
                    raise _bad(path, "số quá lớn", "the number is too large")
            case float():
                if not math.isfinite(value):
                    raise _bad(path, "không phải là một số", "it is not a number")
            case list():
                for n, inner in enumerate(cast(list[Any], value)):
                    look(inner, f"{path}.{n}" if path else str(n), depth + 1)
            case dict():
                for key, inner in cast(dict[Any, Any], value).items():
                    if not isinstance(key, str) or key.startswith("$"):
                        raise _bad(
                            path, f"tên ô «{str(key)[:40]}» không dùng được", "the name of a field cannot be used"
                        )
                    _text(key, path)
                    look(inner, f"{path}.{key}" if path else key, depth + 1)
            case _:
                raise _bad(path, "chỉ nhận chữ, số, danh sách và ô", "only text, figures, lists and fields are taken")

    look(raw, "", 0)


def _text(value: str, path: str) -> None:
    if "\x00" in value:
        raise _bad(path, "có ký tự rỗng (NUL)", "it holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _bad(path, "có ký tự Unicode hỏng", "it holds a broken Unicode character") from error


def _bad(path: str, vi: str, en: str) -> BadInput:
    where = path[:120] or "–"
    return BadInput(f"Ô «{where}»: {vi}; hãy sửa rồi nộp lại.", f"Field “{where}”: {en}; mend it and try again.")
