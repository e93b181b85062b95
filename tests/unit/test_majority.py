"""The base of a majority, quorum and the result of an election, on the known vectors."""

from collections.abc import Iterator

import pytest

from daihoi.rules.attendance import Ledger, ledger
from daihoi.rules.election import result_of
from daihoi.rules.majority import needed_votes, quorum
from schemas.attendance import Attendance, Presence, Reason
from schemas.cell import Member
from schemas.election import Tally


def ledger_with(summoned: int, transferred: int, exempt: int, suspended: int, accepted: int, unaccepted: int) -> Ledger:
    """A ledger of ``summoned`` official members, so many of them away for each reason."""
    names: Iterator[str] = iter([f"Người {n}" for n in range(summoned)])
    away = {
        Reason.TRANSFERRED: transferred,
        Reason.EXEMPT: exempt,
        Reason.SUSPENDED: suspended,
        Reason.REPORTED: accepted,
        Reason.UNREPORTED: unaccepted,
    }
    lines = [
        Presence(name=next(names), present=False, code=code, reason="ốm")
        for code, count in away.items()
        for _ in range(count)
    ]
    excused = {x.name.casefold(): True for x in lines if x.code is Reason.REPORTED}
    lines += [Presence(name=name, present=True) for name in names]
    roster = tuple(Member(name=x.name) for x in lines)
    return ledger(Attendance(lines=tuple(lines)), roster, excused)


@pytest.mark.parametrize(
    ("summoned", "transferred", "exempt", "suspended", "accepted", "unaccepted", "base", "needed"),
    [
        (15, 0, 0, 0, 0, 0, 15, 8),
        (15, 1, 1, 0, 0, 0, 13, 7),
        (16, 0, 0, 0, 0, 2, 16, 9),
        (16, 0, 0, 0, 2, 0, 14, 8),
        (9, 0, 0, 1, 1, 0, 7, 4),
        (30, 2, 3, 0, 1, 4, 24, 13),
    ],
)
def test_the_base_leaves_out_only_lawful_absences(
    summoned: int, transferred: int, exempt: int, suspended: int, accepted: int, unaccepted: int, base: int, needed: int
) -> None:
    sheet = ledger_with(summoned, transferred, exempt, suspended, accepted, unaccepted)
    assert sheet.summoned == summoned
    assert sheet.base == base
    assert needed_votes(base) == needed


@pytest.mark.parametrize(("summoned", "need"), [(15, 10), (16, 11), (17, 12), (30, 20), (9, 6)])
def test_quorum_is_two_thirds_rounded_up(summoned: int, need: int) -> None:
    assert quorum(summoned, 2, 3) == need


@pytest.mark.parametrize(
    ("votes", "won"),
    [
        ((14, 13, 12, 4), ("A", "B", "C")),
        ((14, 12, 9, 9), ("A", "B")),
        ((14, 11, 7, 7), ("A", "B")),
        ((13, 12, 11, 10), ("A", "B", "C")),
        ((8, 7, 7, 7), ("A",)),
    ],
)
def test_the_highest_above_half_are_elected(votes: tuple[int, ...], won: tuple[str, ...]) -> None:
    tallies = tuple(Tally(name=n, votes=v) for n, v in zip("ABCD", votes, strict=True))
    assert tuple(t.name for t in result_of(tallies, 3, 15).won) == won
