"""`daihoi postpone CODE DAY`: move the opening day."""

import argparse
from datetime import date

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, who_acts
from daihoi.cli.show import view
from daihoi.errors import BadInput
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, the new day, and why."""
    parser.add_argument("code")
    parser.add_argument("day")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Move it, and show where the congress stands now."""
    try:
        day = date.fromisoformat(options.day)
    except ValueError as error:
        raise BadInput(
            f"«{options.day}» không phải ngày dạng 2026-12-31.", f"“{options.day}” is not a date like 2026-12-31."
        ) from error
    store = open_store(settings.database_url)
    dossier = desk.postpone(store, options.code, day, who_acts(options, settings), today(), options.reason)
    follow(settings, store, options.code)
    view(dossier, settings.lang)
    return 0
