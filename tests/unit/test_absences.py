"""Who stands in for whom: for a time, in a row, never in a circle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from daihoi.rules.absences import objection_to_absence, present, returned, stand_in
from daihoi.rules.roll import read_roll
from schemas.absence import Absence
from schemas.roll import RollAct, RollLine

DAY = date(2026, 3, 2)


def away(person: str, to: str, since: int, until: int) -> Absence:
    return Absence(
        person=person,
        to=to,
        since=DAY + timedelta(days=since),
        until=DAY + timedelta(days=until),
        reason="đi công tác",
    )


def test_it_holds_on_its_days_and_goes_back_by_itself() -> None:
    absences = [away("An", "Bình", 2, 5)]
    names = [stand_in("An", DAY + timedelta(days=n), absences) for n in range(7)]
    assert names == ["An", "An", "Bình", "Bình", "Bình", "Bình", "An"]


def test_a_stand_in_who_is_away_has_one_in_turn() -> None:
    absences = [away("An", "Bình", 0, 9), away("Bình", "Chi", 3, 4)]
    assert [stand_in("An", DAY + timedelta(days=n), absences) for n in (2, 3, 5)] == ["Bình", "Chi", "Bình"]
    assert present(["An", "Bình", "Dũng"], DAY + timedelta(days=3), absences) == ["Chi", "Dũng"]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (away("An", "An", 0, 5), "to themselves"),
        (away("An", "Bình", 5, 4), "swap them"),
        (away("An", "Bình", -9, -2), "is past"),
        (away("An", "Bình", 0, 61), "daihoi person end"),
        (away("Chi", "Bình", 4, 12), "has delegated to An"),
        (away("An", "Chi", 5, 12), "circle (An → Chi → An)"),
        (away("An", "Dũng", 0, 12), "circle (An → Dũng → Chi → An)"),
    ],
)
def test_what_makes_no_sense_is_refused(new: Absence, words: str) -> None:
    before = [away("Chi", "An", 3, 6), away("Dũng", "Chi", 4, 5)]
    objection = objection_to_absence(new, before, DAY)
    assert objection is not None
    assert words in objection.en


def test_a_circle_that_closes_on_no_day_is_none() -> None:
    before = [away("Chi", "An", 3, 6)]
    assert objection_to_absence(away("An", "Chi", 7, 12), before, DAY) is None


def test_who_comes_back_early_has_everything_back() -> None:
    absences = [away("An", "Bình", 0, 9), away("An", "Chi", 20, 22), away("Dũng", "Chi", 0, 9)]
    left = returned(absences, "An", DAY + timedelta(days=4))
    assert [(a.person, (a.until - DAY).days) for a in left] == [("An", 3), ("Dũng", 9)]


NAMES = st.sampled_from(["An", "Bình", "Chi", "Dũng"])


@given(st.lists(st.tuples(NAMES, NAMES, st.integers(0, 20), st.integers(0, 20)), max_size=8))
@settings(max_examples=150)
def test_whatever_is_taken_somebody_present_acts_for_everybody_on_every_day(
    tried: list[tuple[str, str, int, int]],
) -> None:
    absences: list[Absence] = []
    for person, to, since, length in tried:
        new = away(person, to, since, since + length)
        if objection_to_absence(new, absences, DAY) is None:
            absences.append(new)
    for n in range(45):
        day = DAY + timedelta(days=n)
        gone = {a.person for a in absences if a.covers(day)}
        for name in ("An", "Bình", "Chi", "Dũng"):
            # Raises for a circle; whoever acts is there.
            assert stand_in(name, day, absences) not in gone


@pytest.mark.parametrize("blank", ["", " ", "\n", " \t\u00a0"])
def test_a_blank_is_nobodys_name(blank: str) -> None:
    with pytest.raises(ValidationError):
        Absence(person="An", to=blank, since=DAY, until=DAY, reason="đi công tác")


def test_a_circle_that_was_written_down_all_the_same_is_not_followed_for_ever() -> None:
    with pytest.raises(ValueError, match="in a circle at An"):
        stand_in("An", DAY, [away("An", "Bình", 0, 5), away("Bình", "An", 0, 5)])


def test_the_lines_of_the_roll_give_who_is_away_until_they_are_back() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    gone = {"to": "Bình", "since": "2026-03-02", "until": "2026-03-20", "reason": "nghỉ phép"}
    role = {"role": "organiser", "unit": "Chi bộ Thử"}
    lines = [
        RollLine(seq=1, act=RollAct.ADD, at=at, name="An", payload=role),
        RollLine(seq=2, act=RollAct.ENROL, at=at, name="An", payload={"secret": "abc"}),
        RollLine(seq=3, act=RollAct.AWAY, at=at, name="An", payload=gone),
        RollLine(seq=4, act=RollAct.BACK, at=at, name="An", payload={"on": "2026-03-10"}),
        RollLine(seq=5, act=RollAct.END, at=at, name="An", payload={"until": "2026-03-31"}),
    ]
    assert [a.until for a in read_roll(lines[:3]).absences] == [date(2026, 3, 20)]
    roll = read_roll(lines)
    assert [a.until for a in roll.absences] == [date(2026, 3, 9)]
    assert ([p.until for p in roll.persons], roll.enrolled) == ([date(2026, 3, 31)], {"An": "abc"})
