"""What every view shares: the console, how a day, a role and a life are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from daihoi.store import Store

console = Console(highlight=False)


def say(vi: str, en: str, lang: str) -> None:
    """One sentence."""
    console.print(escape(en if lang == "en" else vi))


def dmy_of(day: str | None) -> str:
    """31/12/2026 from 2026-12-31, as JSON has it."""
    return dmy(date.fromisoformat(day) if day else None)


def dmy(day: date | None) -> str:
    """31/12/2026, or a dash."""
    return f"{day:%d/%m/%Y}" if day else "–"


def say_watch(store: Store, lang: str) -> None:
    """When it was last looked after what waits; loudly when that is too long ago."""
    from daihoi.rules.watched import watchfulness
    from daihoi.settings import WATCH_EVERY
    from daihoi.store.watches import last_watch

    last = last_watch(store)
    at, problem = (last.ended_at, last.problem) if last else (None, None)
    seen = watchfulness(at, problem, datetime.now(UTC), WATCH_EVERY)
    style = "bold red" if seen.alarming else "dim"
    console.print(f"[{style}]{escape(seen.words.to(lang))}[/{style}]")
