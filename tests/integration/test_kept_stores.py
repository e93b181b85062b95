"""Congresses started under an earlier state of the program are migrated and finish.

``tests/stores/NAME/EXAMPLE.db`` was written half way through by the program of its day; none is ever edited.
``python -m tests.integration.keep_stores NAME`` adds a folder.
"""

import shutil
from pathlib import Path

import pytest

from daihoi.rules.replay import replay
from daihoi.store import open_store
from schemas.dossier import Life
from tests.integration.walking import Walk

STORES = Path(__file__).parents[1] / "stores"
KEPT = sorted(STORES.glob("*/*.db"))


def test_at_least_one_store_of_every_example_is_kept() -> None:
    examples = {p.parent.name for p in (STORES.parents[1] / "examples").glob("*/opening.yaml")}
    assert examples <= {p.stem for p in KEPT}


@pytest.mark.parametrize("kept", KEPT, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_kept_store_is_migrated_and_its_congress_finishes(kept: Path, tmp_path: Path) -> None:
    shutil.copyfile(kept, tmp_path / "daihoi.db")
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    before = store.get_dossier(kept.stem)
    assert before.life is Life.ACTIVE
    assert replay(store.list_journal(kept.stem)) == before
    walk = Walk.resumed(store, kept.stem, tmp_path)
    dossier = walk.to_end()
    assert dossier.procedure == before.procedure
    assert replay(store.list_journal(kept.stem)) == dossier
