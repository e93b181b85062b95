"""Working days, on the known vectors."""

from datetime import date

import pytest

from daihoi.rules.calendar import add_working_days
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
