"""Which ballots are valid, and what a heap of them adds up to: the whole table, one row a case."""

from typing import Any

import pytest
from pydantic import ValidationError

from daihoi.rules.ballots import check_count
from daihoi.rules.election import contest_of
from daihoi.rules.tallying import judge_sheet
from daihoi.rules.validity import Flaw, completed, flaw_of, has_boxes
from schemas.cell import Profile
from schemas.election import BallotCount, Ballots, Office
from schemas.tally import TallySheet
from tests.unit.congress import NAMES, answered, congress, count, counters, race, slate
from tests.unit.hand_count import generate
from tests.unit.test_elections import agrees

A, B, C, D = NAMES[:4]
FOUR = (A, B, C, D)


def ballot(*names: str, **facts: Any) -> Ballots:
    """A ballot with these names left standing, or marked «đồng ý»."""
    return Ballots(names=names, **facts)


@pytest.mark.parametrize(
    ("listed", "seats", "given", "flaw"),
    [
        # With surplus: names are struck through.
        (FOUR, 3, ballot(A, B, C), None),
        (FOUR, 3, ballot(A, B), None),
        (FOUR, 3, ballot(A), None),
        (FOUR, 3, ballot(A, B, C, D), Flaw.TOO_MANY),
        (FOUR, 3, ballot(), Flaw.NOBODY),
        (FOUR, 3, ballot(A, B, C, D, against=(D,)), None),
        ((A, B), 1, ballot(A), None),
        ((A, B), 1, ballot(A, B), Flaw.TOO_MANY),
        ((A, B), 1, ballot(), Flaw.NOBODY),
        (FOUR, 3, ballot(A, B, C, issued=False), Flaw.NOT_ISSUED),
        (FOUR, 3, ballot(A, B, C, signed=True), Flaw.SIGNED),
        (FOUR, 3, ballot(A, B, "Người Lạ"), Flaw.ADDED),
        # One name, two boxes.
        ((A,), 1, ballot(A), None),
        ((A,), 1, ballot(against=(A,)), None),
        ((A,), 1, ballot(A, against=(A,)), Flaw.UNCLEAR),
        ((A,), 1, ballot(), Flaw.UNCLEAR),
        ((A,), 1, ballot(A, issued=False), Flaw.NOT_ISSUED),
        ((A,), 1, ballot(against=("Người Lạ",)), Flaw.ADDED),
        # Several names, no surplus: what is not clear costs that name only.
        ((A, B), 2, ballot(A, B), None),
        ((A, B), 2, ballot(A), None),
        ((A, B), 2, ballot(A, against=(A, B)), None),
        ((A, B), 2, ballot(), None),
        ((A, B), 2, ballot(A, signed=True), Flaw.SIGNED),
    ],
)
def test_the_table_of_valid_ballots(listed: tuple[str, ...], seats: int, given: Ballots, flaw: Flaw | None) -> None:
    assert flaw_of(given, listed, seats) is flaw
    decomposed = given.model_copy(update={"names": tuple(n.upper() for n in given.names)})
    assert flaw_of(decomposed, listed, seats) is flaw


def heap(*ballots: Ballots, by: str = NAMES[10], issued: int = 15, **totals: Any) -> BallotCount:
    """A count that gives its ballots."""
    return BallotCount.model_validate({"counted_by": by, "issued": issued, "ballots": ballots, **totals})


def test_a_heap_with_surplus_adds_up_and_says_why_some_are_not_valid() -> None:
    mine = heap(
        ballot(A, B, C, times=9),
        ballot(A, B, times=2),
        ballot(A, B, C, D),
        ballot(times=2),
    )
    made = completed(mine, FOUR, 3)
    assert (made.collected, made.valid, made.invalid) == (14, 11, 3)
    assert made.invalid_because == "bầu quá số lượng: 1; không bầu ai: 2"
    assert [(t.name, t.votes, t.against) for t in made.tallies] == [
        (A, 11, None),
        (B, 11, None),
        (C, 9, None),
        (D, 0, None),
    ]


def test_a_heap_without_surplus_counts_for_against_and_unclear_for_each_name() -> None:
    mine = heap(ballot(A, B, times=8), ballot(A, against=(B,), times=3), ballot(A, B, against=(B,)), ballot())
    made = completed(mine, (A, B), 2)
    assert (made.valid, made.invalid, made.invalid_because) == (13, 0, None)
    assert [(t.votes, t.against, t.void) for t in made.tallies] == [(12, 0, 1), (8, 3, 2)]


def test_where_names_are_struck_through_one_that_is_struck_is_a_vote_against() -> None:
    assert not has_boxes(congress(profile=Profile.TRADE_UNION).rules.values)
    assert has_boxes(congress().rules.values)
    assert flaw_of(ballot(), (A,), 1, boxes=False) is None
    made = completed(heap(ballot(A, times=12), ballot(times=3)), (A,), 1, boxes=False)
    assert [(t.votes, t.against, t.void) for t in made.tallies] == [(12, 3, 0)]


