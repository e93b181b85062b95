"""The list that is prepared: its surplus, the age and make-up of its people, and who may go past it."""

from datetime import date
from typing import Any

import pytest

from daihoi.rules.ballots import check_slate
from daihoi.rules.candidates import check_candidates, shares_of
from daihoi.rules.conveners import is_convener
from schemas.cell import Member, Profile
from schemas.dossier import Dossier
from schemas.election import Nominee, Office, Proposal
from schemas.finding import Confidence, Finding, Severity
from schemas.personnel import Candidate, Race
from tests.unit.congress import DAY, NAMES, congress, race, slate

FOUR = NAMES[:4]
GOOD: dict[str, Any] = {"birth_year": 1990, "female": True, "sitting_member": False, "post": "ủy viên"}


def prepared(*people: dict[str, Any], seats: int = 3, office: Office = Office.COMMITTEE) -> Race:
    """A race with these people, each like ``GOOD`` but for what is given."""
    found = tuple(Candidate(name=n, **{**GOOD, **p}) for n, p in zip(NAMES, people, strict=False))
    return Race(office=office, title="Chi ủy", seats=seats, candidates=found)


def said(found: list[Finding]) -> list[tuple[str, Severity]]:
    """Code and weight of each finding."""
    return [(f.code, f.severity) for f in found]


@pytest.mark.parametrize(
    ("seats", "extra", "fits"),
    [
        *((3, 1, True), (3, 2, False), (7, 1, True), (7, 2, True), (7, 3, False), (11, 2, True), (11, 3, False)),
        *((20, 1, False), (20, 2, True), (20, 3, True), (20, 4, False), (3, 0, True)),
    ],
)
def test_the_committee_prepares_ten_to_fifteen_percent_more_rounded_outwards(
    seats: int, extra: int, *, fits: bool
) -> None:
    people = tuple(Candidate(name=f"Người {n}", **GOOD) for n in range(seats + extra))
    planned = Race(office=Office.COMMITTEE, title="Chi ủy", seats=seats, candidates=people)
    found = check_candidates(planned, congress())
    assert said(found) == ([] if fits else [("R14", Severity.WARN)])
    assert all(f.basis and f.basis.document == "190-QĐ/TW" for f in found)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"retires_on": date(2030, 5, 20)}, None),
        ({"retires_on": date(2030, 5, 19)}, "chỉ còn 59 tháng"),
        ({"retires_on": date(2029, 5, 20), "sitting_member": True}, None),
        ({"retires_on": date(2029, 5, 19), "sitting_member": True}, "chỉ còn 47 tháng"),
        ({"retires_on": date(2024, 1, 1)}, "chỉ còn 0 tháng"),
        # Not known whether they stand again: 60 or 48 months.
        ({"retires_on": date(2029, 11, 1), "sitting_member": None}, "Chưa đủ thông tin"),
        ({"retires_on": date(2030, 5, 20), "sitting_member": None}, None),
        ({"retires_on": date(2029, 1, 1), "sitting_member": None}, "chỉ còn 43 tháng"),
        # Only the year of birth is known: men retire at 60 to 62, women at 55 to 60.
        ({"birth_year": 1971, "female": False}, None),
        ({"birth_year": 1969, "female": False}, "Chưa đủ thông tin"),
        ({"birth_year": 1964, "female": False}, "nhiều nhất 19 tháng"),
        ({"birth_year": 1976}, None),
        ({"birth_year": 1972}, "Chưa đủ thông tin"),
        ({"birth_year": 1970, "female": None}, "Chưa đủ thông tin"),
        ({"birth_year": 1965, "female": None}, "nhiều nhất 31 tháng"),
    ],
)
def test_who_is_near_retirement_is_told_and_what_is_unknown_is_judged_under_each_reading(
    person: dict[str, Any], words: str | None
) -> None:
    found = [f for f in check_candidates(prepared(person, {}, {}, {}), congress()) if f.code == "AGE"]
    assert len(found) == (words is not None)
    for f in found:
        assert words is not None
        assert words in f.words.vi
        assert f.severity is Severity.WARN
        assert f.basis is not None
        assert (f.basis.document, f.basis.dated) == ("45-CT/TW", date(2025, 4, 14))


def test_whether_someone_is_a_woman_is_read_from_the_roster_where_the_plan_is_silent() -> None:
    roster = tuple(Member(name=n, female=False) for n in NAMES[:9])
    found = check_candidates(prepared({"birth_year": 1971, "female": None}, {}, {}, {}), congress(roster=roster))
    assert said(found) == []


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (({}, {}, {}, {}), []),
        (({"female": False},) * 4, ["chỉ có 0/4 người nữ"]),
        (({"female": None},) * 4, ["15% người nữ không: chắc chắn 0/4, chưa ghi 4"]),
        (({"birth_year": 1984},) * 4, ["chỉ có 0/4 người trẻ (từ 40 tuổi"]),
        (({"sitting_member": True, "birth_year": 1985},) * 4, ["chỉ có 0/4 người tham gia lần đầu"]),
        (({"sitting_member": None},) * 4, ["33% người tham gia lần đầu không"]),
        (({"sitting_member": True},) * 2 + ({},) * 2, []),
    ],
)
def test_the_make_up_of_the_list_is_only_told(people: tuple[dict[str, Any], ...], words: list[str]) -> None:
    found = [f for f in check_candidates(prepared(*people), congress()) if f.code == "STRUCTURE"]
    assert len(found) == len(words)
    assert all(w in f.words.vi for w, f in zip(words, found, strict=True))
    assert all(not f.blocks and f.basis and f.basis.confidence is Confidence.GK for f in found)


