"""Correcting, calling off and moving a congress, at every step of it."""

from datetime import date
from pathlib import Path

import pytest

from daihoi import desk
from daihoi.errors import BadInput
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules import procedure
from daihoi.rules.replay import replay
from daihoi.store import Store, open_store
from schemas.dossier import Dossier, Life
from schemas.request import Request
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk, papers_of
from tests.waiting import list_open

EXAMPLE = "to-ky-thuat-2025"
ASKED = [
    Kind.PLAN,
    Kind.REPORT,
    Kind.PERSONNEL,
    Kind.SUMMONS,
    Kind.DISPOSITIONS,
    Kind.SUBMISSION,
    Kind.REVIEW,
    Kind.ATTENDANCE,
    Kind.SITTING,
    Kind.RESOLUTION,
    Kind.NEWS,
    Kind.RESULTS,
    Kind.RECOGNITION,
    Kind.DUTIES,
]


def last_settled(dossier: Dossier, kind: Kind) -> Request:
    """The request whose answer of ``kind`` is in force."""
    return [r for r in dossier.requests if r.kind is kind and r.settled_at is not None][-1]


@pytest.fixture
def walk(store: Store, tmp_path: Path) -> Walk:
    """The small congress, just opened."""
    walk = Walk(store, EXAMPLE, tmp_path)
    walk.open()
    return walk


@pytest.mark.parametrize("kind", ASKED)
def test_an_accepted_answer_is_replaced_and_what_stood_on_it_is_done_again(walk: Walk, kind: Kind) -> None:
    walk.to(Kind.ARCHIVE)
    before = walk.store.get_dossier(walk.code)
    number = last_settled(before, kind).number
    raw = read_yaml(str(answer_file(EXAMPLES / EXAMPLE, kind, 2)))
    receipt = desk.correct(walk.store, number, raw, "Bí thư", DAY)
    assert receipt.accepted, [f.words.en for f in receipt.findings]
    reopened = walk.store.get_dossier(walk.code)
    fallen = procedure.reopened_by(before, kind)
    assert reopened.round_of(procedure.row_of(before, kind).step) > before.round_of(procedure.row_of(before, kind).step)
    assert {k for k in fallen if k is not kind and reopened.accepted_at.get(k)} == set()
    dossier = walk.to_end()
    assert replay(walk.store.list_journal(walk.code)) == dossier
    for code in procedure.row_of(before, kind).papers:
        old, new = before.paper(code), dossier.paper(code)
        assert old is not None
        assert new is not None
        assert new.version > old.version


def test_a_correction_that_the_rules_refuse_changes_nothing(walk: Walk) -> None:
    walk.to(Kind.SUBMISSION)
    before = walk.store.get_dossier(walk.code)
    raw = read_yaml(str(answer_file(EXAMPLES / EXAMPLE, Kind.REPORT, 2)))
    raw["results"] = []
    receipt = desk.correct(walk.store, last_settled(before, Kind.REPORT).number, raw, "Bí thư", DAY)
    assert not receipt.accepted
    assert walk.store.get_dossier(walk.code) == before


@pytest.mark.parametrize("kind", [*ASKED, Kind.ARCHIVE])
def test_a_congress_is_called_off_at_any_step_and_asks_for_nothing_more(walk: Walk, kind: Kind) -> None:
    request = walk.to(kind)
    dossier = desk.cancel(walk.store, walk.code, "Bí thư", DAY, "sáp nhập đơn vị")
    assert dossier.life is Life.CANCELLED
    assert dossier.open_requests == ()
    assert list_open(walk.store, walk.code) == []
    assert replay(walk.store.list_journal(walk.code)) == dossier
    with pytest.raises(BadInput):
        desk.cancel(walk.store, walk.code, "Bí thư", DAY, "lần nữa")
    assert walk.store.get_request(request.number)[1].withdrawn


@pytest.mark.parametrize("kind", ASKED[: ASKED.index(Kind.SITTING)])
def test_an_opening_day_moves_at_any_step_before_the_sitting_and_the_plan_is_made_again(walk: Walk, kind: Kind) -> None:
    walk.to(kind)
    moved = desk.postpone(walk.store, walk.code, date(2025, 12, 10), "Bí thư", DAY, "cấp trên đổi lịch")
    assert moved.opening.opening_on == date(2025, 12, 10)
    assert moved.answers.plan is None
    assert [r.kind for r in moved.holding_requests] == [Kind.PLAN]
    assert replay(walk.store.list_journal(walk.code)) == moved


def test_a_whole_congress_on_postgresql(postgres: str, tmp_path: Path) -> None:
    walk = Walk(open_store(postgres, rehearsal=True), "vistip-2020", tmp_path)
    walk.open()
    dossier = walk.to_end()
    assert replay(walk.store.list_journal(walk.code)) == dossier
    calm = Walk(open_store(f"sqlite:///{tmp_path / 'calm.db'}", rehearsal=True), "vistip-2020", tmp_path)
    calm.open()
    assert papers_of(calm.to_end(), tmp_path / "files") == papers_of(dossier, tmp_path / "files")
