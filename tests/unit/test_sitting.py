"""The programme and its votes, the roster, the term, and the conformance sheet before anything has happened."""

from datetime import date

import pytest

from daihoi.rules.conformance import Outcome, can_be_waived, conformance
from daihoi.rules.plan import check_plan, check_roster, check_term
from daihoi.rules.sitting import check_sitting
from schemas.attendance import Presence, Reason
from schemas.cell import Member, Profile, Standing, Term
from schemas.dossier import Answers, Dossier
from schemas.finding import Finding
from schemas.plan import Contents, Register
from schemas.sitting import Item, Sitting
from schemas.target import Target
from tests.unit.congress import DAY, NAMES, answered, congress, vote

KEYS = ("salute", "attendance", "report", "discussion", "superior_speech", "election", "resolution", "closing")


def codes(found: list[Finding], *, blocking: bool = True) -> set[str]:
    """The codes of those findings that block, or that warn."""
    return {f.code for f in found if f.blocks is blocking}


def held(*keys: str, adopted: int | None = 15, others: int = 15, on: date = DAY) -> Sitting:
    """A sitting with these items, each voted on."""
    items = tuple(
        Item(
            key=k,
            title=k,
            vote=(None if adopted is None else vote(adopted)) if k == "resolution" else vote(others),
        )
        for k in keys
    )
    return Sitting(held_on=on, place="Hà Nội", chair=NAMES[0], secretary=NAMES[1], items=items)


def test_a_sitting_in_order_with_its_resolution_adopted_passes() -> None:
    assert check_sitting(held(*KEYS), congress()) == []


@pytest.mark.parametrize("swap", [(1, 2), (2, 3), (3, 5), (5, 6), (6, 7)])
def test_the_hard_orderings_block(swap: tuple[int, int]) -> None:
    keys = list(KEYS)
    keys[swap[0]], keys[swap[1]] = keys[swap[1]], keys[swap[0]]
    assert "R12" in codes(check_sitting(held(*keys), congress()))


def test_what_may_float_only_warns_and_so_does_what_is_missing() -> None:
    keys = ("salute", "attendance", "report", "discussion", "election", "superior_speech", "resolution", "closing")
    found = check_sitting(held(*keys), congress())
    assert codes(found) == set()
    assert codes(found, blocking=False) == {"R12"}
    missing = check_sitting(held("attendance", "report", "election", "resolution", "closing"), congress())
    assert codes(missing) == set()
    assert codes(missing, blocking=False) == {"R12"}


@pytest.mark.parametrize(
    ("adopted", "others", "code"),
    [(7, 15, "R17"), (16, 15, "R16"), (None, 15, "RESOLUTION-VOTE"), (8, 16, "R16")],
)
def test_the_resolution_passes_half_of_the_base_and_no_vote_has_more_hands_than_voters(
    adopted: int | None, others: int, code: str
) -> None:
    assert codes(check_sitting(held(*KEYS, adopted=adopted, others=others), congress())) == {code}


def test_a_procedural_vote_may_be_lost() -> None:
    assert check_sitting(held(*KEYS, others=3), congress()) == []


def test_the_sitting_is_on_the_day_of_the_dossier() -> None:
    assert codes(check_sitting(held(*KEYS, on=date(2025, 5, 21)), congress())) == {"SITTING-DAY"}


def test_without_attendance_only_the_programme_is_judged() -> None:
    begun = congress()
    bare = begun.model_copy(update={"answers": Answers()})
    assert check_sitting(held(*KEYS, adopted=None), bare) == []


TARGET = Target.model_validate(
    {
        "id": "C1",
        "words": "x",
        "measure": {"kind": "count", "number": 1, "unit": "y"},
        "comparator": ">=",
        "span": "year",
    }
)


@pytest.mark.parametrize(
    ("standings", "profile", "found"),
    [
        ([Standing.OFFICIAL] * 3, Profile.CELL, set()),
        ([Standing.OFFICIAL] * 2 + [Standing.PROBATIONARY], Profile.CELL, {"CELL-SIZE"}),
        ([Standing.OFFICIAL] * 2, Profile.TRADE_UNION, set()),
    ],
)
def test_a_cell_has_three_official_members(standings: list[Standing], profile: Profile, found: set[str]) -> None:
    roster = tuple(Member(name=n, standing=s) for n, s in zip(NAMES, standings, strict=False))
    assert codes(check_roster(Register(roster=roster, old_targets=(TARGET,)), congress(profile=profile))) == found


def test_nobody_stands_twice_on_the_roster_however_written() -> None:
    roster = (*(Member(name=n) for n in NAMES[:3]), Member(name=NAMES[0].upper()))
    assert codes(check_roster(Register(roster=roster, old_targets=(TARGET,)), congress())) == {"ROSTER-TWICE"}


