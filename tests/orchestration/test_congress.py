"""A congress on a real server: both doors, refused answers, the page's form, the end."""

import re

import pytest

from daihoi import runs
from daihoi.rules.replay import replay
from schemas.dossier import Life
from tests.house import House


@pytest.fixture(scope="module")
def finished(house: House) -> str:
    """The small congress of 2025, played to its end through both doors."""
    people = house.people("to-ky-thuat-2025")
    assert people.open().returncode == 0
    for turn in people.turns(240):
        assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
    return people.code


def test_a_congress_ends_with_its_run_completed(house: House, finished: str) -> None:
    dossier = house.store.get_dossier(finished)
    assert dossier.life is Life.CLOSED
    run = house.api.get_run(str(house.store.get_lease(finished).run))
    assert run is not None
    assert run["state_type"] == "COMPLETED"
    assert run["name"] == runs.run_name(dossier)


def test_the_journal_of_a_played_congress_has_no_gap_and_replays_to_its_state(house: House, finished: str) -> None:
    records = house.store.list_journal(finished)
    assert [r.seq for r in records] == list(range(1, len(records) + 1))
    assert replay(records) == house.store.get_dossier(finished)


def test_every_public_paper_is_an_artifact_of_the_run_and_private_ones_only_by_digest(
    house: House, finished: str
) -> None:
    found = {a["key"]: a["data"] for a in house.api.list_artifacts(str(house.store.get_lease(finished).run))}
    dossier = house.store.get_dossier(finished)
    for paper in dossier.papers:
        text = found[re.sub(r"[^a-z0-9]+", "-", f"{finished}-{paper.place}".casefold())]
        assert ("không công khai" in text) == paper.private
        if paper.private:
            assert not any(m.name in text for m in dossier.opening.roster)
    assert "Nghị quyết" in found[f"{finished}-c10"] or "NGHỊ QUYẾT" in found[f"{finished}-c10"]
