"""A digest in words: what waits, until when, which command. Never what an answer contains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from daihoi.rules.calendar import working_days_between
from daihoi.rules.reminding import STAGES, Item, Stage
from schemas.words import Words

_COLOURS = {Stage.LATE: "#c8102e", Stage.DUE: "#b37400", Stage.SOON: "#1f5fa8", Stage.NEW: "#1a1a1a"}
_ESCALATED = Words(vi="Các đơn vị đang trễ hạn", en="Units that are late")
MOST_LINES = 200


@dataclass(frozen=True)
class Named:
    """What a message may say of a request: the cell and what is asked."""

    cell: str
    what: Words


@dataclass(frozen=True)
class DigestWords:
    """A digest ready to send."""

    subject: str
    text: str
    html: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("daihoi.documents", "templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_digest(
    person: str, items: Sequence[Item], named: Mapping[int, Named], today: date, lang: str, head: str | None = None
) -> DigestWords:
    """The digest of ``items``, the most urgent first; ``named`` gives the words of each request by number."""
    english = lang == "en"
    late = sum(i.stage is Stage.LATE for i in items)
    subject = _subject(len(items), late, today, lang)
    values: dict[str, Any] = {
        "lang": lang,
        "subject": subject,
        "greeting": f"Dear {person}," if english else f"Kính gửi {person},",
        "lead": _lead(len(items), late, lang),
        "sections": _sections(items, named, today, lang),
        "closing": "This message was sent by daihoi, at most once a day. `daihoi pending` shows everything that waits."
        if english
        else "Thư do phần mềm daihoi gửi, mỗi ngày nhiều nhất một thư. Gõ `daihoi pending` để xem mọi việc đang chờ.",
    }
    if head is not None:
        said = "Head of the journals of this installation, to be kept" if english else "Dấu nhật ký chung, xin lưu lại"
        values["closing"] = f"{values['closing']} {said}: {head}"
    text, html = (_environment().get_template(f"mail/digest.{e}.j2").render(values) for e in ("txt", "html"))
    return DigestWords(subject, text.strip() + "\n", html)


def _subject(count: int, late: int, today: date, lang: str) -> str:
    if lang == "en":
        return f"[daihoi] {today:%d/%m}: {count} waiting" + (f", {late} late" if late else "")
    return f"[daihoi] {today:%d/%m}: {count} việc đang chờ" + (f", {late} việc quá hạn" if late else "")


def _lead(count: int, late: int, lang: str) -> str:
    if lang == "en":
        return f"{count} requests need you" + (f"; {late} of them are late." if late else ".")
    return f"Có {count} việc cần xử lý" + (f", trong đó {late} việc đã quá hạn." if late else ".")


def _sections(items: Sequence[Item], named: Mapping[int, Named], today: date, lang: str) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    for stage, title in STAGES.items():
        lines = [_line(i, named[i.number], today, lang) for i in items if i.stage is stage and not i.escalated]
        if lines:
            sections.append({"title": title.to(lang), "colour": _COLOURS[stage], "lines": _cut(lines, lang)})
    above = [_line(i, named[i.number], today, lang) for i in items if i.escalated]
    if above:
        sections.append({"title": _ESCALATED.to(lang), "colour": _COLOURS[Stage.LATE], "lines": _cut(above, lang)})
    return sections


def _cut(lines: list[dict[str, str]], lang: str) -> list[dict[str, str]]:
    if len(lines) <= MOST_LINES:
        return lines
    more = len(lines) - MOST_LINES
    rest = f"and {more} more" if lang == "en" else f"và {more} việc nữa"
    return [*lines[:MOST_LINES], {"what": rest, "cell": "", "due": "", "command": "daihoi pending"}]


def _line(item: Item, named: Named, today: date, lang: str) -> dict[str, str]:
    english = lang == "en"
    due = f"{'due' if english else 'hạn'} {item.due_on:%d/%m/%Y}"
    if item.stage is Stage.LATE:
        days = max(1, working_days_between(item.due_on, today))
        due += f", {days} working days late" if english else f", quá {days} ngày làm việc"
    if item.escalated:
        command = f"daihoi why {item.code}"
    elif item.stage is Stage.LATE:
        command = (
            f'daihoi form {item.number}  (or: daihoi extend {item.number} DAY --reason "…")'
            if english
            else f'daihoi form {item.number}  (hoặc: daihoi extend {item.number} NGÀY --reason "…")'
        )
    else:
        command = f"daihoi form {item.number}"
    return {"what": named.what.to(lang), "cell": named.cell, "due": due, "command": command}
