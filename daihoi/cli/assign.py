"""`daihoi assign N NAME`: give a request to someone for good."""

import argparse

from daihoi import duties
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, who_acts
from daihoi.cli.views import dmy, say
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request, its new owner, and why."""
    parser.add_argument("number", type=int)
    parser.add_argument("name", metavar="HỌ_TÊN")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Give it to them; everything else about it stays."""
    store = open_store(settings.database_url)
    request = duties.assign(store, options.number, options.name, who_acts(options, settings), today(), options.reason)
    follow(settings, store, store.get_code_of(request.number), wakes=False)
    say(
        f"Yêu cầu {request.number} nay giao cho {options.name}, hạn {dmy(request.due_on)}.",
        f"Request {request.number} is {options.name}'s now, due {dmy(request.due_on)}.",
        settings.lang,
    )
    return 0