def test_a_count_gives_its_totals_or_its_ballots() -> None:
    bare = {"counted_by": "x", "issued": 3}
    with pytest.raises(ValidationError, match="valid"):
        BallotCount.model_validate(bare)
    with pytest.raises(ValidationError, match="or the ballots"):
        BallotCount.model_validate({**bare, "collected": 3, "valid": 3, "invalid": 0, "tallies": []})
    untouched = count(FOUR, (14, 13, 12, 3))
    assert completed(untouched, FOUR, 3) is untouched
    assert BallotCount.model_validate(heap(ballot(A)).model_dump()) == heap(ballot(A))


def test_two_tellers_may_count_one_by_ballots_and_one_by_totals() -> None:
    begun = answered(
        congress(races=(race(Office.COMMITTEE, 3, 4),)),
        slate={"committee": slate(3, FOUR)},
        counters={"committee": counters()},
    )
    by_ballots = heap(ballot(A, B, C, times=12), ballot(D, times=3))
    by_totals = count(FOUR, (12, 12, 12, 3), NAMES[11])
    assert check_count(by_ballots, begun, "committee.1.a") == []
    half = answered(begun, count={"committee.1.a": by_ballots})
    assert check_count(by_totals, half, "committee.1.b") == []
    whole = answered(half, count={"committee.1.b": by_totals})
    contest = contest_of(whole, Office.COMMITTEE)
    assert contest is not None
    assert [w.name for w in contest.winners] == [A, B, C]
    (differs,) = check_count(count(FOUR, (12, 12, 11, 3), NAMES[11]), half, "committee.1.b")
    assert (differs.code, f"«{C}»" in differs.words.vi) == ("R16", True)


def test_totals_beside_ballots_must_be_theirs() -> None:
    begun = answered(congress(), slate={"committee": slate(3, FOUR)}, counters={"committee": counters()})
    tallies = [{"name": n, "votes": v} for n, v in zip(FOUR, (15, 15, 14, 0), strict=True)]
    good = {"collected": 15, "valid": 15, "invalid": 0}
    ballots = (ballot(A, B, C, times=14), ballot(A, B))
    assert check_count(heap(*ballots, **good, tallies=tallies), begun, "committee.1.a") == []
    (found,) = check_count(heap(*ballots, **{**good, "valid": 14}, tallies=tallies), begun, "committee.1.a")
    assert (found.code, found.field) == ("R16", "ballots")
    assert "số phiếu hợp lệ" in found.words.vi
    (found,) = check_count(heap(ballot(A, times=16)), begun, "committee.1.a")
    assert (found.code, found.field) == ("R16", "collected")


def test_the_second_counter_agrees_when_single_ballots_are_handed_in() -> None:
    for seed in range(60):
        by_hand = generate(seed)
        if agrees(seed) not in ("elected", "tie", "short"):
            continue
        raw: dict[str, Any] = by_hand.sheet()
        for one in raw["rounds"][0]["counts"]:
            for total in ("collected", "valid", "invalid", "invalid_because", "tallies"):
                del one[total]
            one["ballots"] = [{"names": sorted(b)} for b in by_hand.returned]
        judged = judge_sheet(TallySheet.model_validate(raw))
        assert not judged.broken, seed
        assert judged.contest is not None
        turn = judged.contest.turns[0]
        assert turn.count is not None
        assert {t.name: t.votes for t in turn.count.tallies} == dict(by_hand.votes)
        assert turn.count.valid == sum(by_hand.is_valid(b) for b in by_hand.returned)


def test_flaws_of_one_kind_add_up_and_boxes_are_the_profiles() -> None:
    made = completed(heap(ballot(), ballot(times=2), ballot(A)), FOUR, 3)
    assert made.invalid_because == "không bầu ai: 3"
    assert completed(heap(ballot(), ballot(A)), (A,), 1).invalid == 1
    assert completed(heap(ballot(), ballot(A)), (A,), 1, boxes=False).invalid == 0
    assert has_boxes({})


def test_a_union_counts_a_struck_name_as_a_vote_against_in_its_own_elections() -> None:
    races = (race(Office.SECRETARY, 1, 1),)
    for profile, valid in ((Profile.TRADE_UNION, 15), (Profile.CELL, 12)):
        begun = congress(races=races, profile=profile)
        begun = answered(begun, slate={"secretary": slate(1, (A,))}, counters={"secretary": counters()})
        one = heap(ballot(A, times=12), ballot(times=3))
        both = {"secretary.1.a": one, "secretary.1.b": one.model_copy(update={"counted_by": NAMES[11]})}
        contest = contest_of(answered(begun, count=both), Office.SECRETARY)
        assert contest is not None
        assert contest.turns[0].count is not None
        assert contest.turns[0].count.valid == valid
