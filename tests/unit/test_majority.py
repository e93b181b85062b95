"""The base of a majority, quorum and the result of an election, on the known vectors."""

import pytest

from daihoi.rules.sitting import base_of, elected, needed_votes
from schemas.sitting import Absence, Attendance, Ballot, Tally


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
    absences = [Absence(name=f"A{n}", reason="ốm", accepted=True) for n in range(accepted)]
    absences += [Absence(name=f"B{n}", reason="không rõ", accepted=False) for n in range(unaccepted)]
    attendance = Attendance(
        summoned=summoned,
        present=summoned - transferred - exempt - suspended - accepted - unaccepted,
        transferred=transferred,
        exempt_absent=exempt,
        suspended=suspended,
        absences=tuple(absences),
    )
    assert base_of(attendance) == base
    assert needed_votes(base) == needed


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
    ballot = Ballot(title="Chi ủy", seats=3, issued=15, collected=15, valid=15, invalid=0, tallies=tallies)
    assert elected(ballot, 15) == won
