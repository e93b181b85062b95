"""All members or delegates: which form a congress takes by the number of its members, and how many delegates."""

from datetime import date
from typing import Any

import pytest

from daihoi.rules.plan import check_form, check_plan, check_roster
from schemas.cell import Member, Profile, Standing
from schemas.finding import Severity
from schemas.plan import Register
from schemas.target import Target
from tests.unit.congress import congress

BASE, UNION, CELL, YOUTH = Profile.BASE_COMMITTEE, Profile.TRADE_UNION, Profile.CELL, Profile.YOUTH_UNION


def people(count: int, standing: Standing = Standing.OFFICIAL) -> tuple[Member, ...]:
    """So many members."""
    return tuple(Member(name=f"Người {n}", standing=standing) for n in range(count))


@pytest.mark.parametrize(
    ("profile", "on_roster", "facts", "field"),
    [
        (BASE, 199, {}, None),
        (BASE, 200, {}, "delegates"),
        (BASE, 15, {"members_total": 200}, "delegates"),
        (BASE, 150, {"delegates": True, "members_total": 200}, None),
        (BASE, 150, {"delegates": True, "members_total": 199}, "delegates"),
        (BASE, 150, {"delegates": True}, "members_total"),
        (UNION, 149, {}, None),
        (UNION, 150, {}, "delegates"),
        (UNION, 150, {"delegates": True, "members_total": 5000}, None),
        (UNION, 151, {"delegates": True, "members_total": 5000}, "roster"),
        (UNION, 200, {"delegates": True, "members_total": 5001}, None),
        (UNION, 201, {"delegates": True, "members_total": 5001}, "roster"),
        (UNION, 151, {"delegates": True}, "members_total"),
        (CELL, 300, {}, None),
        (YOUTH, 300, {}, None),
    ],
)
def test_the_number_of_members_says_whether_delegates_meet_and_how_many(
    profile: Profile, on_roster: int, facts: dict[str, Any], field: str | None
) -> None:
    roster = people(on_roster)
    found = check_form(congress(profile=profile, roster=roster, **facts), roster)
    assert [f.field for f in found][:1] == ([] if field is None else [field])
    assert all((f.code, f.severity) == ("DELEGATES", Severity.WARN) for f in found)
    assert all(f.basis is not None for f in found)


def test_alternates_are_no_delegates_of_the_cap() -> None:
    roster = (*people(150), *people(20, Standing.ALTERNATE))
    assert check_form(congress(profile=UNION, roster=roster, delegates=True, members_total=400), roster) == []


def test_the_form_is_judged_with_the_roster_and_with_the_plan(target: Target) -> None:
    roster = people(200)
    begun = congress(profile=BASE, roster=roster, day=date(2020, 6, 1))
    plan = begun.answers.plan
    assert plan is not None
    for found in (
        check_roster(Register(roster=roster, old_targets=(target,)), begun),
        check_plan(plan, begun),
    ):
        (finding,) = [f for f in found if f.code == "DELEGATES"]
        assert finding.basis is not None
        assert (finding.basis.document, finding.basis.dated) == ("35-CT/TW", date(2019, 5, 30))


@pytest.fixture
def target() -> Target:
    """Any target."""
    return Target.model_validate(
        {
            "id": "T1",
            "words": "Kết nạp 3 đảng viên",
            "measure": {"kind": "count", "number": 3, "unit": "người"},
            "comparator": ">=",
            "span": "term",
        }
    )
