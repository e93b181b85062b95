"""The widths of a table's columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.documents import typeface
from daihoi.documents.columns import shares
from daihoi.documents.manuscript import Grid, Run

SIZE, PAGE = 12.0, 467.0
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=80)


def grid(*rows: tuple[str, ...]) -> Grid:
    """A table of plain words; the first row is its heading."""
    head, *body = (tuple((Run(text=text),) for text in row) for row in rows)
    return Grid(header=head, aligns=("left",) * len(head), rows=tuple(body))


def widths(*rows: tuple[str, ...]) -> list[float]:
    """The columns in points, without what the cells' own margins take."""
    return [share * PAGE - 14 for share in shares(grid(*rows), SIZE, PAGE)]


def test_the_counting_column_stays_narrow_when_there_is_room() -> None:
    counted, named = widths(("STT", "Họ và tên"), ("1", "Trần Thu Vân"))
    assert counted < 60 < 380 < named


def test_a_name_and_a_day_keep_their_line_beside_a_long_text() -> None:
    long = "Hoàn thiện và ban hành các văn kiện chính thức của Đại hội trên cơ sở ý kiến đã thảo luận " * 2
    _, _, name, day = widths(
        ("STT", "Công việc", "Người phụ trách", "Hạn"), ("1", long, "Phạm Minh Khuê", "30/09/2020")
    )
    assert name >= typeface.width("Phạm Minh Khuê", SIZE)
    assert day >= typeface.width("30/09/2020", SIZE)


def test_a_column_left_blank_is_wide_enough_to_write_in() -> None:
    long = "Thông qua chương trình; báo cáo tình hình đảng viên dự đại hội và các việc khác của đại hội"
    _, _, who, minutes = widths(("STT", "Nội dung", "Người thực hiện", "Số phút"), ("1", long, "", ""))
    assert who >= typeface.width("Người thực hiện", SIZE, bold=True)
    assert minutes > 50


def test_a_word_as_long_as_a_page_leaves_room_for_the_others() -> None:
    digest, other = widths(("SHA-256", "Văn bản"), ("0" * 200, "Nghị quyết đại hội"))
    assert other > typeface.width("quyết", SIZE)
    assert digest < PAGE * 0.8


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4))
def test_the_shares_always_fill_the_page_and_no_column_vanishes(rows: list[tuple[str, str, str]]) -> None:
    found = shares(grid(*rows), SIZE, PAGE)
    assert sum(found) == pytest.approx(1)
    assert min(found) > 0
