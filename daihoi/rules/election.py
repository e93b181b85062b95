"""How far the elections of a congress have come, and what each round decided: one pure reading of the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from daihoi.rules import majority
from daihoi.rules.attendance import Ledger, ledger_of
from daihoi.rules.names import has, key_of
from daihoi.rules.remembering import remembered
from daihoi.rules.validity import completed, has_boxes
from daihoi.rules.waivers import UNREAD, waiver_of
from schemas.dossier import Dossier
from schemas.election import BallotCount, Counters, Office, Slate, Tally
from schemas.personnel import Race
from schemas.plan import Contents
from schemas.step import Kind
from schemas.words import Words

TELLERS = ("a", "b")
"""Two people count, apart from one another."""


@dataclass(frozen=True)
class Place:
    """Where in the elections an answer belongs: ``committee``, ``committee.1``, ``committee.1.a``."""

    office: Office
    round: int | None = None
    teller: str | None = None

    def __str__(self) -> str:
        return ".".join(str(p) for p in (self.office.value, self.round, self.teller) if p is not None)

    @classmethod
    def of(cls, subject: str) -> "Place":
        """The place that a request's subject names."""
        office, *rest = subject.split(".")
        return cls(Office(office), int(rest[0]) if rest else None, rest[1] if len(rest) > 1 else None)

    @property
    def words(self) -> Words:
        """The place, for a person."""
        vi, en = _OFFICES[self.office]
        if self.round is not None:
            vi, en = f"{vi}, lần {self.round}", f"{en}, round {self.round}"
        if self.teller is not None:
            n = TELLERS.index(self.teller) + 1
            vi, en = f"{vi}, người kiểm thứ {n}", f"{en}, teller {n}"
        return Words(vi=vi, en=en)


_OFFICES = {
    Office.COMMITTEE: ("ban chấp hành (cấp ủy)", "committee"),
    Office.SECRETARY: ("người đứng đầu", "head"),
    Office.DEPUTY: ("cấp phó", "deputy"),
    Office.DELEGATES: ("đại biểu dự đại hội cấp trên", "delegates"),
    Office.ALTERNATES: ("đại biểu dự khuyết", "alternates"),
}


class Verdict(StrEnum):
    """What became of one name in one round."""

    ELECTED = "elected"
    TIED = "tied"
    OVER_HALF = "over_half"
    """Above half, but others had more and took the seats."""
    NOT_ELECTED = "not_elected"


@dataclass(frozen=True)
class Result:
    """What one round decided."""

    base: int
    needed: int
    """Votes needed; 1 in a second vote between tied names, where the higher wins."""
    won: tuple[Tally, ...]
    """Highest first."""
    tied: tuple[str, ...]
    """Names level on the last seat: people must vote between them."""
    open: int
    """Seats still empty."""

    def verdict(self, tally: Tally) -> Verdict:
        """What became of one name."""
        if has((t.name for t in self.won), tally.name):
            return Verdict.ELECTED
        if has(self.tied, tally.name):
            return Verdict.TIED
        return Verdict.OVER_HALF if tally.votes >= self.needed else Verdict.NOT_ELECTED


def result_of(tallies: tuple[Tally, ...], seats: int, base: int, *, between_tied: bool = False) -> Result:
    """The highest above half of ``base`` are elected, as far as ``seats`` go and no tie crosses the last one.

    190-QĐ/TW, 10/10/2024, Art. 30. Between tied names the higher wins and need not pass half again.
    """
    needed = 1 if between_tied else majority.needed_votes(base)
    over = sorted((t for t in tallies if t.votes >= needed), key=lambda t: -t.votes)
    won, tied = over[:seats], list[Tally]()
    if len(over) > seats and over[seats].votes == over[seats - 1].votes:
        level = over[seats].votes
        won, tied = [t for t in won if t.votes > level], [t for t in over if t.votes == level]
    return Result(base, needed, tuple(won), tuple(t.name for t in tied), seats - len(won))


@dataclass(frozen=True)
class Turn:
    """One round of one election: what is voted on, and what came of it."""

    number: int
    seats: int
    names: tuple[str, ...]
    between_tied: bool = False
    counts: tuple[BallotCount | None, ...] = (None, None)
    result: Result | None = None

    @property
    def count(self) -> BallotCount | None:
        """The count that both tellers agree on."""
        return self.counts[0] if self.result is not None else None

    @property
    def ranked(self) -> tuple[Tally, ...]:
        """Every name of the ballot, highest first."""
        return tuple(sorted(self.count.tallies, key=lambda t: -t.votes)) if self.count else ()


