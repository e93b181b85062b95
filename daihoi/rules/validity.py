"""Which ballots are valid, and what a heap of them adds up to (190-QĐ/TW, 10/10/2024, Art. 15; 244-QĐ/TW, 09/06/2014, Art. 17)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from daihoi.rules.names import key_of
from schemas.election import BallotCount, Ballots, Tally
from schemas.ruleset import Value
from schemas.words import Words


class Flaw(StrEnum):
    """Why a ballot is not valid."""

    NOT_ISSUED = "not_issued"
    SIGNED = "signed"
    ADDED = "added"
    TOO_MANY = "too_many"
    NOBODY = "nobody"
    UNCLEAR = "unclear"

    @property
    def words(self) -> Words:
        """The reason, for the minutes."""
        vi, en = _FLAWS[self]
        return Words(vi=vi, en=en)


_FLAWS = {
    Flaw.NOT_ISSUED: ("không do ban kiểm phiếu phát ra", "not issued by the counting committee"),
    Flaw.SIGNED: ("có chữ ký hoặc dấu hiệu riêng", "signed or marked"),
    Flaw.ADDED: ("ghi thêm tên ngoài danh sách", "a name from outside the list"),
    Flaw.TOO_MANY: ("bầu quá số lượng", "more names than seats"),
    Flaw.NOBODY: ("không bầu ai", "nobody chosen"),
    Flaw.UNCLEAR: ("phiếu một người mà đánh dấu cả hai ô hoặc không ô nào", "one name with both boxes marked, or none"),
}


def has_boxes(values: Mapping[str, Value]) -> bool:
    """True where a ballot without surplus has boxes to mark; else names are struck through on every ballot."""
    return bool(values.get("ballot_boxes", True))


def flaw_of(ballot: Ballots, names: Iterable[str], seats: int, *, boxes: bool = True) -> Flaw | None:
    """Why such a ballot is not valid for this list and this number of seats; None when it is."""
    listed, chosen, refused = ({key_of(n) for n in some} for some in (names, ballot.names, ballot.against))
    if not ballot.issued:
        return Flaw.NOT_ISSUED
    if ballot.signed:
        return Flaw.SIGNED
    if not chosen | refused <= listed:
        return Flaw.ADDED
    if len(listed) > seats:
        left = chosen - refused
        return Flaw.NOBODY if not left else Flaw.TOO_MANY if len(left) > seats else None
    # Where several stand without surplus, a name that is not clear costs that name only.
    return Flaw.UNCLEAR if boxes and len(listed) == 1 and chosen == refused else None


def completed(count: BallotCount, names: tuple[str, ...], seats: int, *, boxes: bool = True) -> BallotCount:
    """The count with the totals that its ballots add up to; as it is where it has no ballots."""
    if not count.ballots:
        return count
    flaws: Counter[Flaw] = Counter()
    heap: list[tuple[int, set[str], set[str]]] = []
    for ballot in count.ballots:
        flaw = flaw_of(ballot, names, seats, boxes=boxes)
        if flaw is not None:
            flaws[flaw] += ballot.times
        else:
            heap.append((ballot.times, {key_of(n) for n in ballot.names}, {key_of(n) for n in ballot.against}))
    valid, invalid = sum(times for times, _, _ in heap), flaws.total()
    because = "; ".join(f"{flaw.words.vi}: {n}" for flaw, n in flaws.items())
    return count.model_copy(
        update={
            "collected": valid + invalid,
            "valid": valid,
            "invalid": invalid,
            "invalid_because": because or None,
            "tallies": tuple(_tally(n, heap, valid, surplus=len(names) > seats, boxes=boxes) for n in names),
        }
    )


def _tally(name: str, heap: list[tuple[int, set[str], set[str]]], valid: int, *, surplus: bool, boxes: bool) -> Tally:
    key = key_of(name)
    votes = sum(times for times, chosen, refused in heap if key in chosen - refused)
    if surplus:
        return Tally(name=name, votes=votes)
    against = sum(times for times, chosen, refused in heap if key in refused - chosen) if boxes else valid - votes
    return Tally(name=name, votes=votes, against=against, void=valid - votes - against)
