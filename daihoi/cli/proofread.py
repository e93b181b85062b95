"""`daihoi proofread CODE [FILE]`: hold a text, or every paper written, against the dossier and the calendar."""

import argparse
import json
from pathlib import Path

from daihoi.cli.options import add_json
from daihoi.cli.receipts import show_finding
from daihoi.cli.views import say
from daihoi.rules.agreement import check_privacy, check_text
from daihoi.rules.sheets import Sheet, sheet_of_text
from daihoi.settings import Settings
from daihoi.store import files, open_store
from schemas.dossier import Dossier
from schemas.finding import Finding

_WITH_TARGETS = ("P02", "P07", "C03", "C10", "S01", "S08")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, and a text from outside."""
    parser.add_argument("code")
    parser.add_argument("file", metavar="TỆP", nargs="?", help="bài .txt, .md, .docx, .html; để trống là mọi văn bản")
    parser.add_argument("--as-paper", metavar="MÃ", default="S08", help="tệp ấy là văn bản nào (mặc định: tin bài S08)")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Say every finding; 1 when one of them would stop publication."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    if options.file:
        from daihoi.intake.prose import read_prose

        sheets = [sheet_of_text(options.as_paper.upper(), read_prose(Path(options.file)))]
    else:
        sheets = _written(dossier, settings)
    found = [f for sheet in sheets for f in _check(sheet, dossier)]
    if options.json:
        print(json.dumps([f.model_dump(mode="json") for f in found], ensure_ascii=False))
    else:
        for finding in found:
            show_finding(finding, settings.lang)
        say(
            f"Đã soát {len(sheets)} văn bản: {sum(f.blocks for f in found)} điều phải sửa, "
            f"{sum(not f.blocks for f in found)} điều lưu ý.",
            f"{len(sheets)} papers read: {sum(f.blocks for f in found)} to mend, "
            f"{sum(not f.blocks for f in found)} to note.",
            settings.lang,
        )
    return 1 if any(f.blocks for f in found) else 0


def _written(dossier: Dossier, settings: Settings) -> list[Sheet]:
    last = {p.place: p for p in sorted(dossier.papers, key=lambda p: p.version)}
    # The conformance sheet quotes rules and deadlines: it is about the dossier and no part of what it says.
    return [
        sheet_of_text(place, files.read(settings.files, p.files["md"]).decode())
        for place, p in sorted(last.items())
        if p.code != "S10"
    ]


def _check(sheet: Sheet, dossier: Dossier) -> list[Finding]:
    found = check_text(sheet, dossier, whole=sheet.paper in _WITH_TARGETS)
    return [*found, *check_privacy(sheet, dossier)] if sheet.paper == "S08" else found
