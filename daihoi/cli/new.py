"""`daihoi new FILE`: open a congress and start its run; `--sheet FILE.xlsx` opens several, all or none."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from daihoi import desk
from daihoi.cli.following import follow, follow_all
from daihoi.cli.options import add_actor, who_acts, write_file
from daihoi.cli.views import console, dmy, say
from daihoi.errors import BadInput
from daihoi.intake.yaml_file import read_yaml
from daihoi.misfits import misfit
from daihoi.rules import procedure
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.words import Words

if TYPE_CHECKING:
    from daihoi.intake.sheet import Fault
    from daihoi.rules.season import Congress


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file with the opening facts, or a spreadsheet with a congress in each row."""
    parser.add_argument("file", nargs="?", help="tệp YAML của một đại hội")
    parser.add_argument("--sheet", metavar="TỆP.xlsx", help="mở nhiều đại hội từ một bảng tính, mỗi dòng một đại hội")
    parser.add_argument("--blank", metavar="TỆP.xlsx", help="ghi một bảng tính mẫu để điền")
    parser.add_argument("--yes", action="store_true", help="với --sheet: mở thật; không có thì chỉ xem trước")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Open the dossier, start its run, say what comes first."""
    if sum(1 for given in (options.file, options.sheet, options.blank) if given) != 1:
        raise BadInput(
            "Hãy gõ một trong ba: `daihoi new TỆP.yaml`, `daihoi new --sheet TỆP.xlsx`, `daihoi new --blank TỆP.xlsx`.",
            "Type one of: `daihoi new FILE.yaml`, `daihoi new --sheet FILE.xlsx`, `daihoi new --blank FILE.xlsx`.",
        )
    if options.blank:
        return _blank(Path(options.blank), settings)
    if options.sheet:
        return _sheet(options, settings)
    who = who_acts(options, settings)
    try:
        opening = Opening.model_validate(read_yaml(options.file))
    except ValidationError as error:
        wrong = misfit(Opening, error.errors()[0]).words
        raise BadInput(
            f"Tệp {options.file}: {wrong.vi} Hãy sửa rồi gõ lại.", f"{options.file}: {wrong.en} Mend it and try again."
        ) from error
    store = open_store(settings.database_url)
    dossier = desk.open_congress(store, opening, who, today())
    follow(settings, store, dossier.code)
    _view(dossier, settings.lang)
    return 0


def _blank(path: Path, settings: Settings) -> int:
    from daihoi.intake.sheet import blank_sheet

    write_file(path, blank_sheet(settings.lang))
    say(
        f"Đã ghi {path}. Điền mỗi dòng một chi bộ (cột chữ đậm là bắt buộc), rồi gõ `daihoi new --sheet {path}`.",
        f"Wrote {path}. Fill in a cell a row (bold columns are needed), then type `daihoi new --sheet {path}`.",
        settings.lang,
    )
    return 0


def _sheet(options: argparse.Namespace, settings: Settings) -> int:
    """Judge every row; without faults show the preview, and open them all when told so."""
    from daihoi.intake.sheet import read_sheet, refusal
    from daihoi.store.season import list_congresses

    store, path = open_store(settings.database_url), options.sheet
    known = list_congresses(store)
    sheet = read_sheet(path, {c.code: c.cell for c in known})
    faults = [*sheet.faults, *_under_way(sheet.openings, known)]
    if faults:
        raise refusal(Path(path).name, faults)
    if not options.yes:
        _preview([o for _, o in sheet.openings], path, settings.lang)
        return 0
    dossiers = desk.open_congresses(store, [o for _, o in sheet.openings], who_acts(options, settings), today())
    say(f"Đã mở {len(dossiers)} đại hội.", f"Opened {len(dossiers)} congresses.", settings.lang)
    follow_all(settings, store, [d.code for d in dossiers])
    say("Gõ `daihoi season` để xem tất cả.", "`daihoi season` shows them all.", settings.lang)
    return 0


def _under_way(openings: Sequence[tuple[int, Opening]], known: "Sequence[Congress]") -> "list[Fault]":
    """The rows whose cell already prepares a congress."""
    from daihoi.intake.sheet import Fault

    active = {(c.cell.casefold(), c.superior.casefold()): c.code for c in known if c.life is Life.ACTIVE}
    return [
        Fault(
            row,
            Words(
                vi=f"«{o.cell.name}» đang chuẩn bị đại hội ở hồ sơ {code}; hãy bỏ dòng này.",
                en=f"“{o.cell.name}” prepares its congress already, dossier {code}; remove the row.",
            ),
        )
        for row, o in openings
        if (code := active.get((o.cell.name.casefold(), o.superior.name.casefold()))) is not None
    ]


def _preview(openings: Sequence[Opening], path: str, lang: str) -> None:
    table = Table(box=None, pad_edge=False)
    heads = (
        ("Code", "Cell", "Superior", "Opening", "Term")
        if lang == "en"
        else ("Mã", "Chi bộ", "Cấp trên", "Khai mạc", "Nhiệm kỳ")
    )
    for head in heads:
        table.add_column(head, overflow="fold")
    for o in openings:
        table.add_row(Text(o.code), Text(o.cell.name), Text(o.superior.name), dmy(o.opening_on), str(o.new_term))
    console.print(table)
    say(
        f"{len(openings)} đại hội, không có lỗi; chưa mở gì. Gõ `daihoi new --sheet {path} --yes` để mở tất cả.",
        f"{len(openings)} congresses without fault; nothing is open yet. `daihoi new --sheet {path} --yes` opens them all.",
        lang,
    )


def _view(dossier: Dossier, lang: str) -> None:
    say(
        f"Đã mở hồ sơ «{dossier.code}» theo bộ quy định {dossier.rules.id}.",
        f"Opened “{dossier.code}” under {dossier.rules.id}.",
        lang,
    )
    for request in dossier.open_requests:
        title = procedure.title_of(request.kind, request.subject).to(lang)
        say(
            f"Việc đầu tiên: {title} (yêu cầu {request.number}). Gõ `daihoi form {request.number}`.",
            f"First: {title} (request {request.number}). Type `daihoi form {request.number}`.",
            lang,
        )
