"""Duties at the desk: one thing changes, the index follows, replay knows it."""

from collections.abc import Callable
from datetime import date

import pytest

from daihoi import desk, duties
from daihoi.errors import AlreadySettled, BadInput
from daihoi.rules.replay import replay
from daihoi.store import Store
from daihoi.store.waiting import Wanted, list_waiting
from schemas.plan import Opening
from schemas.request import Request
from tests.waiting import list_open

OpeningOf = Callable[[str], Opening]
DAY = date(2020, 6, 1)
CODE = "vistip-2020"


@pytest.fixture
def request_of(store: Store, opening_of: OpeningOf) -> Request:
    return desk.open_congress(store, opening_of(CODE), "Bí thư", DAY).open_requests[0]


def mine(store: Store, name: str, day: date = DAY) -> list[int]:
    return [w.number for w in list_waiting(store, Wanted(person=name), day)]


def test_a_request_given_to_another_stands_in_the_new_owners_list_and_nothing_else_changes(
    store: Store, request_of: Request
) -> None:
    before = store.get_dossier(CODE)
    duties.assign(store, request_of.number, "Chi", "Bí thư", DAY, "Chi phụ trách văn kiện")
    after = store.get_dossier(CODE)
    assert mine(store, "Chi") == [request_of.number]
    now = after.request(request_of.number)
    assert now is not None
    assert now.model_copy(update={"person": None}) == request_of
    assert after.model_copy(update={"requests": before.requests, "seq": before.seq}) == before
    line = store.list_journal(CODE)[-1]
    assert (line.who, line.payload["reason"]) == ("Bí thư", "Chi phụ trách văn kiện")
    assert replay(store.list_journal(CODE)) == after


def test_a_delegated_request_moves_between_the_lists_by_itself(store: Store, request_of: Request) -> None:
    duties.assign(store, request_of.number, "Chi", "Bí thư", DAY, "giao việc")
    duties.delegate(store, request_of.number, "Dũng", date(2020, 6, 10), "Chi", DAY, "nghỉ phép")
    assert (mine(store, "Chi"), mine(store, "Dũng")) == ([], [request_of.number])
    later = date(2020, 6, 11)
    assert (mine(store, "Chi", later), mine(store, "Dũng", later)) == ([request_of.number], [])
    assert replay(store.list_journal(CODE)) == store.get_dossier(CODE)


def test_an_extension_moves_the_due_day_and_warns_past_the_last_day(store: Store, request_of: Request) -> None:
    request, findings = duties.extend(store, request_of.number, date(2020, 7, 6), "Bí thư", DAY, "chờ cấp trên")
    assert findings == ()
    assert list_open(store, CODE)[0].due_on == request.due_on == date(2020, 7, 6)
    assert request.planned_on == request_of.due_on
    _, findings = duties.extend(store, request_of.number, date(2020, 9, 1), "Bí thư", DAY, "chờ tiếp")
    assert {f.code for f in findings} == {"EXTEND-LATE", "EXTEND-OPENING"}
    assert not any(f.blocks for f in findings)
    assert replay(store.list_journal(CODE)) == store.get_dossier(CODE)


def test_a_refusal_writes_nothing(store: Store, request_of: Request) -> None:
    duties.assign(store, request_of.number, "Chi", "Bí thư", DAY, "giao việc")
    before = store.get_dossier(CODE)
    with pytest.raises(BadInput):
        duties.delegate(store, request_of.number, "Chi", date(2020, 6, 10), "Chi", DAY, "thử")
    with pytest.raises(BadInput):
        duties.extend(store, request_of.number, date(2020, 5, 1), "Bí thư", DAY, "thử")
    assert store.get_dossier(CODE) == before


def test_a_settled_request_cannot_be_given_away(
    store: Store, request_of: Request, answer_of: Callable[[str, str, int], dict[str, object]]
) -> None:
    desk.hand_in(store, request_of.number, answer_of(CODE, "plan", 1), "Nguyễn Văn A", DAY)
    with pytest.raises(AlreadySettled, match="Nguyễn Văn A"):
        duties.assign(store, request_of.number, "Chi", "Bí thư", DAY, "muộn rồi")
