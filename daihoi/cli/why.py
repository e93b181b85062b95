"""`daihoi why CODE`: what exactly holds a congress, who can move it, with which command."""

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from rich.markup import escape

from daihoi.cli.options import add_json
from daihoi.cli.views import console, dmy, say, say_watch
from daihoi.rules import authority
from daihoi.rules.holding import Fault, Holding, Machine, holding
from daihoi.settings import ZONE, Settings, today
from daihoi.store import Store, open_store
from daihoi.store.absences import list_absences
from daihoi.store.outbox import last_told
from daihoi.store.persons import list_persons
from schemas.dossier import Dossier
from schemas.words import Words

PATIENCE = 0.25
"""Seconds that Prefect has for all its answers; the whole command must answer in a second."""

_FAULTS = {
    Fault.PERSON: Words(vi="Đang chờ người", en="It waits for a person"),
    Fault.MACHINE: Words(vi="Đang vướng ở máy", en="A machine holds it"),
    Fault.CLOCK: Words(vi="Đồng hồ sai", en="A clock is wrong"),
    Fault.NOBODY: Words(vi="Không có gì giữ", en="Nothing holds it"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier."""
    parser.add_argument("code")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Say it."""
    store = open_store(settings.database_url)
    found = why(store, settings, options.code)
    if options.json:
        print(json.dumps(_data(found), ensure_ascii=False))
    else:
        _view(found, settings.lang)
        say_watch(store, settings.lang)
    return 0


def why(store: Store, settings: Settings, code: str) -> Holding:
    """What holds the congress; asks Prefect, but does not wait for it."""
    dossier = store.get_dossier(code)
    units = authority.own_units(dossier.opening) | authority.superior_units(dossier.opening)
    people = list_persons(store, units=units, on=today())
    told = last_told(store, [r.number for r in dossier.open_requests])
    asked = {p.name for p in people} | {r.person for r in dossier.open_requests if r.person}
    away = list_absences(store, asked) if asked else []
    return holding(dossier, today(), datetime.now(UTC), people, _machine(store, settings, dossier), told, away)


def _machine(store: Store, settings: Settings, dossier: Dossier) -> Machine:
    from daihoi.prefect_api import PrefectApi, PrefectDown
    from daihoi.runs import is_live
    from daihoi.waits import is_ours, shows

    lease = store.get_lease(dossier.code)
    api = PrefectApi(settings.prefect_api, tries=1, within=PATIENCE)
    try:
        run = api.get_run(lease.run) if lease.run else None
        if run is None:
            return Machine(api.is_up(), workers=api.count_workers())
        state = run["state"]
        return Machine(
            True,
            run["state_type"],
            is_live(lease),
            not is_ours(state) or shows(state, dossier),
            len(api.list_answers(run["id"])),
            api.count_workers(),
        )
    except PrefectDown:
        return Machine(False)


def _view(found: Holding, lang: str) -> None:
    colour = {Fault.PERSON: "yellow", Fault.NOBODY: "green"}.get(found.fault, "red")
    console.print(f"[bold {colour}]{_FAULTS[found.fault].to(lang)}[/bold {colour}] · {escape(found.code)}")
    english = lang == "en"
    for n, link in enumerate(found.links, 1):
        console.print(f" {n}. {escape(link.words.to(lang))}")
        if link.since is not None and link.fault is Fault.PERSON:
            since = dmy(link.since.astimezone(ZONE).date())
            console.print(f"    {'since' if english else 'từ'} {since}")
        if link.who:
            console.print(f"    {'who' if english else 'ai làm được'}: {escape(', '.join(link.who))}")
        if link.command:
            console.print(f"    {'command' if english else 'lệnh'}: [bold]{escape(link.command)}[/bold]")
    if found.late:
        say("Vì thế mà chậm:", "Late because of it:", lang)
        for words in found.late:
            console.print(f"  - {escape(words.to(lang))}")


def _data(found: Holding) -> dict[str, Any]:
    return {
        "code": found.code,
        "fault": found.fault.value,
        "links": [
            {
                "fault": link.fault.value,
                "words": link.words.model_dump(),
                "since": link.since.isoformat() if link.since else None,
                "who": list(link.who),
                "command": link.command,
            }
            for link in found.links
        ],
        "late": [w.model_dump() for w in found.late],
    }
