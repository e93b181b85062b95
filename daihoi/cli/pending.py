"""`daihoi pending`: what waits, the most urgent first."""

import argparse
import json
from collections.abc import Sequence
from datetime import date

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.views import ROLES, console, dmy, say
from daihoi.rules import procedure
from daihoi.settings import Settings, today
from daihoi.store import Pending, open_store
from schemas.step import Kind


def arguments(parser: argparse.ArgumentParser) -> None:
    """One dossier, or all."""
    parser.add_argument("code", nargs="?")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List the open requests."""
    waiting = open_store(settings.database_url).list_pending(options.code)
    if options.json:
        rows = [{**p._asdict(), "due_on": p.due_on.isoformat() if p.due_on else None} for p in waiting]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _view(waiting, today(), settings.lang)
    return 0


def _view(waiting: Sequence[Pending], today: date, lang: str) -> None:
    if not waiting:
        say("Không có việc nào đang chờ.", "Nothing waits.", lang)
        return
    table = Table(box=None, pad_edge=False)
    for head in ("No", "Dossier", "Waits for", "Who", "Due") if lang == "en" else ("Số", "Hồ sơ", "Chờ", "Ai", "Hạn"):
        table.add_column(head, overflow="fold")
    for p in waiting:
        late = p.due_on is not None and p.due_on < today
        due = dmy(p.due_on) + ((" (late)" if lang == "en" else " (quá hạn)") if late else "")
        table.add_row(
            str(p.number),
            escape(p.code),
            procedure.title_of(Kind(p.kind), p.subject).to(lang),
            ROLES[p.role].to(lang),
            f"[red]{due}[/red]" if late else due,
        )
    console.print(table)
