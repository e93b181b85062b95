"""`daihoi site DIR`: a static site of the published congresses, with an Atom feed; only what changed is written."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.documents.delivery import deliver
from daihoi.documents.site import PUBLIC, Entry, build_site
from daihoi.settings import Settings
from daihoi.store import files, open_store
from schemas.dossier import Dossier


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it, whose congresses, and where it will be served."""
    parser.add_argument("folder", metavar="THƯ_MỤC")
    parser.add_argument("--superior", metavar="TÊN", help="chỉ các chi bộ của cấp ủy này")
    parser.add_argument("--title", metavar="TÊN_TRANG", default="Đại hội các chi bộ")
    parser.add_argument("--url", metavar="ĐỊA_CHỈ", help="địa chỉ sẽ đặt trang, để ghi vào nguồn tin Atom")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the pages of every congress that has published its news or its resolution."""
    store = open_store(settings.database_url)
    entries: list[Entry] = []
    for code in store.list_codes():
        dossier = store.get_dossier(code)
        superior = dossier.opening.superior
        if options.superior and options.superior not in (superior.name, superior.short):
            continue
        if found := _files_of(dossier, settings):
            entries.append(Entry(dossier, found))
    made = build_site(entries, options.title, options.url)
    changed = sum(deliver(Path(options.folder) / name, content) for name, content in made.items())
    say(
        f"Trang gồm {len(entries)} đại hội, {len(made)} tệp; đã ghi {changed} tệp thay đổi vào {options.folder}.",
        f"{len(entries)} congresses, {len(made)} files; {changed} changed files written to {options.folder}.",
        settings.lang,
    )
    return 0


def _files_of(dossier: Dossier, settings: Settings) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for code, stem in PUBLIC.items():
        paper = dossier.paper(code)
        # A resolution that was adopted may be read by everybody only once the news is out.
        if paper is None or paper.private or dossier.answers.news is None:
            continue
        for form in ("html", "docx", "pdf", "txt"):
            if form in paper.files:
                found[f"{stem}.{form}"] = files.read(settings.files, paper.files[form])
    return found
