"""Copies made while the store is in use, restored into either database, and refused when damaged."""

import io
import json
import threading
import zipfile
from pathlib import Path

import pytest

from daihoi import desk
from daihoi.backup import back_up, restore
from daihoi.errors import BadInput
from daihoi.rules.replay import replay
from daihoi.store import Store, codes, open_store, persons
from schemas.cell import Person, Role
from schemas.step import Kind
from tests.integration.walking import DAY, Walk

CODE = "to-ky-thuat-2025"


@pytest.fixture
def house(tmp_path: Path) -> Store:
    """A store with a congress on its way, a person and a secret."""
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, CODE, tmp_path)
    walk.open()
    walk.to(Kind.ATTENDANCE)
    persons.add_person(store, Person(name="Lê Cường", role=Role.EDITOR, unit="Chi bộ A", since=DAY))
    codes.enrol(store, "Lê Cường")
    return store


def copy(house: Store, folder: Path) -> Path:
    """A backup of the house; nothing was wrong with it."""
    place = folder / "copy.zip"
    assert back_up(house, folder / "files", place).problems == ()
    return place


def assert_same_and_alive(restored: Store, house: Store, folder: Path) -> None:
    """The restored store says what the house says, numbers on from there, and its congress finishes."""
    assert restored.list_journal(CODE) == house.list_journal(CODE)
    assert restored.get_dossier(CODE) == house.get_dossier(CODE)
    assert persons.list_persons(restored) == persons.list_persons(house)
    last = max(r.number for r in restored.get_dossier(CODE).requests)
    walk = Walk(restored, CODE, folder)
    walk.asked.update(r.kind for r in restored.get_dossier(CODE).requests if r.settled_at)
    dossier = walk.to_end()
    assert min(r.number for r in dossier.requests if r.number > last) == last + 1
    assert replay(restored.list_journal(CODE)) == dossier


def test_a_copy_restores_into_another_sqlite_and_the_congress_finishes_there(house: Store, tmp_path: Path) -> None:
    place = copy(house, tmp_path)
    other = tmp_path / "other"
    restored = open_store(f"sqlite:///{other / 'daihoi.db'}", rehearsal=True)
    restore(restored, other / "files", place)
    assert {p.name for p in (tmp_path / "files").glob("*/*")} == {p.name for p in (other / "files").glob("*/*")}
    assert_same_and_alive(restored, house, other)


def test_a_copy_of_sqlite_restores_into_postgresql_and_back(house: Store, tmp_path: Path, postgres: str) -> None:
    there = open_store(postgres, rehearsal=True)
    restore(there, tmp_path / "there", copy(house, tmp_path))
    place = tmp_path / "back.zip"
    assert back_up(there, tmp_path / "there", place).problems == ()
    again = open_store(f"sqlite:///{tmp_path / 'again.db'}", rehearsal=True)
    restore(again, tmp_path / "again", place)
    assert again.list_journal(CODE) == house.list_journal(CODE)
    assert_same_and_alive(there, house, tmp_path / "there-home")
    there.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_copy_made_while_others_write_shows_one_moment(
    tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres") if database == "postgres" else f"sqlite:///{tmp_path / 'd.db'}"
    store, stop, failures = open_store(url, rehearsal=True), threading.Event(), list[BaseException]()
    walk = Walk(store, CODE, tmp_path, "first")
    walk.open()

    def write() -> None:
        try:
            for n in range(500):
                if stop.is_set():
                    return
                Walk(store, CODE, tmp_path, f"c{n}").open()
        except BaseException as error:
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            assert back_up(store, tmp_path / "files", tmp_path / f"{n}.zip").problems == ()
    finally:
        stop.set()
        writer.join()
    assert failures == []
    store.engine.dispose()


def test_the_copy_is_for_its_owner_only_and_no_half_one_stays(house: Store, tmp_path: Path) -> None:
    place = copy(house, tmp_path)
    assert place.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput):
        back_up(house, tmp_path / "files", tmp_path / "no such folder" / "copy.zip")
    assert not list(tmp_path.glob(".*.part"))


def test_what_was_wrong_before_is_said_of_the_copy(house: Store, tmp_path: Path) -> None:
    from sqlalchemy import text

    with house.engine.begin() as connection:
        connection.execute(text("UPDATE journal SET who = 'Ai khác' WHERE seq = 2"))
    problems = back_up(house, tmp_path / "files", tmp_path / "copy.zip").problems
    assert "line 2" in problems[0].words.en


def test_a_store_in_use_is_never_overwritten(house: Store, tmp_path: Path) -> None:
    place, before = copy(house, tmp_path), house.get_dossier(CODE)
    with pytest.raises(BadInput, match="không ghi đè"):
        restore(house, tmp_path / "files", place)
    assert house.get_dossier(CODE) == before


def rewritten(place: Path, change: dict[str, bytes | None]) -> Path:
    """A copy of the copy with entries replaced, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(out, "w") as new:
        for name in [*old.namelist(), *(n for n in change if n not in old.namelist())]:
            content = change.get(name, old.read(name) if name in old.namelist() else None)
            if content is not None:
                new.writestr(name, content)
    hurt = place.with_name("hurt.zip")
    hurt.write_bytes(out.getvalue())
    return hurt


def test_damage_and_malice_are_refused_and_nothing_is_written(house: Store, tmp_path: Path) -> None:
    place = copy(house, tmp_path)
    whole = place.read_bytes()
    manifest = json.loads(zipfile.ZipFile(place).read("manifest.json"))
    paper = next(n for n in zipfile.ZipFile(place).namelist() if n.startswith("files/"))
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.zip").write_text("xin chào")
    hurt: list[Path] = [tmp_path / "cut.zip", tmp_path / "text.zip", tmp_path / "absent.zip"]
    changes: list[dict[str, bytes | None]] = [
        {"tables/journal.jsonl": b"{}\n"},
        {"tables/journal.jsonl": None},
        {"manifest.json": None},
        {"manifest.json": b"[]"},
        {"manifest.json": json.dumps({**manifest, "revision": "9999"}).encode()},
        {"manifest.json": json.dumps({**manifest, "format": "x"}).encode()},
        {paper: b"x"},
        {"files/../../../escaped": b"x"},
    ]
    for n, file in enumerate(hurt + [Path(str(c)) for c in range(len(changes))]):
        file = rewritten(place, changes[n - len(hurt)]) if n >= len(hurt) else file
        store = open_store(f"sqlite:///{tmp_path / f'n{n}.db'}", rehearsal=True)
        with pytest.raises(BadInput):
            restore(store, tmp_path / f"n{n}", file)
        assert store.list_codes() == []
        store.engine.dispose()
    assert not list(tmp_path.rglob("escaped"))


def test_a_copy_of_an_older_revision_is_brought_up_when_it_is_restored(house: Store, tmp_path: Path) -> None:
    from alembic import command

    from daihoi.store import dump
    from daihoi.store.opening import migrations

    with house.engine.begin() as connection:
        command.downgrade(migrations(connection), "0002")
    tables: dict[str, list[bytes]] = {}
    revision = dump.read_tables(house, lambda name, lines: tables.update({name: list(lines)}))
    assert revision == "0002"
    restored = open_store(f"sqlite:///{tmp_path / 'new.db'}", rehearsal=True)
    dump.write_tables(restored, revision, tables.items())
    assert replay(restored.list_journal(CODE)) == restored.get_dossier(CODE)
    assert desk.continue_congress(restored, CODE, DAY).open_requests
