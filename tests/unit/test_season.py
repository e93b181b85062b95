"""The overview of a season, and the codes that dossiers get."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.documents.season import draw_map, draw_steps, write_page
from daihoi.rules.codes import code_of
from daihoi.rules.season import Congress, Mark, overview
from schemas.dossier import Life
from schemas.step import Step

TODAY = date(2025, 8, 1)


def congress(code: str, step: Step, **more: object) -> Congress:
    facts = {"cell": f"Chi bộ {code}", "superior": "Đảng ủy A", "life": Life.ACTIVE, "opening_on": date(2025, 9, 1)}
    return Congress(**{"code": code, "step": step, "moved_on": TODAY, **facts, **more})  # type: ignore[arg-type]


def test_the_latest_congress_stands_first_and_those_that_are_over_stand_last() -> None:
    due = {"due_on": TODAY - timedelta(days=1)}
    later = {"due_on": TODAY - timedelta(days=9)}
    closed = congress("xong", Step.OUTCOME, life=Life.CLOSED, **later)
    season = overview(
        None,
        TODAY,
        [closed, congress("kịp", Step.PLAN), congress("trễ", Step.PLAN, **due), congress("lâu", Step.NEWS, **later)],
    )
    assert [c.code for c in season.congresses] == ["lâu", "trễ", "kịp", "xong"]
    assert [c.code for c in season.late] == ["lâu", "trễ"]
    assert season.by_step[Step.PLAN] == 2
    assert season.by_step[Step.OUTCOME] == 0
    assert season.by_life == {Life.ACTIVE: 3, Life.CLOSED: 1, Life.CANCELLED: 0}


def test_the_map_marks_done_here_and_to_come() -> None:
    marks = congress("a", Step.REVIEW, due_on=TODAY, round=2).marks(TODAY)
    assert marks[Step.COMMENTS] is Mark.DONE
    assert marks[Step.REVIEW] is Mark.RETURNED
    assert marks[Step.SITTING] is Mark.TO_COME
    assert congress("a", Step.REVIEW, due_on=TODAY, round=2).marks(TODAY + timedelta(days=1))[Step.REVIEW] is Mark.LATE
    assert set(congress("a", Step.OUTCOME, life=Life.CLOSED).marks(TODAY).values()) == {Mark.DONE}


def test_a_page_and_its_pictures_need_nothing_beside_themselves_and_read_names_as_text() -> None:
    nasty = congress("x", Step.PLAN, cell='Chi bộ <script>alert(1)</script> & "Con"', kind="plan", role="organiser")
    season = overview("Đảng ủy <b>", TODAY, [nasty] + [congress(f"c{n}", Step.NEWS) for n in range(230)])
    page = write_page(season, "vi")
    assert "<script" not in page
    assert "<b>" not in page.split("<h1>")[1].split("</h1>")[0]
    assert not re.findall(r'(?:src|href)="', page)
    assert re.findall(r"https?://[^\s\"<]+", page) == ["http://www.w3.org/2000/svg"]
    assert "và 31 đại hội nữa" in draw_map(season, "vi")
    assert "<script" not in draw_steps(nasty, TODAY, "vi")


@given(st.text(max_size=200), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_name_gives_a_code_that_a_dossier_may_bear(name: str, day: date) -> None:
    code = code_of(name, day)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}", code)
    again = code_of(name, day, {code})
    assert again != code
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}", again)


@pytest.mark.parametrize(
    ("cell", "taken", "code"),
    [
        ("Chi bộ Kỹ thuật", (), "chi-bo-ky-thuat-2025"),
        ("Chi bộ Kỹ thuật", ("chi-bo-ky-thuat-2025", "chi-bo-ky-thuat-2025-2"), "chi-bo-ky-thuat-2025-3"),
        ("…", (), "dai-hoi-2025"),
    ],
)
def test_a_code_is_made_of_name_and_year_and_given_once(cell: str, taken: tuple[str, ...], code: str) -> None:
    assert code_of(cell, date(2025, 9, 1), taken) == code
