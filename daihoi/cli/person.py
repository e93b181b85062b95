"""`daihoi person …`: who there is, and which role they hold where."""

import argparse
import json
from datetime import date

from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.rules.titles import ROLES
from daihoi.settings import Settings, codes_key, today
from daihoi.store import absences, codes, open_store, persons, roll
from schemas.cell import Person, Role


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the list, and with whom."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|mail|end|enrol|rekey|log")
    add = acts.add_parser("add", help="ghi một người và vai trò của họ")
    add.add_argument("name", metavar="HỌ_TÊN")
    add.add_argument("--role", required=True, choices=[r.value for r in Role])
    add.add_argument("--unit", required=True, metavar="ĐƠN_VỊ", help="tên chi bộ hoặc cấp ủy cấp trên, như trong hồ sơ")
    add.add_argument("--mail", metavar="THƯ")
    add.add_argument("--since", metavar="NGÀY")
    add.add_argument("--until", metavar="NGÀY")
    listed = acts.add_parser("list", help="danh sách")
    listed.add_argument("--unit", metavar="ĐƠN_VỊ")
    listed.add_argument("--role", choices=[r.value for r in Role])
    listed.add_argument("--all", action="store_true", help="cả vai trò đã hết hạn")
    add_json(listed)
    mail = acts.add_parser("mail", help="đổi địa chỉ thư của một người; lượt canh tới nhắc lại ở địa chỉ mới")
    mail.add_argument("name", metavar="HỌ_TÊN")
    mail.add_argument("mail", metavar="THƯ")
    end = acts.add_parser("end", help="kết thúc vai trò của một người; nhật ký vẫn giữ việc họ đã làm")
    end.add_argument("name", metavar="HỌ_TÊN")
    end.add_argument("--role", choices=[r.value for r in Role])
    end.add_argument("--unit", metavar="ĐƠN_VỊ")
    end.add_argument("--on", metavar="NGÀY", help="ngày cuối còn hiệu lực (mặc định: hôm nay)")
    enrol = acts.add_parser("enrol", help="đăng ký mã xác nhận một lần trên điện thoại của một người")
    enrol.add_argument("name", metavar="HỌ_TÊN")
    enrol.add_argument("--again", action="store_true", help="thay mã cũ, khi mất điện thoại")
    add_json(enrol)
    acts.add_parser("rekey", help="thay khóa giữ mã xác nhận; điện thoại của mọi người vẫn dùng được")
    log = acts.add_parser("log", help="sổ: ai được giao vai trò gì, lúc nào, ai ghi")
    log.add_argument("name", nargs="?", metavar="HỌ_TÊN")
    add_json(log)
    for changing in (add, end, enrol):
        changing.add_argument("--as", dest="who", metavar="TÊN", help="ai ghi (hoặc đặt DAIHOI_PERSON)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do it, and say what is so now."""
    acts = {"add": _add, "list": _list, "mail": _mail, "end": _end, "enrol": _enrol, "rekey": _rekey, "log": _log}
    return acts[options.act](options, settings)


def _add(options: argparse.Namespace, settings: Settings) -> int:
    person = _read(options)
    if person.mail is not None:
        _must_be_address(person.mail)
    persons.add_person(open_store(settings.database_url), person, options.who or settings.person)
    role = ROLES[person.role].to(settings.lang)
    say(
        f"Đã ghi: {person.name}, {role}, {person.unit}.", f"Added: {person.name}, {role}, {person.unit}.", settings.lang
    )
    return 0


def _mail(options: argparse.Namespace, settings: Settings) -> int:
    _must_be_address(options.mail)
    if not persons.change_mail(open_store(settings.database_url), options.name, options.mail):
        raise BadInput(
            f"Không có ai tên «{options.name}»; gõ `daihoi person list`.",
            f"There is nobody called “{options.name}”; type `daihoi person list`.",
        )
    say(
        f"Thư của {options.name} từ nay gửi đến {options.mail}; lượt canh tới nhắc lại mọi việc đang chờ ở đó.",
        f"{options.name} is written to at {options.mail} now; the next watch says there all that waits.",
        settings.lang,
    )
    return 0


def _must_be_address(mail: str) -> None:
    from daihoi.mail.composing import is_address

    if not is_address(mail):
        raise BadInput(
            f"Ô «mail»: «{mail}» không phải địa chỉ thư; hãy gõ dạng ten@donvi.vn.",
            f"The field “mail”: “{mail}” is not an address; type it like name@unit.vn.",
        )


def _read(options: argparse.Namespace) -> Person:
    try:
        return Person(
            name=options.name,
            role=options.role,
            unit=options.unit,
            mail=options.mail,
            since=options.since,
            until=options.until,
        )
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"])
        raise BadInput(
            f"Ô «{field}» chưa đúng: {first['msg']}. Ngày viết dạng 2026-12-31.",
            f"The field “{field}” is wrong: {first['msg']}. A day is written 2026-12-31.",
        ) from error


def _list(options: argparse.Namespace, settings: Settings) -> int:
    store, now = open_store(settings.database_url), today()
    found = persons.list_persons(
        store,
        unit=options.unit,
        role=Role(options.role) if options.role else None,
        on=None if options.all else now,
    )
    if options.json:
        print(json.dumps([p.model_dump(mode="json") for p in found], ensure_ascii=False))
        return 0
    if not found:
        say(
            'Chưa có ai. Gõ `daihoi person add "Họ tên" --role organiser --unit "Tên chi bộ"`.',
            'Nobody yet. Type `daihoi person add "Name" --role organiser --unit "Name of the cell"`.',
            settings.lang,
        )
        return 0
    table = Table(box=None, pad_edge=False)
    vi, en = ("Họ tên", "Vai trò", "Đơn vị", "Thư", "Từ", "Đến"), ("Name", "Role", "Unit", "Mail", "Since", "Until")
    for head in en if settings.lang == "en" else vi:
        table.add_column(head, overflow="fold")
    for p in found:
        role = ROLES[p.role].to(settings.lang)
        table.add_row(escape(p.name), role, escape(p.unit), escape(p.mail or "–"), dmy(p.since), dmy(p.until))
    console.print(table)
    shown = {p.name for p in found}
    for a in absences.list_absences(store, shown):
        if a.until >= now:
            span = f"{dmy(a.since)}–{dmy(a.until)}"
            say(
                f"{a.person} vắng {span} ({a.reason}): {a.to} làm thay.",
                f"{a.person} is away {span} ({a.reason}): {a.to} stands in.",
                settings.lang,
            )
    return 0


def _end(options: argparse.Namespace, settings: Settings) -> int:
    try:
        until = date.fromisoformat(options.on) if options.on else today()
    except ValueError as error:
        raise BadInput(
            f"«{options.on}» không phải ngày dạng 2026-12-31.", f"“{options.on}” is not a date like 2026-12-31."
        ) from error
    ended = persons.end_person(
        open_store(settings.database_url),
        options.name,
        until,
        role=Role(options.role) if options.role else None,
        unit=options.unit,
        who=options.who or settings.person,
    )
    if not ended:
        raise BadInput(
            f"Không có vai trò nào của «{options.name}» như vậy; gõ `daihoi person list`.",
            f"“{options.name}” holds no such role; type `daihoi person list`.",
        )
    say(
        f"{options.name}: {ended} vai trò kết thúc ngày {dmy(until)}.",
        f"{options.name}: {ended} roles end on {dmy(until)}.",
        settings.lang,
    )
    return 0


def _enrol(options: argparse.Namespace, settings: Settings) -> int:
    store, who = open_store(settings.database_url), options.who or settings.person
    address = codes.enrol(store, options.name, again=options.again, who=who)
    if options.json:
        print(json.dumps({"name": options.name, "address": address}, ensure_ascii=False))
        return 0
    import segno

    say(
        f"Đưa {options.name} quét hình này bằng ứng dụng tạo mã (Google Authenticator, FreeOTP…), rồi xóa màn hình:",
        f"Let {options.name} scan this with an authenticator app, then clear the screen:",
        settings.lang,
    )
    segno.make(address, error="l").terminal(compact=True)
    print(address)
    return 0


def _rekey(options: argparse.Namespace, settings: Settings) -> int:
    place = codes_key()
    count = codes.change_key(open_store(settings.database_url), place)
    say(
        f"Đã thay khóa ở {place} cho mã xác nhận của {count} người. Hãy cất riêng một bản; máy nào chạy `daihoi` cùng kho"
        " này cũng cần bản mới.",
        f"Changed the key at {place}, which hides the codes of {count} people. Keep a copy apart; every machine that runs"
        " `daihoi` on this store needs the new one.",
        settings.lang,
    )
    return 0


def _log(options: argparse.Namespace, settings: Settings) -> int:
    found = roll.list_roll(open_store(settings.database_url), options.name)
    if options.json:
        print(json.dumps([line.model_dump(mode="json") for line in found], ensure_ascii=False))
        return 0
    for line in found:
        what = " ".join(str(v) for n, v in line.payload.items() if v and n != "secret")
        nobody = "not said" if settings.lang == "en" else "không ghi"
        by = f"by {line.who or nobody}" if settings.lang == "en" else f"người ghi: {line.who or nobody}"
        console.print(
            f"{line.seq:>4}  {line.at:%d/%m/%Y %H:%M:%S}  {line.act}  {escape(line.name)}  {escape(what)}  ({escape(by)})"
        )
    return 0
