"""`daihoi doctor` on a healthy installation, and on ones that were hurt on purpose."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from daihoi import doctor
from daihoi.settings import Settings
from daihoi.store import Store, open_store
from schemas.step import Kind
from tests.integration.walking import Walk

CODE = "to-ky-thuat-2025"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a congress before its review, papers and all; each test hurts a copy."""
    home = tmp_path_factory.mktemp("healthy") / "home"
    store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, CODE, home)
    walk.open()
    walk.to(Kind.REVIEW)
    store.engine.dispose()
    return home


@pytest.fixture
def settings(tmp_path: Path, healthy: Path) -> Settings:
    """An installation whose Prefect does not run."""
    home = tmp_path / "home"
    shutil.copytree(healthy, home)
    return Settings(home, f"sqlite:///{home / 'daihoi.db'}", "http://127.0.0.1:9/api", "en", None)


@pytest.fixture
def house(settings: Settings) -> Store:
    """Its store."""
    return open_store(settings.database_url, rehearsal=True)


def bad(store: Store, settings: Settings) -> dict[str, str]:
    """What the doctor finds unwell: about what, and the sentence."""
    found: dict[str, str] = {}
    for finding in doctor.examine(store, settings):
        if finding.state == doctor.BAD:
            found[finding.about] = f"{found.get(finding.about, '')} {finding.words.en}"
    return found


def execute(store: Store, statement: str) -> None:
    """Change the store behind the program's back."""
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_healthy_installation_without_prefect_is_fine_with_a_note(house: Store, settings: Settings) -> None:
    found = {f.about: f.state for f in doctor.examine(house, settings)}
    assert bad(house, settings) == {}
    assert (found["server"], found["dossiers"], found["fonts"]) == (doctor.NOTE, doctor.FINE, doctor.FINE)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE journal SET who = 'Ai khác' WHERE seq = 2", "line 2 was changed"),
        (
            'UPDATE dossiers SET state = replace(state, \'"life":"active"\', \'"life":"closed"\')',
            "not what its journal",
        ),
        ("UPDATE requests SET open = 1", "list of what waits"),
        ("UPDATE dossiers SET step = 'plan'", "list of what waits"),
        ("UPDATE private_values SET value = '[]'", "private values"),
        ("UPDATE private_values SET salt = zeroblob(16)", "private values"),
        ("DELETE FROM private_values", "cannot be replayed"),
    ],
)
def test_a_store_changed_behind_its_back_is_found(house: Store, settings: Settings, statement: str, says: str) -> None:
    execute(house, statement)
    assert says in bad(house, settings).get(CODE, "nothing")


@pytest.mark.parametrize(("hurt", "says"), [(lambda p: p.unlink(), "gone"), (lambda p: p.write_bytes(b"x"), "changed")])
def test_a_paper_gone_or_changed_is_named(
    house: Store, settings: Settings, hurt: Callable[[Path], object], says: str
) -> None:
    paper = house.get_dossier(CODE).papers[0]
    digest = paper.files["md"]
    hurt(settings.files / digest[:2] / digest)
    assert f"{paper.code} v{paper.version}.md: the file is {says}" in bad(house, settings)[CODE]


def test_a_clock_set_back_is_noticed(house: Store, settings: Settings) -> None:
    last = house.get_dossier(CODE).seq
    execute(house, f"UPDATE journal SET at = '2999-01-01 00:00:00.000000' WHERE seq = {last}")
    assert "set the clock" in bad(house, settings)["clock"]
