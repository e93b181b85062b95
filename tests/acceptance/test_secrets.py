"""Secrets that are planted in the environment, the store and the files never come out of a command, whatever it says."""

import contextlib
import io
import os
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from daihoi import settings
from daihoi.cli.main import main
from daihoi.store import codes, keyring, open_store, persons
from daihoi.store.tables import private_values
from schemas.cell import Person, Role
from schemas.step import Kind
from tests.integration.walking import Walk

CODE = "to-ky-thuat-2025"
PASSWORD = "mat-khau-cai-vao-7391"
COMMANDS = (
    ("pending",),
    ("show", CODE),
    ("journal", CODE),
    ("papers", CODE),
    ("person", "list"),
    ("person", "log"),
    ("person", "rekey"),
    ("doctor",),
    ("verify",),
    ("repair",),
    ("watch", "--no-prefect"),
    ("season",),
    ("answer", "1", "khong-co.yaml", "--as", "Ai đó", "--otp", "000000"),
    ("cancel", CODE, "--as", "Lê Cường", "--reason", "thử", "--otp", "123456"),
    ("restore", "khong-co.zip"),
    ("seal", "khong-co"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a congress, a person with a secret, a sealing key, and a mail server with a password."""
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, CODE, tmp_path)
    walk.open()
    walk.to(Kind.SITTING)
    persons.add_person(store, Person(name="Lê Cường", role=Role.ORGANISER, unit=walk.write().opening.cell.name))
    codes.enrol(store, "Lê Cường")
    store.engine.dispose()
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path))
    monkeypatch.setenv("DAIHOI_OPEN", "0")
    monkeypatch.setenv("DAIHOI_MAIL", f"smtp://ai:{PASSWORD}@127.0.0.1:9")
    monkeypatch.setenv("DAIHOI_WEBHOOK", f"http://127.0.0.1:9/hooks/{PASSWORD}")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*arguments: str) -> str:
    """All that a command says, whatever becomes of it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        main(arguments)
    return out.getvalue()


def test_no_command_says_a_secret_or_a_private_value(home: Path) -> None:
    with open_store(f"sqlite:///{home / 'daihoi.db'}").reading() as connection:
        from sqlalchemy import text

        hidden = str(connection.execute(text("SELECT secret FROM enrolments")).scalar())
    secret, codes_key = keyring.reveal(hidden), settings.codes_key().read_text().strip()
    said("seal", CODE, "--interim", "--to", str(home / "b.zip"))
    key = (home / "seal.pem").read_text().splitlines()[1]
    everything = "".join(said(*c) for c in COMMANDS)
    for planted in (PASSWORD, secret, hidden, codes_key, key):
        assert planted not in everything
    for name in ("Hồ Anh Tuấn", "Nghiêm Thùy Dung"):
        assert name not in everything, name


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] not in ("restore", "seal")])
def test_a_database_that_is_down_does_not_give_its_password_away(
    command: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAIHOI_DATABASE_URL", f"postgresql://ai:{PASSWORD}@127.0.0.1:9/daihoi")
    words = said(*command)
    assert PASSWORD not in words
    assert words.strip()


def test_the_environment_is_not_printed_when_the_program_crashes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "seal.pem").write_text(f"-----BEGIN PRIVATE KEY-----\n{PASSWORD}\n-----END PRIVATE KEY-----\n")
    words = said("seal", CODE, "--interim")
    assert "Ed25519" in words
    assert PASSWORD not in words
    assert os.environ["DAIHOI_HOME"] == str(home)


def test_an_error_of_the_store_or_of_a_noun_does_not_quote_what_it_stumbled_over(home: Path) -> None:
    """Whatever ends a run stands in Prefect's logs and states with its traceback."""
    store = open_store(f"sqlite:///{home / 'daihoi.db'}")
    # As if a private value were put aside twice.
    row = {"digest": "d", "code": CODE, "salt": b"", "value": PASSWORD}
    with store.engine.connect() as connection, pytest.raises(IntegrityError) as of_the_store:
        connection.execute(insert(private_values), [row, row])
    with pytest.raises(ValidationError) as of_a_noun:
        Person.model_validate({"name": PASSWORD, "role": PASSWORD, "unit": 1})
    for error in (of_the_store.value, of_a_noun.value):
        assert PASSWORD not in "".join(traceback.format_exception(error))
