"""Private values erased after their time: gone from every file, and the chain still verifies."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from daihoi import doctor, retention
from daihoi.bundle import checking, sealing
from daihoi.errors import BadInput, Erased
from daihoi.rules.replay import replay
from daihoi.rules.retention import kept_until
from daihoi.settings import Settings
from daihoi.store import Store, chain, files, open_store
from daihoi.store.private import list_private
from tests.integration.walking import DAY, Walk

CODE = "to-ky-thuat-2025"
LATER = date(2031, 1, 1)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a congress walked to its archive; each test erases from a copy."""
    home = tmp_path_factory.mktemp("ended") / "home"
    store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, CODE, home)
    walk.open()
    walk.to_end()
    store.engine.dispose()
    return home


@pytest.fixture
def finished(tmp_path: Path, ended: Path) -> Iterator[Store]:
    """The store of a finished congress."""
    shutil.copytree(ended, tmp_path, dirs_exist_ok=True)
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    yield store
    store.engine.dispose()


def private_words(store: Store, folder: Path) -> set[str]:
    """What is said in private values and nowhere in a public line or paper."""
    with store.reading() as connection:
        public = b"".join(line for _, line in chain.lines(connection, CODE)).decode()
        values = [json.loads(v.value) for v in list_private(connection, CODE)]
    for paper in store.get_dossier(CODE).papers:
        if not paper.private:
            public += files.read(folder / "files", paper.files["md"]).decode().replace("\\", "")
    return {text for value in values for text in strings_in(value) if len(text) > 7 and text not in public}


def strings_in(value: Any) -> Iterator[str]:
    """Every text inside a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings_in(inner)
        case list():
            for inner in value:
                yield from strings_in(inner)
        case _:
            return


def erase(store: Store, folder: Path, day: date = LATER, *, early: bool = False) -> int:
    """Erase it, as its organiser."""
    return retention.erase(store, folder / "files", CODE, "Bí thư", day, "hết thời hạn", years=5, early=early)


def test_erased_values_are_gone_from_every_file_and_the_chain_holds(finished: Store, tmp_path: Path) -> None:
    words, private = private_words(finished, tmp_path), [p for p in finished.get_dossier(CODE).papers if p.private]
    assert len(words) > 20
    assert private
    assert erase(finished, tmp_path) > 3
    finished.engine.dispose()
    kept = b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())
    assert not [word for word in words if word.encode() in kept or json.dumps(word)[1:-1].encode() in kept]
    with finished.reading() as connection:
        assert chain.first_broken(chain.lines(connection, CODE)) is None
    for paper in private:
        assert not any((tmp_path / "files" / d[:2] / d).exists() for d in paper.files.values())


def test_the_state_after_an_erasure_is_what_its_journal_gives_and_the_doctor_agrees(
    finished: Store, tmp_path: Path
) -> None:
    before = finished.get_dossier(CODE)
    erase(finished, tmp_path)
    after = finished.get_dossier(CODE)
    assert replay(finished.list_journal(CODE)) == after
    assert (after.erased_on, after.opening.roster, after.answers.attendance) == (LATER, (), None)
    assert (after.answers.resolution, after.papers) == (before.answers.resolution, before.papers)
    settings = Settings(tmp_path, "", "http://127.0.0.1:9/api", "en", None)
    found = list(doctor.examine(finished, settings))
    assert [f.words.en for f in found if f.state == doctor.BAD] == []
    assert any("of 1 were erased" in f.words.en for f in found)


def test_a_state_before_the_erasure_is_refused_in_words_and_later_ones_are_given(
    finished: Store, tmp_path: Path
) -> None:
    last = finished.get_dossier(CODE).seq
    assert finished.get_dossier_at(CODE, last - 1).seq == last - 1
    erase(finished, tmp_path)
    with pytest.raises(Erased) as refused:
        finished.get_dossier_at(CODE, last)
    assert "01/01/2031" in refused.value.words.vi
    assert finished.get_dossier_at(CODE, last + 1) == finished.get_dossier(CODE)


def test_a_dossier_without_its_private_values_can_still_be_sealed_and_checked(finished: Store, tmp_path: Path) -> None:
    erase(finished, tmp_path)
    bundle = sealing.seal(finished, tmp_path / "files", CODE, tmp_path / "k.pem", LATER, private=True)
    verdict = checking.check(bundle)
    assert verdict.problems == []
    assert verdict.manifest["left_out"]["values"]
    assert verdict.manifest["left_out"]["papers"]


def test_nothing_is_erased_before_its_time_or_twice_or_while_active(finished: Store, tmp_path: Path) -> None:
    until = kept_until(finished.get_dossier(CODE))
    with pytest.raises(BadInput, match="--early"):
        erase(finished, tmp_path, until)
    assert [d.code for d in retention.erasable(finished, LATER, 5)] == [CODE]
    assert retention.erasable(finished, until, 5) == []
    erase(finished, tmp_path, until, early=True)
    with pytest.raises(BadInput, match="đã xóa"):
        erase(finished, tmp_path)
    Walk(finished, "vistip-2020", tmp_path).open()
    with pytest.raises(BadInput, match="chưa kết thúc"):
        retention.erase(finished, tmp_path, "vistip-2020", "Bí thư", DAY, "thử", years=5, early=True)


def test_a_state_that_its_journal_does_not_give_is_not_erased(finished: Store, tmp_path: Path) -> None:
    from sqlalchemy import text

    with finished.engine.begin() as connection:
        connection.execute(text("UPDATE dossiers SET state = replace(state, 'Hải Phòng', 'Hà Nội')"))
    with pytest.raises(BadInput, match="không khớp"):
        erase(finished, tmp_path)
