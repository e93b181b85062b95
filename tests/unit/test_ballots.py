"""The stages of an election one by one: what may be voted, who may stand and count, what a round leaves open."""

from datetime import date

import pytest

from daihoi.rules import ballots, election
from daihoi.rules.attendance import check_attendance, check_excuses, ledger_of
from daihoi.rules.ballots import check_count, check_counters, check_guidance, check_round, check_size, check_slate
from daihoi.rules.election import Place, contest_of, contests, subjects_of
from daihoi.rules.personnel import check_personnel, check_summons
from daihoi.rules.procedure import reopened_by, title_of
from daihoi.rules.waivers import weigh
from schemas.attendance import Excuse, Excuses, Presence, Reason
from schemas.cell import Member, Profile, Standing
from schemas.dossier import Dossier
from schemas.election import Guidance, Nominee, Office, Poll, PollLine, Proposal, Round, Tally
from schemas.finding import Confidence, Finding, Severity
from schemas.personnel import PersonnelPlan, Race, Summons
from schemas.plan import Contents
from schemas.step import Kind
from schemas.waiver import Waiver
from tests.unit.congress import (
    DAY,
    NAMES,
    answered,
    congress,
    count,
    counted,
    counters,
    race,
    slate,
    standing,
    vote,
)

FOUR = NAMES[:4]


def codes(found: list[Finding], *, blocking: bool = True) -> set[str]:
    """The codes of those findings that block, or that warn."""
    return {f.code for f in found if f.blocks is blocking}


def listed(dossier: Dossier | None = None) -> Dossier:
    """A committee of three from four names, with its counting committee."""
    begun = dossier or congress()
    return answered(begun, slate={"committee": slate(3, FOUR)}, counters={"committee": counters()})


# --- number and list


def test_a_list_with_what_was_never_introduced_is_refused_and_a_dropped_name_is_told() -> None:
    nominees = tuple(Nominee(name=n) for n in (*NAMES[:3], NAMES[5]))
    found = check_slate(slate(3, FOUR, nominees=nominees), congress(), "committee")
    assert codes(found) == {"R14"}
    assert any(NAMES[5] in f.words.vi for f in found if not f.blocks)


def test_a_stranger_must_be_called_an_outsider() -> None:
    names = (*NAMES[:3], "Người Lạ")
    assert codes(check_slate(slate(3, names), congress(), "committee")) == {"R14"}


@pytest.mark.parametrize(("support", "refused"), [(None, True), (4, True), (5, False)])
def test_an_outsider_needs_more_than_a_third_less_a_bit_of_those_present(support: int | None, *, refused: bool) -> None:
    names = (*NAMES[:3], "Người Lạ")
    nominees = (*(Nominee(name=n) for n in NAMES[:3]), Nominee(name="Người Lạ", outsider=True, support=support))
    found = check_slate(slate(3, names, nominees=nominees), congress(), "committee")
    assert (codes(found) == {"R14"}) is refused


def test_before_october_2024_nobody_asks_for_an_outsiders_support() -> None:
    names = (*NAMES[:3], "Người Lạ")
    stands = Nominee(name="Người Lạ", outsider=True, how=Proposal.SELF)
    nominees = (*(Nominee(name=n) for n in NAMES[:3]), stands)
    found = check_slate(slate(3, names, nominees=nominees), congress(day=date(2024, 10, 9)), "committee")
    assert codes(found) == set()
    assert any("tự ứng cử" in f.words.vi for f in found)


def test_the_number_may_differ_from_the_plan_with_a_warning_but_not_that_of_delegates() -> None:
    found = check_slate(slate(4, NAMES[:5]), congress(), "committee")
    assert codes(found, blocking=False) == {"R14"}
    delegates = congress(races=(race(Office.DELEGATES, 2),))
    assert codes(check_slate(slate(3, FOUR), delegates, "delegates")) == {"R14"}


def test_delegates_without_surplus_are_only_told_so() -> None:
    found = check_slate(slate(2, NAMES[:2]), congress(races=(race(Office.DELEGATES, 2),)), "delegates")
    assert codes(found) == set()
    assert codes(found, blocking=False) == {"R14"}


def test_fewer_names_than_seats_are_no_list() -> None:
    assert codes(check_slate(slate(3, NAMES[:2]), congress(), "committee")) == {"R14"}


