"""Two wordings side by side: what was struck out and put in, and whose words are behind it."""

import pytest

from daihoi.rules.redlines import Fate, Row, out_of_order, redline
from daihoi.rules.wording import Piece, carried, compare
from schemas.draft import Draft, Paragraph


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Each stretch of both wordings."""
    return [(p.old, p.new) for p in compare(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("ba người", "ba người", [("ba người", "ba người")]),
        ("", "ba người", [("", "ba người")]),
        ("kết nạp ba người", "kết nạp năm người", [("kết nạp ", "kết nạp "), ("ba", "năm"), (" người", " người")]),
        ("ba người mới", "năm đồng chí mới", [("ba người", "năm đồng chí"), (" mới", " mới")]),
    ],
)
def test_changes_with_only_a_space_between_them_are_one(old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert pieces(old, new) == found


CHANGED = compare("kết nạp ba người", "kết nạp mười lăm người")


@pytest.mark.parametrize(
    ("at", "was"),
    [
        (3, 3),
        (len("kết nạp "), len("kết nạp ")),
        (len("kết nạp mười"), len("kết nạp ba")),
        (len("kết nạp mười lăm"), len("kết nạp ba")),
        (len("kết nạp mười lăm ng"), len("kết nạp ba ng")),
        (999, len("kết nạp ba người")),
    ],
)
def test_a_place_in_the_new_wording_is_found_in_the_old(at: int, was: int) -> None:
    assert carried(CHANGED, at) == was


@pytest.mark.parametrize(
    ("wording", "at", "was"),
    [([], 5, 0), ([Piece(0, "cũ", "mới hơn"), Piece(2, " người", " người")], 0, 0)],
)
def test_a_place_before_anything_is_the_beginning(wording: list[Piece], at: int, was: int) -> None:
    assert carried(wording, at) == was


def paragraph(name: str, text: str, was: tuple[str, ...] = ()) -> Paragraph:
    return Paragraph(id=name, place="context", text=text, was=was)


OLD = Draft(version=1, made_from=1, paragraphs=tuple(paragraph(n, f"Đoạn {n}.") for n in ("a", "b", "c", "d")))
NEW = Draft(
    version=2,
    made_from=2,
    paragraphs=(
        paragraph("d", "Đoạn d."),
        paragraph("b", "Đoạn bê."),
        paragraph("e", "Tách từ đoạn b.", was=("b",)),
        paragraph("f", "Thêm hẳn."),
        paragraph("c", "Đoạn c."),
    ),
    because={"a": ("Y1",), "b": ("Y2", "Y3"), "f": ("Y4",), "d": ("Y5",), "c": ("Y6",)},
)


def test_a_redline_says_what_became_of_each_paragraph_and_for_whose_sake() -> None:
    rows = [(row.fate, row.paragraph.id, row.because) for row in redline((OLD, NEW), OLD, NEW)]
    assert rows == [
        (Fate.REMOVED, "a", ("Y1",)),
        (Fate.MOVED, "d", ("Y5",)),
        (Fate.CHANGED, "b", ("Y2", "Y3")),
        # Split off a paragraph that was changed: the same comments are behind it.
        (Fate.ADDED, "e", ("Y2", "Y3")),
        (Fate.ADDED, "f", ("Y4",)),
        (Fate.SAME, "c", ()),
    ]


def test_a_version_beside_itself_has_no_change_and_nobody_behind_it() -> None:
    assert {(row.fate, row.because) for row in redline((OLD, NEW), NEW, NEW)} == {(Fate.SAME, ())}


def test_what_is_gone_stands_where_it_stood() -> None:
    rows = redline((NEW, OLD), NEW, OLD.model_copy(update={"version": 3}))
    assert [row.paragraph.id for row in rows if row.fate is Fate.REMOVED] == ["e", "f"]
    assert [row.paragraph.id for row in rows] == ["a", "b", "e", "f", "c", "d"]


@pytest.mark.parametrize(
    ("row", "read"),
    [
        (Row(Fate.REMOVED, OLD.paragraphs[0], None, ()), [("Đoạn a.", "")]),
        (Row(Fate.ADDED, None, OLD.paragraphs[0], ()), [("", "Đoạn a.")]),
    ],
)
def test_a_row_reads_old_and_new(row: Row, read: list[tuple[str, str]]) -> None:
    assert [(p.old, p.new) for p in row.pieces] == read


def test_a_row_stands_for_some_paragraph() -> None:
    with pytest.raises(ValueError, match="stands for some paragraph"):
        _ = Row(Fate.SAME, None, None, ()).paragraph


@pytest.mark.parametrize(
    ("before", "after", "moved"), [("", "", ""), ("abc", "abc", ""), ("abcd", "dabc", "d"), ("abcd", "badc", "bd")]
)
def test_as_few_as_possible_are_called_moved(before: str, after: str, moved: str) -> None:
    assert len(out_of_order(before, after)) == len(moved)
