"""Working days, on the known vectors and against a count of our own."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi.rules import calendar
from daihoi.rules.calendar import (
    Correction,
    add_working_days,
    holiday_name,
    is_working_day,
    last_working_day,
    next_working_day,
    working_days_between,
)
from daihoi.rules.rulesets import resolve
from schemas.cell import Profile


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2020, 8, 25), -30, date(2020, 7, 14)),
        (date(2020, 8, 25), 7, date(2020, 9, 4)),
        (date(2020, 9, 4), 15, date(2020, 9, 25)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end


def test_the_news_of_2020_came_after_22_calendar_and_15_working_days() -> None:
    start, end = date(2020, 8, 25), date(2020, 9, 16)
    assert (end - start).days == 22
    assert working_days_between(start, end) == 15
    assert working_days_between(end, start) == -15


# The breaks as the government announced them, first to last day off, weekends included.
BREAKS = [
    (date(2024, 2, 8), date(2024, 2, 14)),
    (date(2025, 1, 25), date(2025, 2, 2)),
    (date(2026, 2, 14), date(2026, 2, 22)),
    (date(2027, 2, 6), date(2027, 2, 9)),
]


@pytest.mark.parametrize(("first", "last"), BREAKS)
def test_tet_is_off_from_the_first_to_the_last_day_of_the_break(first: date, last: date) -> None:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(is_working_day(d) for d in days)


@pytest.mark.parametrize(("first", "last"), BREAKS[:3])
def test_work_goes_on_to_the_eve_of_tet_and_again_the_day_after(first: date, last: date) -> None:
    assert is_working_day(first - timedelta(days=1))
    assert is_working_day(last + timedelta(days=1))


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2019, {2}),
        (2020, {2}),
        (2021, {2, 3}),
        (2022, {1, 2}),
        (2024, {2, 3}),
        (2025, {1, 2}),
        (2026, {1, 2}),
    ],
)
def test_national_day_is_one_day_until_2020_and_two_from_2021(year: int, off: set[int]) -> None:
    assert {d for d in range(1, 6) if holiday_name(date(year, 9, d))} == off


@pytest.mark.parametrize(
    ("holiday", "in_lieu"),
    [
        (date(2022, 1, 1), date(2022, 1, 3)),
        (date(2023, 9, 2), date(2023, 9, 4)),
        (date(2021, 5, 1), date(2021, 5, 3)),
    ],
)
def test_a_holiday_on_a_weekend_moves_to_the_next_working_day(holiday: date, in_lieu: date) -> None:
    assert holiday.weekday() >= 5
    assert not is_working_day(in_lieu)


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_a_swapped_day_is_off_and_its_saturday_is_worked(off: date, worked: date) -> None:
    assert not is_working_day(off)
    assert worked.weekday() == 5
    assert is_working_day(worked)


@pytest.fixture
def no_corrections() -> Iterator[None]:
    yield
    calendar.adopt(())


@pytest.mark.usefixtures("no_corrections")
def test_an_organisations_own_table_stands_over_the_library_and_can_be_taken_back() -> None:
    storm, saturday = date(2025, 9, 30), date(2025, 10, 4)
    before = add_working_days(date(2025, 9, 29), 3)
    calendar.adopt(
        (
            Correction(day=storm, works=False, name="Nghỉ tránh bão"),
            Correction(day=saturday, works=True, name="Làm bù"),
            Correction(day=date(2025, 9, 2), works=True, name="Trực"),
        )
    )
    assert holiday_name(storm) == "Nghỉ tránh bão"
    assert not is_working_day(storm)
    assert is_working_day(saturday)
    assert is_working_day(date(2025, 9, 2))
    assert add_working_days(date(2025, 9, 29), 3) == date(2025, 10, 3)
    calendar.adopt(())
    assert is_working_day(storm)
    assert add_working_days(date(2025, 9, 29), 3) == before


# An independent count: the days off of 2024 and 2025 as announced, written out by hand, no library in sight.
OFF = {
    date(2024, 1, 1),
    *(date(2024, 2, d) for d in range(8, 15)),
    date(2024, 4, 18),
    date(2024, 4, 29),
    date(2024, 4, 30),
    date(2024, 5, 1),
    date(2024, 9, 2),
    date(2024, 9, 3),
    date(2025, 1, 1),
    *(date(2025, 1, d) for d in range(27, 32)),
    date(2025, 4, 7),
    date(2025, 4, 30),
    date(2025, 5, 1),
    date(2025, 5, 2),
    date(2025, 9, 1),
    date(2025, 9, 2),
}
WORKED = {date(2024, 5, 4), date(2025, 4, 26)}
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(731)]
WORKING = [d for d in DAYS if d in WORKED or (d.weekday() < 5 and d not in OFF)]


def test_every_day_of_2024_and_2025_is_off_or_worked_as_announced() -> None:
    assert [d for d in DAYS if is_working_day(d)] == WORKING


@given(st.sampled_from(DAYS[150:580]), st.integers(-90, 90))
@settings(max_examples=80, deadline=None)
def test_adding_working_days_agrees_with_a_list_of_them(start: date, count: int) -> None:
    after = [d for d in WORKING if d > start]
    before = [d for d in WORKING if d < start]
    expected = start if count == 0 else after[count - 1] if count > 0 else before[count]
    assert add_working_days(start, count) == expected


@given(st.sampled_from(DAYS), st.sampled_from(DAYS))
@settings(max_examples=80, deadline=None)
def test_the_distance_agrees_with_a_list_of_working_days(start: date, end: date) -> None:
    low, high = sorted((start, end))
    count = sum(low < d <= high for d in WORKING) if start <= end else -sum(low <= d < high for d in WORKING)
    assert working_days_between(start, end) == count


@given(st.sampled_from(DAYS[30:700]))
@settings(max_examples=80, deadline=None)
def test_the_nearest_working_days_have_none_between(day: date) -> None:
    last, following = last_working_day(day), next_working_day(day)
    assert last == max(d for d in WORKING if d <= day)
    assert following == min(d for d in WORKING if d >= day)


@pytest.mark.parametrize(
    ("day", "ruleset"),
    [
        (date(2020, 8, 25), "party-2016"),
        (date(2024, 10, 9), "party-2021"),
        (date(2024, 10, 10), "party-2024"),
        (date(2025, 9, 12), "party-2025b"),
        (date(2026, 1, 8), "party-2025b"),
        (date(2026, 1, 9), "party-2026a"),
        (date(2026, 5, 26), "party-2026a"),
        (date(2026, 5, 27), "party-2026b"),
    ],
)
def test_the_opening_day_chooses_the_rules(day: date, ruleset: str) -> None:
    assert resolve(day, Profile.CELL).id == ruleset
