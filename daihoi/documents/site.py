"""A static site of published congresses: an index, a page a congress, its public papers, and an Atom feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from feedgen.feed import FeedGenerator  # pyright: ignore[reportMissingTypeStubs]

from daihoi.documents.paper import PaperContext
from daihoi.documents.rendering import render_page
from schemas.dossier import Dossier

PUBLIC = {"S08": "tin", "C10": "nghi-quyet"}
"""The papers that may be published, and what their files are called."""


@dataclass(frozen=True)
class Entry:
    """One congress of the site, with the bytes of its public papers by file name."""

    dossier: Dossier
    files: dict[str, bytes]

    @property
    def title(self) -> str:
        """The news's headline, else the congress's name."""
        news = self.dossier.answers.news
        return news.title if news else f"{self.context.congress}, nhiệm kỳ {self.dossier.opening.new_term}"

    @property
    def context(self) -> PaperContext:
        """What a template asks about the congress."""
        return PaperContext(self.dossier, None, 1)

    @property
    def published_at(self) -> datetime:
        """When the news appeared, else the day of the resolution."""
        news, issue = self.dossier.answers.news, self.dossier.answers.resolution
        if news:
            at = news.published_at
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        day = issue.signed_on if issue else self.dossier.opening.opening_on
        return datetime.combine(day, time(), UTC)

    @property
    def summary(self) -> str:
        """The lead of the news."""
        news = self.dossier.answers.news
        return news.lead if news else ""


def build_site(entries: Iterable[Entry], title: str, address: str | None = None) -> dict[str, bytes]:
    """Every file of the site by its path, newest congress first. ``address``: where it will be served, for the feed."""
    newest = sorted(entries, key=lambda e: (e.published_at, e.dossier.code), reverse=True)
    made: dict[str, bytes] = {}
    for entry in newest:
        code = entry.dossier.code
        made[f"{code}/index.html"] = render_page("site/congress.html.j2", title=title, entry=entry)
        made |= {f"{code}/{name}": content for name, content in entry.files.items()}
    made["index.html"] = render_page("site/index.html.j2", title=title, entries=newest)
    made["feed.xml"] = _feed(newest, title, address)
    return made


def _feed(entries: list[Entry], title: str, address: str | None) -> bytes:
    base = address.rstrip("/") if address else None
    feed: Any = FeedGenerator()
    feed.id(base or "urn:daihoi:site")
    feed.title(title)
    feed.language("vi")
    feed.generator("daihoi")
    feed.updated(max((e.published_at for e in entries), default=datetime(2000, 1, 1, tzinfo=UTC)))
    if base:
        feed.link(href=f"{base}/feed.xml", rel="self")
        feed.link(href=f"{base}/", rel="alternate")
    for entry in entries:
        code = entry.dossier.code
        item = feed.add_entry(order="append")
        item.id(f"{base}/{code}/" if base else f"urn:daihoi:{code}")
        item.title(entry.title)
        item.updated(entry.published_at)
        item.published(entry.published_at)
        item.author({"name": entry.dossier.opening.cell.name})
        item.summary(entry.summary or entry.title)
        item.link(href=f"{base}/{code}/" if base else f"{code}/index.html")
    return feed.atom_str(pretty=True)
