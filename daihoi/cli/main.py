"""The command line: find the command, parse, run, exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from daihoi.cli.menu import BEGIN_A_STORE, COMMANDS, NEED_NO_STORE, menu
from daihoi.errors import DaihoiError, StoreUnavailable
from daihoi.settings import Settings, read_settings


class Command(Protocol):
    """What a module of this room offers: its arguments, and what it does (0 fine, 1 refused, 2 wrong use)."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what may be typed after the command."""
        ...

    def run(self, options: argparse.Namespace, settings: Settings) -> int:
        """Do it; returns the exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 fine, 1 refused by the rules, 2 wrong use."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    lang = read_settings().lang
    if not typed or typed[0] in ("-h", "--help", "help"):
        print(menu(lang))
        return 0
    if typed[0] not in COMMANDS:
        print(_unknown(typed[0], lang), file=sys.stderr)
        return 2
    # Only the module of the command typed is loaded: a glance at what waits should not pay for the rest.
    command: Command = import_module(f"daihoi.cli.{typed[0]}")  # type: ignore[assignment]
    parser = argparse.ArgumentParser(prog=f"daihoi {typed[0]}", description=COMMANDS[typed[0]].to(lang))
    command.arguments(parser)
    options = parser.parse_args(typed[1:])
    try:
        settings = read_settings()
        if typed[0] not in BEGIN_A_STORE | NEED_NO_STORE:
            _must_have_a_store(settings)
        if (settings.home / "calendar.yaml").exists():
            from daihoi.intake.calendar_file import adopt_calendar

            adopt_calendar(settings.home)
        return command.run(options, settings)
    except DaihoiError as error:
        print(error.words.to(lang), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # A disk that is full, a folder without rights: nothing the program could do better.
        print(_no_file(error, lang), file=sys.stderr)
        return 2


def _must_have_a_store(settings: Settings) -> None:
    """Where the store is lost or looked for in the wrong place, an empty new one would say that nothing waits."""
    file = settings.store_file
    if file is not None and not file.exists():
        raise StoreUnavailable(
            f"Chưa có kho dữ liệu {file}. Hãy xem lại DAIHOI_HOME; nơi mới thì bắt đầu bằng `daihoi up` hoặc `daihoi new`.",
            f"There is no store {file}. Check DAIHOI_HOME; a new place begins with `daihoi up` or `daihoi new`.",
        )


def _no_file(error: OSError, lang: str) -> str:
    where = error.filename or ("the disk" if lang == "en" else "đĩa")
    if lang == "en":
        return f"{where}: {error.strerror or error}. Make room or check the rights, then type the command again."
    return f"{where}: {error.strerror or error}. Hãy dọn chỗ trống hoặc xem lại quyền ghi rồi gõ lại lệnh."


def _unknown(name: str, lang: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, 1)
    if lang == "en":
        return f"There is no command “{name}”." + (f" Did you mean `daihoi {near[0]}`?" if near else " Type `daihoi`.")
    return f"Không có lệnh «{name}»." + (f" Có phải `daihoi {near[0]}`?" if near else " Gõ `daihoi` để xem các lệnh.")


if __name__ == "__main__":
    raise SystemExit(main())
