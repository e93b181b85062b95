"""`daihoi pending`: what waits, for whom, until when; the most urgent first."""

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json, who_acts
from daihoi.cli.views import console, dmy, say, say_watch
from daihoi.errors import BadInput
from daihoi.rules.titles import ROLES
from daihoi.settings import Settings, today
from daihoi.store import Store, open_store
from daihoi.store.waiting import Waiting, Wanted, list_waiting
from schemas.cell import Role
from schemas.words import Words

SHOWN = 200
"""Rows of a table; laying out ten thousand takes seconds and nobody reads them."""

_GROUPS = (
    ("late", Words(vi="Quá hạn", en="Late"), "bold red"),
    ("today", Words(vi="Hôm nay", en="Today"), "bold yellow"),
    ("week", Words(vi="Trong tuần này", en="This week"), "bold"),
    ("later", Words(vi="Sau đó", en="Later"), "bold dim"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """One dossier or all, narrowed to a person, a role, a cell, a superior, a time."""
    parser.add_argument("code", nargs="?")
    parser.add_argument("--mine", action="store_true", help="việc của tôi (--as hoặc DAIHOI_PERSON)")
    parser.add_argument("--others", action="store_true", help="việc tôi đang chờ người khác làm")
    parser.add_argument("--as", dest="who", metavar="TÊN", help="xem thay cho người này")
    parser.add_argument("--role", choices=[r.value for r in Role], help="một vai trò")
    parser.add_argument("--cell", metavar="TÊN", help="chi bộ có tên hoặc mã chứa chữ này")
    parser.add_argument("--superior", metavar="TÊN", help="cấp trên có tên chứa chữ này")
    parser.add_argument("--overdue", action="store_true", help="chỉ việc đã quá hạn")
    parser.add_argument("--week", action="store_true", help="chỉ việc đến hạn trong tuần này và việc quá hạn")
    parser.add_argument(
        "--watch", nargs="?", type=float, const=2.0, metavar="GIÂY", help="xem liên tục, Ctrl-C để dừng"
    )
    parser.add_argument("--all", action="store_true", help=f"hiện hết, không chỉ {SHOWN} việc gấp nhất")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List the open requests, or keep listing them."""
    store = open_store(settings.database_url)
    wanted = _wanted(options, settings, today())
    if options.watch is not None and not options.json:
        return _live(store, wanted, max(0.5, options.watch), settings.lang)
    waiting = list_waiting(store, wanted, today())
    if options.json:
        rows = [{**w._asdict(), "due_on": w.due_on.isoformat() if w.due_on else None} for w in waiting]
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    if waiting:
        console.print(_view(waiting, today(), settings.lang, everything=options.all))
    else:
        say("Không có việc nào đang chờ.", "Nothing waits.", settings.lang)
    say_watch(store, settings.lang)
    return 0


def _wanted(options: argparse.Namespace, settings: Settings, now: date) -> Wanted:
    if options.mine and options.others:
        raise BadInput(
            "--mine và --others trái nhau; hãy chọn một.", "--mine and --others exclude each other; choose one."
        )
    asks_for_person = options.mine or options.others or options.who
    return Wanted(
        code=options.code,
        person=who_acts(options, settings) if asks_for_person else None,
        others=options.others,
        role=options.role,
        cell=options.cell,
        superior=options.superior,
        due_before=now if options.overdue else None,
        due_by=_sunday(now) if options.week else None,
    )


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _live(store: Store, wanted: Wanted, seconds: float, lang: str) -> int:
    from rich.live import Live

    with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while True:
            waiting = list_waiting(store, wanted, today())
            nothing = "Nothing waits." if lang == "en" else "Không có việc nào đang chờ."
            live.update(_view(waiting, today(), lang) if waiting else nothing, refresh=True)
            time.sleep(seconds)


def _group_of(waiting: Waiting, now: date) -> str:
    if waiting.due_on is None or waiting.due_on > _sunday(now):
        return "later"
    if waiting.due_on < now:
        return "late"
    return "today" if waiting.due_on == now else "week"


def _view(waiting: Sequence[Waiting], now: date, lang: str, *, everything: bool = False) -> RenderableType:
    parts: list[RenderableType] = []
    room = len(waiting) if everything else SHOWN
    for group, title, style in _GROUPS:
        some = [w for w in waiting if _group_of(w, now) == group]
        if some:
            parts.append(f"[{style}]{title.to(lang)}: {len(some)}[/{style}]")
            parts.append(_table(some[:room], now, lang))
            room -= min(room, len(some))
    if not everything and len(waiting) > SHOWN:
        left = len(waiting) - SHOWN
        parts.append(
            f"… and {left} more: `--all`, or narrow it down, e.g. `--superior NAME`."
            if lang == "en"
            else f"… và {left} việc nữa: thêm --all, hoặc thu hẹp, ví dụ --superior TÊN."
        )
    return Group(*parts)


def _table(waiting: Iterable[Waiting], now: date, lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    heads = ("No", "Dossier", "Waits for", "Who", "Due") if lang == "en" else ("Số", "Hồ sơ", "Chờ", "Ai", "Hạn")
    for head in heads:
        table.add_column(head, overflow="fold")
    for w in waiting:
        late = w.due_on is not None and w.due_on < now
        due = dmy(w.due_on) + ((" (late)" if lang == "en" else " (quá hạn)") if late else "")
        role = ROLES[w.role].to(lang)
        table.add_row(
            str(w.number),
            escape(w.code),
            escape(w.title.to(lang)),
            escape(f"{w.holder} ({role})" if w.holder else role),
            f"[red]{due}[/red]" if late else due,
        )
    return table
