"""`daihoi rules [DATE]`: the rules in force on a day, each value with its source and how sure we are of it."""

import argparse
import json
from datetime import date
from typing import Any

from rich.markup import escape

from daihoi.cli.options import add_json
from daihoi.cli.views import console, dmy
from daihoi.errors import BadInput
from daihoi.rules.findings import practice
from daihoi.rules.rulesets import (
    Interval,
    documents,
    interval_on,
    resolve,
    season_on,
    title_of_profile,
    title_of_setting,
)
from daihoi.settings import Settings, today
from schemas.cell import Profile
from schemas.finding import Basis, Confidence, Severity
from schemas.ruleset import RuleSet, Setting, Value
from schemas.words import Words

CONFIDENCES = {
    Confidence.SEEN: Words(vi="đã đọc", en="read"),
    Confidence.SEEN_2: Words(vi="đọc gián tiếp", en="second hand"),
    Confidence.GK: Words(vi="hiểu biết chung", en="general knowledge"),
    Confidence.UNC: Words(vi="chưa chắc", en="uncertain"),
}
_SEVERITIES = {Severity.BLOCK: Words(vi="chặn", en="blocks"), Severity.WARN: Words(vi="nhắc", en="warns")}
_VALUES = {
    "summoned_adjusted": Words(vi="số được triệu tập, trừ các trường hợp được trừ", en="summoned less the excluded"),
    "collected": Words(vi="số phiếu thu về", en="ballots collected"),
    "party": Words(vi="kiểu văn bản Đảng", en="party style"),
    "state": Words(vi="kiểu văn bản nhà nước", en="state style"),
    "youth": Words(vi="kiểu văn bản Đoàn", en="youth union style"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The opening day and the kind of organisation."""
    parser.add_argument("day", nargs="?", metavar="NGÀY", help="ngày khai mạc, như 2026-06-01; để trống là hôm nay")
    parser.add_argument("--profile", default=Profile.CELL.value, metavar="LOẠI", help=", ".join(Profile))
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print them."""
    day, profile = day_of(options.day), profile_of(options.profile)
    rules, interval = resolve(day, profile), interval_on(day, profile)
    if options.json:
        print(json.dumps(_data(day, profile, rules, interval), ensure_ascii=False))
    else:
        _view(day, profile, rules, interval, settings.lang)
    return 0


def day_of(typed: str | None) -> date:
    """The day that was typed (2026-06-01 or 01/06/2026), or today; raises `BadInput`."""
    if typed is None:
        return today()
    try:
        if "/" in typed:
            day, month, year = typed.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(typed)
    except ValueError as error:
        raise BadInput(
            f"«{typed}» không phải một ngày; hãy viết như 2026-06-01 hoặc 01/06/2026.",
            f"“{typed}” is not a day; write 2026-06-01 or 01/06/2026.",
        ) from error


def profile_of(typed: str) -> Profile:
    """The profile that was typed; raises `BadInput`."""
    try:
        return Profile(typed)
    except ValueError as error:
        known = ", ".join(Profile)
        raise BadInput(
            f"Không có loại hình «{typed}»; các loại hình: {known}.",
            f"There is no profile “{typed}”; there are: {known}.",
        ) from error


def _data(day: date, profile: Profile, rules: RuleSet, interval: Interval) -> dict[str, Any]:
    season = season_on(day, profile)
    return {
        "day": day.isoformat(),
        "profile": profile.value,
        "from": interval.first.isoformat(),
        "to": interval.last.isoformat() if interval.last else None,
        "season": season.model_dump(mode="json") if season else None,
        **rules.model_dump(mode="json"),
    }


def value_in_words(value: Value, lang: str) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if lang == "en" else ("có" if value else "không")
    if isinstance(value, str):
        return _VALUES[value].to(lang) if value in _VALUES else value
    if isinstance(value, float) and value < 1:
        return f"{round(value * 100)}%"
    text = f"{value:g}"
    return text if lang == "en" else text.replace(".", ",")


def basis_in_words(basis: Basis | None, lang: str) -> str:
    """Document, day and article."""
    if basis is None:
        return "–"
    if basis.document == practice().document:
        return "usual practice" if lang == "en" else basis.document
    article = f", {'art.' if lang == 'en' else 'điều/mục'} {basis.article}" if basis.article else ""
    if basis.dated:
        return f"{basis.document} ({dmy(basis.dated)}){article}"
    # Where no document stands, a note says why; only of a document is it worth saying that its day is not known.
    is_document = any(d.document == basis.document for d in documents().values())
    undated = (" (undated)" if lang == "en" else " (chưa rõ ngày)") if is_document else ""
    return f"{basis.document}{undated}{article}"


def _view(day: date, profile: Profile, rules: RuleSet, interval: Interval, lang: str) -> None:
    english = lang == "en"
    head = f"[bold]{escape(title_of_profile(profile).to(lang))}[/bold] · {rules.id}"
    until = dmy(interval.last) if interval.last else ("now" if english else "nay")
    words = "in force from {} to {}" if english else "áp dụng cho đại hội khai mạc từ {} đến {}"
    console.print(f"{head} · {words.format(dmy(interval.first), until)} · {dmy(day)}")
    season = season_on(day, profile)
    for basis, note in dict.fromkeys(
        (basis, documents()[key].note) for key, basis in zip(interval.documents, rules.bases, strict=True)
    ):
        console.print(f"  {escape(basis_in_words(basis, lang))} · {CONFIDENCES[basis.confidence].to(lang)}", end="")
        console.print(f" · {escape(note)}" if note else "")
    if season is not None:
        console.print(f"  {'season' if english else 'chỉ thị của đợt'}: {escape(basis_in_words(season, lang))}")
    for name, setting in rules.settings.items():
        if name != "quorum_den":
            _value(name, setting, rules, lang)


_QUORUM = Words(vi="Số người dự tối thiểu", en="Quorum")


def _value(name: str, setting: Setting, rules: RuleSet, lang: str) -> None:
    if name == "quorum_num":
        title, value = _QUORUM.to(lang), f"{setting.value}/{rules.values['quorum_den']}"
    else:
        title, value = title_of_setting(name).to(lang), value_in_words(setting.value, lang)
    basis = basis_in_words(setting.basis, lang) if setting.basis else ""
    known = "; ".join(x for x in (basis, setting.note or "") if x)
    source = (
        f"{known} · {CONFIDENCES[setting.confidence].to(lang)}" if known else CONFIDENCES[setting.confidence].to(lang)
    )
    console.print(f"{escape(title)}: [bold]{escape(value)}[/bold] · {_SEVERITIES[setting.severity].to(lang)}")
    console.print(f"    {escape(source)}", style="dim")
