"""What the desk said of an answer, and the next command."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.markup import escape

from daihoi.cli.views import console, dmy
from daihoi.rules import procedure
from daihoi.rules.titles import ROLES
from schemas.finding import Finding

if TYPE_CHECKING:
    from daihoi.desk import Receipt

PlaceOf = Callable[[str | None], str | None]
"""Where a field stands in the Word or Excel file that was handed in."""


def show_receipt(receipt: "Receipt", lang: str, *, as_json: bool, place_of: PlaceOf = lambda _: None) -> int:
    """Show it; returns the exit code it means."""
    if as_json:
        print(json.dumps(_data(receipt), ensure_ascii=False))
    else:
        _view(receipt, lang, place_of)
    return 0 if receipt.accepted else 1


def _data(receipt: "Receipt") -> dict[str, object]:
    return {
        "code": receipt.code,
        "number": receipt.number,
        "accepted": receipt.accepted,
        "findings": [f.model_dump(mode="json") for f in receipt.findings],
        "waiting": [r.number for r in receipt.waiting],
    }


def _view(receipt: "Receipt", lang: str, place_of: PlaceOf) -> None:
    number, title = receipt.number, procedure.title_of(receipt.kind, receipt.subject).to(lang)
    if receipt.accepted:
        words = (
            f"[green]Accepted[/green] request {number}" if lang == "en" else f"[green]Đã nhận[/green] yêu cầu {number}"
        )
        console.print(f"{words}: {title}.")
    elif lang == "en":
        console.print(
            f"[red]Not accepted[/red] request {number}: {title}. It is kept; mend it and type `daihoi answer {number} FILE`."
        )
    else:
        console.print(
            f"[red]Chưa nhận[/red] yêu cầu {number}: {title}. Bản nộp được giữ; sửa rồi gõ lại `daihoi answer {number} TỆP`."
        )
    for finding in receipt.findings:
        show_finding(finding, lang, place_of(finding.field))
    if not receipt.accepted:
        return
    for r in receipt.waiting:
        what, who, due = procedure.title_of(r.kind, r.subject).to(lang), ROLES[r.role].to(lang), dmy(r.due_on)
        console.print(
            f"  next: {what} (request {r.number}, {who}, due {due})"
            if lang == "en"
            else f"  tiếp theo: {what} (yêu cầu {r.number}, {who}, hạn {due})"
        )


def show_finding(finding: Finding, lang: str, place: str | None = None) -> None:
    """One finding: how heavy, the sentence, the basis."""
    colour = "red" if finding.blocks else "yellow"
    word = ("to mend" if finding.blocks else "note") if lang == "en" else ("phải sửa" if finding.blocks else "lưu ý")
    basis = finding.basis
    article = (
        (f", art. {basis.article}" if lang == "en" else f", điều/mục {basis.article}")
        if basis and basis.article
        else ""
    )
    source = f" ({basis.document}{article})" if basis else ""
    at = f" [{place}]" if place else ""
    console.print(
        f"  [{colour}]{word}[/{colour}] {escape(finding.code)}{escape(at)}: {escape(finding.words.to(lang) + source)}"
    )
