"""Results, recognition, appointment, duties, archive: what their days and names must fit."""

from datetime import date
from typing import Any

import pytest

from daihoi.rules.judgement import judge
from schemas.cell import Profile
from schemas.dossier import Dossier
from schemas.election import Office
from schemas.finding import Confidence, Finding
from schemas.noun import Noun
from schemas.outcome import Appointment, Archive, Duty, DutyDone, FollowUp, Recognition, Results
from schemas.step import Kind
from tests.unit.congress import DAY, NAMES, answered, congress, counted, counters, race, slate

BEFORE, LATER = date(2025, 5, 19), date(2025, 8, 1)
LAST = date(2025, 5, 29)
"""The seventh working day after the congress of 20/05/2025."""


def said(kind: Kind, answer: Noun, dossier: Dossier | None = None) -> list[tuple[str, str | None, bool]]:
    """Code, field and weight of each finding."""
    found = judge(kind, answer, dossier or congress())
    assert all(f.basis is not None and f.words.en for f in found)
    return [(f.code, f.field, f.blocks) for f in found]


def sent(on: date = DAY) -> Results:
    """A report of results."""
    return Results(number="01-BC/CB", sent_on=on)


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (BEFORE, [("R22", "sent_on", True)]),
        (DAY, []),
        (LAST, []),
        (date(2025, 5, 30), [("R22", "sent_on", False)]),
    ],
)
def test_results_go_up_after_the_congress_and_within_seven_working_days(on: date, found: list[Any]) -> None:
    assert said(Kind.RESULTS, sent(on)) == found


def test_the_days_and_their_source_are_those_of_the_profile() -> None:
    (cell,) = judge(Kind.RESULTS, sent(LATER), congress())
    union_number = Results(number="01/BC-CĐCS", sent_on=LATER)
    (union,) = judge(Kind.RESULTS, union_number, congress(profile=Profile.TRADE_UNION))
    assert "7 ngày làm việc" in cell.words.vi
    assert "15 ngày làm việc" in union.words.vi
    assert cell.basis is not None
    assert union.basis is not None
    assert (cell.basis.document, cell.basis.article) == ("232-QĐ/TW", "16.1.1")
    assert union.basis.confidence is Confidence.UNC


def recognised(on: date) -> Recognition:
    """A recognition."""
    return Recognition(recognised=True, number="9-QĐ/ĐU", decided_on=on)


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (BEFORE, [("R22", "decided_on", True)]),
        (DAY, []),
        (date(2025, 6, 10), []),
        (date(2025, 6, 11), [("R22", "decided_on", False)]),
    ],
)
def test_recognition_follows_the_results_within_fifteen_working_days(on: date, found: list[Any]) -> None:
    assert said(Kind.RECOGNITION, recognised(on), answered(congress(), results=sent())) == found
    assert said(Kind.RECOGNITION, recognised(on)) == []


def appointed(name: str, on: date = DAY) -> Appointment:
    """The superior's decision on the head."""
    return Appointment(name=name, number="15-QĐ/ĐU", decided_on=on)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (appointed(NAMES[0]), []),
        (appointed(NAMES[5]), [("R18", "name", False)]),
        (appointed(NAMES[0], BEFORE), [("R18", "decided_on", True)]),
    ],
)
def test_the_appointed_head_sits_on_the_committee_and_is_appointed_after_the_congress(
    answer: Appointment, found: list[Any]
) -> None:
    begun = congress(races=(race(Office.COMMITTEE, 3, 4), race(Office.SECRETARY, 1, 1)))
    listed = answered(begun, slate={"committee": slate(3, NAMES[:4])}, counters={"committee": counters()})
    assert said(Kind.APPOINTMENT, answer, counted(listed, "committee.1", NAMES[:4], (14, 13, 12, 3))) == found


def test_where_no_committee_is_elected_the_appointed_head_is_on_the_roster() -> None:
    small = congress(5, races=(race(Office.SECRETARY, 1, 1),))
    assert said(Kind.APPOINTMENT, appointed(NAMES[4]), small) == []
    assert said(Kind.APPOINTMENT, appointed("Người Lạ"), small) == [("R18", "name", False)]


@pytest.mark.parametrize(
    ("kind", "early", "late", "found"),
    [
        (
            Kind.DUTIES,
            FollowUp(duties=(Duty(what="Việc", owner="A", due_on=LATER), Duty(what="Sớm", owner="A", due_on=BEFORE))),
            FollowUp(duties=(Duty(what="Việc", owner="A", due_on=DAY),)),
            ("DUTY-DAY", "duties[1].due_on", True),
        ),
        (
            Kind.ARCHIVE,
            Archive(keeper="A", archived_on=BEFORE, place="Kho"),
            Archive(keeper="A", archived_on=DAY, place="Kho"),
            ("ARCHIVE-DAY", "archived_on", True),
        ),
        (
            Kind.DUTY,
            DutyDone(done_on=BEFORE, result="Xong"),
            DutyDone(done_on=DAY, result="Xong"),
            ("DUTY-DAY", "done_on", True),
        ),
    ],
)
def test_what_follows_the_congress_is_not_dated_before_it(
    kind: Kind, early: Noun, late: Noun, found: tuple[str, str, bool]
) -> None:
    assert said(kind, early) == [found]
    assert said(kind, late) == []


def test_a_finding_of_another_family_cites_no_article_of_the_party() -> None:
    for profile in (Profile.TRADE_UNION, Profile.YOUTH_UNION):
        begun = congress(profile=profile)
        found: list[Finding] = [
            f
            for answer in (slate(3, (NAMES[0], NAMES[0], "Người Lạ", NAMES[3])), slate(3, NAMES[:2]))
            for f in judge(Kind.SLATE, answer, begun, "committee")
        ]
        assert found
        assert not any(f.basis and "QĐ/TW" in f.basis.document for f in found)
        assert not any("chi ủy" in f.words.vi or "đảng viên" in f.words.vi for f in found)
