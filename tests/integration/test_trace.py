"""From a remark to a sentence of the resolution, and back; the redline between two versions."""

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from daihoi import desk, gathering
from daihoi.documents.notices import notice_docx, notices_of
from daihoi.documents.redline import redline_docx, redline_html
from daihoi.documents.synthesis import synthesis_of
from daihoi.documents.trace_page import trace_html
from daihoi.intake.word_package import word_from_bytes
from daihoi.intake.word_paragraphs import read_word
from daihoi.rules.anchors import anchor_quote, make_anchor
from daihoi.rules.redlines import Fate, redline
from daihoi.rules.report import report_in_force
from daihoi.rules.trace import deciders_of, trace
from daihoi.store import Store
from schemas.comments import (
    Change,
    Disposition,
    Edit,
    Outcome,
    Stage,
)
from schemas.dossier import Dossier
from schemas.request import Request
from schemas.step import Kind
from tests.integration.commenting import CODE, DAY, WHO, AnswerOf, Congress, OpeningOf, accepted, close, hand_in, said


@pytest.fixture
def walk(store: Store, tmp_path: Path, opening_of: OpeningOf, answer_of: AnswerOf) -> Congress:
    """The congress, just opened."""
    return Congress(store, tmp_path / "files", opening_of, answer_of)


def decided(store: Store, walk: Congress) -> Dossier:
    """Four comments: an edit, a new line, a paragraph dropped, a question explained away."""
    dossier = walk.to(Kind.COMMENTS)
    draft = dossier.drafts[-1]
    places = {p.place: p.id for p in draft.paragraphs}
    hand_in(
        store,
        said("Nên rõ.", "An", anchor=anchor_quote(draft, "cam kết cụ thể"), edit=Edit(new="cam kết bằng văn bản")),
        said(
            "Thiếu một ý.",
            "Bình",
            anchor=make_anchor(draft, places["weaknesses.2"]),
            edit=Edit(change=Change.INSERT, new="Chưa có kế hoạch giám sát chuyên đề hằng năm."),
        ),
        said("Thừa.", "An", anchor=make_anchor(draft, places["lessons.1"]), edit=Edit(change=Change.DELETE)),
        said("Vì sao ít nhất 3?", "Giang", anchor=anchor_quote(draft, "kết nạp ít nhất 3 quần chúng ưu tú")),
    )
    close(store)
    gathering.decide(
        store,
        CODE,
        [
            *(accepted(f"YK000{n}") for n in (1, 2, 3)),
            Disposition(comment="YK0004", outcome=Outcome.EXPLAINED, reason="Nguồn hiện có bốn người."),
        ],
        WHO,
        DAY,
    )
    close(store)
    return store.get_dossier(CODE)


