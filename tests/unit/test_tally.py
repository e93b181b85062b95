"""One election judged from one sheet: the documented examples, and everything that may be wrong with one."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daihoi.errors import BadInput
from daihoi.intake.tally_file import read_tally, write_blank
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.tallying import Judgement, judge_sheet
from schemas.tally import TallySheet

EXAMPLES = Path(__file__).parents[2] / "examples" / "tally"
Change = Callable[[dict[str, Any]], None]


def raw_of(example: str) -> dict[str, Any]:
    """The example's file as it is read."""
    return read_yaml(str(EXAMPLES / f"{example}.yaml"))


def judged(example: str, *changes: Change) -> Judgement:
    """The judgement of an example after ``changes``."""
    raw = raw_of(example)
    for change in changes:
        change(raw)
    return judge_sheet(TallySheet.model_validate(raw))


def elected(judgement: Judgement) -> list[str]:
    """Who was elected."""
    return [w.name for w in judgement.contest.winners] if judgement.contest else []


def blocked(judgement: Judgement) -> set[str]:
    """The codes that block."""
    return {f.code for f in judgement.findings if f.blocks}


def both(raw: dict[str, Any], nth: int = 0) -> list[dict[str, Any]]:
    """The two counts of a round."""
    return raw["rounds"][nth]["counts"]


def every_count(**fields: Any) -> Change:
    """Write the same into both counts."""

    def change(raw: dict[str, Any]) -> None:
        for count in both(raw):
            count.update(fields)

    return change


def test_the_clear_example_elects_three_on_a_base_without_the_excused() -> None:
    judgement = judged("ket-qua-ro")
    assert elected(judgement) == ["Nguyễn Hoài An", "Trần Thu Bình", "Lê Quang Cảnh"]
    assert judgement.ledger is not None
    assert (judgement.ledger.summoned, judgement.ledger.present, judgement.ledger.base) == (16, 15, 15)
    assert judgement.decisions == ()
    assert not judgement.broken


def test_the_tied_example_asks_for_a_second_vote_between_two() -> None:
    judgement = judged("bang-phieu")
    assert elected(judgement) == ["Nguyễn Hoài An", "Trần Thu Bình"]
    assert "Lê Quang Cảnh, Phạm Minh Duyên" in judgement.decisions[0].vi


def test_the_short_example_asks_the_congress() -> None:
    judgement = judged("thieu-nguoi")
    assert elected(judgement) == ["Nguyễn Hoài An", "Trần Thu Bình"]
    assert "bầu tiếp" in judgement.decisions[0].vi


@pytest.mark.parametrize("example", ["ket-qua-ro", "bang-phieu", "thieu-nguoi"])
def test_the_workbook_says_the_same_as_the_text_file(example: str, tmp_path: Path) -> None:
    text = read_tally(str(EXAMPLES / f"{example}.yaml"))
    filled = tmp_path / "filled.xlsx"
    write_blank(str(filled), text)
    for workbook in (EXAMPLES / f"{example}.xlsx", filled):
        mine, other = judge_sheet(read_tally(str(workbook))), judge_sheet(text)
        assert (elected(mine), mine.decisions, mine.ledger) == (elected(other), other.decisions, other.ledger)


def second_round(raw: dict[str, Any], votes: tuple[int, int], *, again: bool = True) -> None:
    """A vote between the tied names."""
    raw["rounds"][0]["decision"] = {"again": again}
    names = ("Lê Quang Cảnh", "Phạm Minh Duyên")
    counts = [
        {
            "counted_by": by,
            "issued": 15,
            "collected": 15,
            "valid": 15,
            "invalid": 0,
            "tallies": [{"name": n, "votes": v} for n, v in zip(names, votes, strict=True)],
        }
        for by in ("Bùi Tiến Khoa", "Dương Thanh Nam")
    ]
    raw["rounds"].append({"counts": counts})


def test_between_tied_names_the_higher_wins_without_passing_half_again() -> None:
    judgement = judged("bang-phieu", lambda raw: second_round(raw, (6, 5)))
    assert elected(judgement)[-1] == "Lê Quang Cảnh"
    assert judgement.decisions == ()


