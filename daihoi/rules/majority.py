"""More than half of what: the base, the votes needed, the quorum."""

from fractions import Fraction

SUMMONED, COLLECTED = "summoned_adjusted", "collected"
"""The two bases a profile may count a majority on: members summoned less the excluded, or ballots collected."""


def needed_votes(base: int) -> int:
    """The least number of votes that is more than half of ``base`` (190-QĐ/TW, 10/10/2024, Art. 30)."""
    return base // 2 + 1


def quorum(summoned: int, num: int, den: int) -> int:
    """The least number present that is ``num``/``den`` of ``summoned``, rounded up."""
    return -(-summoned * num // den)


def largest_surplus(seats: int, ratio: Fraction, small: tuple[int, int], small_extra: int) -> int:
    """How many more names than ``seats`` the list may hold: ``ratio`` rounded down, in small committees ``small_extra``.

    Below the small committees no source speaks; one name is the least that makes a surplus at all.
    """
    least, most = small
    if least <= seats <= most:
        return small_extra
    return max(1, seats * ratio.numerator // ratio.denominator)
