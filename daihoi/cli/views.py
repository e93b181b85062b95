"""What every view shares: the console, how a day, a role and a life are written."""

from datetime import date

from rich.console import Console
from rich.markup import escape

from schemas.dossier import Life
from schemas.words import Words

console = Console(highlight=False)

ROLES = {
    "organiser": Words(vi="người tổ chức", en="organiser"),
    "superior": Words(vi="cấp trên", en="superior committee"),
    "presidium": Words(vi="đoàn chủ tịch", en="presidium"),
    "counting": Words(vi="ban kiểm phiếu", en="counting committee"),
    "editor": Words(vi="biên tập", en="editor"),
}
LIVES = {
    Life.ACTIVE: Words(vi="đang chuẩn bị", en="in preparation"),
    Life.CLOSED: Words(vi="đã xong", en="closed"),
    Life.CANCELLED: Words(vi="đã hủy", en="cancelled"),
}


def say(vi: str, en: str, lang: str) -> None:
    """One sentence."""
    console.print(escape(en if lang == "en" else vi))


def dmy_of(day: str | None) -> str:
    """31/12/2026 from 2026-12-31, as JSON has it."""
    return dmy(date.fromisoformat(day) if day else None)


def dmy(day: date | None) -> str:
    """31/12/2026, or a dash."""
    return f"{day:%d/%m/%Y}" if day else "–"