def test_still_tied_people_decide_again() -> None:
    judgement = judged("bang-phieu", lambda raw: second_round(raw, (7, 7)))
    assert len(elected(judgement)) == 2
    assert "Lần trước đã bầu riêng" in judgement.decisions[0].vi


def test_a_second_round_that_nobody_decided_on_stands_on_nothing() -> None:
    judgement = judged("bang-phieu", lambda raw: second_round(raw, (8, 7), again=False))
    assert blocked(judgement) == {"R18"}
    assert (
        "báo cáo cấp trên"
        in judged("bang-phieu", lambda raw: raw["rounds"][0].update(decision={"again": False})).decisions[0].vi
    )


def test_after_the_second_short_round_of_a_committee_there_is_no_third() -> None:
    def two_short_rounds(raw: dict[str, Any]) -> None:
        second_round(raw, (7, 6))

    judgement = judged("thieu-nguoi", two_short_rounds)
    assert elected(judgement) == ["Nguyễn Hoài An", "Trần Thu Bình"]
    assert "không bầu tiếp" in judgement.decisions[0].vi


def test_after_three_ballots_the_superior_appoints_the_secretary() -> None:
    def three_ballots(raw: dict[str, Any]) -> None:
        name = raw["names"][0]
        raw.update(office="secretary", seats=1, names=[name], committee=raw["names"])
        for count in both(raw):
            count["tallies"] = [{"name": name, "votes": 7}]
        raw["rounds"] = [{**raw["rounds"][0], "decision": {"again": True}}] * 2 + [raw["rounds"][0]]

    judgement = judged("thieu-nguoi", three_ballots)
    assert elected(judgement) == []
    assert "chỉ định" in judgement.decisions[0].vi


def test_an_unknown_standing_is_read_both_ways_and_asked_about() -> None:
    def one_unknown(raw: dict[str, Any]) -> None:
        raw["roster"] = [*raw["roster"], {"name": "Người Mới", "standing": "unknown", "present": True}]
        for count in both(raw):
            count["tallies"][2]["votes"] = 8
            count["tallies"][3]["votes"] = 2

    judgement = judged("bang-phieu", one_unknown)
    assert judgement.ledger is not None
    assert judgement.ledger.readings == (15, 16)
    assert [len(r.result.won) for r in judgement.readings] == [3, 2]
    assert "Người Mới" in judgement.decisions[0].vi


def test_no_rules_stand_on_a_day_before_the_first() -> None:
    judgement = judged("ket-qua-ro", lambda raw: raw.update(opening_on="2010-01-01"))
    assert blocked(judgement) == {"R01"}
    assert judgement.contest is None


def more_issued(raw: dict[str, Any]) -> None:
    """More ballots issued than voters present."""
    every_count(issued=16)(raw)


def more_collected(raw: dict[str, Any]) -> None:
    """More ballots collected than issued."""
    every_count(collected=16, valid=15)(raw)


def not_adding_up(raw: dict[str, Any]) -> None:
    """Valid and invalid are not what was collected."""
    every_count(valid=15, invalid=1)(raw)


def too_many_votes(raw: dict[str, Any]) -> None:
    """The votes exceed valid ballots times seats."""
    for count in both(raw):
        for tally in count["tallies"]:
            tally["votes"] = 13


def above_valid(raw: dict[str, Any]) -> None:
    """Somebody has more votes than there are valid ballots."""
    for count in both(raw):
        count["tallies"][0]["votes"] = 15


def twice_composed(raw: dict[str, Any]) -> None:
    """The same person twice, once decomposed as a word processor writes it."""
    name = raw["names"][0]
    raw["names"] = [*raw["names"][:3], unicodedata.normalize("NFD", name).upper()]


def twice_in_a_count(raw: dict[str, Any]) -> None:
    """The same person twice in a count."""
    for count in both(raw):
        count["tallies"][3] = {"name": unicodedata.normalize("NFD", raw["names"][0]), "votes": 1}


def probationary_voter(raw: dict[str, Any]) -> None:
    """A probationary member put down as having voted."""
    raw["roster"][-1]["voted"] = True


