"""`daihoi plan DATE`: count back and forward from an opening day; with several days, which of them work."""

import argparse
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json, read_day, write_file
from daihoi.cli.receipts import show_finding
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.rules.timetable import (
    Entry,
    Progress,
    Timetable,
    Verdict,
    judge_opening_day,
    timetable,
    timetable_of,
)
from daihoi.rules.titles import ROLES
from daihoi.settings import Settings, today
from schemas.cell import Profile

MOST_DAYS = 370


def arguments(parser: argparse.ArgumentParser) -> None:
    """Days, spans of days, or the code of a dossier; and where to put the pictures."""
    parser.add_argument("what", nargs="+", metavar="NGÀY", help="2026-12-31, 2026-12-01..2026-12-31, hoặc mã hồ sơ")
    parser.add_argument("--profile", default=Profile.CELL.value, help=", ".join(Profile))
    parser.add_argument("--deadline", metavar="NGÀY", help="hạn của đợt đại hội")
    parser.add_argument("--svg", metavar="TỆP")
    parser.add_argument("--png", metavar="TỆP")
    parser.add_argument("--ics", metavar="TỆP")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the timetable, or the comparison of several days; 1 when no day works."""
    lang, now = settings.lang, today()
    deadline = read_day(options.deadline) if options.deadline else None
    if len(options.what) == 1 and not _looks_like_days(options.what[0]):
        return _of_dossier(options, settings, now)
    days = _days(options.what)
    profile = _profile(options.profile)
    if len(days) > 1:
        if options.svg or options.png or options.ics:
            raise BadInput(
                "--svg, --png và --ics chỉ vẽ được một ngày; hãy chọn một ngày khai mạc.",
                "--svg, --png and --ics draw one day; choose one opening day.",
            )
        return _compare([timetable(day, profile) for day in days], now, deadline, options.json, lang)
    table = timetable(days[0], profile)
    verdict = judge_opening_day(table, now, deadline)
    _write(options, table, lang, code=f"{days[0]}-{profile.value}", name=None, now=now)
    if options.json:
        print(json.dumps({**_data(table), **_judged(verdict)}, ensure_ascii=False))
    else:
        view(table, now, lang)
        for finding in verdict.findings:
            show_finding(finding, lang)
        _advise(verdict, lang)
    return 0 if verdict.works else 1


def _of_dossier(options: argparse.Namespace, settings: Settings, now: date) -> int:
    from daihoi.store import open_store  # late: counting from a day needs no store

    dossier = open_store(settings.database_url).get_dossier(options.what[0])
    table = timetable_of(dossier)
    opening = dossier.opening
    verdict = judge_opening_day(table, now, opening.season_deadline, opening.lateness_reason)
    name = f"{opening.cell.short} {opening.new_term}"
    _write(options, table, settings.lang, code=dossier.code, name=name, now=now)
    if options.json:
        print(json.dumps({**_data(table), **_judged(verdict)}, ensure_ascii=False))
    else:
        console.print(f"[bold]{escape(opening.cell.name)}[/bold]")
        view(table, now, settings.lang)
        for finding in verdict.findings:
            show_finding(finding, settings.lang)
    return 0


def _looks_like_days(text: str) -> bool:
    from daihoi.settings import read_settings

    if text[:4].isdigit() or "/" in text:
        # A code may begin with a year as well: what is a day wins, then what the store knows.
        try:
            _days([text])
        except BadInput:
            from daihoi.store import open_store

            return text not in open_store(read_settings().database_url).list_codes()
        return True
    return False


def _days(typed: Sequence[str]) -> list[date]:
    days: list[date] = []
    for word in typed:
        first, _, last = word.partition("..")
        start = read_day(first)
        end = read_day(last) if last else start
        if end < start:
            raise BadInput(
                f"«{word}»: ngày cuối đứng trước ngày đầu; hãy đổi lại.",
                f"“{word}”: the last day is before the first; swap them.",
            )
        if (end - start).days > MOST_DAYS:
            raise BadInput(
                f"«{word}» dài hơn {MOST_DAYS} ngày; hãy thu hẹp lại.",
                f"“{word}” is longer than {MOST_DAYS} days; narrow it down.",
            )
        days += [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return days


def _profile(typed: str) -> Profile:
    try:
        return Profile(typed)
    except ValueError as error:
        known = ", ".join(Profile)
        raise BadInput(
            f"Không có loại hình «{typed}»; các loại hình là: {known}.",
            f"There is no profile “{typed}”; there are: {known}.",
        ) from error


def _write(options: argparse.Namespace, table: Timetable, lang: str, *, code: str, name: str | None, now: date) -> None:
    if options.svg or options.png:
        from daihoi.documents.gantt import draw_timetable, picture

        svg = draw_timetable(table, lang, name=name, today=now)
        if options.svg:
            write_file(Path(options.svg), svg.encode())
        if options.png:
            write_file(Path(options.png), picture(svg))
    if options.ics:
        from daihoi.documents.ics import calendar_of

        write_file(Path(options.ics), calendar_of(table, lang, code=code, name=name, made_on=now))


def view(table: Timetable, now: date, lang: str) -> None:
    """The timetable as a table: when, what, who, papers, on which basis."""
    english = lang == "en"
    console.print(
        f"Opens {dmy(table.opening_on)}, rule-set {table.rules.id}"
        if english
        else f"Khai mạc {dmy(table.opening_on)}, bộ quy định {table.rules.id}"
    )
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    heads = (
        ("From", "Due", "Latest", "What", "Who", "Papers", "Counted, basis")
        if english
        else ("Từ", "Hạn", "Muộn nhất", "Việc", "Ai", "Văn bản", "Cách tính, căn cứ")
    )
    for head in heads:
        shown.add_column(head, overflow="fold", no_wrap=head in heads[:3])
    for e in table.entries:
        shown.add_row(
            dmy(e.earliest),
            _coloured(e, now),
            dmy(e.latest),
            escape(e.title.to(lang)) + ("" if e.number is None else f" (#{e.number})"),
            ROLES[e.role].to(lang),
            " ".join(e.papers),
            escape(_why(e, lang)),
        )
    console.print(shown)


def _coloured(entry: Entry, now: date) -> str:
    day = dmy(entry.due)
    if entry.progress is Progress.DONE:
        return f"[green]✓ {day}[/green]"
    if entry.last_day < now:
        return f"[red]{day}[/red]"
    return f"[yellow]{day}[/yellow]" if entry.due < now else day


def _why(entry: Entry, lang: str) -> str:
    counted = entry.counted.to(lang)
    if entry.basis is not None:
        dated = f" ({dmy(entry.basis.dated)})" if entry.basis.dated else ""
        article = f", {entry.basis.article}" if entry.basis.article else ""
        source = f"{entry.basis.document}{dated}{article}"
    else:
        source = "our default" if lang == "en" else "mặc định của chương trình"
    note = f"; {entry.note.to(lang)}" if entry.note else ""
    return f"{counted}: {source}{note}"


def _advise(verdict: Verdict, lang: str) -> None:
    if verdict.works and not verdict.tight:
        say("Ngày này kịp mọi hạn.", "This day meets every due day.", lang)
    elif verdict.works:
        say(
            f"Ngày này còn kịp, nhưng {verdict.tight} việc đã quá hạn thường lệ; hãy làm ngay.",
            f"This day still works, but {verdict.tight} things are past their usual due day; do them at once.",
            lang,
        )
    else:
        say(
            "Ngày này không đạt. Gõ `daihoi plan NGÀY1..NGÀY2` để tìm ngày phù hợp.",
            "This day does not work. Type `daihoi plan DAY1..DAY2` to find one that does.",
            lang,
        )


def _compare(tables: Sequence[Timetable], now: date, deadline: date | None, as_json: bool, lang: str) -> int:
    verdicts = [judge_opening_day(t, now, deadline) for t in tables]
    if as_json:
        rows = [{"opening_on": v.opening_on.isoformat(), **_judged(v)} for v in verdicts]
        print(json.dumps(rows, ensure_ascii=False))
        return 0 if any(v.works for v in verdicts) else 1
    english = lang == "en"
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("Day", "Works", "Why") if english else ("Ngày", "Kịp", "Vì sao"):
        shown.add_column(head, overflow="fold")
    for v in verdicts:
        if not v.works:
            mark = "[red]no[/red]" if english else "[red]không[/red]"
        elif v.tight:
            mark = "[yellow]just[/yellow]" if english else "[yellow]vừa kịp[/yellow]"
        else:
            mark = "[green]yes[/green]" if english else "[green]có[/green]"
        shown.add_row(f"{_weekday(v.opening_on, lang)} {dmy(v.opening_on)}", mark, escape(_reason(v, lang)))
    console.print(shown)
    good = [v for v in verdicts if v.works]
    if good:
        first = min(good, key=lambda v: (v.tight > 0, v.opening_on))
        say(
            f"{len(good)} trên {len(verdicts)} ngày dùng được; sớm nhất mà thong thả nhất: {dmy(first.opening_on)}.",
            f"{len(good)} of {len(verdicts)} days work; the earliest with the most room: {dmy(first.opening_on)}.",
            lang,
        )
        return 0
    say(
        "Không ngày nào dùng được; hãy chọn ngày muộn hơn.",
        "None of these days works; choose a later one.",
        lang,
    )
    return 1


def _reason(verdict: Verdict, lang: str) -> str:
    if verdict.findings:
        more = len(verdict.findings) - 1
        tail = "" if not more else (f" (+{more} more)" if lang == "en" else f" (và {more} điều nữa)")
        return verdict.findings[0].words.to(lang) + tail
    if verdict.tight:
        return (
            f"{verdict.tight} things past their usual due day"
            if lang == "en"
            else f"{verdict.tight} việc đã quá hạn thường lệ"
        )
    return ""


def _weekday(day: date, lang: str) -> str:
    names = (
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        if lang == "en"
        else ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
    )
    return names[day.weekday()]


def _data(table: Timetable) -> dict[str, Any]:
    return {
        "opening_on": table.opening_on.isoformat(),
        "rules": table.rules.id,
        "entries": [
            {
                "key": e.key,
                "step": e.step.value,
                "role": e.role.value,
                "papers": list(e.papers),
                "earliest": e.earliest.isoformat() if e.earliest else None,
                "due": e.due.isoformat(),
                "latest": e.latest.isoformat() if e.latest else None,
                "progress": e.progress.value,
                "request": e.number,
                "counted": e.counted.model_dump(),
                "basis": e.basis.model_dump(mode="json") if e.basis else None,
            }
            for e in table.entries
        ],
    }


def _judged(verdict: Verdict) -> dict[str, Any]:
    return {
        "works": verdict.works,
        "tight": verdict.tight,
        "findings": [f.model_dump(mode="json") for f in verdict.findings],
    }
