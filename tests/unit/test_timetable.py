"""The timetable, counted back and forward from the opening day."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from PIL import Image

from daihoi.documents.gantt import draw_timetable, picture
from daihoi.documents.ics import calendar_of
from daihoi.errors import NoRuleSet
from daihoi.rules import procedure
from daihoi.rules.calendar import add_working_days, working_days_between
from daihoi.rules.rulesets import resolve
from daihoi.rules.timetable import Entry, Timetable, judge_opening_day, timetable
from schemas.cell import Profile
from schemas.step import Kind


def entry(table: Timetable, key: str) -> Entry:
    return next(e for e in table.entries if e.key == key)


def test_the_law_rows_of_2020_fall_on_the_known_days() -> None:
    table = timetable(date(2020, 8, 25), Profile.GRASSROOTS_CELL)
    assert entry(table, "summons").due == date(2020, 7, 14)
    assert entry(table, "results").due == date(2020, 9, 4)
    assert entry(table, "recognition").due == date(2020, 9, 25)
    assert entry(table, "higher_drafts").due == date(2020, 9, 4)
    assert entry(table, "news").due == date(2020, 9, 16)


def test_every_request_and_paper_of_the_procedure_stands_in_the_timetable() -> None:
    table = timetable(date(2025, 9, 12), Profile.CELL)
    rows = procedure.TABLES[procedure.VERSION]
    assert {row.kind.value for row in rows} <= {e.key for e in table.entries}
    assert {code for row in rows for code in row.papers} == {code for e in table.entries for code in e.papers}


def test_each_day_says_how_it_is_counted_and_on_which_basis() -> None:
    table = timetable(date(2025, 9, 12), Profile.CELL)
    results = entry(table, "results")
    assert results.basis is not None
    assert (results.basis.document, results.basis.dated) == ("294-QĐ/TW", date(2025, 5, 26))
    assert results.basis.article == "16.1.1"
    assert results.counted.vi == "7 ngày làm việc sau bế mạc"
    assert entry(table, "review").basis is None
    resolution = entry(table, "resolution")
    assert resolution.due == results.due
    assert "báo cáo kết quả" in resolution.counted.vi


OPENINGS = st.dates(date(2017, 3, 1), date(2030, 12, 31))


@given(OPENINGS, st.sampled_from(list(Profile)))
@settings(max_examples=25, deadline=None)
def test_nothing_is_due_after_what_can_only_follow_it(opening_on: date, profile: Profile) -> None:
    table = timetable(opening_on, profile)
    results = resolve(opening_on, profile).values["results_working_days"]
    due = {e.key: e for e in table.entries}
    order = [row.kind.value for row in procedure.TABLES[procedure.VERSION] if row.kind is not Kind.REPLIES]
    days = [due[k].due for k in order]
    assert days == sorted(days)
    assert all(e.earliest is None or e.earliest <= e.due <= e.last_day for e in table.entries)
    assert working_days_between(opening_on, due["results"].due) == results
    assert working_days_between(opening_on, due["summons"].due) == -30
    assert add_working_days(due["results"].due, 15) == due["recognition"].due


@given(OPENINGS)
@settings(max_examples=15, deadline=None)
def test_a_later_opening_day_makes_nothing_due_earlier(opening_on: date) -> None:
    before, after = timetable(opening_on, Profile.CELL), timetable(opening_on + timedelta(days=7), Profile.CELL)
    later = {e.key: e.due for e in after.entries}
    assert all(e.due <= later[e.key] for e in before.entries)


def codes(opening_on: date, today: date, deadline: date | None = None) -> list[str]:
    return [f.code for f in judge_opening_day(timetable(opening_on, Profile.CELL), today, deadline).findings]


def test_a_day_far_enough_ahead_works() -> None:
    verdict = judge_opening_day(timetable(date(2027, 4, 20), Profile.CELL), date(2026, 12, 1))
    assert verdict.works
    assert verdict.tight == 0
    assert verdict.findings == ()


def test_a_day_in_the_past_does_not_work() -> None:
    verdict = judge_opening_day(timetable(date(2026, 3, 2), Profile.CELL), date(2026, 11, 24))
    assert not verdict.works
    assert [f.code for f in verdict.findings] == ["OPENING-PAST"]
    assert "24/11/2026" in verdict.findings[0].words.vi


def test_a_holiday_is_named_with_the_next_working_day() -> None:
    verdict = judge_opening_day(timetable(date(2027, 2, 8), Profile.CELL), date(2026, 11, 1))
    assert not verdict.works
    assert [f.code for f in verdict.findings] == ["OPENING-HOLIDAY"]
    assert "11/02/2027" in verdict.findings[0].words.vi
    assert "Tết" in verdict.findings[0].words.vi


def test_a_day_too_near_says_which_rules_cannot_be_met_and_why() -> None:
    verdict = judge_opening_day(timetable(date(2027, 4, 20), Profile.CELL), date(2027, 4, 10))
    assert not verdict.works
    near = {f.field: f for f in verdict.findings if f.code == "TOO-NEAR"}
    assert {"report", "summons", "comments", "submission"} <= set(near)
    assert "review" not in near
    summons = near["summons"].basis
    assert summons is not None
    assert summons.document == "294-QĐ/TW"
    assert not any(f.blocks for f in verdict.findings)


def test_a_missed_notice_period_is_said_even_while_the_day_still_works() -> None:
    verdict = judge_opening_day(timetable(date(2027, 4, 20), Profile.CELL), date(2027, 3, 15))
    assert verdict.works
    assert verdict.tight > 0
    assert [f.field for f in verdict.findings] == ["summons"]


def test_a_day_after_the_season_asks_for_a_reason() -> None:
    assert codes(date(2027, 7, 1), date(2026, 11, 1), date(2027, 6, 30)) == ["R24"]
    table, today = timetable(date(2027, 7, 1), Profile.CELL), date(2026, 11, 1)
    [asked] = judge_opening_day(table, today, date(2027, 6, 30)).findings
    [excused] = judge_opening_day(table, today, date(2027, 6, 30), "dịch bệnh").findings
    assert ("phải nêu lý do" in asked.words.vi, "lý do: dịch bệnh" in excused.words.vi) == (True, True)


def test_a_day_without_a_rule_set_is_refused() -> None:
    with pytest.raises(NoRuleSet):
        timetable(date(2010, 1, 1), Profile.CELL)


def test_the_drawing_shows_every_entry_and_renders_to_png() -> None:
    table = timetable(date(2027, 3, 15), Profile.CELL)
    svg = draw_timetable(table, "vi", name='Chi bộ <A> & "B"', today=date(2027, 1, 4))
    for e in table.entries:
        assert e.title.vi[1:40] in svg
        assert f"{e.due:%d/%m/%Y}" in svg
    assert "<A>" not in svg
    assert "hôm nay 04/01/2027" in svg
    assert picture(svg).startswith(b"\x89PNG")


def test_the_picture_fits_a_page_and_needs_no_typeface_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    table = timetable(date(2027, 3, 15), Profile.CELL)
    drawn = picture(draw_timetable(table, "vi", for_page=True))
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere")
    assert drawn == picture(draw_timetable(table, "vi", for_page=True))
    with Image.open(io.BytesIO(drawn)) as full:
        assert full.width == 1400
        # The names stand on the left: without a typeface there would be nothing but white.
        assert len(full.convert("L").crop((0, 150, 600, full.height)).getcolors(256) or ()) > 10


def test_the_calendar_file_reads_back_with_each_day_once() -> None:
    table = timetable(date(2027, 3, 15), Profile.CELL)
    raw = calendar_of(table, "vi", code="chi-bo-a-2027", name="Chi bộ A", made_on=date(2026, 11, 24))
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert len(events) == len(table.entries) + 1
    assert len({str(e["uid"]) for e in events}) == len(events)
    starts = {str(e["uid"]): e["dtstart"].dt for e in events}
    assert starts["opening-chi-bo-a-2027@daihoi"] == date(2027, 3, 15)
    assert starts["results-chi-bo-a-2027@daihoi"] == entry(table, "results").due
    assert raw == calendar_of(table, "vi", code="chi-bo-a-2027", name="Chi bộ A", made_on=date(2026, 11, 24))
