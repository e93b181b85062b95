"""`daihoi demo`: a whole congress rehearsed on an embedded server, people included."""

import argparse
import json
import tempfile
from datetime import date, timedelta
from pathlib import Path

from rich.markup import escape

from daihoi.cli.rehearsal import Rehearsal, Turn, speaker_of
from daihoi.cli.up import await_ready, embedded, free_port, stop
from daihoi.cli.views import console, dmy_of, say
from daihoi.errors import BadInput
from daihoi.rules import procedure
from daihoi.rules.calendar import next_working_day
from daihoi.rules.titles import ROLES
from daihoi.settings import Settings
from schemas.step import Kind

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which example, and whether to leave the server running."""
    parser.add_argument("--example", default="vistip-2020", help="tên thư mục trong examples/")
    parser.add_argument("--open", action="store_true", help="để máy chủ và trang web chạy tiếp sau khi xong")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Rehearse it in a folder of its own; 0 when the congress is closed and its papers are written."""
    folder = EXAMPLES / options.example
    if not (folder / "opening.yaml").is_file():
        known = ", ".join(sorted(p.parent.name for p in EXAMPLES.glob("*/opening.yaml")))
        raise BadInput(
            f"Không có ví dụ «{options.example}»; các ví dụ là: {known}.",
            f"There is no example “{options.example}”; there are: {known}.",
        )
    home, port = Path(tempfile.mkdtemp(prefix="daihoi-demo-")), free_port()
    own = Settings(home, f"sqlite:///{home / 'daihoi.db'}", f"http://127.0.0.1:{port}/api", settings.lang, None)
    rehearsal = Rehearsal(folder, own, guarded=True)
    say(
        f"Diễn tập «{folder.name}». Người, phiếu và văn bản trong đó là hư cấu. Dữ liệu ở {home}.",
        f"Rehearsing “{folder.name}”; its people, votes and papers are invented. Data in {home}.",
        own.lang,
    )
    process = embedded(own, port, rehearsal.environment())
    try:
        if not await_ready(process, own):
            return 1
        say(f"Trang Prefect: http://127.0.0.1:{port}", f"Prefect's page: http://127.0.0.1:{port}", own.lang)
        failed = _play(rehearsal, own.lang)
        if not failed:
            _finish(rehearsal, own)
        if options.open:
            page = f"http://127.0.0.1:{port}"
            say(f"Máy chủ vẫn chạy: {page} · Ctrl-C để dừng.", f"The server stays up: {page} · Ctrl-C stops.", own.lang)
            process.wait()
        return failed
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)


def _play(rehearsal: Rehearsal, lang: str) -> int:
    names = ", ".join(rehearsal.enrol_people())
    say(
        f"Đã giao vai trò và đăng ký mã xác nhận cho: {names}.",
        f"Given their roles and one-time codes: {names}.",
        lang,
    )
    opened = rehearsal.open()
    console.print((opened.stdout + opened.stderr).strip(), markup=False)
    if opened.returncode:
        return opened.returncode
    asked: int | None = None
    try:
        for turn in rehearsal.turns():
            if turn.request["number"] != asked:
                asked = turn.request["number"]
                _announce(turn, lang)
            _tell(turn, lang)
            if turn.code != (1 if turn.refused_on_purpose else 0):
                return turn.code or 1
    except TimeoutError:
        say("Diễn tập quá 10 phút, dừng lại.", "The rehearsal took over 10 minutes; stopped.", lang)
        return 1
    return 0


def _announce(turn: Turn, lang: str) -> None:
    request = turn.request
    title = procedure.title_of(Kind(request["kind"]), request["subject"]).to(lang)
    role = ROLES[request["role"]].to(lang)
    head = f"{request['number']} · {title} · {role}"
    due, round_ = dmy_of(request["due_on"]), request["round"]
    console.print()
    console.rule(
        escape(
            f"Request {head} · due {due} · round {round_}"
            if lang == "en"
            else f"Yêu cầu {head} · hạn {due} · lượt {round_}"
        ),
        align="left",
        style="dim",
    )


def _tell(turn: Turn, lang: str) -> None:
    who, file = speaker_of(turn.request), turn.file.name
    incomplete = turn.refused_on_purpose
    if lang == "en":
        what, door = ("an incomplete draft" if incomplete else "an answer"), turn.door
        console.print(f"[bold]{who}[/bold] hands in {what} ({file}, {door})…")
    else:
        what = "một bản còn thiếu" if incomplete else "bản trả lời"
        console.print(f"[bold]{who}[/bold] nộp {what} ({file}, {turn.door})…")
    console.print(turn.said, markup=False)


def _finish(rehearsal: Rehearsal, settings: Settings) -> None:
    code, folder, lang = rehearsal.code, settings.home / "papers", settings.lang
    duties = json.loads(rehearsal.daihoi("pending", code, "--json").stdout or "[]")
    if duties:
        _section("Việc sau đại hội, mỗi việc có người và hạn", "Follow-up duties, each owned and dated", lang)
        _print(rehearsal, "pending", code)
        _show_letters(rehearsal, date.fromisoformat(duties[-1]["due_on"]), lang)
    _section("Diễn biến", "Timeline", lang)
    _print(rehearsal, "journal", code)
    _section("Văn bản", "Papers", lang)
    _print(rehearsal, "papers", code, "--to", str(folder))
    say(f"Tất cả văn bản ở {folder}", f"All papers are in {folder}", lang)
    _section("Niêm phong, và thử sửa một byte", "Sealed, and one byte changed to see", lang)
    whole, changed = settings.home / "niem-phong.zip", settings.home / "da-sua.zip"
    _print(rehearsal, "seal", code, "--to", str(whole))
    _print(rehearsal, "verify", str(whole))
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    _print(rehearsal, "verify", str(changed))
    _print(rehearsal, "doctor")
    news = sorted(folder.glob("S08-*.txt"))
    if news:
        _section("Tin đăng", "The news", lang)
        console.print(news[-1].read_text(encoding="utf-8"), markup=False)


def _show_letters(rehearsal: Rehearsal, due: date, lang: str) -> None:
    """What the watch writes when the last duty is due, and when it has been late for a week."""
    _section("Thư nhắc: mỗi người mỗi ngày một thư", "Reminders: one letter a person a day", lang)
    letters = rehearsal.let_watch(next_working_day(due), next_working_day(due + timedelta(days=7)))
    _print(rehearsal, "mail")
    for letter in letters[-1:]:
        body = letter.get_body(("plain",))
        console.print(f"\n{letter['Subject']}\n\n{body.get_content().strip() if body else ''}", markup=False)


def _section(vi: str, en: str, lang: str) -> None:
    console.print()
    console.rule(en if lang == "en" else vi, align="left")


def _print(rehearsal: Rehearsal, *arguments: str) -> None:
    console.print(rehearsal.daihoi(*arguments).stdout.strip(), markup=False, soft_wrap=True)
