"""`daihoi delegate N NAME --until DAY`: let someone act in the holder's place for a time."""

import argparse

from daihoi import duties
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, read_day, who_acts
from daihoi.cli.views import dmy, say
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request, who stands in, until when, and why."""
    parser.add_argument("number", type=int)
    parser.add_argument("name", metavar="HỌ_TÊN")
    parser.add_argument("--until", required=True, metavar="NGÀY")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Let them; on the day after the last, it goes back by itself."""
    store, until = open_store(settings.database_url), read_day(options.until)
    request = duties.delegate(
        store, options.number, options.name, until, who_acts(options, settings), today(), options.reason
    )
    giver = request.delegations[-1].giver
    follow(settings, store, store.get_code_of(request.number), wakes=False)
    say(
        f"Yêu cầu {request.number}: {options.name} làm thay {giver} đến hết {dmy(until)}, hạn {dmy(request.due_on)}.",
        f"Request {request.number}: {options.name} acts for {giver} until {dmy(until)}, due {dmy(request.due_on)}.",
        settings.lang,
    )
    return 0