def probationary_candidate(raw: dict[str, Any]) -> None:
    """A probationary member on the list."""
    raw["names"][3] = raw["roster"][-1]["name"]


def counter_on_the_list(raw: dict[str, Any]) -> None:
    """A member of the counting committee stands."""
    raw["counters"] = [raw["names"][0], *raw["counters"]]


def probationary_counter(raw: dict[str, Any]) -> None:
    """A probationary member counts."""
    raw["counters"] = [*raw["counters"], raw["roster"][-1]["name"]]


def absent_without_code(raw: dict[str, Any]) -> None:
    """An absence without a reason code."""
    del raw["roster"][-2]["code"], raw["roster"][-2]["accepted"]


def accepted_without_report(raw: dict[str, Any]) -> None:
    """An exclusion by an accepted reason that nobody reported."""
    raw["roster"][-2]["code"] = "unreported"


def no_surplus(raw: dict[str, Any]) -> None:
    """A committee's list no larger than the seats."""
    raw["names"] = raw["names"][:3]
    for count in both(raw):
        count["tallies"] = count["tallies"][:3]


def over_the_cap(raw: dict[str, Any]) -> None:
    """Two names too many for three seats."""
    raw["names"] = [*raw["names"], raw["roster"][4]["name"]]


def list_not_voted(raw: dict[str, Any]) -> None:
    """A count before the list was voted."""
    del raw["list_vote"]


def number_not_voted(raw: dict[str, Any]) -> None:
    """A count before the number was voted."""
    del raw["seats_vote"]


def nobody_counts(raw: dict[str, Any]) -> None:
    """A count without a counting committee."""
    del raw["counters"]


def counts_differ(raw: dict[str, Any]) -> None:
    """Two counts that differ."""
    both(raw)[1]["tallies"][2]["votes"] = 11


def one_count_only(raw: dict[str, Any]) -> None:
    """Only one person counted."""
    del raw["rounds"][0]["counts"][1]


def same_person_counts(raw: dict[str, Any]) -> None:
    """One person counted twice."""
    both(raw)[1]["counted_by"] = both(raw)[0]["counted_by"]


def a_stranger_counts(raw: dict[str, Any]) -> None:
    """Somebody outside the counting committee counted."""
    both(raw)[0]["counted_by"] = "Đỗ Thị Giang"


def list_lost_the_vote(raw: dict[str, Any]) -> None:
    """The list did not pass half of the base."""
    raw["list_vote"] = {"for": 7, "against": 8}


def nine_for_the_committee(raw: dict[str, Any]) -> None:
    """More seats than a cell's committee may have."""
    raw["seats"] = 8


def small_cell(raw: dict[str, Any]) -> None:
    """Eight official and one probationary member elect no committee."""
    keep = [m for m in raw["roster"] if m["name"] in {*raw["names"], *raw["counters"]}]
    raw["roster"] = [*keep, raw["roster"][4], {"name": "Người Dự Bị", "standing": "probationary", "present": True}]
    raw.update(seats_vote={"for": 8}, list_vote={"for": 8})


def no_quorum(raw: dict[str, Any]) -> None:
    """Too few came."""
    for member in raw["roster"][4:12]:
        member.update(present=False, code="unreported")


def name_outside_the_list(raw: dict[str, Any]) -> None:
    """A count that holds a name outside the list."""
    for count in both(raw):
        count["tallies"][3]["name"] = "Đỗ Thị Giang"


def unsupported_outsider(raw: dict[str, Any]) -> None:
    """Somebody from outside whom too few support."""
    raw["names"][3] = "Người Ngoài"
    raw["nominees"] = [{"name": n} for n in raw["names"][:3]] + [
        {"name": "Người Ngoài", "how": "nominated", "outsider": True, "support": 4}
    ]


