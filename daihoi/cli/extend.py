"""`daihoi extend N DAY`: let a request be due later, with a reason."""

import argparse

from daihoi import duties
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, read_day, who_acts
from daihoi.cli.receipts import show_finding
from daihoi.cli.views import dmy, say
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request, its new due day, and why."""
    parser.add_argument("number", type=int)
    parser.add_argument("day", metavar="NGÀY")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Move its due day; what that runs into is said and written down."""
    store = open_store(settings.database_url)
    request, findings = duties.extend(
        store, options.number, read_day(options.day), who_acts(options, settings), today(), options.reason
    )
    follow(settings, store, store.get_code_of(request.number), wakes=False)
    say(
        f"Yêu cầu {request.number} nay có hạn {dmy(request.due_on)} (ban đầu {dmy(request.planned_on)}).",
        f"Request {request.number} is now due {dmy(request.due_on)} (at first {dmy(request.planned_on)}).",
        settings.lang,
    )
    for finding in findings:
        show_finding(finding, settings.lang)
    return 0