@pytest.mark.parametrize(
    ("seats", "names", "severity"),
    [(3, 5, Severity.BLOCK), (6, 8, Severity.WARN), (6, 9, Severity.BLOCK), (2, 4, Severity.WARN), (7, 9, None)],
)
def test_how_heavy_a_surplus_over_the_cap_is_depends_on_how_sure_we_are(
    seats: int, names: int, severity: Severity | None
) -> None:
    found = ballots.check_surplus(names, seats, Office.COMMITTEE, congress())
    assert [f.severity for f in found] == ([] if severity is None else [severity])


def test_a_profile_without_a_cap_takes_any_surplus() -> None:
    union = congress(profile=Profile.TRADE_UNION)
    assert ballots.check_surplus(9, 3, Office.COMMITTEE, union) == []
    assert ballots.check_surplus(3, 3, Office.COMMITTEE, union) == []
    assert ballots.check_surplus(1, 1, Office.SECRETARY, union) == []


def poll(*votes: int, issued: int = 15, collected: int = 15) -> Poll:
    """An opinion poll on the first names."""
    lines = tuple(PollLine(name=n, votes=v) for n, v in zip(NAMES, votes, strict=False))
    return Poll(issued=issued, collected=collected, lines=lines)


def test_too_many_names_need_an_opinion_poll_and_the_list_takes_the_highest() -> None:
    six = tuple(Nominee(name=n) for n in NAMES[:6])
    assert codes(check_slate(slate(3, FOUR, nominees=six), congress(), "committee")) == {"R14"}
    good = slate(3, FOUR, nominees=six, poll=poll(14, 12, 11, 9, 8, 3))
    assert codes(check_slate(good, congress(), "committee")) == set()
    bad = slate(3, FOUR, nominees=six, poll=poll(14, 12, 11, 2, 8, 3))
    assert codes(check_slate(bad, congress(), "committee")) == {"R14"}
    broken = slate(3, FOUR, nominees=six, poll=poll(14, 12, 11, 9, 8, 3, collected=16))
    assert codes(check_slate(broken, congress(), "committee")) == {"R16"}


def test_a_vote_by_hands_has_no_more_hands_than_voters_and_must_pass_half_of_the_base() -> None:
    for hands, code in ((16, "R16"), (7, "R17")):
        assert codes(check_slate(slate(3, FOUR, hands=hands), congress(), "committee")) == {code}


# --- what may be elected


@pytest.mark.parametrize(
    ("office", "seats", "people", "profile", "found"),
    [
        (Office.COMMITTEE, 3, 8, Profile.CELL, {"R13"}),
        (Office.COMMITTEE, 8, 15, Profile.CELL, {"R13"}),
        (Office.COMMITTEE, 7, 9, Profile.CELL, set()),
        (Office.SECRETARY, 2, 15, Profile.CELL, {"R13"}),
        (Office.SECRETARY, 1, 5, Profile.CELL, set()),
        (Office.DEPUTY, 2, 15, Profile.CELL, {"R13"}),
        (Office.DEPUTY, 2, 15, Profile.BASE_COMMITTEE, set()),
        (Office.COMMITTEE, 2, 15, Profile.TRADE_UNION, set()),
        (Office.COMMITTEE, 16, 15, Profile.TRADE_UNION, set()),
    ],
)
def test_what_a_cell_elects(office: Office, seats: int, people: int, profile: Profile, found: set[str]) -> None:
    assert codes(check_size(office, seats, congress(people, profile=profile))) == found


def test_an_uncertain_size_only_warns() -> None:
    assert codes(check_size(Office.COMMITTEE, 2, congress(profile=Profile.TRADE_UNION)), blocking=False) == {"R13"}


def test_the_plan_names_each_office_once_in_order_and_each_person_once() -> None:
    def planned(*races: Race) -> set[str]:
        return codes(check_personnel(PersonnelPlan(title="x", criteria="y", races=races), congress()))

    good = (race(Office.COMMITTEE, 3, 4), race(Office.SECRETARY, 1, 1), race(Office.DEPUTY, 1))
    assert planned(*good) == set()
    assert planned(good[1], good[0]) == {"R13"}
    assert planned(good[0], good[0]) == {"R13"}
    twice = good[0].model_copy(update={"candidates": (*good[0].candidates[:3], good[0].candidates[0])})
    assert planned(twice) == {"R14"}