def withdrawn_on_the_list(raw: dict[str, Any]) -> None:
    """Somebody who withdrew is on the list all the same."""
    raw["nominees"] = [{"name": n} for n in raw["names"][:3]] + [{"name": raw["names"][3], "withdrawn": True}]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (more_issued, "R16"),
        (more_collected, "R16"),
        (not_adding_up, "R16"),
        (too_many_votes, "R16"),
        (above_valid, "R16"),
        (twice_composed, "R14"),
        (twice_in_a_count, "R16"),
        (probationary_voter, "R17"),
        (probationary_candidate, "R14"),
        (counter_on_the_list, "R15"),
        (probationary_counter, "R15"),
        (absent_without_code, "R17"),
        (accepted_without_report, "R17"),
        (no_surplus, "R14"),
        (over_the_cap, "R14"),
        (list_not_voted, "R14"),
        (number_not_voted, "R14"),
        (nobody_counts, "R15"),
        (counts_differ, "R16"),
        (one_count_only, "R16"),
        (same_person_counts, "R16"),
        (a_stranger_counts, "R15"),
        (list_lost_the_vote, "R17"),
        (nine_for_the_committee, "R13"),
        (small_cell, "R13"),
        (no_quorum, "R11"),
        (name_outside_the_list, "R16"),
        (unsupported_outsider, "R14"),
        (withdrawn_on_the_list, "R14"),
    ],
)
def test_what_is_wrong_is_a_finding_with_its_basis_and_nothing_is_computed_from_it(change: Change, code: str) -> None:
    judgement = judged("ket-qua-ro", change)
    found = [f for f in judgement.findings if f.blocks]
    assert code in {f.code for f in found}
    assert all(f.basis is not None for f in found)
    assert elected(judgement) == []
    assert judgement.decisions == ()


def test_a_difference_between_two_counts_names_the_lines() -> None:
    judgement = judged(
        "ket-qua-ro", counts_differ, lambda raw: both(raw)[1].update(issued=14, collected=14, valid=14, invalid=0)
    )
    words = next(f.words.vi for f in judgement.findings if f.code == "R16")
    assert "số phiếu phát" in words
    assert "Lê Quang Cảnh" in words
    assert "Nguyễn Hoài An" not in words


def test_a_counts_sheet_filled_in_wrongly_names_field_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("title: Bầu\nopening_on: 2025-05-20\nroster: []\nseats: 3\nnames: [A]\n", encoding="utf-8")
    with pytest.raises(BadInput, match="roster"):
        read_tally(str(file))


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"x\.xlsx"):
        read_tally(str(file))


def test_a_missing_workbook_and_a_missing_sheet_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.xlsx"):
        read_tally(str(tmp_path / "none.xlsx"))
    from openpyxl import Workbook

    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(BadInput, match="Danh sách"):
        read_tally(str(tmp_path / "empty.xlsx"))


@pytest.mark.parametrize(("sheet", "cell"), [("Cuộc bầu", "A1"), ("Danh sách", "B1")])
def test_a_renamed_field_of_the_workbook_is_named(tmp_path: Path, sheet: str, cell: str) -> None:
    from openpyxl import load_workbook

    book = load_workbook(EXAMPLES / "ket-qua-ro.xlsx")
    book[sheet][cell] = "Gì đó"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(BadInput, match="Gì đó"):
        read_tally(str(tmp_path / "x.xlsx"))


def test_an_empty_workbook_says_what_is_missing(tmp_path: Path) -> None:
    write_blank(str(tmp_path / "blank.xlsx"))
    with pytest.raises(BadInput, match=r"blank\.xlsx"):
        read_tally(str(tmp_path / "blank.xlsx"))


def test_a_decision_that_may_not_be_is_named() -> None:
    def names_between_tied(raw: dict[str, Any]) -> None:
        raw["rounds"][0]["decision"] = {"again": True, "names": ["Đỗ Thị Giang"]}

    assert blocked(judged("bang-phieu", names_between_tied)) == {"R18"}


@pytest.mark.parametrize("left_out", [(), ("counters",), ("counters", "seats_vote", "list_vote")])
def test_an_election_before_its_count_is_judged_as_far_as_it_has_come(left_out: tuple[str, ...]) -> None:
    def before_the_count(raw: dict[str, Any]) -> None:
        raw["rounds"] = []
        for field in left_out:
            raw.pop(field)

    judgement = judged("ket-qua-ro", before_the_count)
    assert (blocked(judgement), elected(judgement), judgement.decisions) == (set(), [], ())
