"""Papers as bytes: the one Jinja environment, and what keeps a name from being read as markup."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from daihoi.documents import gantt
from daihoi.documents.catalogue import PAPERS
from daihoi.documents.manuscript import REHEARSED
from daihoi.documents.paper import PaperContext
from daihoi.documents.parsing import read_manuscript
from daihoi.documents.pdf import write_pdf
from daihoi.documents.photos import data_address, ready, with_photos
from daihoi.documents.readback import check_pdf, check_word
from daihoi.documents.word import write_word
from daihoi.rules.layouts import layout_of
from daihoi.rules.numbers import symbol_of, writes_as_state
from daihoi.rules.slug import slug
from schemas.cell import Term

FORMS = ("md", "html", "txt", "docx", "pdf")

_OPEN_NUMBER = re.compile(r"Số …-([^\W\d_]+)/([^\W\d_]+)")
_BREAK = re.compile(r"[ \t]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
# Also what XML has no place for, and the private character that marks where a body goes.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ue000\ufeff\ufffe\uffff\ud800-\udfff]")
# `&` is left alone in «NC&PT» but not where it would spell an entity; `_` not inside a word.
_MARKUP = re.compile(r"[\\`*\[\]<|#]|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_START = re.compile(r"^(?:[-+=>~:]|\d{1,9}(?=[.)]))")


def day(value: date) -> str:
    """«ngày 05 tháng 01 năm 2020»: padded where one more stroke could falsify it."""
    return f"ngày {value.day:02} tháng {value.month:{'02' if value.month < 3 else ''}} năm {value.year}"


def dmy(value: date) -> str:
    """05/01/2020."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """«10:51, 16/09/2020», as it was written down and not moved to another zone."""
    return f"{value:%H:%M, %d/%m/%Y}"


def figure(value: Decimal | int) -> str:
    """A figure without trailing zeros, with the decimal comma."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def share(part: int, whole: int) -> str:
    """«95,24%»; a dash where there is nothing to divide by."""
    if whole <= 0:
        return "–"
    return figure((Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) + "%"


def two(value: int) -> str:
    """A count, padded as papers write it."""
    return f"{value:02}"


def paragraphs(text: str) -> list[str]:
    """Split at blank lines, and where the author began a dash of their own."""
    blocks = re.split(r"\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]*[-+•–*] )", text)
    return [one for one in (_one_line(b) for b in blocks) if one]


def roman(value: int) -> str:
    """The number of a part: I, II, III, IV … XXXIX."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def sentence(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def tally(values: list[str]) -> dict[str, int]:
    """How often each value occurs."""
    return dict(Counter(values))


def anchor(text: str) -> str:
    """An address inside a page: «2. Chỉ tiêu» gives ``2-chi-tieu``."""
    return slug(text) or "muc"


def escape_markdown(text: str) -> str:
    """The same words on one line, none of which Markdown can take for structure."""
    text = _MARKUP.sub(r"\\\g<0>", _one_line(text))
    return _START.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", text)


def _one_line(text: str) -> str:
    # No-break spaces are the author's and stay: a target's words must come out as they went in.
    return _CONTROL.sub("", _BREAK.sub(" ", text)).strip(" \t")


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    if isinstance(value, (Markup, Undefined)):
        return value
    if isinstance(value, Term):
        value = str(value)
    if isinstance(value, str):
        name = context.name or ""
        return Markup(escape_markdown(value)) if name.endswith(".md.j2") else value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # «None» or a bare date on a signed paper is worse than no paper.
    raise TypeError(f"{context.name}: {type(value).__name__} has no written form; use a filter")


def _autoescape(name: str | None) -> bool:
    # On for Markdown too: what `_finalize` escaped, and what a macro returns, is then known to be done,
    # and HTML escaping never touches it.
    return name is None or not name.endswith(".txt.j2")


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("daihoi.documents", "templates"),
        undefined=StrictUndefined,
        autoescape=_autoescape,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = env.filters
    for one in (day, dmy, moment, figure, share, two, paragraphs, roman, sentence, tally, anchor, data_address):
        filters[one.__name__] = one
    return env


_ENV = _environment()


def environment() -> Environment:
    """The one Jinja environment, for pages that are no paper of the catalogue."""
    return _ENV


def render_paper(code: str, context: PaperContext, forms: Collection[str] = FORMS) -> dict[str, bytes]:
    """The paper in each of its forms: ``md``, ``html``, ``docx`` and ``pdf``, and for the news ``txt``.

    ``forms`` may ask for fewer. The Word file and the PDF are opened again and compared with what went in; raises `UnfaithfulPaper`.
    """
    kind = PAPERS[code]
    names: dict[str, Any] = {
        "paper": context,
        "kind": kind,
        "dossier": context.dossier,
        "opening": context.dossier.opening,
        "answers": context.dossier.answers,
        "report": context.report,
        "version": context.version,
        "base": context.base,
        "timetable_caption": gantt.CAPTION,
        "words": context.words,
        "layout": layout_of(context.dossier),
    }
    stem = f"{kind.stem.value}/{code}"
    rehearsed = context.dossier.rehearsal
    text = _tidy(_ENV.get_template(f"{stem}.md.j2").render(names))
    if rehearsed:
        text = f"**{REHEARSED}**\n\n{text}"
    text = _numbered(unicodedata.normalize("NFC", text), kind.type, context)
    made = {"md": _bytes(text)}
    if set(forms) <= {"md"}:
        return made
    manuscript, layout = read_manuscript(text), names["layout"]
    if code == "P01":
        drawn = gantt.picture(gantt.draw_timetable(context.timetable, "vi", for_page=True))
        manuscript = with_photos(manuscript, {gantt.CAPTION: drawn})
    if code == "S08":
        names["photos"], shown = _photos(context)
        manuscript = with_photos(manuscript, shown)
        page = _ENV.get_template(f"{stem}.html.j2").render(names)
        plain = _tidy(_ENV.get_template(f"{stem}.txt.j2").render(names))
        if rehearsed:
            page = re.sub(r"(<body[^>]*>)", rf'\1\n<p class="banner">{REHEARSED}</p>', page, count=1)
            plain = f"{REHEARSED}\n\n{plain}"
        made["txt"] = _bytes(plain)
    else:
        page = _ENV.get_template("page.html.j2").render(names, m=manuscript)
    made["html"] = _bytes(page)
    if "docx" in forms:
        made["docx"] = write_word(manuscript, layout, context.frame)
        check_word(code, made["docx"], manuscript)
    if "pdf" in forms:
        made["pdf"] = write_pdf(manuscript, layout)
        check_pdf(code, made["pdf"], manuscript)
    return made


def render_page(template: str, **names: Any) -> bytes:
    """A page of the site."""
    return _bytes(_ENV.get_template(template).render(names))


def _photos(context: PaperContext) -> tuple[dict[str, str], dict[str, bytes]]:
    """The news's photos that are on file: for the web by name, for Word and PDF by caption."""
    addresses: dict[str, str] = {}
    captions: dict[str, bytes] = {}
    for photo in context.dossier.answers.news.photos if context.dossier.answers.news else ():
        if (content := context.picture(photo.file)) is not None:
            small, _, _ = ready(content)
            addresses[photo.file] = data_address(small)
            captions[f"{_one_line(photo.caption)} (Ảnh: {_one_line(photo.credit)})"] = small
    return addresses, captions


def _numbered(text: str, type_: str | None, context: PaperContext) -> str:
    """``text`` with its number in the place that its template leaves open; a paper of no type bears none."""

    def number(found: re.Match[str]) -> str:
        if type_ is None:
            return ""
        if context.number:
            return f"Số {context.number}"
        symbol = symbol_of(context.dossier) if found[2] == "CB" else found[2]
        return f"Số …/{found[1]}-{symbol}" if writes_as_state(context.dossier) else f"Số …-{found[1]}/{symbol}"

    return _OPEN_NUMBER.sub(number, text, count=1)


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _bytes(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode()
