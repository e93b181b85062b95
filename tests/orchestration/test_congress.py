"""A congress on a real server: both doors, refused answers, the page's form, the end."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from daihoi import runs
from daihoi.rules.replay import replay
from daihoi.store import chain, files
from daihoi.store.private import list_private
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


def test_no_private_value_and_no_secret_is_anywhere_but_in_the_store(house: House, finished: str) -> None:
    store = house.store
    with store.reading() as connection:
        public = b"".join(line for _, line in chain.lines(connection, finished)).decode()
        private = {s for v in list_private(connection, finished) for s in strings_in(json.loads(v.value))}
        secrets = {str(s) for s in connection.execute(text("SELECT secret FROM enrolments")).scalars()}
    papers = "".join(
        files.read(house.settings.files, p.files["md"]).decode().replace("\\", "")
        for p in store.get_dossier(finished).papers
        if not p.private
    )
    # What a public paper or answer bears is public; short words are found anywhere.
    private = {s for s in private if len(s) > 7 and s not in public and s not in papers}
    assert len(private) > 10
    ours = (house.home / "daihoi.db", house.settings.files)
    elsewhere = [p for p in house.home.rglob("*") if p.is_file() and not any(str(p).startswith(str(o)) for o in ours)]
    assert any(p.name.startswith("prefect.db") for p in elsewhere)
    content = b"\n".join(p.read_bytes() for p in elsewhere)
    # Prefect keeps JSON, in which Vietnamese may be escaped.
    leaked = [s for s in private | secrets if s.encode() in content or json.dumps(s)[1:-1].encode() in content]
    assert leaked == []


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