@dataclass(frozen=True)
class Winner:
    """One elected person, with the votes and the base of the round that elected them."""

    name: str
    votes: int
    base: int
    round: int


@dataclass(frozen=True)
class Contest:
    """One election of the congress, as far as it has come."""

    race: Race
    slate: Slate | None = None
    counters: Counters | None = None
    turns: tuple[Turn, ...] = ()
    asks: tuple[tuple[Kind, Place], ...] = ()
    """What is to be answered next; empty once it is settled."""
    stopped: bool = False
    """Not held, since the superior did not let it go on or there is no committee to elect from."""
    winners: tuple[Winner, ...] = field(default=())

    @property
    def settled(self) -> bool:
        """True when nothing is left to do."""
        return not self.asks

    @property
    def seats(self) -> int:
        """Seats voted by the congress, or planned until then."""
        return self.slate.seats if self.slate else self.race.seats

    @property
    def open(self) -> int:
        """Seats nobody was elected to."""
        return self.seats - len(self.winners)

    def turn(self, number: int) -> Turn | None:
        """The round of this number."""
        return next((t for t in self.turns if t.number == number), None)


LIMITS = {Office.COMMITTEE: "rounds_committee", Office.SECRETARY: "rounds_secretary", Office.DEPUTY: "rounds_deputy"}


def round_limit(office: Office, dossier: Dossier) -> int | None:
    """How many rounds an election may have, not counting votes between tied names; None when open.

    A limit that was not read in its source falls away where R18 is waived.
    """
    setting = dossier.rules.settings.get(LIMITS.get(office, ""))
    if setting is None or (setting.confidence in UNREAD and waiver_of(dossier, "R18") is not None):
        return None
    return int(setting.value)


def elects(dossier: Dossier) -> bool:
    """True when the congress elects anything; an appointed committee has no election."""
    plan = dossier.answers.plan
    return plan is None or plan.contents not in (Contents.WITHOUT_ELECTION, Contents.APPOINTED)


@remembered(
    "opening",
    "rules",
    "waivers",
    "answers.plan",
    "answers.personnel",
    "answers.attendance",
    "answers.excuses",
    "answers.guidance",
    "answers.slate",
    "answers.counters",
    "answers.count",
    "answers.round",
)
def contests(dossier: Dossier) -> tuple[Contest, ...]:
    """Every election that is planned, in order, each as far as it has come. Only the first unsettled one asks."""
    plan = dossier.answers.personnel
    sheet = ledger_of(dossier)
    if plan is None or sheet is None or not elects(dossier):
        return ()
    found: list[Contest] = []
    waits = False
    counters: Counters | None = None
    for race in plan.races:
        contest = _contest(dossier, race, sheet, tuple(found), counters)
        counters = contest.counters or counters
        found.append(replace(contest, asks=()) if waits else contest)
        waits = waits or not contest.settled
    return tuple(found)


def contest_of(dossier: Dossier, office: Office) -> Contest | None:
    """The election of one office."""
    return next((c for c in contests(dossier) if c.race.office is office), None)


def lacks_head(dossier: Dossier) -> bool:
    """True once the election of the head is over and nobody was elected: the superior decides who leads."""
    head = contest_of(dossier, Office.SECRETARY)
    return head is not None and head.settled and head.open > 0 and (head.stopped or bool(head.turns))


def committee_of(before: tuple[Contest, ...]) -> Contest | None:
    """The election of the committee, if one comes before."""
    return next((c for c in before if c.race.office is Office.COMMITTEE), None)


def _contest(
    dossier: Dossier, race: Race, sheet: Ledger, before: tuple[Contest, ...], counters: Counters | None
) -> Contest:
    answers, office = dossier.answers, race.office
    here = Place(office)
    committee = committee_of(before)
    if committee is not None and office in (Office.SECRETARY, Office.DEPUTY):
        if committee.settled and not committee.winners:
            return Contest(race, stopped=True)
        if committee.settled and unseated(race, committee):
            guidance = answers.guidance.get(str(here))
            if guidance is None:
                return Contest(race, asks=((Kind.GUIDANCE, here),))
            if not guidance.go_on:
                return Contest(race, stopped=True)
    slate = answers.slate.get(str(here))
    if slate is None:
        return Contest(race, asks=((Kind.SLATE, here),))
    mine = answers.counters.get(str(here))
    if mine is None and (counters is None or any(has(slate.names, n) for n in counters.everyone)):
        return Contest(race, slate, asks=((Kind.COUNTERS, here),))
    turns, asks = _turns(dossier, office, slate, sheet)
    winners = tuple(
        Winner(t.name, t.votes, turn.result.base, turn.number) for turn in turns if turn.result for t in turn.result.won
    )
    return Contest(race, slate, mine or counters, turns, asks, winners=winners)


