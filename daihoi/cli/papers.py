"""`daihoi papers CODE`: its papers, on screen, in a folder or in one zip."""

import argparse
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.views import console
from daihoi.settings import Settings
from daihoi.store import files, open_store
from schemas.dossier import Dossier


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, and where to write the papers."""
    parser.add_argument("code")
    parser.add_argument("--to", metavar="THƯ_MỤC")
    parser.add_argument("--zip", metavar="TỆP")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write them where asked, then list them."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    if options.zip:
        with zipfile.ZipFile(options.zip, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, digest in _files_of(dossier):
                archive.writestr(name, files.read(settings.files, digest))
    if options.to:
        folder = Path(options.to)
        folder.mkdir(parents=True, exist_ok=True)
        for name, digest in _files_of(dossier):
            (folder / name).write_bytes(files.read(settings.files, digest))
    if options.json:
        print(json.dumps([p.model_dump(mode="json") for p in dossier.papers], ensure_ascii=False))
    else:
        _view(dossier, settings.lang)
    return 0


def _files_of(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for paper in dossier.papers:
        for ending, digest in paper.files.items():
            yield f"{paper.place}-v{paper.version}.{ending}", digest


def _view(dossier: Dossier, lang: str) -> None:
    table = Table(box=None, pad_edge=False)
    for head in (
        ("Code", "Paper", "Version", "Forms", "SHA-256")
        if lang == "en"
        else ("Mã", "Văn bản", "Bản", "Dạng", "SHA-256")
    ):
        table.add_column(head, overflow="fold")
    for p in dossier.papers:
        table.add_row(p.place, escape(p.title), str(p.version), " ".join(p.files), next(iter(p.files.values()))[:12])
    console.print(table)
