"""Hostile words in every text of a whole congress: they come out as words, in no language but Vietnamese."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from daihoi import clerk, desk
from daihoi.documents.digest import write_digest
from daihoi.errors import DaihoiError
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.mail.composing import compose
from daihoi.rules.replay import replay
from daihoi.store import Store, files, open_store
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.step import place_key
from tests.integration.walking import DAY, EXAMPLES

SMALL = "to-ky-thuat-2025"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt; ](javascript:alert(1)) ![x](http://x.example/y) | --- |",
    "code": '{{ 7*7 }}{% include \'/etc/passwd\' %}${7*7} \'; DROP TABLE dossiers; --" =HYPERLINK("http://x.example","x")'
    " ../../../../etc/passwd %s%n{0}{x!r}%(a)s",
    "typst": '#eval("1+1") $x$ \\u{41} @ref <label> #read("/etc/passwd")',
}
"""HTML and Markdown; templates, SQL, formulas, paths, formats; the language the PDF is set in."""
WORDS = ("Kỹ thuật", "đảng viên", "sáng kiến", "kỹ thuật")


def poisoned(value: Any, poison: str) -> Any:
    """``value`` with ``poison`` behind the same words wherever they stand, so that what must agree still agrees."""
    match value:
        case str():
            for word in WORDS:
                if word in value and len(value) < 1500:
                    return value.replace(word, f"{word} {poison}", 1)
            return value
        case list():
            return [poisoned(v, poison) for v in value]
        case dict():
            return {k: poisoned(v, poison) for k, v in value.items()}
        case _:
            return value


class Tags(HTMLParser):
    """What a browser would make of a page: its tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        self.tags.add(tag)
        self.attributes += [(name, (value or "").strip().lower()) for name, value in attrs]


def walk(store: Store, folder: Path, poison: str, forms: tuple[str, ...]) -> Dossier:
    """The small congress with poison in its texts, as far as the rules let it go."""
    change: Callable[[Any], Any] = lambda raw: poisoned(raw, poison)  # noqa: E731
    opening = Opening.model_validate(change(read_yaml(str(EXAMPLES / SMALL / "opening.yaml"))))
    dossier = desk.open_congress(store, opening, "Bí thư", DAY)
    places: dict[str, int] = {}
    for _ in range(80):
        for _ in clerk.write_due(store, folder / "files", SMALL, DAY, forms=forms):
            pass
        dossier = desk.continue_congress(store, SMALL, DAY)
        if dossier.life is not Life.ACTIVE:
            return dossier
        for request in dossier.holding_requests:
            place = place_key(request.kind, request.subject)
            places[place] = places.get(place, 0) + 1
            file = answer_file(EXAMPLES / SMALL, request.kind, places[place], request.subject)
            receipt = desk.hand_in(store, request.number, change(read_yaml(str(file))), f"Ai {request.subject}", DAY)
            if not receipt.accepted:
                # The rules may refuse such words; they are said to people, and the journal holds.
                return store.get_dossier(SMALL)
    return dossier


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_come_out_as_words(name: str, tmp_path: Path) -> None:
    poison = HOSTILE[name]
    store = open_store(f"sqlite:///{tmp_path / 'd.db'}", rehearsal=True)
    # PDF is slow, and its language is the one tried here.
    forms = ("md", "html", "pdf") if name == "typst" else ("md", "html")
    dossier = walk(store, tmp_path, poison, forms)
    assert replay(store.list_journal(SMALL)) == store.get_dossier(SMALL)
    assert len(dossier.papers) >= 3
    pages = [files.read(tmp_path / "files", p.files["html"]).decode() for p in dossier.papers]
    for page in pages:
        seen = Tags()
        seen.feed(page)
        assert "script" not in seen.tags
        assert not [a for a in seen.attributes if a[0].startswith("on")]
        assert not [v for k, v in seen.attributes if k in ("href", "src") and ("x.example" in v or "javascript:" in v)]
        assert "root:" not in page
        assert "Kỹ thuật 49" not in page
    assert any(WORDS[0] in page for page in pages)
    store.engine.dispose()


def test_a_name_with_line_breaks_cannot_become_a_header_or_a_line() -> None:
    from schemas.cell import Person, Role

    person = Person(name="Lê Cường\r\nBcc: x@y.example", role=Role.EDITOR, unit="Chi bộ\u2028A")
    assert person.name == "Lê Cường Bcc: x@y.example"
    assert person.unit == "Chi bộ A"
    words = write_digest(person.name, [], {}, date(2026, 1, 2), "vi")
    letter = compose("k", person.name, "p@cb.example", "daihoi@cb.example", words, datetime.now(UTC), None)
    assert letter["Bcc"] is None
    with pytest.raises(ValueError, match="control"):
        Person(name="Lê\x00Cường", role=Role.EDITOR, unit="A")


@pytest.mark.parametrize("who", ["x\x00y", "\ud800", "y" * 10])
def test_who_acts_is_a_name_that_can_be_kept(who: str, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'd.db'}", rehearsal=True)
    opening = Opening.model_validate(read_yaml(str(EXAMPLES / SMALL / "opening.yaml")))
    try:
        desk.open_congress(store, opening, who, DAY)
    except DaihoiError:
        assert store.list_codes() == []
    else:
        assert store.list_journal(SMALL)[0].who == who
