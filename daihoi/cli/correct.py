"""`daihoi correct N FILE`: replace an accepted answer."""

import argparse
import shlex

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, add_json, typed_code, who_acts
from daihoi.cli.receipts import show_receipt
from daihoi.intake.yaml_file import read_yaml
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request that was answered, and the new file."""
    parser.add_argument("number", type=int)
    parser.add_argument("file")
    add_actor(parser)
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Hand the new answer in as the next round."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    receipt = desk.correct(store, options.number, read_yaml(options.file), who, today(), typed=typed_code(options))
    again = f"daihoi correct {options.number} {shlex.quote(options.file)}"
    exit_code = show_receipt(receipt, settings.lang, again, as_json=options.json)
    if receipt.accepted:
        follow(settings, store, receipt.code)
    return exit_code