def test_a_summons_goes_out_before_the_opening_day() -> None:
    assert codes(check_summons(Summons(sent_on=DAY), congress())) == {"SUMMONS"}
    assert check_summons(Summons(sent_on=date(2025, 4, 1)), congress()) == []


# --- the counting committee


def test_who_counts_is_present_official_not_on_the_list_and_not_alone() -> None:
    begun = answered(congress(), slate={"committee": slate(3, FOUR)})
    assert check_counters(counters(), begun, "committee") == []
    assert codes(check_counters(counters(NAMES[0], NAMES[9]), begun, "committee")) == {"R15"}
    assert codes(check_counters(counters("Người Lạ", NAMES[9]), begun, "committee")) == {"R15"}
    assert codes(check_counters(counters(NAMES[9], NAMES[9]), begun, "committee")) == {"R15"}
    assert codes(check_counters(counters(NAMES[9]), begun, "committee")) == {"R15"}


def test_nothing_is_judged_before_its_turn() -> None:
    assert check_counters(counters(), congress(), "committee") == []
    assert check_count(count(FOUR, (9, 9, 9, 9)), congress(), "committee.1.a") == []
    assert check_round(Round(again=True), listed(), "committee.1") == []
    assert check_slate(slate(3, FOUR), congress(), "deputy") == []


def test_a_counter_who_stands_next_makes_the_congress_elect_others() -> None:
    races = (race(Office.COMMITTEE, 3, 4), race(Office.DELEGATES, 1))
    done = counted(listed(congress(races=races)), "committee.1", FOUR, (14, 13, 12, 3))
    begun = answered(done, slate={"delegates": slate(1, (NAMES[10], NAMES[5]))})
    assert subjects_of(begun, Kind.COUNTERS) == ("delegates",)
    other = answered(done, slate={"delegates": slate(1, (NAMES[5], NAMES[6]))})
    assert subjects_of(other, Kind.COUNTERS) == ()
    assert subjects_of(other, Kind.COUNT) == ("delegates.1.a", "delegates.1.b")


# --- the counts


def test_without_surplus_for_against_and_unclear_make_the_valid_ballots() -> None:
    races = (race(Office.SECRETARY, 1, 1),)
    begun = answered(
        congress(races=races), slate={"secretary": slate(1, NAMES[:1])}, counters={"secretary": counters()}
    )

    def with_line(**line: int) -> set[str]:
        tallies = (Tally(name=NAMES[0], **line),)
        answer = count(NAMES[:1], (0,)).model_copy(update={"tallies": tallies})
        return codes(check_count(answer, begun, "secretary.1.a"))

    assert with_line(votes=12, against=3) == set()
    assert with_line(votes=12, against=2, void=1) == set()
    assert with_line(votes=12, against=2) == {"R16"}
    assert with_line(votes=12) == set()


def test_invalid_ballots_without_a_reason_are_told() -> None:
    found = check_count(count(FOUR, (13, 12, 10, 3), valid=14, invalid=1), listed(), "committee.1.a")
    assert codes(found, blocking=False) == {"R16"}


def test_two_counts_that_differ_are_no_result_even_when_both_stand() -> None:
    begun = answered(
        listed(),
        count={"committee.1.a": count(FOUR, (14, 13, 12, 3)), "committee.1.b": count(FOUR, (14, 13, 11, 3), NAMES[11])},
    )
    contest = contest_of(begun, Office.COMMITTEE)
    assert contest is not None
    assert contest.turns[0].result is None
    assert contest.turns[0].ranked == ()
    assert subjects_of(begun, Kind.COUNT) == ("committee.1.b",)


# --- a further round


def test_the_seats_left_open_are_voted_on_the_names_that_are_left_or_on_new_ones() -> None:
    short = counted(listed(), "committee.1", FOUR, (14, 13, 7, 7))
    assert subjects_of(short, Kind.ROUND) == ("committee.1",)
    again = answered(short, round={"committee.1": Round(again=True)})
    contest = contest_of(again, Office.COMMITTEE)
    assert contest is not None
    assert contest.turns[-1].names == FOUR[2:]
    fresh = Round(again=True, names=(NAMES[2], NAMES[7]))
    assert check_round(fresh, short, "committee.1") == []
    contest = contest_of(answered(short, round={"committee.1": fresh}), Office.COMMITTEE)
    assert contest is not None
    assert contest.turns[-1].names == (NAMES[2], NAMES[7])


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((NAMES[0], NAMES[7]), "R18"),
        ((NAMES[10], NAMES[7]), "R15"),
        ((NAMES[7], NAMES[7]), "R14"),
    ],
)
def test_new_names_are_neither_elected_nor_counting_nor_twice(names: tuple[str, ...], code: str) -> None:
    short = counted(listed(), "committee.1", FOUR, (14, 13, 7, 7))
    assert codes(check_round(Round(again=True, names=names), short, "committee.1")) == {code}


