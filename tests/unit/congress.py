"""A congress built by hand, as far as a test of the rules needs it."""

from datetime import date
from typing import Any

from daihoi.rules.procedure import VERSION
from daihoi.rules.rulesets import resolve
from schemas.attendance import Attendance, Presence
from schemas.cell import Cell, Member, Profile, Standing, Superior, Term
from schemas.dossier import Answers, Dossier
from schemas.election import BallotCount, Counters, Nominee, Office, Slate, Tally
from schemas.personnel import Candidate, PersonnelPlan, Race
from schemas.plan import Contents, Opening, Plan, PlanTask
from schemas.vote import Vote

DAY = date(2025, 5, 20)
NAMES = tuple(f"Người {n:02}" for n in range(20))


def vote(for_: int, against: int = 0) -> Vote:
    """A vote by show of hands."""
    return Vote.model_validate({"for": for_, "against": against})


def congress(
    people: int = 15,
    *,
    races: tuple[Race, ...] | None = None,
    profile: Profile = Profile.CELL,
    day: date = DAY,
    contents: Contents = Contents.FULL,
    roster: tuple[Member, ...] | None = None,
    lines: tuple[Presence, ...] | None = None,
    **opening: Any,
) -> Dossier:
    """A congress whose ``people`` have all come; nothing is voted yet."""
    members = roster or tuple(Member(name=n) for n in NAMES[:people])
    facts = Opening(
        code="thu",
        cell=Cell(name="Chi bộ Thử", short="Chi bộ Thử", place="Hà Nội"),
        superior=Superior(name="Đảng ủy Thử", short="Đảng ủy"),
        profile=profile,
        opening_on=day,
        closing_term=Term(start=2022, end=2025),
        new_term=Term(start=2025, end=2027),
        roster=members,
        **opening,
    )
    plan = Plan(
        basis_number="1-KH/ĐU",
        basis_date=date(2025, 1, 5),
        signed_on=date(2025, 2, 5),
        opening_on=day,
        place="Hà Nội",
        contents=contents,
        programme=("Khai mạc",),
        tasks=(PlanTask(task="Việc", owner=NAMES[0], due_on=day),),
    )
    answers = Answers(
        plan=plan,
        personnel=PersonnelPlan(title="Nhân sự", criteria="Tốt", races=races or (race(Office.COMMITTEE, 3, 4),)),
        attendance=Attendance(lines=lines or tuple(Presence(name=m.name, present=True) for m in members)),
    )
    return Dossier(code="thu", opening=facts, rules=resolve(day, profile), procedure=VERSION, answers=answers)


def race(office: Office, seats: int, candidates: int = 0) -> Race:
    """An election that is planned, with the first names of the roster as its candidates."""
    found = tuple(Candidate(name=n, birth_year=1980, post="ủy viên") for n in NAMES[:candidates])
    return Race(office=office, title=office.value, seats=seats, candidates=found)


def slate(seats: int, names: tuple[str, ...], hands: int = 15, **fields: Any) -> Slate:
    """A number and a list that everybody voted for."""
    nominees = fields.pop("nominees", tuple(Nominee(name=n) for n in names))
    return Slate(seats=seats, seats_vote=vote(hands), nominees=nominees, names=names, list_vote=vote(hands), **fields)


def counters(*people: str) -> Counters:
    """A counting committee."""
    chosen = people or (NAMES[10], NAMES[11])
    return Counters(head=chosen[0], members=chosen[1:], vote=vote(15))


def count(names: tuple[str, ...], votes: tuple[int, ...], by: str = NAMES[10], **fields: Any) -> BallotCount:
    """A count of fifteen valid ballots."""
    given = {"issued": 15, "collected": 15, "valid": 15, "invalid": 0, **fields}
    tallies = tuple(Tally(name=n, votes=v) for n, v in zip(names, votes, strict=True))
    return BallotCount(counted_by=by, tallies=tallies, **given)


def answered(dossier: Dossier, **answers: Any) -> Dossier:
    """The dossier with more answers in force; those of several subjects are added to what is there."""
    held: dict[str, Any] = {}
    for name, value in answers.items():
        before = getattr(dossier.answers, name)
        held[name] = {**before, **value} if isinstance(value, dict) else value
    return dossier.model_copy(update={"answers": dossier.answers.model_copy(update=held)})


def counted(dossier: Dossier, place: str, names: tuple[str, ...], votes: tuple[int, ...]) -> Dossier:
    """The dossier with both counts of one round, which agree."""
    both = {f"{place}.a": count(names, votes), f"{place}.b": count(names, votes, NAMES[11])}
    return answered(dossier, count=both)


def standing(*standings: Standing) -> tuple[Member, ...]:
    """A roster of these standings."""
    return tuple(Member(name=n, standing=s) for n, s in zip(NAMES, standings, strict=False))