def test_the_redline_names_every_change_and_the_comments_behind_it(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    old, new = dossier.drafts
    rows = {row.fate: row for row in redline(dossier.drafts, old, new) if row.fate is not Fate.SAME}
    assert {f: r.because for f, r in rows.items()} == {
        Fate.CHANGED: ("YK0001",),
        Fate.ADDED: ("YK0002",),
        Fate.REMOVED: ("YK0003",),
    }


def test_the_word_redline_reads_old_when_refused_and_new_when_accepted(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    old, new = dossier.drafts
    content = redline_docx(dossier, old, new, DAY)
    text = read_word(word_from_bytes("r.docx", content))
    before = {p.original for p in text.paragraphs}
    # A paragraph that was put in ends inside the one it was put before.
    after = {part for p in text.paragraphs for part in p.final.split("\n")}
    assert {p.text for p in old.paragraphs} <= before
    assert {p.text for p in new.paragraphs} <= after
    gone = {p.text for p in old.paragraphs} - {p.text for p in new.paragraphs}
    assert not gone & after
    authors = {s.author for p in text.paragraphs for s in p.segments if s.author}
    assert authors == {"YK0001", "YK0002", "YK0003"}
    assert {r.text.split(" ")[0] for r in text.remarks} == authors
    Document(io.BytesIO(content))


def test_the_page_shows_only_what_changed_when_asked(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    old, new = dossier.drafts
    page = redline_html(dossier, old, new, only_changes=True)
    assert "<del>cụ thể</del><ins>bằng văn bản</ins>" in page
    assert "YK0001 (tiếp thu): Xác đáng." in page
    assert next(p.text for p in new.paragraphs if p.place == "context") not in page
    assert "Không có thay đổi nào" in redline_html(dossier, new, new, only_changes=True)


def test_the_synthesis_shows_each_comment_under_the_heading_it_spoke_of(store: Store, walk: Congress) -> None:
    found = synthesis_of(decided(store, walk))
    assert [(p.heading, [line.comment.id for line in p.lines]) for p in found.parts] == [
        ("Hạn chế, khuyết điểm", ["YK0002"]),
        ("Bài học kinh nghiệm", ["YK0003"]),
        ("Chỉ tiêu", ["YK0004"]),
        ("Nhiệm vụ và giải pháp: Giáo dục chính trị, tư tưởng", ["YK0001"]),
    ]
    assert sum(len(p.lines) for p in found.parts) == found.total == sum(found.by_outcome.values())
    assert {line.comment.id for line in found.edits} == {"YK0001", "YK0002", "YK0003"}
    assert [line.comment.id for line in found.explained] == ["YK0004"]


def test_each_author_is_told_of_all_their_comments_and_of_nobody_elses(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    letters = {n.author: n for n in notices_of(dossier)}
    assert {a: [x.comment.id for x in n.answered] for a, n in letters.items()} == {
        "An": ["YK0001", "YK0003"],
        "Bình": ["YK0002"],
        "Giang": ["YK0004"],
    }
    text = "\n".join(p.text for p in Document(io.BytesIO(notice_docx(dossier, letters["An"]))).paragraphs)
    assert "Kết quả: tiếp thu. Xác đáng." in text
    assert "cam kết bằng văn bản" in text
    assert "Giang" not in text


def test_a_comment_is_traced_through_the_versions_to_the_resolution(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    found = trace(dossier, "YK0001")
    assert found is not None
    (who,) = found.said
    assert (who.author, who.outcome, who.quote, who.wording) == (
        "An",
        "accepted",
        "cam kết cụ thể",
        "cam kết bằng văn bản",
    )
    (decided_,) = (trace(dossier, "YK0001", deciders_of(store.list_journal(CODE))) or found).said
    assert (decided_.decided_by, decided_.decided_on) == (WHO, DAY)
    (thread,) = found.threads
    assert [(r.version, r.because) for r in thread.readings] == [(1, ()), (2, ("YK0001",))]
    assert thread.in_resolution
    assert "cam kết bằng văn bản" in (thread.readings[-1].text or "")


def test_any_sentence_of_the_resolution_leads_back_to_who_said_it(store: Store, walk: Congress) -> None:
    dossier = decided(store, walk)
    back = trace(dossier, "cam kết bằng văn bản của từng người")
    assert back is not None
    assert (back.kind, [s.id for s in back.said]) == ("words", ["YK0001"])
    target = trace(dossier, "T5")
    assert target is not None
    assert target.kind == "target"
    assert [s.id for s in target.said] == ["YK0004"]
    assert target.threads[0].target == "T5"
    assert trace(dossier, "không có câu nào như thế này") is None
    assert trace(dossier, "YK9999") is None


def test_what_the_superior_and_the_sitting_say_goes_the_same_way(
    store: Store, walk: Congress, answer_of: AnswerOf
) -> None:
    decided(store, walk)

    def review(request: Request) -> dict[str, Any] | None:
        if request.kind is Kind.REPLIES:
            wording = "Nâng cao năng lực lãnh đạo của Chi bộ theo yêu cầu mới."
            amendment = {"place": "direction", "wording": wording}
            return {
                "replies": [
                    {"opinion": o.id, "text": "Đã sửa.", "outcome": "accepted", "amendment": amendment}
                    for o in store.get_dossier(CODE).opinions
                ]
            }
        return None

    dossier = walk.to(Kind.ATTENDANCE, review)
    opinion = (dossier.answers.review or pytest.fail("no review")).opinions[0].id
    report = report_in_force(dossier)
    assert report is not None
    assert report.direction.startswith("Nâng cao năng lực lãnh đạo của Chi bộ theo yêu cầu mới")
    found = trace(dossier, opinion)
    assert found is not None
    assert found.said[0].source == "superior"
    assert found.threads[0].readings[-1].because == (opinion,)

    draft = dossier.drafts[-1]
    anchor = anchor_quote(draft, "theo yêu cầu mới")
    hand_in(
        store,
        said("Nói rõ yêu cầu nào.", "Dũng", anchor=anchor, edit=Edit(new="theo yêu cầu hội nhập")),
        stage=Stage.SITTING,
    )
    dossier = walk.to(Kind.RESOLUTION, review)
    request = next(r for r in dossier.open_requests if r.kind is Kind.RESOLUTION)
    refused = desk.hand_in(store, request.number, answer_of(CODE, "resolution", 1), WHO, DAY)
    assert [f.field for f in refused.findings if f.blocks] == ["discussion[YK0005]"]
    gathering.decide(store, CODE, [accepted("YK0005")], WHO, DAY)
    dossier = walk.to(None, review)
    report = report_in_force(dossier)
    assert report is not None
    assert "theo yêu cầu hội nhập" in report.direction
    found = trace(dossier, "YK0005")
    assert found is not None
    assert found.resolution is not None
    assert found.said[0].stage == "sitting"
    page = trace_html(dossier, [found])
    assert "theo yêu cầu hội nhập" in page
    assert found.resolution in page