def test_too_few_new_names_and_too_few_left_are_refused() -> None:
    all_short = counted(listed(), "committee.1", FOUR, (7, 7, 7, 7))
    assert codes(check_round(Round(again=True, names=NAMES[5:6]), all_short, "committee.1")) == {"R14"}
    one = answered(
        congress(races=(race(Office.DELEGATES, 2),)),
        slate={"delegates": slate(2, NAMES[:2])},
        counters={"delegates": counters()},
    )
    lost = counted(one, "delegates.1", NAMES[:2], (14, 7))
    assert check_round(Round(again=True), lost, "delegates.1") == []
    three = answered(one, slate={"delegates": slate(2, NAMES[:2])})
    none_left = counted(three, "delegates.1", NAMES[:2], (7, 7))
    assert check_round(Round(again=True), none_left, "delegates.1") == []


def test_between_tied_names_no_list_is_given_and_a_lost_vote_is_no_decision() -> None:
    tied = counted(listed(), "committee.1", FOUR, (14, 13, 9, 9))
    assert codes(check_round(Round(again=True, names=NAMES[5:7]), tied, "committee.1")) == {"R18"}
    assert codes(check_round(Round(again=True, vote=vote(3, 12)), tied, "committee.1")) == {"R17"}
    assert check_round(Round(again=False, vote=vote(3, 12)), tied, "committee.1") == []


def test_a_third_round_of_a_committee_only_where_the_unread_limit_is_waived() -> None:
    first = counted(listed(), "committee.1", FOUR, (14, 13, 7, 7))
    second = counted(answered(first, round={"committee.1": Round(again=True)}), "committee.2", FOUR[2:], (7, 6))
    assert subjects_of(second, Kind.ROUND) == ()
    waiver = Waiver(rule="R18", reason="Cấp trên đồng ý", who="Cấp trên", on=DAY, line=9)
    assert subjects_of(second.model_copy(update={"waivers": (waiver,)}), Kind.ROUND) == ("committee.2",)


# --- one election after another


def with_heads() -> Dossier:
    """Committee, secretary and deputy, with the first and second candidate planned for the posts."""
    deputy = race(Office.DEPUTY, 1, 4).model_copy(update={"candidates": race(Office.DEPUTY, 1, 4).candidates[3:]})
    return congress(races=(race(Office.COMMITTEE, 3, 4), race(Office.SECRETARY, 1, 1), deputy))


def test_the_secretary_comes_from_the_committee() -> None:
    done = counted(listed(with_heads()), "committee.1", FOUR, (14, 13, 12, 3))
    assert subjects_of(done, Kind.SLATE) == ("secretary",)
    assert codes(check_slate(slate(1, (NAMES[5],)), done, "secretary")) == {"R13"}
    assert check_slate(slate(1, (NAMES[1],)), done, "secretary") == []


def test_a_planned_deputy_who_lost_waits_for_the_superior() -> None:
    done = counted(listed(with_heads()), "committee.1", FOUR, (14, 13, 12, 3))
    elected = counted(answered(done, slate={"secretary": slate(1, NAMES[:1])}), "secretary.1", NAMES[:1], (14,))
    assert subjects_of(elected, Kind.GUIDANCE) == ("deputy",)
    no = Guidance(go_on=False, number="9-CV/ĐU", decided_on=DAY, text="Dừng")
    stopped = contest_of(answered(elected, guidance={"deputy": no}), Office.DEPUTY)
    assert stopped is not None
    assert stopped.stopped
    assert stopped.settled
    yes = no.model_copy(update={"go_on": True})
    assert subjects_of(answered(elected, guidance={"deputy": yes}), Kind.SLATE) == ("deputy",)


