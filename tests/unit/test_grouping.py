"""Near-duplicates are proposed with Vietnamese in mind, and never joined."""

from datetime import date

import pytest

from daihoi.rules.grouping import propose_groups
from daihoi.rules.tones import unify_tones
from schemas.comments import Change, Contribution, Edit, Group, SourceKind
from schemas.draft import Anchor


def said(n: int, text: str, paragraph: str | None = None, edit: Edit | None = None) -> Contribution:
    anchor = Anchor(version=1, paragraph=paragraph, quote="chữ") if paragraph else None
    return Contribution(
        id=f"YK{n:04}",
        source=SourceKind.MEMBER,
        author=f"Người {n}",
        received_on=date(2020, 7, 1),
        text=text,
        anchor=anchor,
        edit=edit,
    )


def groups(*comments: Contribution, like: int = 80) -> list[list[str]]:
    return [[c.id for c in p.members] for p in propose_groups(comments, like=like)]


def test_near_duplicates_are_proposed_and_keep_their_authors() -> None:
    found = propose_groups(
        [
            said(1, "Đề nghị nâng chỉ tiêu kết nạp lên 6 người."),
            said(2, "Đề nghị nâng chỉ tiêu kết nạp lên 6 người!"),
            said(3, "Đề nghị nâng các chỉ tiêu kết nạp lên 6 người"),
            said(4, "Nên gặp Công đoàn hằng quý."),
        ]
    )
    assert [[(c.id, c.author) for c in p.members] for p in found] == [
        [("YK0001", "Người 1"), ("YK0002", "Người 2"), ("YK0003", "Người 3")]
    ]
    assert found[0].like < 100


def test_the_place_of_a_tone_mark_is_no_difference_but_the_mark_is() -> None:
    assert groups(said(1, "hoà thuận, thuỷ lợi"), said(2, "hòa thuận, thủy lợi"), like=100) == [["YK0001", "YK0002"]]
    assert groups(said(1, "bầu"), said(2, "bậu"), like=100) == []


@pytest.mark.parametrize(
    ("written", "unified"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("toán", "toán"),
    ],
)
def test_tone_marks_have_one_place(written: str, unified: str) -> None:
    assert unify_tones(written) == unified
    assert len(written) == len(unified)


def test_the_same_words_about_two_paragraphs_are_two_opinions() -> None:
    same = "Đề nghị nói rõ người chịu trách nhiệm."
    assert groups(said(1, same, "doan1"), said(2, same, "doan2")) == []
    assert groups(said(1, same, "doan1"), said(2, same), said(3, same, "doan2")) == [["YK0001", "YK0002"]]


def test_edits_are_the_same_only_when_they_propose_the_same_words() -> None:
    def edit(n: int, new: str) -> Contribution:
        return said(n, f"Thay «chữ» bằng «{new}».", "doan1", Edit(change=Change.REPLACE, new=new))

    assert groups(edit(1, "ít nhất 3 người"), edit(2, "ít nhất 5 người"), edit(3, "ít nhất 3 người")) == [
        ["YK0001", "YK0003"]
    ]


def test_what_a_person_has_joined_is_not_proposed_again() -> None:
    comments = [said(1, "Một ý."), said(2, "Một ý.")]
    assert propose_groups(comments, [Group(id="N1", members=("YK0001", "YK0002"))]) == ()
