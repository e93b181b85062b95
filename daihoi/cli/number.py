"""`daihoi number CODE [PAPER [N]]`: the numbers given to its papers, or give one."""

import argparse
import json

from rich.markup import escape
from rich.table import Table

from daihoi import registry
from daihoi.cli.options import add_actor, add_json, who_acts
from daihoi.cli.views import console, say
from daihoi.settings import Settings, today
from daihoi.store import open_store
from daihoi.store.numbers import list_numbers


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier; to give a number, the paper, and the number that is wanted."""
    parser.add_argument("code")
    parser.add_argument("paper", metavar="VĂN_BẢN", nargs="?", help="mã trong danh mục, ví dụ P01")
    parser.add_argument("n", metavar="SỐ", nargs="?", type=int, help="số muốn lấy; để trống là số tiếp theo của dãy")
    add_actor(parser)
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Give the number, or list what was given."""
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    if options.paper:
        who = who_acts(options, settings)
        number = registry.give_number(store, options.code, options.paper, today(), options.n, who)
        code = registry.kind_of(options.paper).code
        if number is None:
            say(f"Văn bản {code} chưa lấy số.", f"Paper {code} bears no number yet.", settings.lang)
            return 1
        say(f"Văn bản {code} mang số {number}.", f"Paper {code} bears number {number}.", settings.lang)
        return 0
    entries = list_numbers(store, dossier.opening.cell.name)
    if options.json:
        print(json.dumps([e.__dict__ for e in entries], ensure_ascii=False))
        return 0
    table = Table(box=None, pad_edge=False)
    for head in ("Series", "No.", "Paper", "Dossier") if settings.lang == "en" else ("Dãy", "Số", "Văn bản", "Hồ sơ"):
        table.add_column(head, overflow="fold")
    for e in entries:
        table.add_row(escape(e.series), f"{e.n:02}", e.paper, escape(e.code))
    console.print(table)
    return 0
