"""`daihoi season [SUPERIOR]`: every congress of a superior, those in trouble first."""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from daihoi.cli.options import add_json, write_file
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.rules.season import TITLES, Mark, Season, overview
from daihoi.settings import Settings, today
from daihoi.store import Store, open_store
from daihoi.store.season import list_congresses, list_superiors
from schemas.dossier import Life
from schemas.step import Step

SHOWN = 60
_STYLES = {
    Mark.DONE: ("■", "green"),
    Mark.WAITING: ("■", "yellow"),
    Mark.RETURNED: ("■", "magenta"),
    Mark.LATE: ("■", "bold red"),
    Mark.TO_COME: ("·", "dim"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose congresses, and how to show them."""
    parser.add_argument("superior", nargs="?", help="tên cấp trên, hoặc một phần của tên; để trống: tất cả")
    parser.add_argument("--watch", action="store_true", help="cập nhật liên tục; Ctrl-C để dừng")
    parser.add_argument("--every", type=float, default=2.0, metavar="GIÂY", help="cập nhật cách nhau bao nhiêu giây")
    parser.add_argument("--html", metavar="TỆP", help="ghi thành một trang HTML, có hình, không cần mạng")
    parser.add_argument("--all", action="store_true", help=f"hiện hết, không chỉ {SHOWN} đại hội đầu")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show the season."""
    store = open_store(settings.database_url)
    superior = _superior(store, options.superior)
    season = overview(superior, today(), list_congresses(store, superior))
    if options.html:
        from daihoi.documents.season import write_page

        write_file(Path(options.html), write_page(season, settings.lang).encode())
        say(
            f"Đã ghi {options.html}: {len(season.congresses)} đại hội.",
            f"Wrote {options.html}: {len(season.congresses)} congresses.",
            settings.lang,
        )
    elif options.json:
        print(json.dumps(_data(season), ensure_ascii=False))
    elif options.watch:
        _watch(store, superior, options, settings.lang)
    else:
        console.print(_view(season, settings.lang, everything=options.all))
    return 0


def _superior(store: Store, typed: str | None) -> str | None:
    """The full name that ``typed`` means; raises `BadInput` when it means none or several."""
    if typed is None:
        return None
    names = list_superiors(store)
    found = [n for n in names if n == typed] or [n for n in names if typed.casefold() in n.casefold()]
    if len(found) == 1:
        return found[0]
    known = "; ".join(found or names) or "–"
    if found:
        raise BadInput(f"«{typed}» có thể là: {known}. Hãy gõ rõ hơn.", f"“{typed}” may be: {known}. Say which.")
    raise BadInput(
        f"Không có đại hội nào của «{typed}». Các cấp trên trong kho: {known}.",
        f"No congress here is under “{typed}”. The superiors in this store: {known}.",
    )


def _watch(store: Store, superior: str | None, options: argparse.Namespace, lang: str) -> None:
    from rich.live import Live

    with Live(console=console, auto_refresh=False, screen=console.is_terminal) as live:
        while True:
            season = overview(superior, today(), list_congresses(store, superior))
            room = max(5, console.height - 7) if console.is_terminal and not options.all else None
            live.update(_view(season, lang, everything=options.all, room=room), refresh=True)
            time.sleep(max(0.2, options.every))


def _view(season: Season, lang: str, *, everything: bool, room: int | None = None) -> RenderableType:
    from daihoi.documents.season import holder, summary_of, title_of, waits_for

    table = Table(box=None, pad_edge=False)
    heads = (
        ("Cell", "Steps", "Waits for", "Who", "Due", "Opening", "Moved")
        if lang == "en"
        else ("Chi bộ", "Các bước", "Chờ", "Ai", "Hạn", "Khai mạc", "Chuyển động")
    )
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head in ("Steps", "Các bước"))
    shown = season.congresses if everything else season.congresses[: room or SHOWN]
    for c in shown:
        late = c.days_late(season.today)
        due = dmy(c.due_on) if c.life is Life.ACTIVE else ""
        if late:
            due += f" (late {late} d)" if lang == "en" else f" (quá {late} ngày)"
        more = f" (+{c.more})" if c.more else ""
        round_ = (f", round {c.round}" if lang == "en" else f", lượt {c.round}") if c.returned else ""
        steps = Text.assemble(*[_STYLES[mark] for mark in c.marks(season.today).values()])
        table.add_row(
            Text(c.cell),
            steps,
            Text(waits_for(c, lang) + more + round_),
            Text(holder(c, lang)),
            Text(due, style="red" if late else ""),
            Text(f"{dmy(c.opening_on)} ({c.days_to_opening(season.today):+d})"),
            Text(dmy(c.moved_on)),
        )
    counts = " · ".join(f"{TITLES[s].to(lang)} {n}" for s, n in season.by_step.items() if n)
    parts: list[RenderableType] = [f"[bold]{escape(title_of(season, lang))}[/bold]", escape(summary_of(season, lang))]
    if counts:
        parts.append(Text(counts))
    parts.append(table)
    if len(shown) < len(season.congresses):
        left = len(season.congresses) - len(shown)
        parts.append(
            f"… and {left} more: `--all`, or name a superior."
            if lang == "en"
            else f"… và {left} đại hội nữa: thêm --all, hoặc gõ tên một cấp trên."
        )
    return Group(*parts)


def _data(season: Season) -> dict[str, object]:
    def line(c: object) -> dict[str, object]:
        return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in asdict(c).items()}  # type: ignore[call-overload]

    return {
        "superior": season.superior,
        "today": season.today.isoformat(),
        "by_step": {s.value: season.by_step[s] for s in Step},
        "by_life": {life.value: n for life, n in season.by_life.items()},
        "late": [c.code for c in season.late],
        "congresses": [line(c) for c in season.congresses],
    }
