"""Accepted changes: each is made, or shown as a conflict, or said to be impossible; none is lost on the way."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.alignment import carry
from daihoi.rules.amendments import Applied, Proposal, apply_proposals, unknown_places
from daihoi.rules.anchors import make_anchor
from daihoi.rules.paragraphs import places_of, slots_of, split_prose, with_slots
from schemas.comments import Amendment, Change, Edit
from schemas.draft import Anchor, Draft
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


def drop(report: Report, by: str, place: str) -> Proposal:
    draft = draft_of(report)
    p = next(p for p in draft.paragraphs if p.place == place)
    return Proposal(by, anchor=make_anchor(draft, p.id), edit=Edit(change=Change.DELETE))


def move(report: Report, by: str, place: str, after: str) -> Proposal:
    draft = draft_of(report)
    ids = {p.place: p.id for p in draft.paragraphs}
    edit = Edit(change=Change.MOVE, after=ids.get(after, after))
    return Proposal(by, anchor=make_anchor(draft, ids[place]), edit=edit)


def rewrite(by: str, place: str, wording: str) -> Proposal:
    return Proposal(by, Amendment(place=place, wording=wording))


def dropped(by: str, place: str) -> Proposal:
    return Proposal(by, Amendment(place=place, wording="Bỏ.", dropped=True))


@pytest.fixture
def long(report: Report) -> Report:
    """A direction of two paragraphs."""
    return report.model_copy(update={"direction": "Đoàn kết, đổi mới.\n\nKết nạp thêm đảng viên trẻ."})


def test_a_field_of_several_paragraphs_is_rewritten_as_a_whole(long: Report) -> None:
    done = apply(long, rewrite("A", "direction", "Một đoạn thay cho hai."))
    assert done.report.direction == "Một đoạn thay cho hai."
    ids = [p.id for p in draft_of(long).paragraphs if p.place.startswith("direction")]
    assert done.because == dict.fromkeys(ids, ("A",))


def test_a_field_of_several_paragraphs_is_not_dropped_whole(long: Report) -> None:
    done = apply(long, dropped("A", "direction"))
    assert (done.unplaced, done.report) == ((("A", "cannot"),), long)


def test_a_wording_of_the_field_and_an_edit_inside_it_are_a_conflict(long: Report) -> None:
    whole = rewrite("A", "direction", "Một đoạn thay cho hai.")
    done = apply(long, whole, edit(long, "B", "đảng viên trẻ", "đoàn viên"))
    assert [c.wanted for c in done.conflicts] == [(("A", "Một đoạn thay cho hai."), ("B", "Kết nạp thêm đoàn viên."))]
    assert done.report == long


def test_two_wordings_of_a_field_of_several_paragraphs_are_shown_beside_the_whole_of_it(long: Report) -> None:
    done = apply(long, rewrite("A", "direction", "Một."), rewrite("B", "direction", "Hai."))
    [conflict] = done.conflicts
    assert (conflict.place, conflict.paragraph, conflict.reads) == ("direction", None, long.direction)
    assert conflict.wanted == (("A", "Một."), ("B", "Hai."))
    assert done.report == long


def test_a_decision_may_drop_a_line(report: Report) -> None:
    done = apply(report, dropped("A", "lessons.1"))
    assert done.report.lessons == report.lessons[1:]


def test_words_rewritten_by_one_and_dropped_by_another_are_a_conflict(report: Report) -> None:
    done = apply(report, rewrite("A", "lessons.1", "Bài học khác."), dropped("B", "lessons.1"))
    assert [c.wanted for c in done.conflicts] == [(("A", "Bài học khác."), ("B", ""))]


def test_words_changed_by_one_and_dropped_by_another_are_a_conflict(report: Report) -> None:
    first = report.lessons[0].split(" ", 1)[0]
    done = apply(report, edit(report, "A", report.lessons[0], first), drop(report, "B", "lessons.1"))
    assert [c.wanted for c in done.conflicts] == [(("B", ""), ("A", first))]


def test_a_line_moved_by_one_and_dropped_by_another_is_a_conflict(report: Report) -> None:
    after = next(p.id for p in draft_of(report).paragraphs if p.place == "weaknesses.1")
    done = apply(report, move(report, "A", "lessons.1", "weaknesses.1"), drop(report, "B", "lessons.1"))
    assert [c.wanted for c in done.conflicts] == [(("B", ""), ("A", f"→ {after}"))]
    assert done.report == report


def test_a_line_moved_to_two_places_is_a_conflict(report: Report) -> None:
    done = apply(
        report,
        move(report, "A", "lessons.1", "weaknesses.1"),
        move(report, "B", "lessons.1", "causes.1"),
        move(report, "C", "lessons.1", "causes.1"),
    )
    assert [[by for by, _ in c.wanted] for c in done.conflicts] == [["A", "B, C"]]


def test_a_line_that_is_moved_keeps_its_words_under_the_new_heading(report: Report) -> None:
    done = apply(report, move(report, "A", "lessons.1", "weaknesses.1"))
    assert done.report.lessons == report.lessons[1:]
    assert done.report.weaknesses[:2] == (report.weaknesses[0], report.lessons[0])
    [(name, by)] = done.because.items()
    assert (done.marks[report.lessons[0]], by) == (name, ("A",))


def test_a_field_that_stands_alone_is_not_moved(report: Report) -> None:
    done = apply(report, move(report, "A", "context", "weaknesses.1"))
    assert (done.unplaced, done.report) == ((("A", "cannot"),), report)


def test_a_line_that_would_lose_all_its_words_is_dropped_and_a_field_stays(report: Report) -> None:
    done = apply(report, edit(report, "A", report.lessons[0], ""), edit(report, "B", report.context.strip(), ""))
    assert done.report.lessons == report.lessons[1:]
    assert (done.unplaced, done.report.context) == ((("B", "cannot"),), report.context)


def test_a_wording_decided_by_a_person_settles_the_edits_of_its_paragraph(report: Report) -> None:
    done = apply(report, rewrite("A", "context", "Bối cảnh mới."), edit(report, "B", report.context[:10], "Mới"))
    assert (done.report.context, done.conflicts) == ("Bối cảnh mới.", ())
    assert list(done.because.values()) == [("A", "B")]


def test_a_paragraph_put_in_after_a_field_stands_behind_it(report: Report) -> None:
    draft = draft_of(report)
    p = next(p for p in draft.paragraphs if p.place == "context")
    done = apply(report, Proposal("A", anchor=make_anchor(draft, p.id), edit=Edit(change=Change.INSERT, new="Thêm.")))
    assert split_prose(done.report.context) == (p.text, "Thêm.")
    assert done.added == {"Thêm.": ("A",)}


LOST = Anchor(version=1, paragraph="doan999", quote="không còn câu này trong dự thảo")


@pytest.mark.parametrize(
    ("proposal", "why"),
    [
        (Proposal("A"), "place"),
        (Proposal("A", edit=Edit(new="x")), "place"),
        (rewrite("A", "nowhere", "x"), "place"),
        (Proposal("A", Amendment(place="nowhere", wording="x", added=True)), "place"),
        (Proposal("A", anchor=LOST, edit=Edit(new="x")), "lost"),
        (Proposal("A", anchor=LOST, edit=Edit(change=Change.INSERT, new="x")), "lost"),
        (Proposal("A", anchor=Anchor(version=1), edit=Edit(change=Change.DELETE)), "lost"),
        (move(example(), "A", "lessons.1", "doan999"), "lost"),
    ],
)
def test_a_change_that_has_no_place_any_more_is_said(report: Report, proposal: Proposal, why: str) -> None:
    done = apply(report, proposal)
    assert (done.unplaced, done.report) == ((("A", why),), report)


def test_the_places_of_a_draft_are_its_fields_its_paragraphs_and_its_lists(report: Report) -> None:
    asked = ["direction", "lessons", "targets", "doan1", "context#2", "nowhere"]
    assert unknown_places(report, asked, None) == ["doan1", "context#2", "nowhere"]
    long = report.model_copy(update={"context": "Một.\n\nHai."})
    assert unknown_places(long, asked, draft_of(long)) == ["nowhere"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"nowhere": ["x"]}, "no such field"),
        ({"direction": []}, "a field may not be empty"),
        ({"lessons.9": ["x"]}, "no such line"),
        ({"charge.1": []}, "the one list that may not be empty"),
    ],
)
def test_a_report_takes_no_change_that_it_has_no_room_for(
    report: Report, changes: dict[str, list[str]], why: str
) -> None:
    one_charge = report.model_copy(update={"charge": report.charge[:1]})
    assert with_slots(one_charge, changes) is None, why
