"""Accepted changes: each is made, or shown as a conflict, or said to be impossible; none is lost on the way."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.alignment import carry
from daihoi.rules.amendments import Applied, Proposal, apply_proposals
from daihoi.rules.anchors import make_anchor
from daihoi.rules.paragraphs import places_of, slots_of, split_prose, with_slots
from schemas.comments import Amendment, Change, Edit
from schemas.draft import Draft
from schemas.report import Report


@cache
def example() -> Report:
    path = Path(__file__).parents[2] / "examples" / "vistip-2020" / "answers" / "report.yaml"
    return Report.model_validate(read_yaml(str(path)))


@pytest.fixture
def report() -> Report:
    return example()


def draft_of(report: Report) -> Draft:
    return carry([], places_of(report), 1)


def apply(report: Report, *proposals: Proposal) -> Applied:
    return apply_proposals(report, [draft_of(report)], proposals)


def edit(report: Report, by: str, words: str, new: str) -> Proposal:
    draft = draft_of(report)
    p = next(p for p in draft.paragraphs if words in p.text)
    at = p.text.index(words)
    return Proposal(by, anchor=make_anchor(draft, p.id, at, at + len(words)), edit=Edit(new=new))


def any_proposal(rng: random.Random, draft: Draft, by: str) -> Proposal:
    p = rng.choice(draft.paragraphs)
    match rng.choice(("replace", "replace", "replace", "insert", "delete", "move", "wording")):
        case "replace":
            start = rng.randrange(len(p.text))
            end = rng.randrange(start, len(p.text)) + 1
            return Proposal(by, anchor=make_anchor(draft, p.id, start, end), edit=Edit(new=f"mới {by}"))
        case "insert":
            return Proposal(
                by, anchor=make_anchor(draft, p.id), edit=Edit(change=Change.INSERT, new=f"Đoạn thêm {by}.")
            )
        case "delete":
            return Proposal(by, anchor=make_anchor(draft, p.id), edit=Edit(change=Change.DELETE))
        case "move":
            after = rng.choice(draft.paragraphs).id
            return Proposal(by, anchor=make_anchor(draft, p.id), edit=Edit(change=Change.MOVE, after=after))
        case _:
            return Proposal(by, amendment=Amendment(place=p.id, wording=f"Viết lại theo {by}."))


@given(seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_no_accepted_change_is_lost(seed: int, count: int) -> None:
    report = example()
    draft, rng = draft_of(report), random.Random(seed)
    proposals = [any_proposal(rng, draft, f"YK{n}") for n in range(count)]
    done = apply_proposals(report, [draft], proposals)
    made = {by for names in (*done.because.values(), *done.added.values()) for by in names}
    stuck = {by for c in done.conflicts for names, _ in c.wanted for by in names.split(", ")}
    impossible = {by for by, _ in done.unplaced}
    waiting = {
        p.by for p in proposals if any(c.paragraph in _touched(p) or c.place in _touched(p) for c in done.conflicts)
    }
    assert {p.by for p in proposals} <= made | stuck | impossible | waiting
    Report.model_validate(done.report.model_dump(mode="json"))
    text = " ".join(slots_of(done.report).values())
    for p in proposals:
        if p.edit and p.edit.new and p.by in made - stuck - impossible - waiting and not _reworded(p, proposals):
            assert p.edit.new in text


def _touched(p: Proposal) -> set[str | None]:
    return {p.anchor.paragraph if p.anchor else None, p.amendment.place if p.amendment else None}


def _reworded(p: Proposal, proposals: list[Proposal]) -> bool:
    """True when a person's own wording of the paragraph, or its deletion, settles the edit."""
    others = [q for q in proposals if q is not p and _touched(q) & _touched(p) - {None}]
    return any(q.amendment or (q.edit and q.edit.change is Change.DELETE) for q in others)


def test_edits_of_one_paragraph_apply_together_whatever_their_order(report: Report) -> None:
    one = edit(report, "A", "cam kết cụ thể", "cam kết bằng văn bản")
    two = edit(report, "B", "chủ động nắm", "thường xuyên nắm")
    assert apply(report, one, two).report == apply(report, two, one).report


def test_the_same_edit_by_two_people_is_made_once_for_both(report: Report) -> None:
    one, two = (edit(report, by, "cam kết cụ thể", "cam kết riêng") for by in "AB")
    done = apply(report, one, two)
    assert not done.conflicts
    assert ("A", "B") in done.because.values()


