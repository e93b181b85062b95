"""`daihoi delegate N NAME --until DAY`, or a person in place of N: let someone act in another's place for a time."""

import argparse
from datetime import date

from pydantic import ValidationError

from daihoi import duties
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, read_day, who_acts
from daihoi.cli.views import dmy, say
from daihoi.errors import BadInput
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.absence import Absence


def arguments(parser: argparse.ArgumentParser) -> None:
    """One request or all that a person is asked, who stands in, from when to when, and why."""
    parser.add_argument("what", metavar="SỐ|NGƯỜI_VẮNG", help="số của một yêu cầu, hoặc họ tên người vắng mặt")
    parser.add_argument("name", nargs="?", metavar="HỌ_TÊN", help="người làm thay")
    parser.add_argument("--from", dest="since", metavar="NGÀY", help="ngày đầu vắng mặt (mặc định: hôm nay)")
    parser.add_argument("--until", metavar="NGÀY", help="ngày cuối, kể cả ngày đó")
    parser.add_argument("--reason", metavar="LÝ_DO")
    parser.add_argument("--back", action="store_true", help="người vắng mặt đã trở lại, hoặc không đi nữa")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Let them; on the day after the last, it goes back by itself."""
    if options.back:
        return _back(options, settings)
    missing = [
        o for o, v in (("HỌ_TÊN", options.name), ("--until", options.until), ("--reason", options.reason)) if not v
    ]
    if missing:
        raise BadInput(f"Thiếu {', '.join(missing)}.", f"{', '.join(missing)} missing.")
    return _one(options, settings) if options.what.isdecimal() else _all(options, settings)


def _one(options: argparse.Namespace, settings: Settings) -> int:
    if options.since:
        raise BadInput(
            "--from chỉ dùng khi ủy quyền mọi việc của một người; một yêu cầu thì ủy quyền từ hôm nay.",
            "--from is for all that a person is asked; one request is delegated from today.",
        )
    store, until = open_store(settings.database_url), read_day(options.until)
    request = duties.delegate(
        store, int(options.what), options.name, until, who_acts(options, settings), today(), options.reason
    )
    giver = request.delegations[-1].giver
    follow(settings, store, store.get_code_of(request.number), wakes=False)
    say(
        f"Yêu cầu {request.number}: {options.name} làm thay {giver} đến hết {dmy(until)}, hạn {dmy(request.due_on)}.",
        f"Request {request.number}: {options.name} acts for {giver} until {dmy(until)}, due {dmy(request.due_on)}.",
        settings.lang,
    )
    return 0


def _all(options: argparse.Namespace, settings: Settings) -> int:
    store, now = open_store(settings.database_url), today()
    since = read_day(options.since) if options.since else now
    absence = _read(options.what, options.name, since, read_day(options.until), options.reason)
    duties.go_away(store, absence, who_acts(options, settings), now)
    span = f"{dmy(absence.since)}–{dmy(absence.until)}"
    say(
        f"{absence.to} làm thay {absence.person} mọi việc, kể cả việc mới, {span}; sau đó việc tự trở về.",
        f"{absence.to} stands in for {absence.person} in everything, new requests too, {span}; then it goes back.",
        settings.lang,
    )
    return 0


def _read(person: str, to: str, since: date, until: date, reason: str) -> Absence:
    try:
        return Absence(person=person, to=to, since=since, until=until, reason=reason)
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        raise BadInput(
            f"Ô «{field}» phải là một dòng chữ.", f"The field “{field}” must be one line of text."
        ) from error


def _back(options: argparse.Namespace, settings: Settings) -> int:
    duties.come_back(open_store(settings.database_url), options.what, who_acts(options, settings), today())
    say(f"{options.what} đã trở lại.", f"{options.what} is back.", settings.lang)
    return 0
