"""A congress on a real server that asks for roles and codes: both doors, refused answers, secrets, the end."""

import json
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from daihoi import runs
from daihoi.forms.page import CODE_FIELD, NUMBER_FIELD, WHO_FIELD
from daihoi.rules.authority import FROM_PAGE, grant_for
from daihoi.rules.replay import replay
from daihoi.settings import codes_key
from daihoi.store import chain, files, keyring, open_store
from daihoi.store.private import list_private
from daihoi.waits import PREFIX
from schemas.dossier import Life
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind
from tests.house import House, People
from tests.integration.walking import Walk
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


def test_no_private_value_and_no_secret_is_anywhere_but_in_the_store(guarded_house: House, finished: str) -> None:
    store = guarded_house.store
    with store.reading() as connection:
        public = b"".join(line for _, line in chain.lines(connection, finished)).decode()
        private = {s for v in list_private(connection, finished) for s in strings_in(json.loads(v.value))}
        hidden = {str(s) for s in connection.execute(text("SELECT secret FROM enrolments")).scalars()}
    planted = {codes_key().read_text().strip(), *hidden, *(keyring.reveal(s) for s in hidden)}
    assert len(planted) == 13
    papers = "".join(
        files.read(guarded_house.settings.files, p.files["md"]).decode().replace("\\", "")
        for p in store.get_dossier(finished).papers
        if not p.private
    )
    # What a public paper or answer bears is public; short words are found anywhere.
    private = {s for s in private if len(s) > 7 and s not in public and s not in papers}
    assert len(private) > 10
    ours = (guarded_house.home / "daihoi.db", guarded_house.settings.files)
    elsewhere = [
        p for p in guarded_house.home.rglob("*") if p.is_file() and not any(str(p).startswith(str(o)) for o in ours)
    ]
    assert any(p.name.startswith("prefect.db") for p in elsewhere)
    content = b"\n".join(p.read_bytes() for p in elsewhere)
    # Prefect keeps JSON, in which Vietnamese may be escaped.
    leaked = [s for s in private | planted if s.encode() in content or json.dumps(s)[1:-1].encode() in content]
    assert leaked == []


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