def unseated(race: Race, committee: Contest) -> bool:
    """True when the person planned for this office was not elected to the committee."""
    planned = [c.name for c in race.candidates]
    return bool(planned) and not any(has((w.name for w in committee.winners), n) for n in planned)


def _turns(
    dossier: Dossier, office: Office, slate: Slate, sheet: Ledger
) -> tuple[tuple[Turn, ...], tuple[tuple[Kind, Place], ...]]:
    values, answers = dossier.rules.values, dossier.answers
    turns: list[Turn] = []
    turn = Turn(1, slate.seats, slate.names)
    ordinary = 0
    while True:
        given = (answers.count.get(str(Place(office, turn.number, t))) for t in TELLERS)
        counts = tuple(c and completed(c, turn.names, turn.seats, boxes=has_boxes(values)) for c in given)
        turn = replace(turn, counts=counts)
        missing = tuple(
            (Kind.COUNT, Place(office, turn.number, t)) for t, c in zip(TELLERS, counts, strict=True) if not c
        )
        if missing:
            return (*turns, turn), missing
        first, second = (c for c in counts if c is not None)
        if differing_lines(first, second):
            # The desk refuses a second count that differs; should two stand all the same, neither is a result.
            return (*turns, turn), ((Kind.COUNT, Place(office, turn.number, TELLERS[1])),)
        result = result_of(first.tallies, turn.seats, base_of(first, sheet, values), between_tied=turn.between_tied)
        turn = replace(turn, result=result)
        turns.append(turn)
        ordinary += not turn.between_tied
        if not result.open:
            return tuple(turns), ()
        limit = round_limit(office, dossier)
        if not result.tied and limit is not None and ordinary >= limit:
            return tuple(turns), ()
        here = Place(office, turn.number)
        decision = answers.round.get(str(here))
        if decision is None:
            return tuple(turns), ((Kind.ROUND, here),)
        if not decision.again:
            return tuple(turns), ()
        turn = _following(turn, result, decision.names)


def _following(turn: Turn, result: Result, names: tuple[str, ...]) -> Turn:
    if result.tied:
        return Turn(turn.number + 1, result.open, result.tied, between_tied=True)
    left = tuple(n for n in turn.names if not has((t.name for t in result.won), n))
    return Turn(turn.number + 1, result.open, names or left)


def base_of(count: BallotCount, sheet: Ledger, values: Mapping[str, Any]) -> int:
    """Whom this count's majority is counted on: the ledger's base, or the ballots collected, as the profile says."""
    return count.collected if values.get("majority_base") == majority.COLLECTED else sheet.readings[-1]


def differing_lines(first: BallotCount, second: BallotCount) -> tuple[str, ...]:
    """The lines on which two counts of one ballot differ: field names, and names of candidates."""
    fields = [f for f in ("issued", "collected", "valid", "invalid") if getattr(first, f) != getattr(second, f)]
    mine = {key_of(t.name): (t.votes, t.against, t.void) for t in first.tallies}
    other = {key_of(t.name): (t.votes, t.against, t.void) for t in second.tallies}
    names = {key_of(t.name): t.name for t in (*first.tallies, *second.tallies)}
    return (*fields, *(name for key, name in names.items() if mine.get(key) != other.get(key)))


def subjects_of(dossier: Dossier, kind: Kind) -> tuple[str, ...]:
    """The places of ``kind`` that are to be answered now."""
    return tuple(str(place) for c in contests(dossier) for k, place in c.asks if k is kind)


STAGES = (Kind.GUIDANCE, Kind.SLATE, Kind.COUNTERS, Kind.COUNT, Kind.ROUND)


def comes_after(dossier: Dossier, kind: Kind, subject: str) -> tuple[tuple[Kind, str], ...]:
    """The answers of the elections given later than this place: they stand on it, and fall with it."""
    plan = dossier.answers.personnel
    offices = [r.office for r in plan.races] if plan else []

    def rank(kind_: Kind, subject_: str) -> tuple[int, int, int]:
        place, stage = Place.of(subject_), STAGES.index(kind_)
        # List and counting committee come before the first round of their election.
        return (offices.index(place.office), place.round or 0, stage)

    here = rank(kind, subject)
    return tuple(
        (k, s)
        for k in STAGES
        for s in getattr(dossier.answers, k.value)
        # A corrected count takes the other one with it: both people count again.
        if rank(k, s) > here or (k is Kind.COUNT and rank(k, s) == here and s != subject)
    )
