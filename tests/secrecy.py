"""Looking for what must not get out: the private values of a congress, in whatever an installation shows or writes."""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any, cast

import pypdfium2
from sqlalchemy import text

import daihoi
from daihoi.settings import codes_key
from daihoi.store import Store, chain, keyring
from daihoi.store.private import list_private

PUBLISHED = frozenset({"title", "post"})
"""Fields of private answers that are public: what stood on the programme, and which posts were elected to."""
_TAG = re.compile("<[^<>]*>")
SHORTEST = 8
"""Shorter words are found anywhere."""


def private_values(store: Store, code: str) -> set[str]:
    """What was handed in as private and in no public answer: names, who said what, who voted how."""
    with store.reading() as connection:
        public = b"".join(line for _, line in chain.lines(connection, code)).decode()
        sealed = [v.value for v in list_private(connection, code)]
    words = {word for value in sealed for word in words_in(json.loads(value))}
    said_anyway = public + _own_words()
    # Of the values as wholes the figures are looked for too: a count of votes has no word of its own.
    return {word for word in words | set(sealed) if len(word) >= SHORTEST and word not in said_anyway}


@cache
def _own_words() -> str:
    # What the program says to everybody, such as «Để trống» above a field, may stand on a ballot too.
    sources = [p for p in Path(daihoi.__file__).parent.rglob("*") if p.suffix in (".py", ".yaml", ".toml", ".j2")]
    return "\n".join(p.read_text() for p in sources)


def secrets_of(store: Store) -> set[str]:
    """The secrets of the one-time codes, hidden and open, and the key that hides them."""
    with store.reading() as connection:
        hidden = {str(s) for s in connection.execute(text("SELECT secret FROM enrolments")).scalars()}
    return {codes_key().read_text().strip(), *hidden, *(keyring.reveal(s) for s in hidden)}


def words_in(value: Any) -> Iterator[str]:
    """Every text inside a JSON value, but for what is published."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from words_in(inner)
    elif isinstance(value, dict):
        for name, inner in cast(dict[str, Any], value).items():
            if name not in PUBLISHED:
                yield from words_in(inner)


def found_in(wanted: Iterable[str], *contents: bytes | str) -> set[str]:
    """Which of ``wanted`` stand in any of ``contents``, whatever kind of file it is."""
    said = _bare("\n".join(word for content in contents for word in readings(content)))
    # JSON may escape everything that is not ASCII.
    return {w for w in wanted if _bare(w) in said or _bare(json.dumps(w)[1:-1]) in said}


def _bare(text: str) -> str:
    # Markdown escapes its marks, JSON its quotes, and JSON inside JSON both.
    return text.replace("\\", "")


def readings(content: bytes | str) -> Iterator[str]:
    """What can be read in a file: its bytes as text, and what is packed in a ZIP, a PDF or a letter."""
    if isinstance(content, str):
        content = content.encode()
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from readings(archive.read(name))
        return
    if content.startswith(b"%PDF"):
        for page in pypdfium2.PdfDocument(content):
            yield " ".join(page.get_textpage().get_text_range().split())
        return
    raw = content.decode("utf-8", "replace")
    yield raw
    if "<" in raw:
        yield _TAG.sub("", raw)  # Word may part a name by its markup
    if b"\nMIME-Version:" in content[:4000]:
        letter = message_from_bytes(content, policy=default)
        yield str(letter["Subject"])
        for part in letter.walk():
            if isinstance(inside := part.get_payload(decode=True), bytes):
                yield inside.decode("utf-8", "replace")


def read_folder(folder: Path, *apart: Path) -> Iterator[bytes | str]:
    """Every file under ``folder``, but for those that begin like one of ``apart``; of a database every row too."""
    for place in folder.rglob("*"):
        if place.is_file() and not any(str(place).startswith(str(a)) for a in apart):
            content = place.read_bytes()
            yield content
            if content.startswith(b"SQLite format 3\x00"):
                # A long text is spread over pages, and part of it may stand in the log beside.
                with sqlite3.connect(place, timeout=120) as database:
                    yield from database.iterdump()
