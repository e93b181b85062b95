"""Paragraph ids and anchors: whatever is done to a draft, an anchor stands on the words it quoted or is lost."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.alignment import carry
from daihoi.rules.anchors import anchor_quote, locate, make_anchor
from schemas.draft import Draft, Paragraph

WORDS = [
    "chi",
    "bộ",
    "lãnh",
    "đạo",
    "thực",
    "hiện",
    "nhiệm",
    "vụ",
    "chính",
    "trị",
    "xây",
    "dựng",
    "Đảng",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "đoàn",
    "thể",
    "quần",
    "chúng",
    "đảng",
    "viên",
    "nghị",
    "quyết",
    "nhiệm",
    "kỳ",
    "chỉ",
    "tiêu",
    "kết",
    "nạp",
    "giáo",
    "dục",
    "tư",
    "tưởng",
    "đạo",
    "đức",
    "phong",
    "cách",
    "học",
    "tập",
    "làm",
    "theo",
]


def draft_of(texts: list[str]) -> Draft:
    return carry([], [(f"context#{n}", t) for n, t in enumerate(texts, 1)], 1)


def next_of(drafts: list[Draft], texts: list[str]) -> list[Draft]:
    places = [(f"context#{n}", t) for n, t in enumerate(texts, 1)]
    return [*drafts, carry(drafts, places, len(drafts) + 1)]


def sentence(rng: random.Random, n: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(n))


def mutate(rng: random.Random, texts: list[str]) -> list[str]:
    """One edit, split, merge, move, insertion or deletion."""
    texts = list(texts)
    at = rng.randrange(len(texts))
    words = texts[at].split(" ")
    match rng.choice(("edit", "edit", "split", "merge", "move", "insert", "delete", "rewrite")):
        case "edit":
            i = rng.randrange(len(words))
            words[i : i + rng.randrange(3)] = sentence(rng, rng.randrange(1, 4)).split(" ")
            texts[at] = " ".join(words)
        case "split" if len(words) > 3:
            i = rng.randrange(1, len(words))
            texts[at : at + 1] = [" ".join(words[:i]), " ".join(words[i:])]
        case "merge" if at + 1 < len(texts):
            texts[at : at + 2] = [f"{texts[at]} {texts[at + 1]}"]
        case "move":
            texts.insert(rng.randrange(len(texts)), texts.pop(at))
        case "insert":
            texts.insert(at, sentence(rng, rng.randrange(4, 20)))
        case "delete" if len(texts) > 1:
            del texts[at]
        case "rewrite":
            texts[at] = sentence(rng, rng.randrange(4, 20))
        case _:
            pass
    return texts


@given(seed=st.integers(0, 2**32), steps=st.integers(1, 8))
def test_an_anchor_stands_on_its_words_or_is_lost(seed: int, steps: int) -> None:
    rng = random.Random(seed)
    texts = [sentence(rng, rng.randrange(3, 25)) for _ in range(rng.randrange(2, 9))]
    drafts = [draft_of(texts)]
    anchors = []
    for p in drafts[0].paragraphs:
        start = rng.randrange(len(p.text))
        anchors.append(make_anchor(drafts[0], p.id, start, rng.randrange(start, len(p.text)) + 1))
    for _ in range(steps):
        texts = mutate(rng, texts)
        drafts = next_of(drafts, texts)
        ids = [p.id for p in drafts[-1].paragraphs]
        assert len(ids) == len(set(ids))
        for anchor in anchors:
            found = locate(anchor, drafts)
            if found is None:
                own = drafts[-1].paragraph(anchor.paragraph or "")
                assert own is None or anchor.quote not in own.text
            elif found.exact:
                assert found.words == anchor.quote
            else:
                assert set(found.words.split()) & set(anchor.quote.split())


@given(seed=st.integers(0, 2**32))
def test_paragraphs_that_are_only_moved_keep_their_ids(seed: int) -> None:
    rng = random.Random(seed)
    texts = [f"{n} {sentence(rng, 8)}" for n in range(8)]
    first = draft_of(texts)
    shuffled = rng.sample(texts, len(texts))
    second = next_of([first], shuffled)[-1]
    assert {p.text: p.id for p in first.paragraphs} == {p.text: p.id for p in second.paragraphs}


@given(seed=st.integers(0, 2**32), steps=st.integers(1, 6))
def test_an_id_is_never_given_to_a_second_paragraph(seed: int, steps: int) -> None:
    rng = random.Random(seed)
    texts = [sentence(rng, 12) for _ in range(5)]
    drafts = [draft_of(texts)]
    for _ in range(steps):
        texts = mutate(rng, texts)
        drafts = next_of(drafts, texts)
    gone: set[str] = set()
    for before, after in pairwise(drafts):
        now = {p.id for p in after.paragraphs}
        assert not now & gone
        gone |= {p.id for p in before.paragraphs} - now


def test_a_split_paragraph_keeps_its_id_and_its_second_half_remembers_it() -> None:
    first = draft_of(["Chi bộ giữ vững nền nếp sinh hoạt. Công tác kiểm tra được làm thường xuyên.", "Hết phần này."])
    drafts = next_of(
        [first],
        ["Chi bộ giữ vững nền nếp sinh hoạt.", "Công tác kiểm tra được làm thường xuyên.", "Hết phần này."],
    )
    one, two, three = drafts[-1].paragraphs
    assert {one.id, two.id} > {"doan1"}
    assert three.id == "doan2"
    anchor = anchor_quote(first, "kiểm tra được làm", "doan1")
    found = locate(anchor, drafts)
    assert found is not None
    assert (found.paragraph.id, found.words) == (two.id, "kiểm tra được làm")


def test_words_merged_into_another_paragraph_are_followed() -> None:
    first = draft_of(["Việc phát hiện nguồn chưa đều giữa các bộ phận.", "Giám sát chuyên đề chưa thường xuyên."])
    anchor = anchor_quote(first, "chưa thường xuyên", "doan2")
    drafts = next_of([first], ["Việc phát hiện nguồn chưa đều giữa các bộ phận. Giám sát chuyên đề chưa thường xuyên."])
    assert drafts[-1].paragraphs[0].was
    found = locate(anchor, drafts)
    assert found is not None
    assert found.words == "chưa thường xuyên"


def test_a_changed_letter_is_found_and_called_not_exact() -> None:
    first = draft_of(["Kết nạp ít nhất 3 quần chúng ưu tú vào Đảng trong cả nhiệm kỳ."])
    anchor = anchor_quote(first, "ít nhất 3 quần chúng ưu tú")
    drafts = next_of([first], ["Kết nạp ít nhất 5 quần chúng ưu tú vào Đảng trong cả nhiệm kỳ."])
    found = locate(anchor, drafts)
    assert found is not None
    assert not found.exact
    assert found.words == "ít nhất 5 quần chúng ưu tú"


def test_words_that_vanish_are_lost() -> None:
    first = draft_of(["Tổ chức hội thi cầu lông hằng năm cho đoàn viên.", "Giữ vững đoàn kết nội bộ trong chi bộ."])
    anchor = anchor_quote(first, "hội thi cầu lông")
    drafts = next_of([first], ["Giữ vững đoàn kết nội bộ trong chi bộ."])
    assert locate(anchor, drafts) is None


@pytest.mark.parametrize("quote", ["không có câu này trong dự thảo", ""])
def test_a_quote_that_is_not_there_has_no_paragraph(quote: str) -> None:
    first = draft_of(["Giữ vững đoàn kết nội bộ."])
    assert anchor_quote(first, quote).paragraph is None


def test_decomposed_vietnamese_is_found() -> None:
    first = draft_of(["Giữ vững đoàn kết nội bộ."])
    assert anchor_quote(first, "đoàn kê\u0301t").paragraph == "doan1"


def rewritten(text: str, first: Draft | None = None) -> list[Draft]:
    """One paragraph in its two versions, under one id."""
    second = Draft(version=2, made_from=2, paragraphs=(Paragraph(id="doan1", place="context", text=text),))
    return [first or POINTED, second]


POINTED = draft_of(["Chi bộ giữ vững nền nếp sinh hoạt định kỳ, nội dung sinh hoạt thiết thực với đảng viên."])


@pytest.mark.parametrize(
    ("now", "before_the_point"),
    [
        (POINTED.paragraphs[0].text, "Chi bộ giữ vững nền nếp sinh hoạt định kỳ,"),
        (
            "Năm qua, Chi bộ giữ vững nền nếp sinh hoạt định kỳ, có đổi mới.",
            "Năm qua, Chi bộ giữ vững nền nếp sinh hoạt định kỳ,",
        ),
        ("Nền nếp được giữ, nội dung sinh hoạt thiết thực với đảng viên.", "Nền nếp được giữ,"),
        ("Chi bộ làm tốt.", None),
    ],
)
def test_a_point_between_two_words_follows_either_side_of_it_or_is_lost(now: str, before_the_point: str | None) -> None:
    at = POINTED.paragraphs[0].text.index(" nội dung")
    found = locate(make_anchor(POINTED, "doan1", at, at), rewritten(now))
    assert (now[: found.start] if found else None) == before_the_point


def test_an_anchor_on_a_paragraph_that_the_version_lacks_has_no_place() -> None:
    anchor = make_anchor(POINTED, "doan9")
    assert (anchor.version, anchor.paragraph, anchor.quote) == (1, None, "")


def test_words_of_which_less_than_half_is_left_are_lost() -> None:
    anchor = anchor_quote(POINTED, "giữ vững nền nếp sinh hoạt định kỳ")
    assert locate(anchor, rewritten("Giữ nền nếp.")) is None


def test_words_found_again_are_whole_words() -> None:
    first = draft_of(["Cả nhiệm kỳ phấn đấu kết nạp đủ 12 người."])
    found = locate(
        anchor_quote(first, "phấn đấu kết nạp đủ 12"), rewritten("Nhiệm kỳ mới phấn đấu kết nạp đến 125 người.", first)
    )
    assert found is not None
    assert (found.words, found.exact) == ("phấn đấu kết nạp đến 125", False)


def test_of_two_paragraphs_marked_with_one_id_the_first_keeps_it() -> None:
    first = draft_of(["Giữ vững đoàn kết nội bộ.", "Tổ chức hội thi cầu lông hằng năm."])
    places = [("context", "Đoàn kết là sức mạnh."), ("context#2", "Cả chi bộ một lòng.")]
    second = carry([first], places, 2, {"context": "doan1", "context#2": "doan1"})
    assert [p.id for p in second.paragraphs] == ["doan1", "doan2"]


@pytest.mark.parametrize(
    ("was", "quote", "becomes", "why"),
    [
        ("Phân công An theo dõi.", "An", "Phân công Bình theo dõi.", "too short to be looked for by likeness"),
        ("Phân công An và Bình theo dõi.", "An và Bình", "Tổ chức hội thi cầu lông.", "nothing is like it"),
        ("Chi bộ giữ vững nền nếp.", "giữ vững nền nếp", "Chi bộ giữvữngnềnnếp.", "the letters, but none of the words"),
    ],
)
def test_what_only_resembles_the_quoted_words_is_not_taken_for_them(
    was: str, quote: str, becomes: str, why: str
) -> None:
    first = draft_of([was])
    assert locate(anchor_quote(first, quote), rewritten(becomes, first)) is None, why


def test_words_found_again_are_whole_from_their_first_letter() -> None:
    first = draft_of(["Phấn đấu có 12 người được kết nạp vào Đảng."])
    found = locate(
        anchor_quote(first, "12 người được kết nạp vào Đảng"),
        rewritten("Đã có 312 người được kết nạp vào đảng.", first),
    )
    assert found is not None
    assert found.words == "312 người được kết nạp vào đảng"


def test_of_words_said_twice_those_in_the_same_surroundings_are_meant() -> None:
    text = "Năm đầu kết nạp ba người, năm cuối kết nạp ba người."
    first, second = draft_of([text]), rewritten(f"Mở đầu. {text}")[1]
    at = text.rindex("kết nạp ba người")
    found = locate(make_anchor(first, "doan1", at, at + len("kết nạp ba người")), [first, second])
    assert found is not None
    assert found.start == second.paragraphs[0].text.rindex("kết nạp ba người")


def test_of_equal_paragraphs_each_keeps_the_id_of_its_place() -> None:
    places = [("areas.a.title", "Kết quả"), ("areas.b.title", "Kết quả")]
    second = carry([carry([], places, 1)], places[::-1], 2)
    assert [(p.id, p.place) for p in second.paragraphs] == [("doan2", "areas.b.title"), ("doan1", "areas.a.title")]


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_of_words_said_thrice_the_beginning_and_the_end_are_surroundings_too(nth: int) -> None:
    first = draft_of(["kết nạp ba người, kết nạp ba người, kết nạp ba người"])
    at = nth * len("kết nạp ba người, ")
    found = locate(make_anchor(first, "doan1", at, at + len("kết nạp ba người")), rewritten(first.paragraphs[0].text))
    assert found is not None
    assert found.start == at
