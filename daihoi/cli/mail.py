"""`daihoi mail`: what was said to whom, what did not arrive, and sending it again."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.settings import Settings, read_mail_settings
from daihoi.store import Store, open_store, outbox
from daihoi.store.outbox import State
from schemas.words import Words

STATES = {
    State.WAITING: Words(vi="chờ gửi", en="waiting"),
    State.CLAIMED: Words(vi="đang gửi", en="being sent"),
    State.HANDED: Words(vi="đang gửi", en="being sent"),
    State.SENT: Words(vi="đã gửi", en="sent"),
    State.WITHDRAWN: Words(vi="thôi gửi, việc đã xong", en="withdrawn, all was done"),
    State.MERGED: Words(vi="gộp vào thư sau", en="merged into a later one"),
    State.FAILED: Words(vi="không gửi được", en="refused"),
    State.BOUNCED: Words(vi="bị trả lại", en="bounced"),
    State.UNCONFIRMED: Words(vi="chưa rõ đã đến chưa", en="unconfirmed"),
}
TROUBLE = (State.FAILED, State.BOUNCED, State.UNCONFIRMED)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The list, or one act."""
    parser.add_argument("--trouble", action="store_true", help="chỉ các thư không gửi được, bị trả lại, chưa rõ")
    parser.add_argument("--again", type=int, metavar="SỐ", help="gửi lại một thư")
    parser.add_argument("--bounce", metavar="TỆP.eml", help="ghi nhận một thư báo bị trả lại")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List the messages, send one again, or read a bounce."""
    store = open_store(settings.database_url)
    if options.again is not None:
        return _again(store, options.again, settings.lang)
    if options.bounce is not None:
        return _bounce(store, options.bounce, settings)
    messages = outbox.list_messages(store, states=TROUBLE if options.trouble else ())
    if options.json:
        rows = [
            {
                "number": m.number,
                "day": m.day.isoformat(),
                "to": m.address,
                "state": m.state.value,
                "attempts": m.attempts,
                "requests": [i.number for i in m.items],
                "problem": m.problem,
            }
            for m in messages
        ]
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    if not messages:
        say("Không có thư nào.", "There are no messages.", settings.lang)
        return 0
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    heads = ("No", "Day", "To", "State", "Requests", "Problem")
    for head in heads if settings.lang == "en" else ("Số", "Ngày", "Gửi đến", "Tình trạng", "Yêu cầu", "Lỗi"):
        table.add_column(head, overflow="fold")
    for m in messages:
        state = STATES[m.state].to(settings.lang)
        numbers = " ".join(str(i.number) for i in m.items[:8]) + (" …" if len(m.items) > 8 else "")
        table.add_row(
            str(m.number),
            dmy(m.day),
            escape(m.address),
            f"[red]{state}[/red]" if m.state in TROUBLE else state,
            numbers,
            escape(m.problem or ""),
        )
    console.print(table)
    return 0


def _again(store: Store, number: int, lang: str) -> int:
    if not outbox.send_again(store, number, datetime.now(UTC)):
        raise BadInput(
            f"Thư số {number} không ở tình trạng cần gửi lại; gõ `daihoi mail --trouble` để xem.",
            f"Message {number} is not one to send again; type `daihoi mail --trouble`.",
        )
    say(
        f"Thư số {number} sẽ được gửi lại ở lượt canh tới (`daihoi watch`).",
        f"Message {number} goes out again with the next watch (`daihoi watch`).",
        lang,
    )
    return 0


def _bounce(store: Store, file: str, settings: Settings) -> int:
    from daihoi.mail.bounces import read_bounce
    from daihoi.mail.composing import message_id

    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise BadInput(
            f"Không đọc được tệp {file} ({error.strerror}).", f"{file} cannot be read ({error.strerror})."
        ) from error
    bounce = read_bounce(content)
    if bounce is None:
        raise BadInput(
            f"Tệp {file} không phải thư báo bị trả lại.", f"{file} is not a notice of a message that came back."
        )
    sender = read_mail_settings(settings.home).sender
    for m in outbox.list_messages(store, states=(State.SENT, State.UNCONFIRMED), limit=100_000):
        if message_id(m.key, sender) == bounce.message_id:
            outbox.mark_bounced(store, m.number, bounce.reason)
            say(
                f'Thư số {m.number} gửi {m.address} bị trả lại: {bounce.reason}. Sai địa chỉ thì gõ `daihoi person mail "{m.person}" ĐỊA_CHỈ`; không thì gửi lại bằng `daihoi mail --again {m.number}`.',
                f'Message {m.number} to {m.address} came back: {bounce.reason}. If the address is wrong type `daihoi person mail "{m.person}" ADDRESS`, else send it again with `daihoi mail --again {m.number}`.',
                settings.lang,
            )
            return 0
    raise BadInput(
        f"Thư bị trả lại ({bounce.message_id}) không phải do chương trình này gửi.",
        f"The message that came back ({bounce.message_id}) was not sent from here.",
    )
