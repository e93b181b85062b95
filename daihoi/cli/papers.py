"""`daihoi papers CODE`: the catalogue of its papers, on screen, in a folder, in one zip or in one PDF."""

import argparse
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.views import console, say
from daihoi.errors import BadInput
from daihoi.settings import Settings
from daihoi.store import Store, files, open_store
from schemas.dossier import Dossier, Paper
from schemas.words import Words

T = TypeVar("T")
_STATES = {
    "there": Words(vi="[green]có[/green]", en="[green]there[/green]"),
    "due": Words(vi="[yellow]đến hạn[/yellow]", en="[yellow]due[/yellow]"),
    "later": Words(vi="[dim]chưa tới[/dim]", en="[dim]later[/dim]"),
    "missing": Words(vi="[red]thiếu[/red]", en="[red]missing[/red]"),
    "not_needed": Words(vi="[dim]không cần[/dim]", en="[dim]not needed[/dim]"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, and where to write which papers."""
    parser.add_argument("code")
    parser.add_argument("--to", metavar="THƯ_MỤC", help="ghi ra thư mục, chỉ ghi tệp nào thay đổi")
    parser.add_argument("--zip", metavar="TỆP", help="ghi cả hồ sơ thành một tệp zip")
    parser.add_argument("--pdf", metavar="TỆP", help="ghi cả hồ sơ thành một tệp PDF có mục lục")
    parser.add_argument("--paper", metavar="MÃ", action="append", help="chỉ văn bản này (dùng được nhiều lần)")
    parser.add_argument("--form", metavar="DẠNG", action="append", help="chỉ dạng này: md, html, txt, docx, pdf")
    parser.add_argument("--latest", action="store_true", help="chỉ bản mới nhất của mỗi văn bản")
    parser.add_argument("--public", action="store_true", help="bỏ các văn bản nội bộ")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write them where asked, then list them."""
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    chosen = _chosen(dossier, options)
    pages = _pages(store, dossier, options) if options.zip or options.to else {}
    if options.zip:
        from daihoi.documents.binder import bind_zip
        from daihoi.documents.delivery import deliver

        members = ((name, files.read(settings.files, digest)) for name, digest in _tracked(chosen, options))
        deliver(Path(options.zip), bind_zip(chain(members, pages.items())))
        _told(options, settings, options.zip, len(chosen) + len(pages), "tệp", "files")
    if options.pdf:
        _bind(dossier, options, settings)
    if options.to:
        _write(chosen, pages, options, settings)
    if options.json:
        print(json.dumps(_rows(dossier), ensure_ascii=False))
    else:
        _view(dossier, settings.lang)
    return 0


def _chosen(dossier: Dossier, options: argparse.Namespace) -> list[tuple[str, str]]:
    """Name and digest of every file that is asked for."""
    codes = {c.upper() for c in options.paper} if options.paper else None
    if codes is not None and (
        unknown := codes - {p.code for p in dossier.papers} - {a.paper for a in dossier.attachments}
    ):
        raise BadInput(
            f"Hồ sơ chưa có văn bản {', '.join(sorted(unknown))}; gõ `daihoi papers {dossier.code}` để xem.",
            f"The dossier has no paper {', '.join(sorted(unknown))}; type `daihoi papers {dossier.code}`.",
        )
    found: list[tuple[str, str]] = []
    latest = _latest(dossier)
    for paper in dossier.papers:
        if (codes and paper.code not in codes) or (options.public and paper.private):
            continue
        if options.latest and paper not in latest:
            continue
        for ending, digest in paper.files.items():
            if not options.form or ending in options.form:
                found.append((f"{paper.place}-v{paper.version}.{ending}", digest))
    if not options.public and not options.form:
        for n, one in enumerate(dossier.attachments, 1):
            if codes is None or one.paper in codes:
                found.append((f"{one.paper}-kem-{n}{Path(one.file).suffix.lower()}", one.digest))
    return found


def _pages(store: Store, dossier: Dossier, options: argparse.Namespace) -> dict[str, bytes]:
    """The pages of the dossier that are no paper: every opinion with its way to the resolution; it names people."""
    from daihoi.documents.trace_page import REGISTER_PAGE, register_page

    if options.public or options.paper or options.form:
        return {}
    page = register_page(dossier, store.list_journal(dossier.code))
    return {} if page is None else {REGISTER_PAGE: page}


def _latest(dossier: Dossier) -> list[Paper]:
    last = {p.place: p for p in sorted(dossier.papers, key=lambda p: p.version)}
    return list(last.values())


def _tracked(chosen: list[T], options: argparse.Namespace) -> Iterator[T]:
    """The same, under a progress bar where a person looks on."""
    with Progress(console=console, transient=True, disable=options.json or not console.is_terminal) as progress:
        yield from progress.track(chosen, description="Đang ghi văn bản")


def _write(
    chosen: list[tuple[str, str]], pages: dict[str, bytes], options: argparse.Namespace, settings: Settings
) -> None:
    from daihoi.documents.delivery import deliver

    changed = sum(
        deliver(Path(options.to) / name, files.read(settings.files, digest))
        for name, digest in _tracked(chosen, options)
    )
    changed += sum(deliver(Path(options.to) / name, content) for name, content in pages.items())
    if not options.json:
        same = len(chosen) + len(pages) - changed
        say(
            f"Đã ghi {changed} tệp vào {options.to}, {same} tệp không đổi.",
            f"{changed} files written to {options.to}, {same} unchanged.",
            settings.lang,
        )


def _bind(dossier: Dossier, options: argparse.Namespace, settings: Settings) -> None:
    from daihoi.documents.binder import Leaf, bind_pdf
    from daihoi.documents.catalogue import PAPERS
    from daihoi.documents.delivery import deliver
    from daihoi.documents.paper import PaperContext
    from daihoi.rules.layouts import layout_of

    order = list(PAPERS)
    latest = [p for p in _latest(dossier) if "pdf" in p.files and not (options.public and p.private)]
    if not latest:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có văn bản PDF nào.", f"Dossier “{dossier.code}” has no PDF papers yet."
        )
    context = PaperContext(dossier, None, 1)
    congress = f"{context.congress}, nhiệm kỳ {dossier.opening.new_term}"
    leaves = (
        Leaf(p.place, p.title, p.number or "", files.read(settings.files, p.files["pdf"]))
        for p in _tracked(sorted(latest, key=lambda p: order.index(p.code)), options)
    )
    deliver(Path(options.pdf), bind_pdf(congress, leaves, layout_of(dossier)))
    _told(options, settings, options.pdf, len(latest), "văn bản", "papers")


def _told(options: argparse.Namespace, settings: Settings, place: str, count: int, vi: str, en: str) -> None:
    if not options.json:
        say(f"Đã ghi {count} {vi} vào {place}.", f"{count} {en} written to {place}.", settings.lang)


def _rows(dossier: Dossier) -> list[dict[str, Any]]:
    from daihoi.documents.catalogue import PAPERS, state_of
    from daihoi.rules.findings import words_in
    from daihoi.rules.numbers import numbers_of

    numbers, words = numbers_of(dossier), words_in(dossier)
    rows: list[dict[str, Any]] = []
    for kind in PAPERS.values():
        # Of a paper with several subjects (one count each), every one has its row.
        places = {p.place: p for p in dossier.papers if p.code == kind.code} or {kind.code: None}
        for place, paper in places.items():
            rows.append(
                {
                    "code": kind.code,
                    "place": place,
                    "title": kind.called(words).vi,
                    "state": state_of(kind, dossier).value,
                    "required": kind.required.value,
                    "signer": kind.signer,
                    "private": kind.private,
                    "version": paper.version if paper else None,
                    "number": (paper.number if paper else None) or numbers.get(place),
                    "files": paper.files if paper else {},
                    "attachments": [a.model_dump(mode="json") for a in dossier.attachments if a.paper == kind.code],
                }
            )
    return rows


def _view(dossier: Dossier, lang: str) -> None:
    from daihoi.documents.catalogue import PAPERS
    from daihoi.rules.findings import words_in

    words = words_in(dossier)
    table = Table(box=None, pad_edge=False)
    for head in (
        ("Code", "Paper", "State", "Version", "Number", "Signed copy", "SHA-256")
        if lang == "en"
        else ("Mã", "Văn bản", "Tình trạng", "Bản", "Số, ký hiệu", "Bản ký", "SHA-256")
    ):
        table.add_column(head, overflow="fold")
    for row in _rows(dossier):
        digest = row["files"].get("pdf") or next(iter(row["files"].values()), "")
        table.add_row(
            escape(row["place"]),
            escape(PAPERS[row["code"]].called(words).to(lang)),
            _STATES[row["state"]].to(lang),
            str(row["version"] or ""),
            escape(row["number"] or ""),
            str(len(row["attachments"]) or ""),
            digest[:12],
        )
    console.print(table)