def test_two_different_wordings_of_one_place_are_a_conflict(report: Report) -> None:
    done = apply(
        report,
        Proposal("A", amendment=Amendment(place="direction", wording="Một.")),
        Proposal("B", amendment=Amendment(place="direction", wording="Hai.")),
    )
    assert [c.wanted for c in done.conflicts] == [(("A", "Một."), ("B", "Hai."))]
    assert done.report == report


def test_two_insertions_at_one_point_are_a_persons_choice(report: Report) -> None:
    draft = draft_of(report)
    p = draft.paragraphs[0]
    at = p.text.index(" ")
    proposals = [Proposal(by, anchor=make_anchor(draft, p.id, at, at), edit=Edit(new=f" {by}")) for by in "AB"]
    assert len(apply_proposals(report, [draft], proposals).conflicts) == 1


@pytest.mark.parametrize("place", ["results.C1", "targets.T1", "areas.education.title"])
def test_a_line_that_needs_more_than_words_is_not_put_in_by_itself(report: Report, place: str) -> None:
    draft = draft_of(report)
    p = next(p for p in draft.paragraphs if p.place == place)
    put_in = Proposal("A", anchor=make_anchor(draft, p.id), edit=Edit(change=Change.INSERT, new="Thêm."))
    done = apply_proposals(report, [draft], [put_in])
    assert done.unplaced == (("A", "cannot"),)
    assert done.report == report


def test_the_words_of_a_target_may_be_changed(report: Report) -> None:
    done = apply(report, Proposal("A", amendment=Amendment(place="targets.T5", wording="Kết nạp ít nhất 5 người.")))
    assert next(t.words for t in done.report.targets if t.id == "T5") == "Kết nạp ít nhất 5 người."


def new_target(name: str, words: str) -> Amendment:
    target = {"id": name, "words": words, "measure": {"kind": "count", "number": 2, "unit": "đợt"}}
    return Amendment.model_validate({"place": "targets.T2", "target": target})


def test_a_decision_may_put_in_a_new_paragraph_and_a_new_target(report: Report) -> None:
    wording = Amendment(place="lessons.1", wording="Bài học xen vào.", added=True)
    last = Amendment(place="weaknesses", wording="Một hạn chế nữa.", added=True)
    target = new_target("T9", "Mỗi năm hai đợt giám sát.")
    found = apply(report, Proposal("a", wording), Proposal("b", last), Proposal("c", target), Proposal("d", target))
    assert not found.conflicts
    assert not found.unplaced
    assert found.report.lessons[:2] == (report.lessons[0], "Bài học xen vào.")
    assert found.report.weaknesses == (*report.weaknesses, "Một hạn chế nữa.")
    assert [t.id for t in found.report.targets] == ["T1", "T2", "T9", *[t.id for t in report.targets[2:]]]
    assert found.added == {
        "Bài học xen vào.": ("a",),
        "Một hạn chế nữa.": ("b",),
        "Mỗi năm hai đợt giám sát.": ("c", "d"),
    }


def test_the_id_of_a_target_is_given_once(report: Report) -> None:
    one, other = new_target("T9", "Hai đợt."), new_target("T9", "Hai đợt giám sát.")
    found = apply(report, Proposal("a", one), Proposal("b", other), Proposal("c", new_target("T1", "Đã có.")))
    assert found.report.targets == report.targets
    assert found.unplaced == (("c", "taken"),)
    assert [c.wanted for c in found.conflicts] == [(("a", "Hai đợt."), ("b", "Hai đợt giám sát."))]


def test_an_unknown_place_is_said(report: Report) -> None:
    assert apply(report, Proposal("A", amendment=Amendment(place="nowhere", wording="x"))).unplaced == (("A", "place"),)


def test_a_field_that_may_not_be_empty_stays(report: Report) -> None:
    draft = draft_of(report)
    drops = [
        Proposal(p.id, anchor=make_anchor(draft, p.id), edit=Edit(change=Change.DELETE))
        for p in draft.paragraphs
        if p.place == "context" or p.place.startswith("charge.")
    ]
    done = apply_proposals(report, [draft], drops)
    assert {why for _, why in done.unplaced} == {"cannot"}
    assert done.report.charge == report.charge
    assert done.report.context == report.context


@given(texts=st.lists(st.text(st.characters(categories=["L", "P", "Zs"]), min_size=1), min_size=1, max_size=4))
def test_paragraphs_put_into_a_field_come_out_of_it(texts: list[str]) -> None:
    report = example()
    wanted = [p for t in texts for p in split_prose(t)]
    new = with_slots(report, {"direction": wanted})
    if wanted:
        assert new is not None
        assert split_prose(new.direction) == tuple(wanted)
