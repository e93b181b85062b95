"""Options that several commands share, and who acts."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from daihoi.errors import BadInput
from daihoi.settings import Settings

if TYPE_CHECKING:
    from daihoi.store.codes import TypedCode


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``, for every command that looks."""
    parser.add_argument("--json", action="store_true", help="in ra JSON")


def add_actor(parser: argparse.ArgumentParser) -> None:
    """``--as``, for every command that acts."""
    parser.add_argument("--as", dest="who", metavar="TÊN", help="ai thực hiện (hoặc đặt DAIHOI_PERSON)")
    parser.add_argument("--otp", metavar="MÃ", help="mã xác nhận một lần, cho các quyết định có giá trị ràng buộc")


def who_acts(options: argparse.Namespace, settings: Settings) -> str:
    """The person who acts; never taken from the operating system."""
    who = options.who or settings.person
    if not who:
        raise BadInput(
            'Ai đang thực hiện? Hãy thêm --as "Họ tên" hoặc đặt biến DAIHOI_PERSON.',
            'Who is acting? Add --as "Name" or set DAIHOI_PERSON.',
        )
    return who


def typed_code(options: argparse.Namespace) -> "TypedCode | None":
    """The one-time code typed with the command, if any; each command is one use of it."""
    from daihoi.store.codes import (
        TypedCode,  # brings the store's libraries, which a command without a store never needs
    )

    return TypedCode(options.otp, datetime.now(UTC), token_hex(8)) if options.otp else None


def read_day(typed: str) -> date:
    """A day typed as 2026-12-31 or 31/12/2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise BadInput(
        f"«{typed}» không phải ngày; hãy gõ dạng 2026-12-31 hoặc 31/12/2026.",
        f"“{typed}” is not a day; type it like 2026-12-31 or 31/12/2026.",
    )


def write_file(path: Path, content: bytes) -> None:
    """Write a file asked for, whole or not at all; raises `BadInput` naming the file."""
    half = path.with_name(f".{path.name}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise BadInput(
            f"Không ghi được tệp {path} ({error.strerror}); hãy chọn chỗ khác.",
            f"{path} cannot be written ({error.strerror}); choose another place.",
        ) from error