def test_the_superior_speaks_on_the_day_or_later() -> None:
    early = Guidance(go_on=True, number="9-CV/ĐU", decided_on=date(2025, 5, 19), text="Tiếp tục")
    assert codes(check_guidance(early, with_heads(), "deputy")) == {"R18"}
    assert check_guidance(early.model_copy(update={"decided_on": DAY}), with_heads(), "deputy") == []


def test_without_a_committee_there_is_no_secretary() -> None:
    first = counted(listed(with_heads()), "committee.1", FOUR, (7, 7, 7, 7))
    lost = answered(first, round={"committee.1": Round(again=False)})
    found = contest_of(lost, Office.SECRETARY)
    assert found is not None
    assert found.stopped
    assert all(c.settled for c in contests(lost))


@pytest.mark.parametrize("contents", [Contents.APPOINTED, Contents.WITHOUT_ELECTION])
def test_an_appointed_committee_has_no_election(contents: Contents) -> None:
    begun = congress(contents=contents)
    assert not election.elects(begun)
    assert contests(begun) == ()


def test_a_corrected_count_takes_the_other_one_and_all_that_came_after_with_it() -> None:
    done = counted(listed(with_heads()), "committee.1", FOUR, (14, 13, 12, 3))
    later = answered(done, slate={"secretary": slate(1, NAMES[:1])})
    fallen = reopened_by(later, Kind.COUNT, "committee.1.a")
    assert {(Kind.COUNT, "committee.1.a"), (Kind.COUNT, "committee.1.b"), (Kind.SLATE, "secretary")} <= fallen
    assert (Kind.SLATE, "committee") not in fallen
    assert (Kind.SITTING, None) in fallen
    assert (Kind.ATTENDANCE, None) not in fallen


def test_a_place_is_written_and_read_back_and_said_in_words() -> None:
    for place in (Place(Office.COMMITTEE), Place(Office.DEPUTY, 2), Place(Office.DELEGATES, 1, "b")):
        assert Place.of(str(place)) == place
        assert place.words.vi
    assert title_of(Kind.COUNT, "committee.2.b").vi.endswith("lần 2, người kiểm thứ 2")
    assert title_of(Kind.PLAN, None) == title_of(Kind.PLAN, "gì đó")


# --- attendance


def test_a_line_for_everybody_once_and_for_nobody_else() -> None:
    begun = congress(4)
    lines = begun.answers.attendance
    assert lines is not None
    missing = lines.model_copy(update={"lines": lines.lines[:3]})
    assert codes(check_attendance(missing, begun)) == {"R17"}
    twice = lines.model_copy(update={"lines": (*lines.lines, lines.lines[0])})
    assert codes(check_attendance(twice, begun)) == {"R17"}
    stranger = lines.model_copy(update={"lines": (*lines.lines, Presence(name="Người Lạ", present=True))})
    assert codes(check_attendance(stranger, begun)) == {"R17"}


@pytest.mark.parametrize(
    "line",
    [
        Presence(name=NAMES[0], present=True, code=Reason.UNREPORTED),
        Presence(name=NAMES[0], present=False, code=Reason.REPORTED),
        Presence(name=NAMES[0], present=False),
        Presence(name=NAMES[0], present=True, replaces=NAMES[1]),
        Presence(name=NAMES[0], present=False, code=Reason.SUSPENDED, voted=True),
    ],
)
def test_a_line_that_contradicts_itself_is_refused(line: Presence) -> None:
    begun = congress(6)
    attendance = begun.answers.attendance
    assert attendance is not None
    assert codes(check_attendance(attendance.model_copy(update={"lines": (line, *attendance.lines[1:])}), begun)) == {
        "R17"
    }


def test_where_presence_is_unknown_the_quorum_is_uncertain_until_it_is_lost_either_way() -> None:
    def with_present(*present: bool | None) -> Dossier:
        lines = tuple(
            Presence(name=n, present=p, code=None if p is not False else Reason.UNREPORTED)
            for n, p in zip(NAMES, present, strict=False)
        )
        return congress(len(lines), lines=lines)

    uncertain = with_present(True, True, None, False)
    found = check_attendance(uncertain.answers.attendance, uncertain)  # pyright: ignore[reportArgumentType]
    assert codes(found) == set()
    assert "R11" in codes(found, blocking=False)
    lost = with_present(True, None, False, False)
    assert codes(check_attendance(lost.answers.attendance, lost)) == {"R11"}  # pyright: ignore[reportArgumentType]


