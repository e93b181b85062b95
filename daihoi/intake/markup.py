"""HTML that somebody pasted into a text, as the words a reader sees: nh3 cleans it, and only words are kept."""

import re
from typing import Any, cast

from schemas.finding import Finding, Severity
from schemas.words import Words

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "figure",
        "figcaption",
        "article",
        "section",
        "header",
        "footer",
        "main",
        "aside",
        "pre",
        "dl",
        "dt",
        "dd",
        "hr",
        "br",
    ]
)
_INLINE = (
    "a b i u s em strong span font sub sup small mark img iframe script style svg math object embed form input button"
    " video audio link meta html body head title template noscript textarea"
)
_DROPPED = {"script", "style", "template", "noscript", "title", "textarea", "iframe", "svg", "math", "object"}
"""Elements whose text is none of the author's words."""
_LOOKS_LIKE = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS | set(_INLINE.split())))})(?:\s[^<>]*)?/?>|<!--", re.I)
"""A tag of HTML. «<An>», «a < b» and «<300» are not."""


def looks_like_html(text: str) -> bool:
    """Whether ``text`` holds tags of HTML and not only a stray angle bracket."""
    return _LOOKS_LIKE.search(text) is not None


def words_of_html(text: str) -> str:
    """What a reader sees of ``text``: a paragraph a line with an empty one between, list items after a dash."""
    import nh3
    from lxml import html  # pyright: ignore[reportMissingTypeStubs]

    clean = nh3.clean(text, tags=set(_BLOCKS), clean_content_tags=_DROPPED, attributes={}, strip_comments=True)
    parser: Any = html
    lines: list[str] = [""]

    def say(words: str | None) -> None:
        lines[-1] += re.sub(r"[ \t\r\n]+", " ", words or "")

    def walk(element: Any) -> None:
        tag = str(element.tag)
        if tag == "br":
            lines.append("")
        elif tag in ("td", "th") and lines[-1].strip():
            say(" | ")
        elif tag not in ("td", "th"):
            lines.extend(["", "- "] if tag == "li" else ["", ""])
        say(element.text)
        for child in element:
            walk(child)
            say(child.tail)
        if tag not in ("br", "td", "th"):
            lines.extend(["", ""])

    walk(parser.fragment_fromstring(clean, create_parent="div"))
    said = "\n".join(line.strip() for line in lines if line.strip() != "-")
    return re.sub(r"(?m)^(- .*)\n\n+(?=- )", r"\1\n", re.sub(r"\n{2,}", "\n\n", said)).strip()


def without_markup(raw: dict[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """An answer with the words of its pasted HTML in the HTML's place, and a note for each such field."""
    told: list[Finding] = []

    def clean(value: Any, path: str) -> Any:
        match value:
            case str() if looks_like_html(value):
                told.append(_note(path))
                return words_of_html(value)
            case list():
                return [clean(v, f"{path}.{n}" if path else str(n)) for n, v in enumerate(cast(list[Any], value))]
            case dict():
                return {k: clean(v, f"{path}.{k}" if path else k) for k, v in cast(dict[str, Any], value).items()}
            case _:
                return value

    return clean(raw, ""), tuple(told)


def _note(path: str) -> Finding:
    words = Words(
        vi=f"Ô «{path}» dán từ trang web: giữ lại chữ, bỏ định dạng, liên kết và mã.",
        en=f"“{path}” was pasted from a web page: its words are kept, its formatting, links and code are not.",
    )
    return Finding(code="HTML", severity=Severity.WARN, field=path, words=words)
