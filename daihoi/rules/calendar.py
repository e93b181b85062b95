"""Working days of Vietnam: five days a week, public holidays, swap days, corrected by a dated table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from schemas.finding import Basis
from schemas.noun import Line, Noun

YEARS = range(1995, 2101)
"""The years the calendar knows; before, Saturday was a working day."""


class Correction(Noun):
    """One day that the holiday library does not know, or knows otherwise."""

    day: date
    works: bool
    name: Line
    basis: Basis | None = None


class CorrectionTable(Noun):
    """A dated table of corrections; the last line about a day wins."""

    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class _Year:
    holidays: dict[date, str]
    workdays: frozenset[date]
    """Saturdays and Sundays worked in exchange for a day off."""


@cache
def _shipped() -> tuple[Correction, ...]:
    text = files("daihoi.rules").joinpath("data/calendar.yaml").read_text(encoding="utf-8")
    return CorrectionTable.model_validate(yaml.safe_load(text)).corrections


_adopted: dict[date, Correction] = {}


def adopt(corrections: Iterable[Correction]) -> None:
    """Let an organisation's own table stand over the shipped one, in this process."""
    _adopted.clear()
    _adopted.update({c.day: c for c in corrections})
    _year.cache_clear()
    add_working_days.cache_clear()


@cache
def _year(year: int) -> _Year:
    import holidays  # late: 0.2 s that a glance at what waits should not pay

    # A swap may be announced with the next year's holidays, and is known only once that year is built.
    known = holidays.country_holidays("VN", years=(year, year + 1), language="vi")
    off = {day: str(name) for day, name in known.items() if day.year == year}
    workdays = {day for day in known.weekend_workdays if day.year == year}
    for correction in (*_shipped(), *_adopted.values()):
        if correction.day.year != year:
            continue
        off.pop(correction.day, None)
        workdays.discard(correction.day)
        if not correction.works:
            off[correction.day] = correction.name
        elif correction.day.weekday() >= 5:
            workdays.add(correction.day)
    return _Year(off, frozenset(workdays))


def holiday_name(day: date) -> str | None:
    """The public holiday, day in lieu or swapped day off on ``day``, in Vietnamese; None on any other day."""
    return _year(day.year).holidays.get(day)


def is_working_day(day: date) -> bool:
    """True from Monday to Friday outside public holidays, and on a weekend worked in exchange."""
    year = _year(day.year)
    return day not in year.holidays and (day.weekday() < 5 or day in year.workdays)


@lru_cache(maxsize=4096)
def add_working_days(day: date, count: int) -> date:
    """The day ``count`` working days after ``day`` (before it, when negative); ``day`` itself is not counted."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` comes first."""
    if end < start:
        return -sum(is_working_day(end + timedelta(days=n)) for n in range((start - end).days))
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def last_working_day(day: date) -> date:
    """``day`` itself, or the working day before it."""
    return day if is_working_day(day) else add_working_days(day, -1)


def next_working_day(day: date) -> date:
    """``day`` itself, or the working day after it."""
    return day if is_working_day(day) else add_working_days(day, 1)