def test_a_delegate_congress_counts_the_alternate_in_the_place_of_the_absent() -> None:
    roster = (
        *(Member(name=n, unit=f"Chi bộ {i % 3}") for i, n in enumerate(NAMES[:6])),
        Member(name=NAMES[6], standing=Standing.ALTERNATE, unit="Chi bộ 0"),
    )
    lines = (
        Presence(name=NAMES[0], present=False, code=Reason.REPORTED, reason="ốm"),
        Presence(name=NAMES[1], present=False, code=Reason.UNREPORTED),
        *(Presence(name=n, present=True) for n in NAMES[2:6]),
        Presence(name=NAMES[6], present=True, replaces=NAMES[0]),
    )
    begun = congress(roster=roster, lines=lines, profile=Profile.BASE_COMMITTEE, delegates=True)
    sheet = ledger_of(begun)
    assert sheet is not None
    assert (sheet.summoned, sheet.present, sheet.base) == (6, 5, 5)
    assert sheet.units_present == sheet.units
    attendance = begun.answers.attendance
    assert attendance is not None
    assert codes(check_attendance(attendance, begun)) == set()
    wrong = attendance.model_copy(update={"lines": (*lines[:6], lines[6].model_copy(update={"replaces": "Ai Đó"}))})
    assert codes(check_attendance(wrong, begun)) == {"R17"}


def test_two_thirds_of_the_sub_organisations_must_be_represented() -> None:
    roster = tuple(Member(name=n, unit=f"Chi bộ {0 if i < 7 else i}") for i, n in enumerate(NAMES[:9]))
    lines = (
        *(Presence(name=n, present=True) for n in NAMES[:7]),
        *(Presence(name=n, present=False, code=Reason.UNREPORTED) for n in NAMES[7:9]),
    )
    begun = congress(roster=roster, lines=lines, profile=Profile.BASE_COMMITTEE, delegates=True)
    assert codes(check_attendance(begun.answers.attendance, begun)) == {"R11"}  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("decided", "found"),
    [
        ((NAMES[0],), set()),
        ((NAMES[0], NAMES[0]), {"R17"}),
        ((NAMES[0], NAMES[1]), {"R17"}),
        ((NAMES[1],), {"R17"}),
    ],
)
def test_every_reported_reason_is_decided_on_and_nothing_else(decided: tuple[str, ...], found: set[str]) -> None:
    lines = (
        Presence(name=NAMES[0], present=False, code=Reason.REPORTED, reason="ốm"),
        *(Presence(name=n, present=True) for n in NAMES[1:6]),
    )
    answer = Excuses(decisions=tuple(Excuse(name=n, accepted=True) for n in decided))
    assert codes(check_excuses(answer, congress(6, lines=lines))) == found


def test_a_probationary_member_is_left_out_and_the_unknown_is_not_guessed() -> None:
    roster = standing(Standing.OFFICIAL, Standing.PROBATIONARY, Standing.ATTACHED, Standing.UNKNOWN, Standing.ALTERNATE)
    sheet = ledger_of(congress(roster=roster))
    assert sheet is not None
    assert (sheet.base, sheet.readings, sheet.probationary_present) == (1, (1, 2), 1)
    assert [x.name for x in sheet.unknown] == [NAMES[3]]


# --- what an uncertain basis may do


def test_what_is_uncertain_never_blocks_and_what_was_read_is_never_waived() -> None:
    begun = congress()
    read = ballots.check_surplus(3, 3, Office.COMMITTEE, begun)[0]
    unread = ballots.check_surplus(5, 3, Office.COMMITTEE, begun)[0]
    waiver = Waiver(rule="R14", reason="Cấp trên đồng ý", who="Cấp trên", on=DAY, line=9)
    waived = begun.model_copy(update={"waivers": (waiver,)})
    assert weigh(read, waived).blocks
    assert not weigh(unread, waived).blocks
    assert "daihoi waive thu R14" in weigh(unread, begun).words.vi
    assert read.basis is not None
    uncertain = read.model_copy(update={"basis": read.basis.model_copy(update={"confidence": Confidence.UNC})})
    assert not weigh(uncertain, begun).blocks
    bare = read.model_copy(update={"basis": None})
    assert weigh(bare, begun) == bare


# --- which base


