"""The roll of persons, and the key that hides the secrets of their codes."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pyotp
import pytest
from alembic import command
from sqlalchemy import text

from daihoi import doctor
from daihoi.backup import back_up, restore
from daihoi.errors import StoreUnavailable
from daihoi.rules.roll import read_roll
from daihoi.store import Store, anchors, chain, codes, keyring, open_store, persons, roll
from daihoi.store.codes import TypedCode
from daihoi.store.opening import migrations
from schemas.cell import Person, Role
from schemas.roll import RollAct

DAY = date(2026, 3, 2)
AN = Person(name="Nguyễn An", role=Role.ORGANISER, unit="Chi bộ A", mail="an@cb.example")
BINH = Person(name="Trần Bình", role=Role.SUPERIOR, unit="Đảng ủy B", since=DAY)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key of this test's stores: one at home, as an installation has it."""
    monkeypatch.delenv("DAIHOI_KEY")
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path))
    return tmp_path / "codes.key"


@pytest.fixture
def listed(key: Path, guarded: Store) -> Store:
    """Two people, one with codes, one whose role was ended."""
    persons.add_person(guarded, AN, "Quản trị")
    persons.add_person(guarded, BINH)
    codes.enrol(guarded, AN.name, who="Quản trị")
    persons.end_person(guarded, BINH.name, date(2026, 12, 31), who="Quản trị")
    return guarded


def secret_of(store: Store) -> str:
    """The one secret there is, in the open."""
    with store.reading() as connection:
        return keyring.reveal(connection.execute(text("SELECT secret FROM enrolments")).scalar_one())


def spend(store: Store, secret: str) -> None:
    """Type the code of this half minute."""
    now = datetime.now(UTC)
    codes.spend(store, AN.name, TypedCode(pyotp.TOTP(secret).at(now), now, "x"))


def test_every_change_is_a_line_and_the_lines_give_the_list(listed: Store) -> None:
    lines = roll.list_roll(listed)
    assert [(line.act, line.name, line.who) for line in lines] == [
        (RollAct.ADD, AN.name, "Quản trị"),
        (RollAct.ADD, BINH.name, None),
        (RollAct.ENROL, AN.name, "Quản trị"),
        (RollAct.END, BINH.name, "Quản trị"),
    ]
    told = read_roll(lines)
    assert told.persons == [p.model_copy(update={"mail": None}) for p in persons.list_persons(listed)]
    assert told.persons[1].until == date(2026, 12, 31)
    assert told.enrolled == {AN.name: keyring.fingerprint(secret_of(listed))}
    assert AN.mail not in str(lines)
    assert (doctor.examine_roll(listed).state, doctor.examine_codes(listed).state) == (doctor.FINE, doctor.FINE)


def test_nothing_changed_writes_no_line(listed: Store) -> None:
    assert persons.end_person(listed, "Không có ai", DAY) == 0
    assert len(roll.list_roll(listed)) == 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE roll SET who = 'Người khác' WHERE seq = 1",
        "UPDATE roll SET payload = replace(payload, 'superior', 'organiser') WHERE seq = 2",
        "DELETE FROM roll WHERE seq = 2",
        "INSERT INTO persons (name, role, unit) VALUES ('Kẻ lạ', 'superior', 'Đảng ủy B')",
        "UPDATE persons SET until = NULL WHERE name = 'Trần Bình'",
        "DELETE FROM persons WHERE name = 'Nguyễn An'",
    ],
)
def test_a_change_behind_the_programs_back_is_found(listed: Store, change: str) -> None:
    with listed.engine.begin() as connection:
        connection.execute(text(change))
    assert doctor.examine_roll(listed).state == doctor.BAD


def test_a_roll_rewritten_from_its_first_line_is_found_by_the_anchor(listed: Store) -> None:
    assert roll.NAME in anchors.anchor(listed, DAY).heads
    with listed.engine.begin() as connection:
        connection.execute(text("DELETE FROM roll"))
        roll.add_line(connection, RollAct.ADD, "Kẻ lạ", {"role": "superior", "unit": "Đảng ủy B"}, None)
        assert chain.first_broken(roll.lines(connection)) is None
        assert anchors.first_broken(connection) == (1, roll.NAME)


