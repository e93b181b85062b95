"""`daihoi answer N FILE`: hand in an answer."""

import argparse
import shlex
from pathlib import Path
from typing import Any

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, add_json, typed_code, who_acts
from daihoi.cli.receipts import PlaceOf, show_receipt
from daihoi.intake.yaml_file import read_yaml
from daihoi.settings import Settings, today
from daihoi.store import Store, open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request and the file."""
    parser.add_argument("number", type=int)
    parser.add_argument("file")
    parser.add_argument("--code", help="chỉ nhận nếu yêu cầu thuộc hồ sơ này")
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không nộp")
    parser.add_argument("--reason", metavar="LÝ_DO", help="vì sao nộp sau hạn")
    add_actor(parser)
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Judge it, keep it, and let the run take it up."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    raw, place_of = _read(options, store)
    receipt = desk.hand_in(
        store,
        options.number,
        raw,
        who,
        today(),
        code=options.code,
        dry_run=options.dry_run,
        typed=typed_code(options),
        reason=options.reason,
    )
    exit_code = show_receipt(
        receipt,
        settings.lang,
        f"daihoi answer {options.number} {shlex.quote(options.file)}",
        as_json=options.json,
        dry_run=options.dry_run,
        place_of=place_of,
    )
    if not options.dry_run:
        follow(settings, store, receipt.code, wakes=receipt.wakes)
    return exit_code


def _read(options: argparse.Namespace, store: Store) -> tuple[dict[str, Any], PlaceOf]:
    """The answer, and where in the file each of its fields stands."""
    if Path(options.file).suffix.lower() not in (".docx", ".xlsx"):
        return read_yaml(options.file), _nowhere
    from daihoi.forms.office import read_office_form

    dossier, request = store.get_request(options.number)
    filled = read_office_form(dossier, request, Path(options.file))
    return filled.raw, filled.place_of


def _nowhere(_: str | None) -> None:
    return None
