"""The commands of trust as they are typed: people, codes, sealing, checking, copying, erasing."""

import contextlib
import io
import json
from pathlib import Path

import pyotp
import pytest

from daihoi.cli.main import main
from daihoi.store import open_store
from tests.integration.walking import EXAMPLES, Walk

CODE = "to-ky-thuat-2025"
CELL = "Chi bộ Tổ Kỹ thuật"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation that asks for roles and codes, without Prefect."""
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAIHOI_OPEN", "0")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def finished(home: Path) -> Path:
    """The same with a finished congress."""
    store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, CODE, home)
    walk.open()
    walk.to_end()
    store.engine.dispose()
    return home


def typed(*arguments: str) -> tuple[int, str]:
    """Exit code and all that was said."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(arguments)
    return code, out.getvalue()


def test_a_stranger_is_told_the_command_and_then_who_may(home: Path) -> None:
    opening = str(EXAMPLES / CODE / "opening.yaml")
    code, said = typed("new", opening, "--as", "Người lạ")
    assert (code, "daihoi person add" in said) == (1, True)
    assert typed("person", "add", "Lê Văn Cường", "--role", "organiser", "--unit", CELL)[0] == 0
    code, said = typed("new", opening, "--as", "Người lạ")
    assert (code, "Lê Văn Cường" in said) == (1, True)
    assert typed("new", opening, "--as", "Lê Văn Cường")[0] == 0
    assert json.loads(typed("person", "list", "--json")[1])[0]["name"] == "Lê Văn Cường"


def test_calling_off_asks_for_a_code_which_works_once(home: Path) -> None:
    typed("person", "add", "Lê Văn Cường", "--role", "organiser", "--unit", CELL)
    typed("new", str(EXAMPLES / CODE / "opening.yaml"), "--as", "Lê Văn Cường")
    cancel = ("cancel", CODE, "--as", "Lê Văn Cường", "--reason", "thử")
    code, said = typed(*cancel)
    assert (code, "--otp" in said) == (1, True)
    telephone = pyotp.parse_uri(json.loads(typed("person", "enrol", "Lê Văn Cường", "--json")[1])["address"])
    assert isinstance(telephone, pyotp.TOTP)
    digits = telephone.now()
    assert typed(*cancel, "--otp", digits)[0] == 0
    journal = typed("journal", CODE)[1].splitlines()
    assert "tự khai" in journal[0]
    assert "có mã xác nhận" in journal[-1]
    code, said = typed("cancel", CODE, "--as", "Lê Văn Cường", "--reason", "lại", "--otp", digits)
    assert (code, "dùng" in said) == (1, True)


def test_the_roll_says_who_gave_whom_what_and_its_key_can_be_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAIHOI_KEY")
    monkeypatch.setenv("DAIHOI_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    person = ("person", "add", "Lê Văn Cường", "--role", "organiser", "--unit", CELL)
    assert typed(*person, "--as", "Quản trị")[0] == 0
    telephone = pyotp.parse_uri(json.loads(typed("person", "enrol", "Lê Văn Cường", "--json")[1])["address"])
    assert isinstance(telephone, pyotp.TOTP)
    typed("person", "end", "Lê Văn Cường", "--on", "2099-12-31")
    before = (home / "codes.key").read_bytes()
    assert "1 people" in typed("person", "rekey")[1]
    assert before.strip() not in (home / "codes.key").read_bytes()
    code, said = typed("person", "log")
    first, second, third = said.splitlines()
    assert (code, "person:add  Lê Văn Cường  organiser" in first, "by Quản trị" in first) == (0, True, True)
    assert ("person:enrol" in second, "by not said" in second, "2099-12-31" in third) == (True, True, True)
    assert telephone.secret not in typed("person", "log", "--json")[1]
    typed("new", str(EXAMPLES / CODE / "opening.yaml"), "--as", "Lê Văn Cường")
    cancel = ("cancel", CODE, "--as", "Lê Văn Cường", "--reason", "thử", "--otp", telephone.now())
    assert typed(*cancel)[0] == 0


def test_enrolling_shows_a_code_to_scan(home: Path) -> None:
    typed("person", "add", "Lê Văn Cường", "--role", "organiser", "--unit", CELL)
    code, said = typed("person", "enrol", "Lê Văn Cường")
    assert (code, "█" in said or "▀" in said, "otpauth://totp/" in said) == (0, True, True)
    code, said = typed("person", "enrol", "Lê Văn Cường")
    assert (code, "--again" in said) == (2, True)


def test_sealed_and_checked_from_both_sides_of_the_door(finished: Path) -> None:
    assert typed("seal", CODE, "--to", "b.zip")[0] == 0
    code, said = typed("verify", "b.zip", "--json")
    found = json.loads(said)
    assert (code, found["whole"]) == (0, True)
    assert typed("verify", "b.zip", "--key", found["key"], "--head", found["head"])[0] == 0
    assert typed("verify", "b.zip", "--key", "0" * 64)[0] == 1
    assert typed("verify", "b.zip", "--head", "0" * 64)[0] == 1
    content = bytearray(Path("b.zip").read_bytes())
    content[len(content) // 2] ^= 1
    Path("b.zip").write_bytes(content)
    code, said = typed("verify", "b.zip")
    assert (code, "KHÔNG NGUYÊN VẸN" in said) == (1, True)
    assert typed("verify", "absent.zip")[0] == 2


def test_the_head_on_the_result_report_is_found_in_the_installation(finished: Path) -> None:
    store = open_store(f"sqlite:///{finished / 'daihoi.db'}")
    paper = store.get_dossier(CODE).paper("S01")
    assert paper is not None
    digest = paper.files["md"]
    text = (finished / "files" / digest[:2] / digest).read_text()
    heads = [word.strip(".;*") for word in text.split() if len(word.strip(".;*")) == 64]
    assert len(heads) == 2
    for head in heads:
        assert typed("verify", "--head", head)[0] == 0
    assert typed("verify", "--head", "f" * 64)[0] == 1


def test_copied_and_restored_elsewhere(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed("backup", "copy.zip")[0] == 0
    assert typed("restore", "copy.zip")[0] == 2, "in use"
    before = typed("show", CODE, "--json")[1]
    monkeypatch.setenv("DAIHOI_HOME", str(finished.with_name("other")))
    assert typed("restore", "copy.zip")[0] == 0
    assert typed("show", CODE, "--json")[1] == before
    assert typed("verify")[0] == 0
    assert "✗" not in typed("doctor")[1]


def test_erased_only_by_who_may_and_after_its_time(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed("person", "add", "Lê Văn Cường", "--role", "organiser", "--unit", CELL)
    telephone = pyotp.parse_uri(json.loads(typed("person", "enrol", "Lê Văn Cường", "--json")[1])["address"])
    assert isinstance(telephone, pyotp.TOTP)
    act = ("erase", CODE, "--reason", "hết thời hạn", "--otp", telephone.now())
    monkeypatch.setenv("DAIHOI_TODAY", "2026-01-01")
    code, said = typed(*act, "--as", "Lê Văn Cường")
    assert (code, "12/09/2030" in said) == (2, True)
    monkeypatch.setenv("DAIHOI_TODAY", "2031-01-01")
    assert CODE in typed("erase")[1]
    assert typed(*act, "--as", "Người lạ")[0] == 1
    assert typed(*act, "--as", "Lê Văn Cường")[0] == 0
    assert typed("verify")[0] == 0
    assert "✗" not in typed("doctor")[1]