def test_a_secret_put_in_by_somebody_else_is_found(listed: Store) -> None:
    with listed.engine.begin() as connection:
        connection.execute(text("UPDATE enrolments SET secret = :s"), {"s": keyring.hide(pyotp.random_base32())})
    found = doctor.examine_codes(listed)
    assert (found.state, AN.name in found.words.vi) == (doctor.BAD, True)


def test_a_secret_lies_open_in_no_file_and_its_key_in_no_backup(listed: Store, key: Path, tmp_path: Path) -> None:
    secret, copy = secret_of(listed), tmp_path / "copy.zip"
    assert keyring.is_private(key)
    assert back_up(listed, tmp_path / "files", copy).problems == ()
    with zipfile.ZipFile(copy) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    kept = inside + b"".join(p.read_bytes() for p in tmp_path.glob("guarded.db*"))
    assert secret.encode() not in kept
    assert key.read_bytes().strip() not in kept
    assert b"person:enrol" in inside


def test_restored_without_the_key_the_roll_is_there_and_codes_say_what_to_do(
    listed: Store, key: Path, tmp_path: Path
) -> None:
    secret, copy = secret_of(listed), tmp_path / "copy.zip"
    back_up(listed, tmp_path / "files", copy)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", rehearsal=False)
    restore(other, tmp_path / "files", copy)
    assert roll.list_roll(other) == roll.list_roll(listed)
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(StoreUnavailable, match="--again"):
        spend(other, secret)
    found = doctor.examine_codes(other)
    assert (found.state, str(key) in found.words.en) == (doctor.BAD, True)
    key.write_bytes(kept)
    spend(other, secret)
    key.unlink()
    codes.enrol(other, AN.name, again=True)
    assert doctor.examine_codes(other).state == doctor.FINE


def test_a_changed_key_opens_what_the_old_one_hid_and_the_old_one_opens_nothing(
    listed: Store, key: Path, tmp_path: Path
) -> None:
    secret, old = secret_of(listed), tmp_path / "old.key"
    old.write_bytes(key.read_bytes())
    assert codes.change_key(listed, key) == 1
    assert secret_of(listed) == secret
    assert keyring.is_private(key)
    with listed.reading() as connection:
        hidden = connection.execute(text("SELECT secret FROM enrolments")).scalar_one()
    with pytest.raises(StoreUnavailable):
        keyring.reveal(hidden, old)
    spend(listed, secret)


def test_a_key_file_that_others_may_read_is_named(listed: Store, key: Path) -> None:
    key.chmod(0o644)
    assert "chmod 600" in doctor.examine_codes(listed).words.en


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_people_and_secrets_of_an_older_store_come_onto_the_roll_and_under_the_key(
    database: str, key: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}" if database == "sqlite" else request.getfixturevalue("postgres")
    store, secret = open_store(url), pyotp.random_base32()
    with store.engine.begin() as connection:
        command.downgrade(migrations(connection), "0009")
        connection.execute(
            text("INSERT INTO persons (name, role, unit, since) VALUES ('Trần Bình', 'superior', 'Đảng ủy B', :d)"),
            {"d": DAY.isoformat() if database == "sqlite" else DAY},
        )
        connection.execute(
            text("INSERT INTO enrolments (name, secret, at, failures) VALUES ('Trần Bình', :s, :at, 0)"),
            {"s": secret, "at": datetime.now(UTC)},
        )
    store.engine.dispose()
    store = open_store(url)
    assert (doctor.examine_roll(store).state, doctor.examine_codes(store).state) == (doctor.FINE, doctor.FINE)
    assert [(line.act, line.who) for line in roll.list_roll(store)] == [(RollAct.ADD, None), (RollAct.ENROL, None)]
    assert secret_of(store) == secret
    store.engine.dispose()
    assert database != "sqlite" or secret.encode() not in (tmp_path / "old.db").read_bytes()
    with store.engine.begin() as connection:
        command.downgrade(migrations(connection), "0009")
        assert connection.execute(text("SELECT secret FROM enrolments")).scalar_one() == secret
    store.engine.dispose()
