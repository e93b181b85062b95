"""A congress on a real server that asks for roles and codes: both doors, refused answers, secrets, the end."""

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daihoi import runs
from daihoi.forms.page import CODE_FIELD, NUMBER_FIELD, WHO_FIELD
from daihoi.rules.authority import FROM_PAGE, grant_for
from daihoi.rules.replay import replay
from daihoi.store import files, open_store
from daihoi.waits import PREFIX
from schemas.dossier import Life
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind
from tests.house import House, People
from tests.integration.walking import Walk
from tests.secrecy import found_in, private_values, read_folder, secrets_of
from tests.waiting import until, waiting_run

AnswerOf = Callable[[str, str, int], dict[str, Any]]


@pytest.fixture(scope="module")
def guarded_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that asks for roles and codes, as an installation does."""
    house = House(tmp_path_factory.mktemp("guarded"), guarded=True).start()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def people(guarded_house: House) -> People:
    """The people of the small congress of 2025, each with their role and their codes."""
    people = guarded_house.people("to-ky-thuat-2025")
    assert len(list(people.enrol_people())) == 6
    return people


@pytest.fixture(scope="module")
def finished(people: People) -> str:
    """Their congress, played to its end through both doors."""
    assert people.open().returncode == 0
    for turn in people.turns(300):
        assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
    return people.code


def test_a_congress_ends_with_its_run_completed(guarded_house: House, finished: str) -> None:
    dossier = guarded_house.store.get_dossier(finished)
    assert dossier.life is Life.CLOSED
    # The store closes the congress; the run says so a moment later.
    run = until(
        lambda: (
            (r := guarded_house.api.get_run(str(guarded_house.store.get_lease(finished).run)))
            and r["state_type"] == "COMPLETED"
            and r
        ),
    )
    assert run["name"] == runs.run_name(dossier)


def test_the_journal_of_a_played_congress_has_no_gap_and_replays_to_its_state(
    guarded_house: House, finished: str
) -> None:
    records = guarded_house.store.list_journal(finished)
    assert [r.seq for r in records] == list(range(1, len(records) + 1))
    assert replay(records) == guarded_house.store.get_dossier(finished)


def test_every_public_paper_is_an_artifact_of_the_run_and_private_ones_only_by_digest(
    guarded_house: House, finished: str
) -> None:
    found = {
        a["key"]: a["data"] for a in guarded_house.api.list_artifacts(str(guarded_house.store.get_lease(finished).run))
    }
    dossier = guarded_house.store.get_dossier(finished)
    for paper in dossier.papers:
        text = found[re.sub(r"[^a-z0-9]+", "-", f"{finished}-{paper.place}".casefold())]
        assert ("không công khai" in text) == paper.private
        if paper.private:
            assert not any(m.name in text for m in dossier.opening.roster)
    assert "Nghị quyết" in found[f"{finished}-c10"] or "NGHỊ QUYẾT" in found[f"{finished}-c10"]


def assert_nothing_leaked(house: House, code: str) -> None:
    """No private value and no secret stands in Prefect's database (runs, states, parameters, artifacts, logs), our logs
    or the letters: in no file but the store and its papers."""
    private, planted = private_values(house.store, code), secrets_of(house.store)
    assert (len(private) > 30, len(planted)) == (True, 13), len(private)
    kept = (house.home / "daihoi.db", house.settings.files)
    assert list((house.home / "prefect").glob("prefect.db"))
    assert found_in(private | planted, *read_folder(house.home, *kept)) == set()
    public = [p for p in house.store.get_dossier(code).papers if not p.private]
    assert found_in(private, *(files.read(house.settings.files, d) for p in public for d in p.files.values())) == set()


def test_no_private_value_and_no_secret_is_anywhere_but_in_the_store(guarded_house: House, finished: str) -> None:
    assert_nothing_leaked(guarded_house, finished)


@pytest.mark.soak
@pytest.mark.parametrize(
    "example", ["vistip-2020", "dang-bo-benh-vien-2025", "cong-doan-may-2025", "chi-doan-ky-thuat-2024"]
)
def test_nothing_of_the_larger_examples_is_anywhere_but_in_the_store(example: str, tmp_path: Path) -> None:
    house = House(tmp_path / "guarded", guarded=True).start()
    try:
        people = house.people(example)
        assert len(list(people.enrol_people())) == 6
        assert people.open().returncode == 0
        for turn in people.turns(1200):
            assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
        assert house.store.get_dossier(example).life is Life.CLOSED
        assert_nothing_leaked(house, example)
    finally:
        house.stop()


def test_what_binds_was_decided_with_a_code_at_both_doors(guarded_house: House, finished: str) -> None:
    records = guarded_house.store.list_journal(finished)
    accepted = {(r.payload["kind"], r.who, r.proof) for r in records if r.act is Act.ANSWER_ACCEPT}
    binding = {(kind, proof) for kind, _, proof in accepted if grant_for(Kind(kind)).binds}
    assert {proof for _, proof in binding} == {"code"}
    assert {kind for kind, _ in binding} >= {"review", "count", "resolution", "news", "recognition", "archive"}
    assert ("news", f"Biên tập viên{FROM_PAGE}", "code") in accepted
    assert not guarded_house.store.get_dossier(finished).rehearsal


def test_a_code_from_the_page_counts_for_when_it_was_typed_is_spent_and_its_input_forgotten(
    guarded_house: House, people: People, tmp_path: Path, answer_of: AnswerOf
) -> None:
    house, code = guarded_house, "duyet-tren-trang"
    walk = Walk(open_store(house.settings.database_url, rehearsal=True), people.code, tmp_path, code)
    walk.open()
    request = walk.to(Kind.REVIEW)
    runs.follow(house.store, house.api, code, wakes=True)
    run = until(lambda: waiting_run(house, code))["id"]
    telephone, an_hour_ago = people.telephone("Ban thường vụ cấp trên"), datetime.now(UTC) - timedelta(hours=1)
    said = {
        NUMBER_FIELD: request.number,
        WHO_FIELD: "Ban thường vụ cấp trên",
        CODE_FIELD: telephone.code_at(an_hour_ago),
    }

    def typed_an_hour_ago(fields: dict[str, Any]) -> Request:
        """What the desk makes of an input that Prefect has had for an hour: nobody read it until now."""
        key = f"{PREFIX}{secrets.token_hex(4)}-response"
        house.api.save_input(run, key, fields)
        with sqlite3.connect(house.home / "prefect" / "prefect.db", timeout=120) as prefect:
            at = an_hour_ago.strftime("%Y-%m-%d %H:%M:%S.%f")
            assert prefect.execute("UPDATE flow_run_input SET created = ? WHERE key = ?", (at, key)).rowcount == 1
        assert [a.at for a in house.api.list_answers(run)] == [an_hour_ago]
        runs.take_in_answers(house.store, house.api, code, run)
        assert house.api.list_answers(run) == []
        found = house.store.get_dossier(code).request(request.number)
        assert found is not None
        return found

    right = answer_of(people.code, "review", 1)
    refused = typed_an_hour_ago({**said, **right, "verdict": "khong-ro"})
    assert [f.code for f in refused.findings] != ["AUTH"], refused.findings
    again = typed_an_hour_ago({**said, **right})
    assert (again.is_open, "đã dùng" in again.findings[0].words.vi) == (True, True)
    said[CODE_FIELD] = telephone.code_at(an_hour_ago + timedelta(seconds=30))
    settled = typed_an_hour_ago({**said, **right})
    assert (settled.is_open, settled.settled_by) == (False, f"Ban thường vụ cấp trên{FROM_PAGE}")
