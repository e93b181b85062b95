"""One run a congress: who is named, and who may execute it."""

from pathlib import Path

import pytest

from daihoi import runs
from daihoi.store import Store
from schemas.dossier import Dossier
from tests.integration.walking import Walk

CODE = "to-ky-thuat-2025"


class Server:
    """Remembers which runs were made and which were deleted; somebody else is named while ours is being made."""

    def __init__(self, store: Store, meanwhile: str | None = None) -> None:
        self.store, self.meanwhile = store, meanwhile
        self.deleted: list[str] = []

    def start_run(self, code: str, name: str, tags: list[str]) -> str:
        if self.meanwhile is not None:
            assert self.store.name_run(code, self.meanwhile, None)
        return "ours"

    def delete_run(self, run: str) -> None:
        self.deleted.append(run)


@pytest.fixture
def dossier(store: Store, tmp_path: Path) -> Dossier:
    """A congress without a run."""
    return Walk(store, CODE, tmp_path).open()


def test_a_new_run_is_named(store: Store, dossier: Dossier) -> None:
    assert runs.start_run(store, Server(store), dossier) == "ours"  # type: ignore[arg-type]
    assert store.get_lease(CODE).run == "ours"


def test_of_two_runs_made_at_once_the_second_is_deleted(store: Store, dossier: Dossier) -> None:
    server = Server(store, meanwhile="theirs")
    assert runs.start_run(store, server, dossier) == "theirs"  # type: ignore[arg-type]
    assert server.deleted == ["ours"]
    assert store.get_lease(CODE).run == "theirs"


def test_a_run_that_is_gone_is_replaced_once(store: Store, dossier: Dossier) -> None:
    assert store.name_run(CODE, "gone", None)
    assert store.name_run(CODE, "new", "gone")
    assert not store.name_run(CODE, "newer", "gone")
    assert store.get_lease(CODE).run == "new"


def test_a_lease_is_for_one_worker_until_it_is_given_back(store: Store, dossier: Dossier) -> None:
    assert store.take_lease(CODE, "run", "one")
    assert store.take_lease(CODE, "run", "one")
    assert not store.take_lease(CODE, "run", "two")
    assert not store.take_lease(CODE, "other", "one")
    store.release_lease(CODE, "one")
    assert store.take_lease(CODE, "run", "two")
