"""The bytes of a file from a person, never more than asked for."""

import sys
from contextlib import nullcontext
from pathlib import Path

from daihoi.errors import BadInput
from schemas.words import Words


def read_file(place: Path | str, largest: int, too_large: Words) -> bytes:
    """The bytes at ``place`` (``-`` is standard input); raises `BadInput`, in the words of ``too_large`` when they are more than ``largest``."""
    try:
        with nullcontext(sys.stdin.buffer) if str(place) == "-" else Path(place).open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError as error:
        raise BadInput(
            f"Không thấy tệp {place}; hãy kiểm tra đường dẫn.", f"There is no file {place}; check the path."
        ) from error
    except OSError as error:
        raise BadInput(
            f"Không đọc được tệp {place}: {error.strerror}.", f"{place} cannot be read: {error.strerror}."
        ) from error
    if len(content) > largest:
        raise BadInput(too_large.vi, too_large.en)
    return content
