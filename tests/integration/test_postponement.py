"""Moving the opening day: what is not done is planned anew, and replay knows it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from daihoi import desk
from daihoi.errors import BadInput, NoRuleSet
from daihoi.rules.replay import replay
from daihoi.rules.timetable import moved, shifts, timetable_of
from daihoi.store import Store
from schemas.plan import Opening
from schemas.step import Kind
from tests.waiting import list_open

OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]
DAY = date(2020, 6, 1)
CODE = "vistip-2020"


def index(store: Store) -> dict[int, date | None]:
    return {p.number: p.due_on for p in list_open(store, CODE)}


def test_an_open_request_moves_with_the_opening_day(store: Store, opening_of: OpeningOf) -> None:
    before = desk.open_congress(store, opening_of(CODE), "Bí thư", DAY)
    was = before.open_requests[0].due_on
    after = desk.postpone(store, CODE, date(2020, 9, 22), "Bí thư", DAY, "Dịch bệnh")
    request = after.open_requests[0]
    assert request.number == before.open_requests[0].number
    assert was is not None
    assert request.due_on is not None
    assert (request.due_on - was).days == 28
    assert index(store) == {request.number: request.due_on}
    assert replay(store.list_journal(CODE)) == store.get_dossier(CODE)
    assert store.list_journal(CODE)[-1].payload["reason"] == "Dịch bệnh"


def test_what_is_shown_beforehand_is_what_happens(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
    desk.open_congress(store, opening_of(CODE), "Bí thư", DAY)
    dossier = store.get_dossier(CODE)
    later = date(2021, 8, 3)
    shown = {s.key: s.becomes for s in shifts(timetable_of(dossier), timetable_of(moved(dossier, later)))}
    after = desk.postpone(store, CODE, later, "Bí thư", DAY, "Chờ cấp trên")
    assert after.rules.id == "party-2021"
    assert {e.key: e.due for e in timetable_of(after).entries if e.key in shown} == shown


def test_the_plan_is_asked_again_after_it_was_accepted(
    store: Store, opening_of: OpeningOf, answer_of: AnswerOf
) -> None:
    desk.open_congress(store, opening_of(CODE), "Bí thư", DAY)
    desk.hand_in(store, list_open(store, CODE)[0].number, answer_of(CODE, "plan", 1), "Bí thư", DAY)
    after = desk.postpone(store, CODE, date(2020, 9, 22), "Bí thư", DAY, "Dịch bệnh")
    assert [r.kind for r in after.open_requests] == [Kind.PLAN]
    assert replay(store.list_journal(CODE)) == after


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2020, 5, 4), "past"), (date(2020, 8, 25), "already")],
)
def test_a_day_gone_by_or_the_same_day_is_refused_and_nothing_is_written(
    store: Store, opening_of: OpeningOf, day: date, words: str
) -> None:
    before = desk.open_congress(store, opening_of(CODE), "Bí thư", DAY)
    with pytest.raises(BadInput) as refused:
        desk.postpone(store, CODE, day, "Bí thư", DAY, "thử")
    assert words in refused.value.words.en
    assert store.get_dossier(CODE) == before


def test_a_day_without_a_rule_set_is_refused_and_nothing_is_written(store: Store, opening_of: OpeningOf) -> None:
    before = desk.open_congress(store, opening_of(CODE), "Bí thư", date(2009, 1, 1))
    with pytest.raises(NoRuleSet):
        desk.postpone(store, CODE, date(2010, 3, 1), "Bí thư", date(2009, 1, 1), "thử")
    assert store.get_dossier(CODE) == before