@pytest.mark.parametrize(
    ("profile", "end", "day", "fits"),
    [
        (Profile.CELL, 2027, DAY, True),
        (Profile.CELL, 2028, DAY, True),
        (Profile.CELL, 2030, DAY, False),
        (Profile.CELL, 2030, date(2025, 7, 1), True),
        (Profile.CELL, 2026, DAY, False),
        (Profile.GRASSROOTS_CELL, 2030, DAY, True),
        (Profile.GRASSROOTS_CELL, 2027, DAY, False),
        (Profile.TRADE_UNION, 2030, DAY, True),
        (Profile.YOUTH_UNION, 2027, DAY, True),
    ],
)
def test_the_term_is_as_long_as_the_profile_asks(profile: Profile, end: int, day: date, *, fits: bool) -> None:
    begun = congress(profile=profile, day=day)
    opening = begun.opening.model_copy(update={"new_term": Term(start=2025, end=end)})
    found = check_term(begun.model_copy(update={"opening": opening}))
    assert codes(found) == set()
    assert (codes(found, blocking=False) == set()) is fits


def test_a_plan_has_the_day_of_the_dossier_is_signed_before_it_and_younger_than_its_basis() -> None:
    begun = congress()
    plan = begun.answers.plan
    assert plan is not None
    assert check_plan(plan, begun) == []
    moved = plan.model_copy(update={"opening_on": date(2025, 6, 1)})
    assert codes(check_plan(moved, begun)) == {"PLAN-DAY"}
    late = plan.model_copy(update={"signed_on": DAY})
    assert codes(check_plan(late, begun)) == {"PLAN-ORDER"}
    early = plan.model_copy(update={"basis_date": date(2025, 3, 1)})
    assert codes(check_plan(early, begun)) == {"PLAN-BASIS"}


def test_an_opening_after_the_seasons_deadline_is_told_with_its_reason() -> None:
    late = congress(season_deadline=date(2025, 3, 31), lateness_reason="Bão")
    plan = late.answers.plan
    assert plan is not None
    found = check_plan(plan, late)
    assert codes(found, blocking=False) == {"R24"}
    assert "Bão" in found[0].words.vi
    assert found[0].basis is not None
    assert found[0].basis.document == "45-CT/TW"


def outcomes(dossier: Dossier) -> dict[str, Outcome]:
    """What became of each check."""
    return {v.rule: v.outcome for v in conformance(dossier).verdicts}


def test_before_anything_is_handed_in_nearly_everything_is_to_come() -> None:
    begun = congress()
    bare = begun.model_copy(update={"answers": Answers()})
    found = outcomes(bare)
    assert found["R01"] is Outcome.PASSED
    assert {found[f"R{n:02}"] for n in range(3, 24)} == {Outcome.TO_COME}
    assert found["R24"] is Outcome.NOT_APPLICABLE
    assert not any(can_be_waived(v) for v in conformance(bare).verdicts)


def test_an_appointed_committee_has_no_election_checks() -> None:
    begun = answered(congress(contents=Contents.APPOINTED), personnel=None)
    found = outcomes(begun)
    assert {found[r] for r in ("R13", "R14", "R15", "R16", "R18")} == {Outcome.NOT_APPLICABLE}


def test_a_basis_that_was_not_in_force_blocks_and_an_old_layout_only_warns() -> None:
    begun = congress()
    elsewhere = begun.opening.model_copy(update={"opening_on": date(2024, 10, 9)})
    assert outcomes(begun.model_copy(update={"opening": elsewhere}))["R01"] is Outcome.BLOCKED
    first = congress(day=date(2016, 8, 1))
    assert outcomes(first)["R01"] is Outcome.WARNED


def test_a_basis_without_its_day_is_told() -> None:
    assert outcomes(congress(profile=Profile.YOUTH_UNION))["R02"] is Outcome.WARNED


def test_values_of_the_congresss_own_stand_on_the_sheet_with_their_reason() -> None:
    from daihoi.rules.rulesets import resolve
    from schemas.plan import Override

    given = {"review_days_before": Override(value=10, reason="Kế hoạch của cấp trên")}
    begun = congress().model_copy(update={"rules": resolve(DAY, Profile.CELL, given)})
    ((name, setting),) = conformance(begun).overrides
    assert (name, setting.was, setting.reason) == ("review_days_before", 15, "Kế hoạch của cấp trên")


def test_the_figures_of_the_base_add_up_in_a_delegate_congress() -> None:
    roster = (*(Member(name=n) for n in NAMES[:4]), Member(name=NAMES[4], standing=Standing.ALTERNATE))
    lines = (
        Presence(name=NAMES[0], present=False, code=Reason.UNREPORTED),
        Presence(name=NAMES[1], present=False, code=Reason.UNREPORTED),
        *(Presence(name=n, present=True) for n in NAMES[2:4]),
        Presence(name=NAMES[4], present=True, replaces=NAMES[0]),
    )
    begun = congress(roster=roster, lines=lines, profile=Profile.BASE_COMMITTEE, delegates=True)
    shown = next(v for v in conformance(begun).verdicts if v.rule == "R17").figures[0].vi
    assert shown == "triệu tập 4, trừ 2, thêm 1 dự khuyết thay, cơ số 3, quá nửa là 2"
