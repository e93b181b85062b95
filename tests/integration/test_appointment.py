"""Three ballots without a secretary: the superior is asked by number, and older congresses finish as they began."""

from pathlib import Path
from typing import Any

import pytest

from daihoi import desk
from daihoi.rules import procedure
from daihoi.rules.conformance import Outcome, conformance
from daihoi.rules.election import lacks_head
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.request import Request
from schemas.step import Kind
from tests.integration.walking import DAY, Walk

TELLERS = {"a": "Võ Trọng Khang", "b": "Hồ Anh Tuấn"}
APPOINTED = {"name": "Đinh Công Thành", "number": "15-QĐ/ĐU", "decided_on": "2026-09-01"}


def failing(request: Request) -> dict[str, Any] | None:
    """What a congress that never elects its secretary hands in instead of the example's answer."""
    if request.kind is Kind.COUNT and request.subject is not None and request.subject.startswith("secretary"):
        tallies = [{"name": "Đinh Công Thành", "votes": 3}]
        teller = TELLERS[request.subject[-1]]
        return {"counted_by": teller, "issued": 7, "collected": 7, "valid": 7, "invalid": 0, "tallies": tallies}
    if request.kind is Kind.ROUND:
        return {"again": True, "vote": {"for": 7, "against": 0, "other": 0}}
    return None


def walk_without_a_secretary(walk: Walk) -> Dossier:
    """Walk on until the superior is asked who leads, or the congress is over."""
    for _ in range(80):
        dossier = walk.write()
        waiting = dossier.holding_requests
        if dossier.life is Life.CLOSED or any(r.kind is Kind.APPOINTMENT for r in waiting):
            return dossier
        for request in waiting:
            raw = failing(request)
            if raw is None:
                walk.answer(request)
            else:
                receipt = desk.hand_in(walk.store, request.number, raw, f"Ai đó {request.subject}", DAY)
                assert receipt.accepted, [f.words.en for f in receipt.findings]
    raise AssertionError("the congress does not end")


@pytest.fixture
def walk(store: Store, tmp_path: Path) -> Walk:
    """A cell of seven that elects a secretary and a deputy."""
    return Walk(store, "to-ky-thuat-2025", tmp_path)


def test_after_three_ballots_the_superior_is_asked_and_the_answer_is_judged_and_kept(walk: Walk) -> None:
    walk.open()
    dossier = walk_without_a_secretary(walk)
    (request,) = dossier.holding_requests
    assert (request.kind, request.role, request.subject) == (Kind.APPOINTMENT, Role.SUPERIOR, None)
    assert lacks_head(dossier)
    assert {key for key in dossier.answers.count if key.startswith("secretary")} == {
        f"secretary.{n}.{t}" for n in (1, 2, 3) for t in "ab"
    }
    r18 = next(v for v in conformance(dossier).verdicts if v.rule == "R18")
    assert r18.outcome is Outcome.BLOCKED
    assert str(request.number) in r18.findings[0].words.vi

    early = desk.hand_in(walk.store, request.number, {**APPOINTED, "decided_on": "2020-01-01"}, "Trên", DAY)
    assert [f.code for f in early.findings if f.blocks] == ["R18"]
    stranger = desk.hand_in(walk.store, request.number, {**APPOINTED, "name": "Người Lạ"}, "Trên", DAY, dry_run=True)
    assert [(f.code, f.blocks) for f in stranger.findings] == [("R18", False)]

    assert desk.hand_in(walk.store, request.number, APPOINTED, "Trên", DAY).accepted
    ended = walk.to_end()
    assert ended.life is Life.CLOSED
    assert ended.answers.appointment is not None
    assert replay(walk.store.list_journal(walk.code)) == ended
    r18 = next(v for v in conformance(ended).verdicts if v.rule == "R18")
    assert r18.outcome is Outcome.PASSED
    assert "15-QĐ/ĐU" in r18.figures[-1].vi
    assert not any("Đinh Công Thành" in f.vi for f in r18.figures)


def test_a_corrected_result_asks_for_the_appointment_again(walk: Walk) -> None:
    walk.open()
    dossier = walk_without_a_secretary(walk)
    assert (Kind.ARCHIVE, None) in procedure.reopened_by(dossier, Kind.APPOINTMENT)
    assert (Kind.APPOINTMENT, None) in procedure.reopened_by(dossier, Kind.RESULTS)


def test_an_elected_secretary_needs_no_appointment(walk: Walk) -> None:
    walk.open()
    ended = walk.to_end()
    assert ended.procedure == procedure.VERSION
    assert not lacks_head(ended)
    assert not any(r.kind is Kind.APPOINTMENT for r in ended.requests)


def test_a_congress_started_under_the_first_version_finishes_under_it(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(procedure, "VERSION", 1)
    walk.open()
    monkeypatch.undo()
    ended = walk_without_a_secretary(walk)
    assert (ended.procedure, ended.life) == (1, Life.CLOSED)
    assert lacks_head(ended)
    assert not any(r.kind is Kind.APPOINTMENT for r in ended.requests)
    assert replay(walk.store.list_journal(walk.code)) == ended


@pytest.mark.parametrize("version", sorted(procedure.TABLES))
def test_every_version_asks_each_kind_once_and_stands_on_what_it_asks(version: int) -> None:
    table = procedure.TABLES[version]
    kinds = [row.kind for row in table]
    assert len(set(kinds)) == len(kinds)
    assert {k for row in table for k in row.stands_on} <= set(kinds)