def union_with(present: int, collected: int) -> Dossier:
    """Fifteen members of a union, so many present and so many ballots in the box."""
    lines = tuple(
        Presence(name=n, present=i < present, code=None if i < present else Reason.UNREPORTED)
        for i, n in enumerate(NAMES[:15])
    )
    begun = congress(profile=Profile.TRADE_UNION, lines=lines)
    listing = answered(begun, slate={"committee": slate(3, FOUR, hands=present)}, counters={"committee": counters()})
    numbers = {"issued": present, "collected": collected, "valid": collected, "invalid": 0}
    both = {
        f"committee.1.{t}": count(FOUR, (8, 7, 6, 2), by, **numbers) for t, by in (("a", NAMES[10]), ("b", NAMES[11]))
    }
    return answered(listing, count=both)


def test_where_ballots_collected_are_the_base_the_absent_do_not_count() -> None:
    contest = contest_of(union_with(14, 13), Office.COMMITTEE)
    assert contest is not None
    result = contest.turns[0].result
    assert result is not None
    assert (result.base, result.needed) == (13, 7)
    assert [w.name for w in contest.winners] == list(FOUR[:2])
    assert [(w.votes, w.base, w.round) for w in contest.winners] == [(8, 13, 1), (7, 13, 1)]
    assert contest.open == 1


def test_where_ballots_are_the_base_hands_are_counted_on_those_present() -> None:
    from daihoi.rules.attendance import hand_base

    union, cell = union_with(13, 13), congress()
    sheet, other = ledger_of(union), ledger_of(cell)
    assert sheet is not None
    assert other is not None
    assert (sheet.base, hand_base(sheet, union.rules.values)) == (15, 13)
    assert hand_base(other, cell.rules.values) == other.base == 15


def test_a_committees_majority_counts_the_absent_without_reason() -> None:
    contest = contest_of(counted(listed(), "committee.1", FOUR, (14, 13, 8, 3)), Office.COMMITTEE)
    assert contest is not None
    result = contest.turns[0].result
    assert result is not None
    assert (result.base, result.needed, result.open) == (15, 8, 0)


def test_between_tied_names_a_single_vote_wins() -> None:
    result = election.result_of((Tally(name="A", votes=1), Tally(name="B", votes=0)), 1, 15, between_tied=True)
    assert [t.name for t in result.won] == ["A"]
    assert result.needed == 1
    nobody = election.result_of((Tally(name="A", votes=0), Tally(name="B", votes=0)), 1, 15, between_tied=True)
    assert (nobody.won, nobody.tied, nobody.open) == ((), (), 1)


@pytest.mark.parametrize(("seats", "most"), [(2, 1), (3, 2), (5, 2), (6, 1), (10, 3)])
def test_the_small_committees_have_a_surplus_of_their_own(seats: int, most: int) -> None:
    from fractions import Fraction

    from daihoi.rules.majority import largest_surplus

    assert largest_surplus(seats, Fraction(3, 10), (3, 5), 2) == most


def test_a_corrected_list_takes_its_committee_and_counts_but_not_itself_twice() -> None:
    done = counted(listed(with_heads()), "committee.1", FOUR, (14, 13, 12, 3))
    after = election.comes_after(done, Kind.SLATE, "committee")
    assert set(after) == {
        (Kind.COUNTERS, "committee"),
        (Kind.COUNT, "committee.1.a"),
        (Kind.COUNT, "committee.1.b"),
    }
    later = answered(done, slate={"secretary": slate(1, NAMES[:1])})
    assert (Kind.COUNT, "committee.1.a") not in election.comes_after(later, Kind.SLATE, "secretary")
    assert election.comes_after(later, Kind.SLATE, "secretary") == ()


