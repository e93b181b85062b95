"""Every reader of files and answers under broken, hostile and random input: a sentence or an answer, never a crash."""

import contextlib
import io
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi import desk
from daihoi.bundle import checking
from daihoi.errors import BadInput, DaihoiError
from daihoi.intake import calendar_file, scan, sheet, tally_file, yaml_file
from daihoi.intake.plain import must_be_plain
from daihoi.mail.bounces import read_bounce
from daihoi.store import open_store
from tests.integration.walking import EXAMPLES, Walk

LIMIT = 5.0
"""Seconds that one input may take."""

YAML = (EXAMPLES / "to-ky-thuat-2025" / "answers" / "report.yaml").read_bytes()
SHEET = sheet.blank_sheet("vi")


def tally_book(folder: Path) -> bytes:
    """A blank tally workbook."""
    place = folder / "blank.xlsx"
    tally_file.write_blank(str(place))
    return place.read_bytes()


def picture() -> bytes:
    """A small JPEG."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, "JPEG")
    return out.getvalue()


def broken(content: bytes, rng: random.Random) -> bytes:
    """One of the ways in which a file arrives broken, or was broken on purpose."""
    changed = bytearray(content)
    match rng.randrange(6):
        case 0:
            del changed[rng.randrange(len(changed)) :]
        case 1:
            for _ in range(rng.randrange(1, 30)):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
        case 2:
            at = rng.randrange(len(changed))
            changed[at:at] = rng.choice([b"\x00", b"\xff\xfe", b"&a *a", b"!!python/object:os.system", b"<!DOCTYPE x>"])
        case 3:
            changed = bytearray(rng.randbytes(rng.randrange(2000)))
        case 4:
            at, size = rng.randrange(len(changed)), rng.randrange(1, 400)
            changed[at : at + size] = changed[at : at + size] * 3
        case _:
            lines = bytes(changed).split(b"\n")
            rng.shuffle(lines)
            changed = bytearray(b"\n".join(lines))
    return bytes(changed)


def broken_inside(content: bytes, rng: random.Random) -> bytes:
    """An Office file that opens as a ZIP, with one of its parts broken."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hurt = rng.choice(old.namelist())
        for name in old.namelist():
            if name != hurt:
                new.writestr(name, old.read(name))
            elif rng.random() < 0.7:
                new.writestr(name, broken(old.read(name) or b"x", rng))
    return out.getvalue()


def inputs(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """``count`` broken forms of ``content``."""
    rng = random.Random(seed)
    is_zip = content.startswith(b"PK")
    for n in range(count):
        yield broken_inside(content, rng) if is_zip and n % 2 else broken(content, rng)


def withstand(read: Callable[[Path], object], content: bytes, place: Path, count: int) -> None:
    """``read`` gives something or a sentence, each time within the limit; says how long the slowest took."""
    slowest = 0.0
    for n, data in enumerate(inputs(content, count, 11)):
        place.write_bytes(data)
        began = time.monotonic()
        try:
            with contextlib.suppress(BadInput):
                read(place)
        except Exception as error:
            raise AssertionError(f"input {n} of {place.name}: {type(error).__name__}: {error}") from error
        slowest = max(slowest, time.monotonic() - began)
        assert slowest < LIMIT, (place.name, n)
    print(f"{place.name}: {count} inputs, the slowest {1000 * slowest:.0f} ms")


def _calendar(place: Path) -> None:
    calendar_file.adopt_calendar(place.parent)


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "yaml": ("answer.yaml", lambda p: yaml_file.read_yaml(str(p))),
    "calendar": ("calendar.yaml", _calendar),
    "tally": ("tally.yaml", lambda p: tally_file.read_tally(str(p))),
    "tally workbook": ("tally.xlsx", lambda p: tally_file.read_tally(str(p))),
    "sheet": ("season.xlsx", lambda p: sheet.read_sheet(str(p))),
    "picture": ("scan.jpg", scan.read_scan),
    "bounce": ("bounce.eml", lambda p: read_bounce(p.read_bytes())),
    "bundle": ("b.zip", lambda p: checking.check(p.read_bytes())),
}


