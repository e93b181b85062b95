"""Whose request it is: given away, delegated, extended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from daihoi.rules.duties import (
    check_extension,
    check_lateness,
    given,
    objection_to_day,
    objection_to_delegate,
    objection_to_owner,
)
from schemas.cell import Role
from schemas.request import Request
from schemas.step import Kind, Step
from tests.unit.congress import congress

DAY = date(2026, 3, 2)


def asked(person: str | None = "An") -> Request:
    return Request(
        number=7,
        step=Step.REPORT,
        round=1,
        kind=Kind.REPORT,
        role=Role.ORGANISER,
        due_on=date(2026, 3, 20),
        planned_on=date(2026, 3, 20),
        person=person,
        opened_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


def passed_on(request: Request, giver: str, to: str, until: date, day: date = DAY) -> Request:
    assert objection_to_delegate(request, giver, to, until, day) is None
    return request.model_copy(update={"delegations": (*request.delegations, given(giver, to, until, day))})


def test_a_delegation_holds_until_its_last_day_and_then_goes_back() -> None:
    request = passed_on(asked(), "An", "Bình", date(2026, 3, 10))
    assert request.holder_on(DAY - timedelta(days=1)) == "An"
    assert request.holder_on(DAY) == "Bình"
    assert request.holder_on(date(2026, 3, 10)) == "Bình"
    assert request.holder_on(date(2026, 3, 11)) == "An"


def test_what_was_passed_on_goes_back_one_by_one() -> None:
    request = passed_on(asked(), "An", "Bình", date(2026, 3, 20))
    request = passed_on(request, "Bình", "Chi", date(2026, 3, 10))
    assert request.holder_on(date(2026, 3, 10)) == "Chi"
    assert request.holder_on(date(2026, 3, 11)) == "Bình"
    assert request.holder_on(date(2026, 3, 21)) == "An"


@pytest.mark.parametrize(
    ("giver", "to", "until", "words"),
    [
        ("An", "An", date(2026, 3, 10), "to themselves"),
        ("An", "Bình", date(2026, 3, 1), "is past"),
        ("An", "Bình", date(2026, 6, 1), "daihoi assign 7"),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(giver: str, to: str, until: date, words: str) -> None:
    objection = objection_to_delegate(asked(), giver, to, until, DAY)
    assert objection is not None
    assert words in objection.en


def test_a_circle_is_refused_whoever_closes_it() -> None:
    request = passed_on(asked(), "An", "Bình", date(2026, 3, 20))
    request = passed_on(request, "Bình", "Chi", date(2026, 3, 10))
    for back in ("An", "Bình"):
        objection = objection_to_delegate(request, "Chi", back, date(2026, 3, 9), DAY)
        assert objection is not None
        assert "circle" in objection.en
        assert f"Chi → {back}" in objection.en


def test_nobody_passes_on_more_time_than_they_have() -> None:
    request = passed_on(asked(), "An", "Bình", date(2026, 3, 10))
    objection = objection_to_delegate(request, "Bình", "Chi", date(2026, 3, 11), DAY)
    assert objection is not None
    assert "2026-03-10" in objection.en


def test_an_owner_who_is_owner_already_is_refused_but_may_take_back_what_they_delegated() -> None:
    assert objection_to_owner(asked(), "An", DAY) is not None
    assert objection_to_owner(passed_on(asked(), "An", "Bình", date(2026, 3, 10)), "An", DAY) is None


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 20), "before the request was opened"),
        (date(2026, 3, 1), "is past"),
        (date(2026, 3, 20), "must be later"),
    ],
)
def test_a_due_day_that_makes_no_sense_is_refused(day: date, words: str) -> None:
    objection = objection_to_day(asked(), day, DAY)
    assert objection is not None
    assert words in objection.en


NAMES = st.sampled_from(["An", "Bình", "Chi", "Dũng"])


@given_any(
    st.lists(st.tuples(NAMES, st.integers(0, 25), st.integers(0, 12)), max_size=8),
    st.integers(0, 60),
)
@settings(max_examples=120)
def test_somebody_always_holds_it_and_never_by_a_circle(moves: list[tuple[str, int, int]], later: int) -> None:
    request, day = asked(), DAY
    for to, length, wait in moves:
        day += timedelta(days=wait)
        giver = request.holder_on(day)
        assert giver is not None
        if objection_to_delegate(request, giver, to, day + timedelta(days=length), day) is None:
            link = given(giver, to, day + timedelta(days=length), day)
            kept = tuple(d for d in request.delegations if d.until >= day)
            request = request.model_copy(update={"delegations": (*kept, link)})
            assert request.holder_on(day) == to
            active = [d for d in request.delegations if d.since <= day <= d.until]
            everyone = [request.person, *(d.to for d in active)]
            assert len(set(everyone)) == len(everyone)
    assert request.holder_on(day + timedelta(days=later)) in {"An", *(d.to for d in request.delegations)}
    assert request.holder_on(day + timedelta(days=61)) == "An"


@pytest.mark.parametrize(
    ("due_on", "codes"),
    [
        (date(2025, 4, 20), []),
        (date(2025, 5, 1), ["EXTEND-LATE"]),
        (date(2025, 5, 21), ["EXTEND-LATE", "EXTEND-OPENING"]),
    ],
)
def test_an_extension_says_what_it_runs_into_and_forbids_nothing(due_on: date, codes: list[str]) -> None:
    early = asked().model_copy(update={"due_on": date(2025, 4, 5)})
    found = check_extension(early, due_on, congress())
    assert [f.code for f in found] == codes
    assert not any(f.blocks for f in found)


def test_an_extension_of_what_has_no_last_day_warns_only_of_the_opening() -> None:
    body = asked().model_copy(update={"kind": Kind.BODY, "due_on": date(2025, 4, 5)})
    assert [f.code for f in check_extension(body, date(2025, 6, 1), congress())] == ["EXTEND-OPENING"]


def test_a_later_due_day_may_be_given() -> None:
    assert objection_to_day(asked(), date(2026, 3, 21), DAY) is None


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [
        (date(2026, 3, 20), None, None),
        (date(2026, 3, 24), None, "2 working days after it was due (2026-03-20). No reason given"),
        (date(2026, 3, 24), "ốm", "Reason: ốm"),
    ],
)
def test_an_answer_after_its_day_is_warned_of_with_its_reason(day: date, reason: str | None, words: str | None) -> None:
    found = check_lateness(asked(), day, reason)
    assert len(found) == (0 if words is None else 1)
    assert all((words or "") in f.words.en and not f.blocks for f in found)
