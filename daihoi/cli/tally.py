"""`daihoi tally FILE`: judge one election from one file, without a server, a store or a congress."""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from daihoi.cli.options import add_json
from daihoi.cli.receipts import show_finding
from daihoi.cli.rules import basis_in_words, value_in_words
from daihoi.cli.views import console, say
from daihoi.errors import BadInput
from daihoi.intake.tally_file import read_tally, write_blank
from daihoi.rules.attendance import Ledger, Line
from daihoi.rules.election import Turn, Verdict
from daihoi.rules.findings import source
from daihoi.rules.tallying import Judgement, judge_sheet
from daihoi.settings import Settings
from schemas.words import Words

_VERDICTS = {
    Verdict.ELECTED: Words(vi="[green]trúng cử[/green]", en="[green]elected[/green]"),
    Verdict.TIED: Words(vi="[yellow]bằng phiếu[/yellow]", en="[yellow]tied[/yellow]"),
    Verdict.OVER_HALF: Words(vi="quá nửa, hết chỗ", en="above half, no seat left"),
    Verdict.NOT_ELECTED: Words(vi="không trúng cử", en="not elected"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, or where to write an empty workbook."""
    parser.add_argument("file", nargs="?", metavar="TỆP", help=".yaml hoặc .xlsx; xem docs/tally.md")
    parser.add_argument("--blank", metavar="TỆP.xlsx", help="ghi một mẫu trắng ra tệp này")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Judge it; 1 when something must be mended before there is a result."""
    if options.blank:
        sheet = read_tally(options.file) if options.file else None
        try:
            write_blank(options.blank, sheet)
        except OSError as error:
            raise BadInput(
                f"Không ghi được tệp {options.blank}: {error.strerror}.",
                f"{options.blank} cannot be written: {error.strerror}.",
            ) from error
        say(
            f"Đã ghi {options.blank}; điền xong, gõ `daihoi tally {Path(options.blank).name}`.",
            f"Wrote {options.blank}; fill it in, then type `daihoi tally {Path(options.blank).name}`.",
            settings.lang,
        )
        return 0
    if not options.file:
        raise BadInput(
            "Hãy cho biết tệp: `daihoi tally TỆP`, hoặc lấy mẫu trắng: `daihoi tally --blank TỆP.xlsx`.",
            "Name the file: `daihoi tally FILE`, or get a blank one: `daihoi tally --blank FILE.xlsx`.",
        )
    judgement = judge_sheet(read_tally(options.file))
    if options.json:
        print(json.dumps(_data(judgement), ensure_ascii=False))
    else:
        _view(judgement, settings.lang)
    return 1 if judgement.broken else 0


def _data(j: Judgement) -> dict[str, Any]:
    return {
        "ruleset": j.dossier.rules.id if j.dossier else None,
        "broken": j.broken,
        "quorum": None
        if j.ledger is None
        else {"summoned": j.ledger.summoned, "present": j.ledger.present, "needed": j.quorum},
        "base": None if j.ledger is None else {"certain": j.ledger.base, "readings": list(j.ledger.readings)},
        "ledger": [] if j.ledger is None else [_line(x) for x in j.ledger.lines],
        "rounds": [] if j.contest is None else [_turn(t) for t in j.contest.turns if t.result is not None],
        "readings": [
            {
                "round": r.round,
                "base": r.result.base,
                "needed": r.result.needed,
                "elected": [t.name for t in r.result.won],
            }
            for r in j.readings
        ],
        "elected": [] if j.contest is None else [w.name for w in j.contest.winners],
        "settled": not j.broken and j.contest is not None and bool(j.contest.turns) and j.contest.settled,
        "findings": [f.model_dump(mode="json") for f in j.findings],
        "decisions": [d.model_dump() for d in j.decisions],
    }


def _line(x: Line) -> dict[str, Any]:
    return {
        "name": x.name,
        "standing": x.standing.value,
        "summoned": x.summoned,
        "present": x.present,
        "code": x.code.value if x.code else None,
        "counted": x.counted,
        "why": x.why.model_dump(),
    }


def _turn(turn: Turn) -> dict[str, Any]:
    assert turn.result is not None
    return {
        "number": turn.number,
        "between_tied": turn.between_tied,
        "seats": turn.seats,
        "base": turn.result.base,
        "needed": turn.result.needed,
        **(turn.count.model_dump(include={"issued", "collected", "valid", "invalid"}) if turn.count else {}),
        "names": [{"name": t.name, "votes": t.votes, "verdict": turn.result.verdict(t).value} for t in turn.ranked],
        "elected": [t.name for t in turn.result.won],
        "tied": list(turn.result.tied),
        "open": turn.result.open,
    }


def _view(j: Judgement, lang: str) -> None:
    english = lang == "en"
    if j.dossier is not None:
        console.print(f"[bold]{escape(j.dossier.opening.cell.name)}[/bold] · {j.dossier.rules.id}")
    if j.ledger is not None:
        _ledger(j.ledger, lang)
        say(
            f"Có mặt {j.ledger.present}/{j.ledger.summoned}; cần ít nhất {j.quorum}. Cơ số: {_range(j.ledger)}.",
            f"Present {j.ledger.present} of {j.ledger.summoned}; {j.quorum} needed. Base: {_range(j.ledger)}.",
            lang,
        )
    if j.dossier is not None:
        setting = j.dossier.rules.settings["majority_base"]
        counted, by = value_in_words(setting.value, lang), basis_in_words(source(j.dossier, "majority_base"), lang)
        say(f"Quá nửa tính trên {counted}: {by}.", f"More than half of the {counted}: {by}.", lang)
    for turn in j.contest.turns if j.contest else ():
        if turn.result is not None:
            _round(turn, lang)
    for r in j.readings:
        names = ", ".join(t.name for t in r.result.won) or "–"
        say(
            f"Nếu cơ số là {r.result.base} (cần {r.result.needed}), lần {r.round}: trúng cử {names}.",
            f"If the base is {r.result.base} ({r.result.needed} needed), round {r.round} elects {names}.",
            lang,
        )
    for finding in j.findings:
        show_finding(finding, lang)
    for decision in j.decisions:
        console.print(f"[yellow]{'to decide' if english else 'cần quyết định'}[/yellow] {escape(decision.to(lang))}")
    if j.broken:
        say(
            "Chưa có kết quả: hãy sửa các điểm trên rồi gõ lại lệnh.",
            "No result yet: mend the above and type the command again.",
            lang,
        )


def _range(ledger: Ledger) -> str:
    readings = ledger.readings
    return str(readings[0]) if len(readings) == 1 else f"{readings[0]}–{readings[-1]}"


def _ledger(ledger: Ledger, lang: str) -> None:
    table = Table(box=None, pad_edge=False)
    for head in ("Name", "Counted", "Why") if lang == "en" else ("Họ và tên", "Tính vào cơ số", "Vì sao"):
        table.add_column(head, overflow="fold")
    marks = {True: Words(vi="có", en="yes"), False: Words(vi="không", en="no"), None: Words(vi="chưa rõ", en="unknown")}
    for x in ledger.lines:
        table.add_row(escape(x.name), marks[x.counted].to(lang), x.why.to(lang))
    console.print(table)


def _round(turn: Turn, lang: str) -> None:
    assert turn.result is not None
    english = lang == "en"
    head = f"Round {turn.number}" if english else f"Lần bầu {turn.number}"
    rule = (
        ("between tied names: the higher wins" if english else "giữa những người bằng phiếu: người nhiều hơn trúng cử")
        if turn.between_tied
        else (
            f"{turn.result.needed} of {turn.result.base} votes needed"
            if english
            else f"cần {turn.result.needed}/{turn.result.base} phiếu"
        )
    )
    console.print(f"[bold]{head}[/bold] · {turn.seats} {'seats' if english else 'chỗ'} · {rule}")
    if turn.count is not None:
        c = turn.count
        because = f" ({c.invalid_because})" if c.invalid_because else ""
        say(
            f"Phát {c.issued}, thu {c.collected}, hợp lệ {c.valid}, không hợp lệ {c.invalid}{because}.",
            f"{c.issued} issued, {c.collected} collected, {c.valid} valid, {c.invalid} invalid{because}.",
            lang,
        )
    table = Table(box=None, pad_edge=False)
    for name in ("Name", "Votes", "") if english else ("Họ và tên", "Số phiếu", ""):
        table.add_column(name, overflow="fold")
    for t in turn.ranked:
        table.add_row(escape(t.name), str(t.votes), _VERDICTS[turn.result.verdict(t)].to(lang))
    console.print(table)