@pytest.mark.parametrize(
    ("line", "standing_", "counted_", "words"),
    [
        (Presence(name=NAMES[0], present=True), Standing.OFFICIAL, True, "có mặt"),
        (Presence(name=NAMES[0], present=True, left_early=True), Standing.OFFICIAL, True, "về sớm"),
        (
            Presence(name=NAMES[0], present=False, code=Reason.UNREPORTED),
            Standing.OFFICIAL,
            False,
            "không có người thay",
        ),
        (Presence(name=NAMES[0], present=False, code=Reason.SUSPENDED), Standing.OFFICIAL, False, "đình chỉ"),
        (Presence(name=NAMES[0], present=True, summoned=False), Standing.OFFICIAL, False, "không được triệu tập"),
        (Presence(name=NAMES[0], present=True), Standing.PROBATIONARY, False, "dự bị"),
        (Presence(name=NAMES[0], present=True), Standing.ALTERNATE, False, "không thay ai"),
        (Presence(name=NAMES[0], present=False, replaces=NAMES[1]), Standing.ALTERNATE, False, "không thay ai"),
        (Presence(name=NAMES[0], present=True, replaces=NAMES[1]), Standing.ALTERNATE, True, "thay đại biểu vắng"),
        (Presence(name=NAMES[0]), Standing.OFFICIAL, None, "chưa rõ có mặt"),
        (Presence(name=NAMES[0], present=True), Standing.UNKNOWN, None, "chưa rõ tư cách"),
    ],
)
def test_each_delegates_line_says_whether_it_counts_and_why(
    line: Presence, standing_: Standing, *, counted_: bool | None, words: str
) -> None:
    roster = (Member(name=NAMES[0], standing=standing_), Member(name=NAMES[1]))
    sheet = ledger_of(congress(roster=roster, lines=(line,), delegates=True))
    assert sheet is not None
    assert sheet.lines[0].counted is counted_
    assert words in sheet.lines[0].why.vi


def test_a_replaced_delegates_line_names_the_one_who_counts() -> None:
    roster = (Member(name=NAMES[0]), Member(name=NAMES[1], standing=Standing.ALTERNATE))
    lines = (
        Presence(name=NAMES[0], present=False, code=Reason.REPORTED, reason="ốm"),
        Presence(name=NAMES[1], present=True, replaces=NAMES[0]),
    )
    sheet = ledger_of(congress(roster=roster, lines=lines, delegates=True))
    assert sheet is not None
    assert "tính ở người thay" in sheet.lines[0].why.vi
    assert (sheet.base, sheet.present) == (1, 1)


def test_only_the_summoned_who_reported_an_absence_are_decided_on() -> None:
    from daihoi.rules.attendance import reported
    from schemas.attendance import Attendance

    lines = (
        Presence(name=NAMES[0], present=False, code=Reason.REPORTED, reason="ốm"),
        Presence(name=NAMES[1], present=True, code=Reason.REPORTED),
        Presence(name=NAMES[2], present=False, code=Reason.REPORTED, summoned=False),
        Presence(name=NAMES[3], present=False, code=Reason.UNREPORTED),
    )
    assert reported(Attendance(lines=lines)) == (NAMES[0],)


def test_one_election_asks_at_a_time() -> None:
    races = (race(Office.COMMITTEE, 3, 4), race(Office.DELEGATES, 1), race(Office.ALTERNATES, 1))
    begun = congress(races=races)
    assert subjects_of(begun, Kind.SLATE) == ("committee",)
    done = counted(listed(begun), "committee.1", FOUR, (14, 13, 12, 3))
    assert subjects_of(done, Kind.SLATE) == ("delegates",)
    assert [c.settled for c in contests(done)] == [True, False, True]
    assert contests(begun.model_copy(update={"answers": begun.answers.model_copy(update={"attendance": None})})) == ()


@pytest.mark.parametrize(
    ("line", "counted_", "words"),
    [
        (Presence(name=NAMES[0], present=True), True, "có mặt"),
        (Presence(name=NAMES[0], present=True, left_early=True), True, "về sớm"),
        (Presence(name=NAMES[0], present=True, code=Reason.EXEMPT), True, "được miễn nhưng có mặt"),
        (Presence(name=NAMES[0], present=False, code=Reason.EXEMPT), False, "được miễn"),
        (Presence(name=NAMES[0], present=False, code=Reason.UNREPORTED), True, "không có lý do"),
        (Presence(name=NAMES[0], present=False, code=Reason.REPORTED, reason="ốm"), None, "chưa ai quyết định"),
        (Presence(name="Người Lạ", present=True), None, "chưa rõ tư cách"),
    ],
)
def test_each_members_line_says_whether_it_counts_and_why(line: Presence, *, counted_: bool | None, words: str) -> None:
    sheet = ledger_of(congress(1, lines=(line,)))
    assert sheet is not None
    found = sheet.lines[0]
    assert (found.counted, found.code, found.reason) == (counted_, line.code, line.reason)
    assert words in found.why.vi
