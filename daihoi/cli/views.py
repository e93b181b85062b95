"""What every view shares: the console, how a day, a role and a life are written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from daihoi.store import Store

console = Console(highlight=False)
notices = Console(highlight=False, stderr=True)
"""Beside what a command answers, which may be JSON."""


def say(vi: str, en: str, lang: str, *, to: Console = console) -> None:
    """One sentence."""
    to.print(escape(en if lang == "en" else vi))


def dmy_of(day: str | None) -> str:
    """31/12/2026 from 2026-12-31, as JSON has it."""
    return dmy(date.fromisoformat(day) if day else None)


def dmy(day: date | None) -> str:
    """31/12/2026, or a dash."""
    return f"{day:%d/%m/%Y}" if day else "–"


def say_watch(store: Store, lang: str) -> None:
    """When it was last looked after what waits; loudly when that is too long ago."""
    from daihoi.store.watches import how_watched

    seen = how_watched(store)
    style = "bold red" if seen.alarming else "dim"
    console.print(f"[{style}]{escape(seen.words.to(lang))}[/{style}]")
