"""`daihoi form N`: the request's form, filled in as far as known."""

import argparse

from daihoi.forms.yaml import yaml_form
from daihoi.settings import Settings
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request."""
    parser.add_argument("number", type=int)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it."""
    store = open_store(settings.database_url)
    dossier, request = store.get_request(options.number)
    print(yaml_form(dossier, request))
    return 0
