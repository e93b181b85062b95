"""A second counter, written only for the tests: from single ballots and single people, knowing nothing of the program."""

import random
from collections import Counter
from dataclasses import dataclass, field

REASONS = ("transferred", "exempt", "suspended", "reported", "unreported")


@dataclass
class Voter:
    """One person on the roster."""

    name: str
    standing: str = "official"
    present: bool = True
    code: str | None = None
    accepted: bool | None = None

    @property
    def in_base(self) -> bool:
        """Counts for a majority."""
        if self.standing != "official" or self.code in ("transferred", "suspended"):
            return False
        if self.present:
            return True
        return self.code == "unreported" or (self.code == "reported" and not self.accepted)

    @property
    def may_vote(self) -> bool:
        """Is handed a ballot."""
        return self.present and self.standing == "official" and self.code not in ("transferred", "suspended")


@dataclass
class HandCount:
    """An election as a heap of ballots; a ballot is the set of names left standing, None one that never came back."""

    voters: list[Voter]
    names: list[str]
    seats: int
    ballots: list[frozenset[str] | None] = field(default_factory=list[frozenset[str] | None])

    def is_valid(self, ballot: frozenset[str]) -> bool:
        """On a ballot with surplus somebody, and no more than the seats, is left; without surplus any marks will do."""
        if len(self.names) > self.seats:
            return 1 <= len(ballot) <= self.seats
        return True

    @property
    def returned(self) -> list[frozenset[str]]:
        """The ballots in the box."""
        return [b for b in self.ballots if b is not None]

    @property
    def votes(self) -> Counter[str]:
        """Votes for each name, ballot by ballot."""
        found: Counter[str] = Counter(dict.fromkeys(self.names, 0))
        for ballot in self.returned:
            if self.is_valid(ballot):
                found.update(ballot)
        return found

    def outcome(self) -> tuple[set[str], set[str], int]:
        """Elected, level on the last seat, seats left open."""
        base = sum(v.in_base for v in self.voters)
        votes = self.votes
        passed = {n for n in self.names if 2 * votes[n] > base}
        elected: set[str] = set()
        level: set[str] = set()
        for name in passed:
            above = sum(votes[other] > votes[name] for other in passed)
            as_high = sum(votes[other] >= votes[name] for other in passed)
            if as_high <= self.seats:
                elected.add(name)
            elif above < self.seats:
                level.add(name)
        return elected, level, self.seats - len(elected)

    def sheet(self) -> dict[str, object]:
        """The totals as a counting committee writes them down."""
        valid = sum(self.is_valid(b) for b in self.returned)
        count = {
            "issued": len(self.ballots),
            "collected": len(self.returned),
            "valid": valid,
            "invalid": len(self.returned) - valid,
            "invalid_because": "Không đúng thể lệ",
            "tallies": [{"name": n, "votes": self.votes[n]} for n in self.names],
        }
        tellers = [v.name for v in self.voters if v.may_vote and v.name not in self.names][:2]
        present = sum(v.may_vote for v in self.voters)
        return {
            "title": "Chi ủy",
            "opening_on": "2025-05-20",
            "profile": "dang_bo_co_so",
            "office": "committee",
            "roster": [
                {
                    "name": v.name,
                    "standing": v.standing,
                    "present": v.present,
                    "code": v.code,
                    "reason": "ốm" if v.code == "reported" else None,
                    "accepted": v.accepted,
                }
                for v in self.voters
            ],
            "seats": self.seats,
            "seats_vote": {"for": present},
            "names": self.names,
            "list_vote": {"for": present},
            "counters": tellers,
            "rounds": [{"counts": [{**count, "counted_by": t} for t in tellers]}],
        }


def generate(seed: int) -> HandCount:
    """An election of any shape that a lawful congress may take."""
    chance = random.Random(seed)
    people = roster(chance)
    while sum(v.may_vote for v in people) < 6:
        people = roster(chance)
    voting = [v for v in people if v.may_vote]
    seats = chance.choice([3, 3, 4, 5, 6, 7, 9])
    surplus = {3: 1, 4: 1, 5: 1, 6: 1, 7: 2, 9: 2}[seats]
    # Two people at least must be left to count.
    names = [v.name for v in voting[: min(seats + chance.randint(1, surplus), len(voting) - 2)]]
    seats = min(seats, len(names) - 1)
    spread = [chance.betavariate(2, 1.2) for _ in names]
    if chance.random() < 0.3:
        spread[-1] = spread[-2]
    election = HandCount(people, names, seats)
    for _ in voting:
        if chance.random() < 0.02:
            election.ballots.append(None)
            continue
        chosen = [n for n, s in zip(names, spread, strict=True) if chance.random() < s]
        if chance.random() > 0.08 and len(chosen) > seats:
            chosen = chance.sample(chosen, seats)
        election.ballots.append(frozenset(chosen))
    return election


def roster(chance: random.Random) -> list[Voter]:
    """People of every standing, some of them away for every reason."""
    people: list[Voter] = []
    for n in range(chance.randint(12, 45)):
        voter = Voter(f"Người {n:02}")
        if chance.random() < 0.15:
            voter.code = chance.choice(REASONS)
            voter.present = voter.code == "exempt" and chance.random() < 0.3
            voter.accepted = chance.random() < 0.6 if voter.code == "reported" else None
        elif chance.random() < 0.1:
            voter.standing = chance.choice(["probationary", "attached"])
        people.append(voter)
    return people
