"""HTML that was pasted into an answer: its words stay, whatever else it brought does not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi import desk
from daihoi.intake.markup import looks_like_html, without_markup, words_of_html
from daihoi.intake.prose import read_prose
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.store import Store, files
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

HOSTILE = """
<p class="x" onclick="evil()">Sáng <b>25/8</b>,&nbsp;chi bộ NC&amp;PT họp.<br>Đủ 15 đảng viên.</p>
<script>alert(1)</script><style>p { color: red }</style><!-- <p>không thấy</p> -->
<ul><li>Nghe báo cáo<li>Bầu <a href="javascript:alert(2)">chi ủy</a></ul>
<img src=x onerror=alert(3)><iframe src="//x.example">khung</iframe><svg><script>4</script></svg>
<table><tr><td>Tán thành</td><td>14</td></tr></table>
<math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(5) src=1>">
"""


def test_the_words_of_a_pasted_page_stay_and_its_code_goes() -> None:
    assert words_of_html(HOSTILE).splitlines() == [
        "Sáng 25/8,\u00a0chi bộ NC&PT họp.",
        "Đủ 15 đảng viên.",
        "",
        "- Nghe báo cáo",
        "- Bầu chi ủy",
        "",
        "Tán thành | 14",
    ]


@pytest.mark.parametrize("text", ["Nguyễn <An>", "a < b và c > d", "dưới <300> người", "NC&PT", "<3", "x <b y"])
def test_angle_brackets_of_an_author_are_no_html(text: str) -> None:
    assert not looks_like_html(text)
    assert without_markup({"lead": text}) == ({"lead": text}, ())


@given(st.text(alphabet=st.sampled_from(list("<>/=\"'!-& abpliscrtonevg\n")), max_size=200))
def test_whatever_is_pasted_is_taken_and_its_script_is_not(text: str) -> None:
    said = words_of_html(f"<p>đầu {text}</p><script>đuôi()</script><p>cuối</p>")
    assert said.startswith("đầu")
    assert "đuôi()" not in said


def test_the_desk_keeps_the_words_and_says_what_it_dropped(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.forms = ("md", "html")
    walk.open()
    request = walk.to(Kind.NEWS)
    raw = read_yaml(str(EXAMPLES / "to-ky-thuat-2025" / "answers" / "news.yaml"))
    raw["lead"] = f"<div><p>{raw['lead']}</p></div><script>alert('x')</script>"
    receipt = desk.hand_in(store, request.number, raw, "Người biên tập", DAY)
    assert receipt.accepted
    assert [(f.code, f.field) for f in receipt.findings if f.code == "HTML"] == [("HTML", "lead")]
    dossier = walk.write()
    assert dossier.answers.news is not None
    assert "<" not in dossier.answers.news.lead
    news = dossier.paper("S08")
    assert news is not None
    page = files.read(tmp_path / "files", news.files["html"]).decode()
    assert "alert('x')" not in page
    assert dossier.answers.news.lead.splitlines()[0] in page
    assert replay(store.list_journal(walk.code)) == dossier


def test_a_web_page_is_proofread_without_its_code(tmp_path: Path) -> None:
    page = tmp_path / "tin.html"
    page.write_text(
        "<html><head><title>t</title><script>var a = 'I. mục'</script></head><body><h2>I. Đánh giá</h2>"
        "<p>Đại hội <i>thống nhất</i>.</p><ol><li>Một</li></ol></body></html>",
        encoding="utf-8",
    )
    assert read_prose(page) == "# I. Đánh giá\nĐại hội thống nhất.\n- Một"