@pytest.mark.parametrize(
    "dossier",
    [
        congress(day=date(2025, 4, 13)),
        congress(day=date(2026, 1, 19)),
        congress(day=date(2020, 8, 25)),
        congress(profile=Profile.TRADE_UNION),
        congress(profile=Profile.YOUTH_UNION),
    ],
    ids=["before CT45", "after CT45", "2020", "union", "youth"],
)
def test_age_and_make_up_are_asked_only_where_and_when_a_document_asks(dossier: Dossier) -> None:
    old = ({"birth_year": 1960, "female": False, "sitting_member": True},) * 4
    assert {f.code for f in check_candidates(prepared(*old), dossier)} <= {"R14"}
    assert shares_of(prepared(*old).candidates, dossier) == ()


def test_a_rule_set_pinned_before_retirement_was_known_asks_neither_age_nor_youth() -> None:
    begun = congress()
    held = {n: s for n, s in begun.rules.settings.items() if n != "young_age_max" and not n.startswith("retirement")}
    before = begun.model_copy(update={"rules": begun.rules.model_copy(update={"settings": held})})
    old = ({"birth_year": 1964},) * 4
    assert check_candidates(prepared(*old), before) == []


def test_only_the_committees_list_is_looked_at() -> None:
    old = {"birth_year": 1960}
    assert check_candidates(prepared(old, office=Office.SECRETARY, seats=1), congress()) == []
    assert check_candidates(prepared(), congress()) == []


# --- the summoning committee keeps to its own list


def who_sits(*conveners: int, unknown: bool = False) -> tuple[Member, ...]:
    """A roster of fifteen that says who sits on the summoning committee."""
    return tuple(Member(name=n, convener=None if unknown else i in conveners) for i, n in enumerate(NAMES[:15]))


@pytest.mark.parametrize(
    ("nominee", "roster", "weight"),
    [
        (Nominee(name=NAMES[5], how=Proposal.SELF), who_sits(5), Severity.BLOCK),
        (Nominee(name=NAMES[5], how=Proposal.NOMINATED), who_sits(5), Severity.BLOCK),
        (Nominee(name=NAMES[5], how=Proposal.NOMINATED, by=NAMES[6]), who_sits(6), Severity.BLOCK),
        (Nominee(name=NAMES[5], how=Proposal.NOMINATED, by=NAMES[6]), who_sits(7), None),
        (Nominee(name=NAMES[0], how=Proposal.NOMINATED), who_sits(0), None),
        (Nominee(name=NAMES[5], how=Proposal.INTRODUCED), who_sits(5), None),
        (Nominee(name=NAMES[5], how=Proposal.SELF), who_sits(unknown=True), Severity.WARN),
        (Nominee(name="Người Lạ", how=Proposal.NOMINATED, outsider=True, support=10), who_sits(0), None),
    ],
)
@pytest.mark.parametrize("day", [DAY, date(2024, 10, 9)])
def test_who_summons_the_congress_keeps_to_the_list_they_prepared(
    nominee: Nominee, roster: tuple[Member, ...], weight: Severity | None, day: date
) -> None:
    planned = (race(Office.COMMITTEE, 3, 3),)
    nominees = (*(Nominee(name=n) for n in NAMES[:3] if n != nominee.name), nominee)
    answer = slate(3, tuple(n.name for n in nominees), nominees=nominees)
    found = [
        f
        for f in check_slate(answer, congress(races=planned, roster=roster, day=day), "committee")
        if "triệu tập" in f.words.vi
    ]
    assert [f.severity for f in found] == ([] if weight is None else [weight])
    for f in found:
        assert f.basis is not None
        confidence = Confidence.SEEN if day < date(2024, 10, 10) else Confidence.GK
        assert (f.code, f.basis.confidence) == ("R14", confidence)


def test_a_head_or_an_election_without_a_prepared_list_is_open_to_all() -> None:
    stands = (Nominee(name=NAMES[5], how=Proposal.SELF),)
    for planned in (race(Office.SECRETARY, 1, 1), race(Office.COMMITTEE, 3)):
        begun = congress(races=(planned,), roster=who_sits(5))
        found = check_slate(slate(1, (NAMES[5],), nominees=stands), begun, planned.office.value)
        assert not any("triệu tập" in f.words.vi for f in found)


def test_who_stands_again_sits_on_the_summoning_committee() -> None:
    again = prepared({"sitting_member": True}, {"sitting_member": False})
    begun = congress(races=(again,))
    assert [is_convener(n, begun) for n in NAMES[:3]] == [True, None, None]
    assert is_convener(NAMES[0], congress(races=(again,), roster=who_sits(1))) is False
    bare = begun.model_copy(update={"answers": begun.answers.model_copy(update={"personnel": None})})
    assert is_convener(NAMES[0], bare) is None
