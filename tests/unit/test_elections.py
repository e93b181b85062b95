"""Elections against a second counter, as properties, and on the tables of the regulations."""

import random
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.attendance import ledger
from daihoi.rules.election import result_of
from daihoi.rules.majority import largest_surplus, needed_votes
from daihoi.rules.tallying import Judgement, judge_sheet
from schemas.attendance import Attendance, Presence, Reason
from schemas.cell import Member, Standing
from schemas.election import Tally
from schemas.tally import TallySheet
from tests.unit.hand_count import generate

OVER_HALF, SMALL = Fraction(3, 10), (3, 5)


def agrees(seed: int) -> str:
    """Compare both counters on one election; returns what kind of end it came to."""
    by_hand = generate(seed)
    judgement = judge_sheet(TallySheet.model_validate(by_hand.sheet()))
    present = sum(v.may_vote for v in by_hand.voters)
    summoned = sum(v.standing == "official" for v in by_hand.voters)
    if 3 * present < 2 * summoned:
        assert {f.code for f in judgement.findings if f.blocks} == {"R11"}, seed
        return "no quorum"
    if 2 * present <= sum(v.in_base for v in by_hand.voters):
        assert judgement.broken, seed
        return "no vote passes"
    assert not judgement.broken, (seed, [f.words.en for f in judgement.findings])
    elected, level, left = by_hand.outcome()
    assert judgement.contest is not None
    turn = judgement.contest.turns[0]
    assert turn.result is not None
    assert {t.name for t in turn.result.won} == elected, seed
    assert set(turn.result.tied) == level, seed
    assert turn.result.open == left, seed
    assert judgement.ledger is not None
    assert judgement.ledger.base == sum(v.in_base for v in by_hand.voters), seed
    assert bool(judgement.decisions) == bool(left), seed
    return "tie" if level else "short" if left else "elected"


def test_a_counter_of_single_ballots_agrees_with_the_program() -> None:
    ends = [agrees(seed) for seed in range(150)]
    assert {"elected", "tie", "short", "no quorum"} <= set(ends)


@pytest.mark.soak
def test_a_counter_of_single_ballots_agrees_on_ten_thousand_elections() -> None:
    ends = [agrees(seed) for seed in range(10_000, 20_000)]
    assert {"elected", "tie", "short", "no quorum"} <= set(ends)


@pytest.mark.parametrize(
    ("seats", "surplus"), [(3, 1), (4, 1), (5, 1), (6, 1), (7, 2), (9, 2), (11, 3), (15, 4), (2, 1), (1, 1)]
)
def test_the_largest_surplus_of_the_table(seats: int, surplus: int) -> None:
    assert largest_surplus(seats, OVER_HALF, SMALL, 1) == surplus


@pytest.mark.parametrize(("votes", "base", "passes"), [(8, 15, True), (7, 15, False), (7, 14, False), (8, 14, True)])
def test_more_than_half_is_more_than_half(votes: int, base: int, *, passes: bool) -> None:
    assert (votes >= needed_votes(base)) is passes


TALLIES = st.lists(st.integers(0, 40), min_size=1, max_size=9).map(
    lambda votes: tuple(Tally(name=f"Người {n}", votes=v) for n, v in enumerate(votes))
)


@given(
    tallies=TALLIES,
    seats=st.integers(1, 9),
    base=st.integers(0, 40),
    between_tied=st.booleans(),
    shuffle=st.randoms(),
)
def test_permuting_candidates_changes_nothing_but_order(
    tallies: tuple[Tally, ...], seats: int, base: int, *, between_tied: bool, shuffle: random.Random
) -> None:
    mixed = list(tallies)
    shuffle.shuffle(mixed)
    mine = result_of(tallies, seats, base, between_tied=between_tied)
    other = result_of(tuple(mixed), seats, base, between_tied=between_tied)
    assert {t.name for t in mine.won} == {t.name for t in other.won}
    assert set(mine.tied) == set(other.tied)
    assert mine.open == other.open


@given(TALLIES, st.integers(1, 9), st.integers(0, 40), st.data())
def test_one_more_vote_never_unelects(tallies: tuple[Tally, ...], seats: int, base: int, data: st.DataObject) -> None:
    before = result_of(tallies, seats, base)
    lucky = data.draw(st.integers(0, len(tallies) - 1))
    more = tuple(t.model_copy(update={"votes": t.votes + (n == lucky)}) for n, t in enumerate(tallies))
    after = result_of(more, seats, base)
    if tallies[lucky].name in {t.name for t in before.won}:
        assert tallies[lucky].name in {t.name for t in after.won}


