"""`daihoi postpone CODE DAY`: move the opening day; what moves with it is shown first."""

import argparse
import sys
from datetime import date

from rich.markup import escape
from rich.table import Table

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, read_day, who_acts
from daihoi.cli.receipts import show_finding
from daihoi.cli.show import view
from daihoi.cli.views import console, dmy, say
from daihoi.rules.timetable import check_opening_day, moved, shifts, timetable_of
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, the new day, and why."""
    parser.add_argument("code")
    parser.add_argument("day")
    parser.add_argument("--reason", required=True)
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem những gì sẽ đổi")
    parser.add_argument("--yes", action="store_true", help="không hỏi lại")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show what would move; then move it, and show where the congress stands now."""
    day, now, lang = read_day(options.day), today(), settings.lang
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    desk.check_postponement(dossier, day, now)
    _show_shifts(dossier, day, now, options.reason, lang)
    if options.dry_run:
        return 0
    who = who_acts(options, settings)
    if not options.yes and sys.stdin.isatty() and not _agreed(lang):
        say("Chưa đổi gì.", "Nothing was changed.", lang)
        return 1
    dossier = desk.postpone(store, options.code, day, who, now, options.reason)
    follow(settings, store, options.code)
    view(dossier, lang)
    return 0


def _show_shifts(dossier: Dossier, day: date, now: date, reason: str, lang: str) -> None:
    after = moved(dossier, day)
    was = dossier.opening.opening_on
    say(f"Khai mạc: {dmy(was)} → {dmy(day)}.", f"Opening: {dmy(was)} → {dmy(day)}.", lang)
    if after.rules.id != dossier.rules.id:
        say(
            f"Bộ quy định: {dossier.rules.id} → {after.rules.id}.",
            f"Rule-set: {dossier.rules.id} → {after.rules.id}.",
            lang,
        )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("What", "Due", "Becomes") if lang == "en" else ("Việc", "Hạn cũ", "Hạn mới"):
        table.add_column(head, overflow="fold")
    planned = timetable_of(after)
    for s in shifts(timetable_of(dossier), planned):
        table.add_row(escape(s.title.to(lang)), dmy(s.was), dmy(s.becomes))
    console.print(table)
    for finding in check_opening_day(planned, now, dossier.opening.season_deadline, reason):
        show_finding(finding, lang)


def _agreed(lang: str) -> bool:
    ask = "Move the opening day? [y/N] " if lang == "en" else "Đổi ngày khai mạc? [c/K] "
    return input(ask).strip().casefold() in ("y", "yes", "c", "có", "co")
