"""The timetable as a calendar file."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from daihoi.rules.timetable import Progress, Timetable


def calendar_of(table: Timetable, lang: str, *, code: str, name: str | None = None, made_on: date) -> bytes:
    """An ``.ics`` with an all-day event on each due day not done, and one on the opening day."""
    calendar: Any = Calendar()
    calendar.add("prodid", "-//daihoi//daihoi//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name or ("Congress" if lang == "en" else "Đại hội"))
    of = f" · {name}" if name else ""
    opening = "Opening of the congress" if lang == "en" else "Khai mạc đại hội"
    calendar.add_component(_event(f"opening-{code}", table.opening_on, opening + of, None, made_on))
    for entry in table.entries:
        if entry.progress is Progress.DONE:
            continue
        due = "Due" if lang == "en" else "Hạn"
        lines = [entry.counted.to(lang)]
        if entry.latest and entry.latest > entry.due:
            lines.append(f"{'Latest' if lang == 'en' else 'Muộn nhất'}: {entry.latest:%d/%m/%Y}")
        if entry.number is not None:
            lines.append(f"daihoi form {entry.number}")
        event = _event(
            f"{entry.key}-{code}", entry.due, f"{due}: {entry.title.to(lang)}{of}", "\n".join(lines), made_on
        )
        alarm: Any = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title.to(lang))
        alarm.add("trigger", timedelta(days=-2))
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()


def calendar_of_days(days: Iterable[tuple[str, date, str, str]], made_on: date) -> bytes:
    """An ``.ics`` of all-day events, each given as (what makes it unique, day, summary, description)."""
    calendar: Any = Calendar()
    calendar.add("prodid", "-//daihoi//daihoi//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for uid, day, summary, description in days:
        calendar.add_component(_event(uid, day, summary, description, made_on))
    return calendar.to_ical()


def _event(uid: str, day: date, summary: str, description: str | None, made_on: date) -> Any:
    event: Any = Event()
    event.add("uid", f"{uid}@daihoi")
    event.add("dtstamp", datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    if description:
        event.add("description", description)
    return event
