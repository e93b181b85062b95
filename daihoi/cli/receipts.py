"""What the desk said of an answer, and the next command."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.markup import escape

from daihoi.cli.views import console, dmy
from daihoi.rules import procedure
from daihoi.rules.titles import ROLES
from schemas.finding import Finding
from schemas.words import Words

if TYPE_CHECKING:
    from daihoi.desk import Receipt

PlaceOf = Callable[[str | None], str | None]
"""Where a field stands in the Word or Excel file that was handed in."""


def show_receipt(
    receipt: "Receipt",
    lang: str,
    again: str,
    *,
    as_json: bool,
    dry_run: bool = False,
    place_of: PlaceOf = lambda _: None,
) -> int:
    """Show it; ``again`` is the command to type once a refused one is mended. Returns the exit code it means."""
    if as_json:
        print(json.dumps(_data(receipt), ensure_ascii=False))
        return 0 if receipt.accepted else 1
    console.print(_verdict(receipt, again, dry_run=dry_run).to(lang), soft_wrap=True)
    for finding in receipt.findings:
        show_finding(finding, lang, place_of(finding.field))
    if receipt.accepted and not dry_run:
        _show_next(receipt, lang)
    return 0 if receipt.accepted else 1


def _data(receipt: "Receipt") -> dict[str, object]:
    return {
        "code": receipt.code,
        "number": receipt.number,
        "accepted": receipt.accepted,
        "findings": [f.model_dump(mode="json") for f in receipt.findings],
        "waiting": [r.number for r in receipt.waiting],
    }


def _verdict(receipt: "Receipt", again: str, *, dry_run: bool) -> Words:
    number, title = receipt.number, procedure.title_of(receipt.kind, receipt.subject)
    again = escape(again)
    if receipt.accepted and dry_run:
        return Words(
            vi=f"[green]Sẽ được nhận[/green], yêu cầu {number}: {title.vi}. Chưa nộp gì; bỏ --dry-run để nộp.",
            en=f"[green]Would be accepted[/green], request {number}: {title.en}. Nothing was handed in; leave out --dry-run.",
        )
    if receipt.accepted:
        return Words(
            vi=f"[green]Đã nhận[/green] yêu cầu {number}: {title.vi}.",
            en=f"[green]Accepted[/green] request {number}: {title.en}.",
        )
    return Words(
        vi=f"[red]Chưa nhận[/red] yêu cầu {number}: {title.vi}. Hãy sửa rồi gõ lại `{again}`.",
        en=f"[red]Not accepted[/red], request {number}: {title.en}. Mend it and type `{again}` again.",
    )


def _show_next(receipt: "Receipt", lang: str) -> None:
    for r in receipt.waiting:
        what, who, due = procedure.title_of(r.kind, r.subject).to(lang), ROLES[r.role].to(lang), dmy(r.due_on)
        console.print(
            f"  next: {what} (request {r.number}, {who}, due {due})"
            if lang == "en"
            else f"  tiếp theo: {what} (yêu cầu {r.number}, {who}, hạn {due})"
        )


def show_finding(finding: Finding, lang: str, place: str | None = None) -> None:
    """One finding: how heavy, the field unless the sentence names it, the sentence, the basis."""
    colour = "red" if finding.blocks else "yellow"
    word = ("to mend" if finding.blocks else "note") if lang == "en" else ("phải sửa" if finding.blocks else "lưu ý")
    basis = finding.basis
    article = (
        (f", art. {basis.article}" if lang == "en" else f", điều/mục {basis.article}")
        if basis and basis.article
        else ""
    )
    source = f" ({basis.document}{article})" if basis else ""
    words = finding.words.to(lang)
    where = place or (finding.field if finding.field and finding.field not in words else None)
    at = f" [{where}]" if where else ""
    console.print(f"  [{colour}]{word}[/{colour}] {escape(finding.code)}{escape(at)}: {escape(words + source)}")
