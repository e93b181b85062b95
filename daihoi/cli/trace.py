"""`daihoi trace ID`: the whole way of an opinion, a target, a paragraph, or of words of the resolution."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json, write_file
from daihoi.cli.progress import tracked
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.rules.register import OUTCOMES, SOURCES
from daihoi.rules.trace import Said, Thread, Trace, Tracer, deciders_of, trace
from daihoi.settings import Settings
from daihoi.store import Store, open_store
from schemas.comments import Outcome, SourceKind
from schemas.dossier import Dossier

_MOST = 200
"""More dossiers than this are not searched one by one: the code must be named."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to follow, in which dossier, and where to write the page."""
    parser.add_argument("id", nargs="*", metavar="MÃ", help="YK0001, D3, T5, doan12, hoặc một câu của nghị quyết")
    parser.add_argument("--code", help="mã hồ sơ; cần khi có nhiều hồ sơ mang cùng mã ý kiến")
    parser.add_argument("--html", metavar="TỆP", help="ghi ra một trang; không ghi MÃ thì là mọi ý kiến của hồ sơ")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Find it, then show it as a table, as JSON or as a page."""
    store = open_store(settings.database_url)
    asked = " ".join(options.id).strip()
    if not asked:
        return _whole_page(store, options, settings)
    dossier, found = _find(store, asked, options.code)
    # Once more, with who decided: only now it is known whose journal to read.
    found = _tracer(store, dossier).follow(asked) or found
    if options.html:
        _write(Path(options.html), dossier, [found], settings.lang)
    elif options.json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        _view(found, settings.lang)
    return 0


def _find(store: Store, asked: str, code: str | None) -> tuple[Dossier, Trace]:
    codes = [code] if code else store.list_codes()
    if len(codes) > _MOST:
        raise BadInput(
            f"Kho có {len(codes)} hồ sơ; hãy ghi --code MÃ_HỒ_SƠ.",
            f"There are {len(codes)} dossiers; give --code CODE.",
        )
    found = [(d, t) for d in map(store.get_dossier, codes) if (t := trace(d, asked)) is not None]
    if not found:
        raise BadInput(
            f"Không thấy «{asked}» trong sổ ý kiến, chỉ tiêu hay văn bản của hồ sơ nào; gõ `daihoi comments list MÃ_HỒ_SƠ` để xem các mã.",
            f"“{asked}” is no comment, target, paragraph or sentence of any dossier; `daihoi comments list CODE` shows the ids.",
        )
    if len(found) > 1:
        names = ", ".join(d.code for d, _ in found[:10])
        raise BadInput(
            f"Có nhiều hồ sơ mang «{asked}»: {names}. Hãy thêm --code MÃ_HỒ_SƠ.",
            f"Several dossiers have “{asked}”: {names}. Add --code CODE.",
        )
    return found[0]


def _whole_page(store: Store, options: argparse.Namespace, settings: Settings) -> int:
    if not options.html or not options.code:
        raise BadInput(
            "Hãy ghi mã cần tìm, hoặc --code MÃ_HỒ_SƠ và --html TỆP để ghi mọi ý kiến ra một trang.",
            "Name what to follow, or give --code CODE and --html FILE for a page of every comment.",
        )
    dossier = store.get_dossier(options.code)
    tracer = _tracer(store, dossier)
    traces = [t for name in tracked(tracer.names, "lần theo") if (t := tracer.follow(name)) is not None]
    _write(Path(options.html), dossier, traces, settings.lang)
    return 0


def _tracer(store: Store, dossier: Dossier) -> Tracer:
    erased = dossier.erased_on is not None
    return Tracer(dossier, {} if erased else deciders_of(store.list_journal(dossier.code)))


def _write(path: Path, dossier: Dossier, traces: list[Trace], lang: str) -> None:
    from daihoi.documents.trace_page import trace_html

    write_file(path, trace_html(dossier, traces).encode())
    say(f"Đã ghi {len(traces)} mạch ra {path}.", f"{len(traces)} traces are in {path}.", lang)


def _view(found: Trace, lang: str) -> None:
    en = lang == "en"
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for said in found.said:
        _said(table, said, lang)
    for thread in found.threads:
        _thread(table, thread, found.resolution, lang)
    if not found.said:
        table.add_row("Said" if en else "Ý kiến", "nobody has commented on this" if en else "chưa ai góp ý chỗ này")
    if not found.threads:
        table.add_row("Place" if en else "Chỗ", "names no paragraph" if en else "không gắn với đoạn nào")
    console.print(table)


def _said(table: Table, said: Said, lang: str) -> None:
    en = lang == "en"
    when = dmy(said.on)
    table.add_row(said.id, f"[bold]{escape(said.author)}[/bold] ({SOURCES[SourceKind(said.source)].to(lang)}, {when})")
    table.add_row("", escape(said.text))
    if said.quote:
        gone = "no longer there" if en else "không còn trong bản mới nhất"
        now = "" if said.quote_now == said.quote else f" → {said.quote_now or gone}"
        table.add_row("Quotes" if en else "Về câu", escape(f"«{said.quote}»{now}"))
    undecided = "undecided" if en else "chưa quyết định"
    how = OUTCOMES[Outcome(said.outcome)].to(lang) if said.outcome else undecided
    by = f" ({said.decided_by}, {dmy(said.decided_on)})" if said.decided_by else ""
    table.add_row("Decided" if en else "Xử lý", escape(f"{how}{by}. {said.reason or ''}"))
    table.add_row("", "")


def _thread(table: Table, thread: Thread, resolution: str | None, lang: str) -> None:
    en = lang == "en"
    table.add_row(thread.paragraph, f"[bold]{escape(thread.place)}[/bold]")
    for r in thread.readings:
        by = f" ← {', '.join(r.because)}" if r.because else ""
        dropped = "(dropped)" if en else "(bỏ)"
        table.add_row(f"{'Version' if en else 'Bản'} {r.version}", escape(f"{r.text or dropped}{by}"))
    if thread.in_resolution:
        draft = "in the draft resolution" if en else "trong dự thảo nghị quyết"
        table.add_row("Resolution" if en else "Nghị quyết", escape(resolution or draft))
    if thread.target:
        table.add_row("Target" if en else "Chỉ tiêu", escape(thread.target))
    for duty in thread.duties:
        sure = "" if duty.sure else " (by likeness)" if en else " (đoán theo lời văn)"
        table.add_row("Duty" if en else "Việc", escape(f"{duty.what} · {duty.owner} · {dmy(duty.due_on)}{sure}"))
    table.add_row("", "")
