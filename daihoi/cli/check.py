"""`daihoi check CODE`: the conformance sheet, every check with its figures, basis and waivers."""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.markup import escape

from daihoi.cli.options import add_json, write_file
from daihoi.cli.rules import CONFIDENCES, basis_in_words, value_in_words
from daihoi.cli.views import console, dmy, say
from daihoi.rules.conformance import Outcome, Sheet, Verdict, can_be_waived, conformance
from daihoi.rules.rulesets import title_of_setting
from daihoi.settings import Settings
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.words import Words

_OUTCOMES = {
    Outcome.PASSED: ("green", Words(vi="đạt", en="passed")),
    Outcome.WARNED: ("yellow", Words(vi="lưu ý", en="warned")),
    Outcome.BLOCKED: ("red", Words(vi="vướng", en="blocked")),
    Outcome.WAIVED: ("cyan", Words(vi="được bỏ qua", en="waived")),
    Outcome.TO_COME: ("dim", Words(vi="chưa đến", en="to come")),
    Outcome.NOT_APPLICABLE: ("dim", Words(vi="không áp dụng", en="not applicable")),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, and where to write the page."""
    parser.add_argument("code")
    parser.add_argument("--html", metavar="TỆP", help="ghi thành một trang để đọc hoặc in")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show it; 1 while a check is blocked."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    sheet = conformance(dossier)
    if options.html:
        from daihoi.clerk import context
        from daihoi.documents.rendering import render_paper

        page = render_paper("S10", context(dossier, 1), ("html",))["html"]
        write_file(Path(options.html), page)
        say(f"Đã ghi {options.html}.", f"Wrote {options.html}.", settings.lang)
    elif options.json:
        print(json.dumps(_data(dossier, sheet), ensure_ascii=False))
    else:
        _view(dossier, sheet, settings.lang)
    return 1 if sheet.count(Outcome.BLOCKED) else 0


def _data(dossier: Dossier, sheet: Sheet) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "ruleset": dossier.rules.id,
        "digest": dossier.rules.digest,
        "checks": [
            {
                "rule": v.rule,
                "title": v.title.model_dump(),
                "outcome": v.outcome.value,
                "figures": [f.model_dump() for f in v.figures],
                "findings": [f.model_dump(mode="json") for f in v.findings],
                "bases": [b.model_dump(mode="json") for b in v.bases],
                "waiver": v.waiver.model_dump(mode="json") if v.waiver else None,
            }
            for v in sheet.verdicts
        ],
        "others": [f.model_dump(mode="json") for f in sheet.others],
        "overrides": {name: s.model_dump(mode="json") for name, s in sheet.overrides},
    }


def _view(dossier: Dossier, sheet: Sheet, lang: str) -> None:
    english = lang == "en"
    console.print(
        f"[bold]{escape(dossier.opening.cell.name)}[/bold] · {dossier.rules.id} · {dmy(dossier.opening.opening_on)}"
    )
    for verdict in sheet.verdicts:
        _line(verdict, dossier, lang)
    if sheet.others:
        console.print("Other points" if english else "Những điểm khác")
    for finding in sheet.others:
        console.print(f"    {escape(_said(finding, lang))}", style="red" if finding.blocks else "yellow")
    for name, setting in sheet.overrides:
        was = value_in_words(setting.was, lang) if setting.was is not None else "–"
        now, title = value_in_words(setting.value, lang), title_of_setting(name).to(lang)
        words = f"{title}: {now} instead of {was}" if english else f"{title}: {now} thay cho {was}"
        console.print(f"  {escape(words)} · {escape(setting.reason or '')}")
    counts = [f"{word.to(lang)} {sheet.count(o)}" for o, (_, word) in _OUTCOMES.items() if sheet.count(o)]
    console.print(" · ".join(counts))


def _said(finding: Finding, lang: str) -> str:
    basis = finding.basis
    source = f" ({basis_in_words(basis, lang)}; {CONFIDENCES[basis.confidence].to(lang)})" if basis else ""
    return finding.words.to(lang) + source


def _line(verdict: Verdict, dossier: Dossier, lang: str) -> None:
    colour, word = _OUTCOMES[verdict.outcome]
    console.print(f"{verdict.rule} [{colour}]{word.to(lang)}[/{colour}] {escape(verdict.title.to(lang))}")
    figures = "; ".join(f.to(lang) for f in verdict.figures)
    if figures:
        console.print(f"    {escape(figures)}")
    for finding in verdict.findings:
        console.print(f"    {escape(_said(finding, lang))}", style="red" if finding.blocks else "yellow")
    if not verdict.findings and verdict.outcome is Outcome.PASSED and verdict.bases:
        known = [f"{basis_in_words(b, lang)}; {CONFIDENCES[b.confidence].to(lang)}" for b in verdict.bases]
        console.print(f"    {escape(' · '.join(known))}", style="dim")
    waiver = verdict.waiver
    if waiver is not None:
        words = (
            f"waived by {waiver.who} on {dmy(waiver.on)}: {waiver.reason}"
            if lang == "en"
            else f"{waiver.who} cho bỏ qua ngày {dmy(waiver.on)}: {waiver.reason}"
        )
        console.print(f"    {escape(words)}", style="cyan")
    if can_be_waived(verdict):
        console.print(f"    → daihoi waive {dossier.code} {verdict.rule} --reason …", style="dim", markup=False)