@given(TALLIES, st.integers(1, 9), st.integers(0, 40))
def test_a_result_never_gives_more_than_the_seats_nor_a_seat_below_half(
    tallies: tuple[Tally, ...], seats: int, base: int
) -> None:
    result = result_of(tallies, seats, base)
    assert len(result.won) + result.open == seats
    assert all(2 * t.votes > base for t in result.won)
    assert not result.tied or (result.open and len(result.tied) > result.open)
    assert [t.votes for t in result.won] == sorted((t.votes for t in result.won), reverse=True)


LINES = st.lists(
    st.tuples(
        st.sampled_from(Standing),
        st.sampled_from([True, False, None]),
        st.sampled_from([None, *Reason]),
        st.booleans(),
        st.sampled_from([True, False, None]),
    ),
    min_size=1,
    max_size=25,
)


@given(lines=LINES, delegates=st.booleans())
def test_the_base_is_the_sum_of_its_lines_and_never_above_the_summoned(
    lines: list[tuple[Standing, bool | None, Reason | None, bool, bool | None]], *, delegates: bool
) -> None:
    roster = tuple(Member(name=f"Người {n}", standing=s) for n, (s, *_) in enumerate(lines))
    officials = [m.name for m in roster if m.standing is Standing.OFFICIAL]
    attendance = Attendance(
        lines=tuple(
            Presence(
                name=f"Người {n}",
                present=present,
                code=code,
                summoned=summoned,
                replaces=officials[0] if s is Standing.ALTERNATE and officials and delegates else None,
            )
            for n, (s, present, code, summoned, _) in enumerate(lines)
        )
    )
    accepted = {f"người {n}": a for n, (*_, a) in enumerate(lines) if a is not None}
    sheet = ledger(attendance, roster, accepted, delegates=delegates)
    assert sheet.base == sum(x.counted is True for x in sheet.lines)
    assert sheet.readings[-1] == sheet.base + len(sheet.unknown)
    if not delegates:
        assert sheet.base <= sheet.summoned
    assert sheet.present <= sheet.base
    assert all(x.why.vi and x.why.en for x in sheet.lines)


def sheets() -> st.SearchStrategy[dict[str, Any]]:
    """Sheets with anything wrong that a tired person may write."""
    names = [f"Người {n}" for n in range(14)]
    count = st.fixed_dictionaries(
        {
            "counted_by": st.sampled_from(names),
            "issued": st.integers(0, 16),
            "collected": st.integers(0, 16),
            "valid": st.integers(0, 16),
            "invalid": st.integers(0, 4),
            "tallies": st.lists(
                st.fixed_dictionaries({"name": st.sampled_from(names[:6]), "votes": st.integers(0, 16)}),
                min_size=1,
                max_size=6,
            ),
        }
    )
    vote = st.none() | st.fixed_dictionaries({"for": st.integers(0, 16), "against": st.integers(0, 4)})
    member = st.fixed_dictionaries(
        {
            "standing": st.sampled_from([s.value for s in Standing]),
            "present": st.sampled_from([True, True, True, False, None]),
            "code": st.sampled_from([None, None, *[r.value for r in Reason]]),
            "accepted": st.sampled_from([None, True, False]),
            "unit": st.sampled_from([None, "Chi bộ 1", "Chi bộ 2"]),
            "replaces": st.sampled_from([None, None, None, "Người 1"]),
        }
    )
    turn = st.fixed_dictionaries(
        {
            "counts": st.lists(count, max_size=2),
            "decision": st.none() | st.fixed_dictionaries({"again": st.booleans()}),
        }
    )
    return st.fixed_dictionaries(
        {
            "title": st.just("Bầu"),
            "opening_on": st.dates(min_value=date(2012, 1, 1), max_value=date(2030, 1, 1)).map(str),
            "profile": st.sampled_from(["chi_bo", "chi_bo_co_so", "dang_bo_co_so", "cong_doan_co_so", "chi_doan"]),
            "office": st.sampled_from(["committee", "secretary", "deputy", "delegates", "alternates"]),
            "delegates": st.booleans(),
            "roster": st.lists(member, min_size=1, max_size=14).map(
                lambda found: [{"name": names[n], **m} for n, m in enumerate(found)]
            ),
            "seats": st.integers(1, 9),
            "seats_vote": vote,
            "list_vote": vote,
            "names": st.lists(st.sampled_from(names), min_size=1, max_size=7),
            "counters": st.lists(st.sampled_from(names), max_size=3),
            "rounds": st.lists(turn, max_size=4),
        }
    )


@given(sheets())
def test_whatever_is_written_ends_in_a_result_or_findings_never_in_an_exception(raw: dict[str, Any]) -> None:
    judgement: Judgement = judge_sheet(TallySheet.model_validate(raw))
    assert all(f.words.vi and f.words.en for f in judgement.findings)
    assert all(f.basis is not None for f in judgement.findings if f.blocks)
    if judgement.contest is not None:
        for turn in judgement.contest.turns:
            assert turn.result is None or len(turn.result.won) + turn.result.open == turn.seats
    if judgement.broken:
        assert judgement.decisions == ()