def sample(name: str, folder: Path) -> bytes:
    """A good file for a reader, to be broken."""
    match name:
        case "tally workbook":
            return tally_book(folder)
        case "sheet" | "bundle":
            return SHEET
        case "picture":
            return picture()
        case "calendar":
            return "corrections:\n- day: 2026-01-02\n  works: false\n  name: nghỉ bù\n".encode()
        case "bounce":
            return b"Content-Type: multipart/report; boundary=x\n\n--x\n\nhello\n--x\nContent-Type: message/rfc822\n\nX-Daihoi-Key: k\n\n--x--\n"
        case _:
            return YAML


@pytest.mark.parametrize("name", READERS)
def test_a_reader_withstands_broken_files(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    file, read = READERS[name]
    withstand(
        read,
        sample(name, tmp_path),
        tmp_path / file,
        3000 if pytestconfig.getoption("--soak") else 15 if file.endswith("xlsx") else 60,
    )


@pytest.mark.soak
@pytest.mark.parametrize("name", READERS)
def test_a_reader_withstands_inputs_led_by_coverage(name: str) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.integration.guided_fuzz", name, "60"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def hostile_books() -> dict[str, bytes]:
    """Workbooks made to hurt: a bomb, an entity bomb, a path that climbs, a formula."""
    with zipfile.ZipFile(io.BytesIO(SHEET)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    page = next(name for name in parts if name.endswith("sheet1.xml"))
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + b"".join(
        b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10 if n else b"&b;" * 10) for n in range(9)
    )
    entities += b"]><worksheet>&b8;</worksheet>"
    external = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'

    def book_of(**change: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in {**parts, **{k: v for k, v in change.items() if k != "page"}}.items():
                new.writestr(name, change.get("page", content) if name == page else content)
        return out.getvalue()

    return {
        "entities": book_of(page=entities),
        "external": book_of(page=external),
        "bomb": book_of(page=b'<?xml version="1.0"?><worksheet>' + b" " * 100_000_000 + b"</worksheet>"),
        "climbing": book_of(page=b"<worksheet/>", **{"../../../../tmp/escaped-daihoi": b"x"}),
    }


@pytest.mark.parametrize("name", ["entities", "external", "climbing", "bomb"])
def test_a_hostile_workbook_is_refused_or_read_within_the_limit(name: str, tmp_path: Path) -> None:
    place = tmp_path / "x.xlsx"
    place.write_bytes(hostile_books()[name])
    for read in (lambda: sheet.read_sheet(str(place)), lambda: tally_file.read_tally(str(place))):
        began = time.monotonic()
        with pytest.raises(BadInput) as refused:
            read()
        assert "root:" not in refused.value.words.en
        assert time.monotonic() - began < LIMIT
    assert not Path("/tmp/escaped-daihoi").exists()


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=5), st.dates()
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=12), st.integers(), st.none()), inner, max_size=4),
        st.tuples(inner, inner),
        st.sets(st.integers(), max_size=2),
    ),
    max_leaves=15,
)


@given(ANYTHING)
def test_what_the_desk_calls_plain_can_be_kept_and_comes_back_the_same(value: Any) -> None:
    import json

    try:
        must_be_plain(value)
    except BadInput:
        return
    assert json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False).encode()) == value


@given(st.dictionaries(st.text(max_size=12), ANYTHING, max_size=5))
@settings(max_examples=10)
def test_the_desk_takes_anything_and_loses_nothing(raw: dict[str, Any]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/d.db", rehearsal=True)
        dossier = Walk(store, "to-ky-thuat-2025", Path(folder)).open()
        number = dossier.open_requests[0].number
        try:
            receipt = desk.hand_in(store, number, raw, "Ai đó", date(2025, 6, 1))
        except DaihoiError:
            assert store.get_dossier(dossier.code) == dossier
        else:
            kept = store.get_dossier(dossier.code).request(number)
            assert not receipt.accepted
            assert kept is not None
            assert kept.draft == raw
        store.engine.dispose()
