"""Options that several commands share, and who acts."""

import argparse
from datetime import UTC, datetime
from secrets import token_hex

from daihoi.errors import BadInput
from daihoi.settings import Settings
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


def typed_code(options: argparse.Namespace) -> TypedCode | None:
    """The one-time code typed with the command, if any; each command is one use of it."""
    return TypedCode(options.otp, datetime.now(UTC), token_hex(8)) if options.otp else None
