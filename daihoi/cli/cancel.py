"""`daihoi cancel CODE`: call the congress off."""

import argparse

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, typed_code, who_acts
from daihoi.cli.show import view
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, and why."""
    parser.add_argument("code")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Call it off; its run ends."""
    store = open_store(settings.database_url)
    dossier = desk.cancel(
        store, options.code, who_acts(options, settings), today(), options.reason, typed=typed_code(options)
    )
    follow(settings, store, options.code)
    view(dossier, settings.lang)
    return 0
