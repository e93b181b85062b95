"""`daihoi show CODE`: where one congress stands."""

import argparse

from rich.markup import escape

from daihoi.cli.options import add_json
from daihoi.cli.views import console, dmy, say_watch
from daihoi.rules import procedure
from daihoi.rules.titles import LIVES
from daihoi.settings import Settings
from daihoi.store import open_store
from schemas.dossier import Dossier


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier."""
    parser.add_argument("code")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show it."""
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    if options.json:
        print(dossier.model_dump_json(by_alias=True))
    else:
        view(dossier, settings.lang)
        say_watch(store, settings.lang)
    return 0


def view(dossier: Dossier, lang: str) -> None:
    """The steps of one congress, done, waiting and to come."""
    opening = dossier.opening
    opens = "opens" if lang == "en" else "khai mạc"
    console.print(f"[bold]{escape(opening.cell.name)}[/bold] · {opening.new_term} · {opens} {dmy(opening.opening_on)}")
    life, rules, version = LIVES[dossier.life].to(lang), dossier.rules.id, dossier.procedure
    console.print(
        f"Dossier {escape(dossier.code)}: {life}, rule-set {rules}, procedure version {version}"
        if lang == "en"
        else f"Hồ sơ {escape(dossier.code)}: {life}, bộ quy định {rules}, quy trình bản {version}"
    )
    for row in procedure.table_of(dossier):
        given = row.kind in dossier.accepted_at
        waiting = [r for r in dossier.open_requests if r.kind is row.kind]
        if not given and not waiting and (row.several or not row.needed(dossier)):
            continue
        if not waiting:
            console.print(f"  {'[green]✓[/green]' if given else '·'} {row.title.to(lang)}")
        for request in waiting:
            due = dmy(request.due_on)
            words = f"request {request.number}, due {due}" if lang == "en" else f"yêu cầu {request.number}, hạn {due}"
            console.print(
                f"  [yellow]→ {words}[/yellow] {escape(procedure.title_of(row.kind, request.subject).to(lang))}"
            )
