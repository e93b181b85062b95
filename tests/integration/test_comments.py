"""The register on a real store: hand-ins, groups, decisions, and the next version of the draft."""

import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daihoi import clerk, desk, gathering
from daihoi.documents import comment_sheet
from daihoi.documents.draft import draft_docx, draft_markdown, draft_yaml, framing_of, mark_docx
from daihoi.documents.rendering import render_paper
from daihoi.errors import BadInput
from daihoi.forms.page import page_description, page_schema
from daihoi.forms.yaml import yaml_form
from daihoi.intake.batch import Batch, Sender
from daihoi.intake.sheet_comments import parse_mapping, read_decisions, read_sheet
from daihoi.intake.word_file import read_returned
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.register import all_comments, comments_of, decisions_of, who_answered
from daihoi.rules.report import report_in_force
from daihoi.store import Store, open_store
from schemas.comments import (
    ANONYMOUS,
    Amendment,
    Body,
    Channel,
    Contribution,
    Edit,
    Outcome,
    SourceKind,
    Stage,
)
from schemas.dossier import Dossier
from schemas.report import Report
from schemas.step import Kind
from tests.integration.commenting import (
    CODE,
    DAY,
    WHO,
    AnswerOf,
    Congress,
    OpeningOf,
    accepted,
    close,
    explained,
    hand_in,
    now,
    said,
)


@pytest.fixture
def ready(store: Store, tmp_path: Path, opening_of: OpeningOf, answer_of: AnswerOf) -> Store:
    """A congress whose draft is out and whose comments are being gathered."""
    Congress(store, tmp_path / "files", opening_of, answer_of).to(Kind.COMMENTS)
    return store


def returned(dossier: Dossier, tmp_path: Path, change: Callable[[Any], None], name: str = "tra.docx") -> Path:
    """The newest draft as somebody sends it back."""
    document: Any = Document(io.BytesIO(draft_docx(dossier.drafts[-1], dossier.opening, "Công đoàn Trung tâm")))
    change(document)
    path = tmp_path / name
    document.save(str(path))
    return path


def read(dossier: Dossier, path: Path) -> Batch:
    framing = {d.version: framing_of(d, dossier.opening) for d in dossier.drafts}
    return read_returned(dossier, str(path), Sender(None, None, DAY), framing)


def retype(words: str, new: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for p in document.paragraphs:
            if words in p.text:
                p.runs[0].text = p.text.replace(words, new)

    return change


def test_the_same_file_twice_adds_nothing(ready: Store, tmp_path: Path) -> None:
    path = returned(now(ready), tmp_path, retype("cam kết cụ thể", "cam kết bằng văn bản"))
    for expected in (1, 0):
        batch = read(now(ready), path)
        (taken,) = gathering.take_in(ready, CODE, [batch], WHO, DAY, stage=Stage.DRAFT)
        assert len(taken.added) == expected
    (comment,) = all_comments(now(ready))
    assert (comment.author, comment.source) == ("Công đoàn Trung tâm", SourceKind.MEMBER)
    assert comment.id == "YK0001"


def test_a_file_saved_once_more_with_one_more_change_adds_only_that(ready: Store, tmp_path: Path) -> None:
    first = returned(now(ready), tmp_path, retype("cam kết cụ thể", "cam kết bằng văn bản"))
    gathering.take_in(ready, CODE, [read(now(ready), first)], WHO, DAY, stage=Stage.DRAFT)

    def both(document: Any) -> None:
        retype("cam kết cụ thể", "cam kết bằng văn bản")(document)
        retype("kịp thời tháo gỡ", "chủ động tháo gỡ")(document)

    second = returned(now(ready), tmp_path, both, "tra2.docx")
    (taken,) = gathering.take_in(ready, CODE, [read(now(ready), second)], WHO, DAY, stage=Stage.DRAFT)
    assert (len(taken.added), taken.known, taken.seen_before) == (1, 1, False)


def test_a_dry_run_writes_nothing(ready: Store) -> None:
    before = now(ready)
    batch = Batch("t", "d", Channel.TYPED, Sender("An", None, DAY), 1, (said("Ý kiến."),))
    (taken,) = gathering.take_in(ready, CODE, [batch], WHO, DAY, stage=Stage.DRAFT, dry_run=True)
    assert [c.id for c in taken.added] == ["YK0001"]
    assert now(ready) == before


def test_two_people_who_say_the_same_are_two(ready: Store) -> None:
    hand_in(ready, said("Đồng ý với dự thảo.", "Vũ Đình Sơn"), digest="a")
    hand_in(ready, said("Đồng ý với dự thảo.", "Hoàng Bích Thảo"), digest="b")
    assert [c.author for c in all_comments(now(ready))] == ["Vũ Đình Sơn", "Hoàng Bích Thảo"]


def test_nobody_is_anonymous_unless_the_organiser_allows_it(ready: Store) -> None:
    with pytest.raises(BadInput, match="không ghi tên"):
        hand_in(ready, said("Đồng ý.", ANONYMOUS))
    gathering.ask(ready, CODE, (), True, None, WHO, DAY)
    for digest in ("a", "b", "a"):
        hand_in(ready, said("Đồng ý.", ANONYMOUS), digest=digest)
    assert len(all_comments(now(ready))) == 2


def test_a_body_is_asked_on_a_request_of_its_own_that_names_nobody(ready: Store) -> None:
    bodies = [Body(name="Công đoàn Trung tâm"), Body(name="Đoàn Thanh niên Trung tâm")]
    gathering.ask(ready, CODE, bodies, False, None, WHO, DAY)
    requests = {r.subject: r for r in now(ready).open_requests if r.kind is Kind.BODY}
    assert set(requests) == {b.name for b in bodies}
    raw = {"text": "Nên gặp Công đoàn sáu tháng một lần.", "met": 40, "supporters": 38, "quote": "phát huy dân chủ"}
    receipt = desk.hand_in(ready, requests["Công đoàn Trung tâm"].number, raw, "trang", DAY)
    assert receipt.accepted
    (comment,) = all_comments(now(ready))
    assert (comment.author, comment.met, comment.supporters) == ("Công đoàn Trung tâm", 40, 38)
    assert comment.anchor is not None
    assert comment.anchor.paragraph is not None
    heard = {a.name: a.answered for a in who_answered(now(ready)) if a.source is SourceKind.MASS_ORGANISATION}
    assert heard == {"Công đoàn Trung tâm": True, "Đoàn Thanh niên Trung tâm": False}
    close(ready)
    assert not [r for r in now(ready).open_requests if r.kind is Kind.BODY]


def test_the_page_counts_the_comments_and_names_nobody(ready: Store) -> None:
    hand_in(ready, said("Đề nghị nói rõ.", "Vũ Đình Sơn"))
    gathering.ask(ready, CODE, [Body(name="Công đoàn Trung tâm")], False, None, WHO, DAY)
    for request in now(ready).open_requests:
        words = page_description(now(ready), request)
        assert "Vũ Đình Sơn" not in words
        assert "Đề nghị nói rõ" not in words
        if request.kind is Kind.COMMENTS:
            assert "1 ý kiến; 1/" in words
        else:
            assert yaml_form(now(ready), request).count("…") >= 1
            assert "quote" in page_schema(now(ready), request)["properties"]
    close(ready)
    (request,) = now(ready).holding_requests
    form = yaml.safe_load(yaml_form(now(ready), request))
    assert [d["comment"] for d in form["dispositions"]] == ["YK0001"]


def test_asking_once_more_keeps_what_was_asked_before(ready: Store) -> None:
    gathering.ask(ready, CODE, [Body(name="Công đoàn Trung tâm")], None, date(2020, 7, 15), WHO, DAY)
    gathering.ask(ready, CODE, [Body(name="Đoàn Thanh niên Trung tâm")], True, None, WHO, DAY)
    asked = now(ready).gathering
    assert [b.name for b in asked.bodies] == ["Công đoàn Trung tâm", "Đoàn Thanh niên Trung tâm"]
    assert (asked.anonymous, asked.deadline) == (True, date(2020, 7, 15))
    gathering.ask(ready, CODE, (), None, None, WHO, DAY, without=["công đoàn trung tâm"])
    assert [r.subject for r in now(ready).open_requests if r.kind is Kind.BODY] == ["Đoàn Thanh niên Trung tâm"]
    with pytest.raises(BadInput, match="Chưa hỏi"):
        gathering.ask(ready, CODE, (), None, None, WHO, DAY, without=["Hội Phụ nữ"])


def test_a_file_that_asks_for_nothing_still_counts_as_an_answer(ready: Store, tmp_path: Path) -> None:
    gathering.ask(ready, CODE, [Body(name="Công đoàn Trung tâm")], False, None, WHO, DAY)
    batch = read(now(ready), returned(now(ready), tmp_path, lambda _: None))
    gathering.take_in(ready, CODE, [batch], WHO, DAY, stage=Stage.DRAFT)
    assert next(a for a in who_answered(now(ready)) if a.name == "Công đoàn Trung tâm").answered
    assert not [r for r in now(ready).open_requests if r.kind is Kind.BODY]


def test_the_step_does_not_close_with_a_comment_undecided(ready: Store) -> None:
    hand_in(ready, said("Một."), said("Hai."))
    assert close(ready).accepted
    gathering.decide(ready, CODE, [explained("YK0001")], WHO, DAY)
    receipt = close(ready)
    assert not receipt.accepted
    assert [f.field for f in receipt.findings if f.blocks] == ["dispositions[YK0002]"]
    gathering.decide(ready, CODE, [explained("YK0002")], WHO, DAY)
    assert close(ready).accepted
    assert set(decisions_of(now(ready))) == {"YK0001", "YK0002"}


def edit(store: Store, words: str, new: str, author: str) -> Contribution:
    from daihoi.rules.anchors import anchor_quote

    anchor = anchor_quote(now(store).drafts[-1], words)
    assert anchor.paragraph is not None
    return said(f"Thay «{words}» bằng «{new}».", author, anchor=anchor, edit=Edit(new=new))


def test_accepted_edits_apply_themselves_to_the_next_version(ready: Store) -> None:
    hand_in(
        ready,
        edit(ready, "cam kết cụ thể", "cam kết bằng văn bản", "Vũ Đình Sơn"),
        edit(ready, "chủ động nắm", "thường xuyên nắm", "Hoàng Bích Thảo"),
    )
    close(ready)
    gathering.decide(ready, CODE, [accepted("YK0001"), accepted("YK0002")], WHO, DAY)
    assert close(ready).accepted
    dossier = now(ready)
    report = report_in_force(dossier)
    assert report is not None
    text = next(a.text for a in report.task_areas if a.area == "education")
    assert "cam kết bằng văn bản của từng người; thường xuyên nắm" in text
    before, after = dossier.drafts
    changed = next(p for p in after.paragraphs if p.text == text)
    assert after.because == {changed.id: ("YK0001", "YK0002")}
    assert {p.id for p in before.paragraphs} == {p.id for p in after.paragraphs}


def test_two_accepted_edits_of_the_same_words_wait_for_a_person(ready: Store) -> None:
    hand_in(
        ready,
        edit(ready, "cam kết cụ thể", "cam kết bằng văn bản", "Vũ Đình Sơn"),
        edit(ready, "cụ thể của từng người", "riêng của từng người", "Hoàng Bích Thảo"),
    )
    close(ready)
    gathering.decide(ready, CODE, [accepted("YK0001"), accepted("YK0002")], WHO, DAY)
    receipt = close(ready)
    assert not receipt.accepted
    (conflict,) = [f for f in receipt.findings if f.code == "R07-CONFLICT"]
    assert "cam kết bằng văn bản" in conflict.words.vi
    assert "riêng của từng người" in conflict.words.vi
    place = all_comments(now(ready))[0].anchor.paragraph  # type: ignore[union-attr]
    mine = Amendment(place=str(place), wording="Đổi mới cách học tập; mỗi người một cam kết riêng bằng văn bản.")
    gathering.decide(ready, CODE, [accepted("YK0001", mine)], WHO, DAY)
    assert close(ready).accepted
    assert now(ready).drafts[-1].because[str(place)] == ("YK0001", "YK0002")


def test_a_paragraph_may_be_put_in_dropped_and_moved(ready: Store) -> None:
    draft = now(ready).drafts[-1]
    by_place = {p.place: p for p in draft.paragraphs}
    from daihoi.rules.anchors import make_anchor

    def at(place: str) -> Any:
        return make_anchor(draft, by_place[place].id)

    hand_in(
        ready,
        said("Thêm.", anchor=at("weaknesses.2"), edit=Edit(change="insert", new="Ý mới xen vào giữa.")),  # type: ignore[arg-type]
        said("Bỏ.", anchor=at("lessons.1"), edit=Edit(change="delete")),  # type: ignore[arg-type]
        said("Chuyển.", anchor=at("charge.1"), edit=Edit(change="move", after=by_place["charge.3"].id)),  # type: ignore[arg-type]
    )
    close(ready)
    gathering.decide(ready, CODE, [accepted(f"YK000{n}") for n in (1, 2, 3)], WHO, DAY)
    assert close(ready).accepted
    dossier = now(ready)
    before, report = dossier.answers.report, report_in_force(dossier)
    assert before is not None
    assert report is not None
    assert report.weaknesses[2] == "Ý mới xen vào giữa."
    assert report.lessons == before.lessons[1:]
    assert [*report.charge] == [before.charge[1], before.charge[2], before.charge[0]]
    moved = by_place["charge.1"].id
    assert next(p for p in dossier.drafts[-1].paragraphs if p.id == moved).place == "charge.3"


def test_a_group_is_decided_together_and_each_member_keeps_its_author(ready: Store) -> None:
    hand_in(ready, said("Nên rõ hơn.", "An"), said("Nên nói rõ hơn.", "Bình"), said("Khác hẳn.", "Chi"))
    gathering.group(ready, CODE, [["YK0001", "YK0002"]], [], WHO, DAY)
    gathering.decide(ready, CODE, [explained("YK0002")], WHO, DAY)
    assert set(decisions_of(now(ready))) == {"YK0001", "YK0002"}
    assert [c.author for c in all_comments(now(ready))] == ["An", "Bình", "Chi"]


def test_who_has_no_words_of_their_own_stands_behind_those_of_their_group(ready: Store) -> None:
    mine = edit(ready, "cam kết cụ thể", "cam kết bằng văn bản", "An")
    hand_in(ready, mine, said("Nên có cam kết bằng văn bản.", "Bình"))
    close(ready)
    gathering.decide(ready, CODE, [accepted("YK0001"), accepted("YK0002")], WHO, DAY)
    assert [f.field for f in close(ready).findings if f.blocks] == ["dispositions[YK0002].amendment"]
    gathering.group(ready, CODE, [["YK0001", "YK0002"]], [], WHO, DAY)
    assert close(ready).accepted
    paragraph = mine.anchor.paragraph if mine.anchor else None
    assert now(ready).drafts[-1].because == {paragraph: ("YK0001", "YK0002")}


def test_a_late_comment_is_kept_marked_and_waits_for_the_organiser(ready: Store) -> None:
    gathering.ask(ready, CODE, (), False, date(2020, 6, 30), WHO, DAY)
    hand_in(ready, said("Đến sau hạn."))
    assert all_comments(now(ready))[0].late
    assert comments_of(now(ready)) == ()
    close(ready)
    assert [f.code for f in close(ready).findings if f.blocks] == ["R07-LATE"]
    gathering.look_at_late(ready, CODE, ["YK0001"], take=True, who=WHO, day=DAY)
    assert [f.field for f in close(ready).findings if f.blocks] == ["dispositions[YK0001]"]
    gathering.look_at_late(ready, CODE, ["YK0001"], take=False, who=WHO, day=DAY)
    assert close(ready).accepted


def test_a_comment_on_an_older_version_is_carried_forward(ready: Store, tmp_path: Path) -> None:
    path = returned(now(ready), tmp_path, retype("kịp thời tháo gỡ", "chủ động tháo gỡ"))
    hand_in(ready, edit(ready, "cam kết cụ thể", "cam kết bằng văn bản", "Vũ Đình Sơn"))
    close(ready)
    gathering.decide(ready, CODE, [accepted("YK0001")], WHO, DAY)
    close(ready)
    assert len(now(ready).drafts) == 2
    batch = read(now(ready), path)
    assert batch.version == 1
    assert any("version 1" in n.en for n in batch.notes)
    (taken,) = gathering.take_in(ready, CODE, [batch], WHO, DAY, stage=Stage.DRAFT)
    assert taken.lost == ()
    assert taken.added[0].late


def test_the_report_in_its_official_layout_comes_back_too(ready: Store, tmp_path: Path) -> None:
    dossier = now(ready)
    paper = render_paper("P02", clerk.context(dossier, 1), ("docx",))["docx"]
    path = tmp_path / "p02.docx"
    path.write_bytes(mark_docx(paper, dossier.drafts[-1], dossier.opening, "Vũ Đình Sơn"))
    assert read(dossier, path).comments == ()
    document: Any = Document(str(path))
    cell = next(c for t in document.tables for r in t.rows for c in r.cells if "Kết nạp được 3 đảng viên mới" in c.text)
    cell.paragraphs[0].runs[0].text = "Kết nạp được 4 đảng viên mới, vượt chỉ tiêu 1 người."
    document.save(str(path))
    (comment,) = read(dossier, path).comments
    assert comment.anchor is not None
    assert (comment.anchor.quote, comment.edit and comment.edit.new) == ("3", "4")


def test_ten_thousand_rows_are_taken_in(ready: Store, tmp_path: Path) -> None:
    text = "Người góp ý,Ý kiến\n" + "".join(f"Người {n},Ý kiến số {n}.\n" for n in range(10_000))
    batch, _ = read_sheet(now(ready), sheet(tmp_path, text), Sender(None, SourceKind.NON_MEMBER, DAY), {})
    (taken,) = gathering.take_in(ready, CODE, [batch], WHO, DAY, stage=Stage.DRAFT)
    assert len(taken.added) == 10_000
    assert taken.added[-1].id == "YK10000"


def test_the_file_of_another_congress_is_refused(ready: Store, tmp_path: Path, opening_of: OpeningOf) -> None:
    dossier = now(ready)
    path = tmp_path / "khac.docx"
    path.write_bytes(draft_docx(dossier.drafts[-1], opening_of("to-ky-thuat-2025")))
    with pytest.raises(BadInput, match="to-ky-thuat-2025"):
        read(dossier, path)


def test_markdown_comes_back_as_edits(ready: Store, tmp_path: Path) -> None:
    dossier = now(ready)
    path = tmp_path / "tra.md"
    path.write_text(draft_markdown(dossier.drafts[-1], dossier.opening).replace("cam kết cụ thể", "cam kết riêng"))
    (comment,) = read(dossier, path).comments
    assert comment.edit is not None
    assert comment.edit.new == "riêng"


def test_yaml_carries_the_ids_through_a_rewrite(ready: Store, tmp_path: Path) -> None:
    dossier = now(ready)
    report = report_in_force(dossier)
    assert report is not None
    text = draft_yaml(report, dossier.drafts[-1])
    mine = next(p for p in dossier.drafts[-1].paragraphs if p.place == "lessons.1")
    path = tmp_path / "report.yaml"
    path.write_text(text.replace(mine.text, "Viết lại hoàn toàn khác, không chung một chữ"))
    rewritten = Report.model_validate(read_yaml(str(path)))
    assert rewritten.marks["Viết lại hoàn toàn khác, không chung một chữ"] == mine.id
    assert "{#" not in rewritten.lessons[0]
    from daihoi.rules.drafts import after_report

    drafts = after_report(dossier, rewritten, 99)["drafts"]
    assert next(p for p in drafts[-1].paragraphs if p.place == "lessons.1").id == mine.id


@pytest.mark.parametrize("form", ["docx", "md", "yaml"])
def test_the_ids_of_paragraphs_outlive_a_complete_rewrite_in_every_form(
    ready: Store, tmp_path: Path, form: str
) -> None:
    """Word and Markdown come back as edits of the paragraphs they name, YAML as the next report."""
    dossier = now(ready)
    draft = dossier.drafts[-1]
    mine = {p.id: p for p in draft.paragraphs if p.place.partition(".")[0] in ("weaknesses", "lessons", "charge")}
    fresh = {p.text: f"Viết lại {n} bằng những chữ chưa từng có" for n, p in enumerate(mine.values())}
    assert len(mine) > 5
    path = tmp_path / f"tra.{form}"
    if form == "docx":
        document: Any = Document(io.BytesIO(draft_docx(draft, dossier.opening, "Vũ Đình Sơn")))
        for p in document.paragraphs:
            if p.text in fresh:
                p.runs[0].text = fresh[p.text]
        document.save(str(path))
    else:
        report = report_in_force(dossier)
        assert report is not None
        text = draft_markdown(draft, dossier.opening) if form == "md" else draft_yaml(report, draft)
        if form == "yaml":
            text = yaml.safe_dump(yaml.safe_load(text), allow_unicode=True, width=10**6)
        for old, new in fresh.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)
    if form == "yaml":
        from daihoi.rules.drafts import after_report

        after = after_report(dossier, Report.model_validate(read_yaml(str(path))), 99)["drafts"][-1]
        assert {p.id: p.text for p in after.paragraphs if p.id in mine} == {i: fresh[p.text] for i, p in mine.items()}
    else:
        said_of = {c.anchor.paragraph for c in read(dossier, path).comments if c.anchor}
        assert said_of == set(mine)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 8))
def test_whatever_was_done_to_a_file_it_is_taken_in_once(ready: Store, tmp_path: Path, seed: int, count: int) -> None:
    dossier = now(ready)
    rng = random.Random(seed)

    def change(document: Any) -> None:
        for n in range(count):
            p = rng.choice([p for p in document.paragraphs if p.runs and len(p.text.split()) > 6])
            words = p.text.split()
            at = rng.randrange(len(words))
            match rng.choice(("retype", "remark", "drop", "new", "move")):
                case "retype":
                    p.runs[0].text = " ".join([*words[:at], f"chữ{seed}{n}", *words[at + 1 :]])
                case "remark":
                    document.add_comment(p.runs, text=f"Nhận xét {seed} {n}.", author="An")
                case "drop":
                    p._p.getparent().remove(p._p)
                case "new":
                    p.insert_paragraph_before(f"Đoạn mới {seed} {n} chưa từng có trong dự thảo.")
                case _:
                    rng.choice(document.paragraphs)._p.addprevious(p._p)

    path = returned(dossier, tmp_path, change)
    before = len(all_comments(dossier))
    (first,) = gathering.take_in(ready, CODE, [read(dossier, path)], WHO, DAY, stage=Stage.DRAFT)
    again: Any = Document(str(path))
    again.core_properties.comments = "lưu lại"
    saved = tmp_path / "luu-lai.docx"
    again.save(str(saved))
    for file in (path, saved):
        (taken,) = gathering.take_in(ready, CODE, [read(now(ready), file)], WHO, DAY, stage=Stage.DRAFT)
        assert taken.added == ()
    assert len(all_comments(now(ready))) == before + len(first.added)


def test_a_comment_without_a_draft_is_refused(store: Store, opening_of: OpeningOf) -> None:
    desk.open_congress(store, opening_of(CODE), WHO, DAY)
    with pytest.raises(BadInput, match="chưa có dự thảo"):
        hand_in(store, said("Sớm quá."))


def sheet(tmp_path: Path, text: str | bytes, name: str = "gop-y.csv") -> str:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def rows(dossier: Dossier, path: str, **mapping: str) -> list[Contribution]:
    batch, _ = read_sheet(dossier, path, Sender(None, None, DAY), mapping)
    return list(batch.comments)


HEAD = "Người góp ý,Là ai,Ngày nhận,Đoạn,Câu chữ được nói đến,Ý kiến,Đề nghị thay bằng,Số người dự,Số người tán thành\n"


def test_a_sheet_in_our_own_columns_is_read(ready: Store, tmp_path: Path) -> None:
    text = (
        "Danh sách góp ý\n"
        + HEAD
        + "Vũ Đình Sơn,đảng viên,3/7/2020,doan30,cam kết cụ thể,Nên rõ,cam kết bằng văn bản,,\n"
        + "Công đoàn,công đoàn,2020-07-04,,,Nhất trí,,40,40\n\n"
    )
    one, two = rows(now(ready), sheet(tmp_path, text))
    assert (one.author, one.received_on) == ("Vũ Đình Sơn", date(2020, 7, 3))
    assert one.anchor is not None
    assert one.edit is not None
    assert (two.source, two.met) == (SourceKind.MASS_ORGANISATION, 40)


def test_the_template_that_we_write_is_one_that_we_read(ready: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    dossier = now(ready)
    path = sheet(tmp_path, comment_sheet.form_xlsx(dossier.drafts[-1], dossier.opening), "mau.xlsx")
    book: Any = load_workbook(path)
    book.worksheets[0].append(["An", "quần chúng", date(2020, 7, 2), "doan1", "", "Đọc rất rõ."])
    book.save(path)
    (comment,) = rows(dossier, path)
    assert (comment.source, comment.received_on) == (SourceKind.NON_MEMBER, date(2020, 7, 2))


def test_a_form_tools_columns_are_mapped_once_and_remembered(ready: Store, tmp_path: Path) -> None:
    text = 'Dấu thời gian,Họ và tên,Phần I thế nào?,Phần II thế nào?\n"04/07/2020 10:00:00",An,Rõ ràng,\n05/07/2020,Bình,Được,Nên ngắn\n'
    path = sheet(tmp_path, text)
    with pytest.raises(BadInput, match="Phần II thế nào"):
        rows(now(ready), path)
    mapping = parse_mapping(["Phần I thế nào?=text", "Phần II thế nào?=Ý kiến"])
    batch, heading = read_sheet(now(ready), path, Sender(None, None, DAY), mapping)
    gathering.remember_columns(ready, CODE, heading, mapping, WHO, DAY)
    again = rows(now(ready), path)
    assert [(c.author, c.section, c.text) for c in again] == [
        ("An", "Phần I thế nào?", "Rõ ràng"),
        ("Bình", "Phần I thế nào?", "Được"),
        ("Bình", "Phần II thế nào?", "Nên ngắn"),
    ]
    assert list(batch.comments) == again


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("An,đảng viên,32/13/2020,,,Ý,,,\n", "dòng 2: «32/13/2020» không phải ngày"),
        ("An,ai đó,,,,Ý,,,\n", "dòng 2: «ai đó» không rõ là ai"),
        ("An,đảng viên,,doan999,,Ý,,,\n", "đoạn «doan999»"),
        ("An,đảng viên,,,chữ không có,Ý,chữ khác,,\n", "không thấy câu chữ"),
        ("An,công đoàn,,,,Ý,,10,12\n", "tán thành 12 nhưng chỉ 10"),
        ("An,công đoàn,,,,Ý,,nhiều,\n", "«nhiều» không phải số người"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(ready: Store, tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(BadInput) as raised:
        rows(now(ready), sheet(tmp_path, HEAD + line))
    assert words in raised.value.words.vi


def test_a_sheet_without_the_comments_column_names_what_is_missing(ready: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        rows(now(ready), sheet(tmp_path, "Người góp ý,Ngày nhận\nAn,3/7/2020\n"))
    assert "Ý kiến" in raised.value.words.vi
    assert "gop-y.csv" in raised.value.words.vi


def test_days_typed_as_text_in_a_workbook_are_days(ready: Store, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    page.append(["Người góp ý", "Ngày nhận", "Ý kiến"])
    written = ("03/07/2020", "3-7-2020", "2020-07-03", "03.07.2020")
    for n, day in enumerate(written):
        page.append([f"Người {n}", day, "Ý."])
    path = tmp_path / "ngay.xlsx"
    book.save(path)
    assert [c.received_on for c in rows(now(ready), str(path))] == [date(2020, 7, 3)] * len(written)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258", "tcvn3"])
def test_text_of_any_vietnamese_office_is_read(ready: Store, tmp_path: Path, encoding: str) -> None:
    text = HEAD + "Vũ Đình Sơn,đảng viên,,,,Đề nghị bổ sung nội dung của chi bộ trong nhiệm kỳ,,,\n"
    (comment,) = rows(now(ready), sheet(tmp_path, encode(text, encoding)))
    assert (comment.author, comment.text) == ("Vũ Đình Sơn", "Đề nghị bổ sung nội dung của chi bộ trong nhiệm kỳ")


def test_what_was_typed_in_an_old_font_in_word_becomes_unicode_and_the_draft_stays(
    ready: Store, tmp_path: Path
) -> None:
    def change(document: Any) -> None:
        remark = next(p for p in document.paragraphs if "kịp thời tháo gỡ" in p.text)
        document.add_comment(remark.runs, text=old_font("Đề nghị bổ sung nội dung này vào nghị quyết"), author="An")
        retype("cam kết cụ thể", old_font("bản đăng ký thi đua của chi bộ"))(document)

    batch = read(now(ready), returned(now(ready), tmp_path, change))
    edits = {c.edit.new for c in batch.comments if c.edit}
    assert edits == {"bản đăng ký thi đua của chi bộ"}
    assert "Đề nghị bổ sung nội dung này vào nghị quyết" in {c.text for c in batch.comments}
    assert all("§" not in c.text and "®" not in c.text for c in batch.comments)
    assert any("TCVN3" in n.vi for n in batch.notes)


def old_font(text: str) -> str:
    return encode(text, "tcvn3").decode("latin-1")


def encode(text: str, encoding: str) -> bytes:
    import unicodedata

    from daihoi.intake import vietnamese_text as vt

    if encoding == "tcvn3":
        table = str.maketrans(vt._TCVN3_TO, vt._TCVN3_FROM)
        # The fonts have no capital letters with tones: those were typed in a font of their own.
        return text.replace("Ý", "ý").translate(table).encode("latin-1")
    if encoding == "cp1258":
        tones = "\u0300\u0301\u0309\u0303\u0323"
        parts: list[str] = []
        for letter in text:
            apart = unicodedata.normalize("NFD", letter)
            tone = "".join(c for c in apart if c in tones)
            parts.append(unicodedata.normalize("NFC", "".join(c for c in apart if c not in tones)) + tone)
        return "".join(parts).encode("cp1258")
    return text.encode(encoding)


def test_bytes_that_are_no_vietnamese_are_refused(ready: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bảng mã"):
        rows(now(ready), sheet(tmp_path, b"\x80\x81\x82,\xff\xfe\xfd\n" * 5))


def test_merged_cells_are_read_as_their_first_and_said(ready: Store, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    page.append(["Người góp ý", "Ý kiến"])
    page.append(["An", "Một"])
    page.append([None, "Hai"])
    page.merge_cells("A2:A3")
    path = tmp_path / "gop.xlsx"
    book.save(path)
    batch, _ = read_sheet(now(ready), str(path), Sender(None, None, DAY), {})
    assert [(c.author, c.text) for c in batch.comments] == [("An", "Một"), ("An", "Hai")]
    assert any("merged" in n.en for n in batch.notes)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "hỏng"),
        ("a.xlsx", b"not a zip", "hỏng"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, "đời cũ"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.csv", b"", "không có dòng nào"),
        ("a.csv", ("Ý kiến\n" + "x\n" * 20_100).encode(), "20000 dòng"),
    ],
)
def test_what_is_no_sheet_is_named(ready: Store, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as raised:
        rows(now(ready), sheet(tmp_path, content, name))
    assert words in raised.value.words.vi


def test_a_formula_typed_by_a_contributor_never_runs_when_written_again(ready: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    evil = '=HYPERLINK("http://192.0.2.1/","bấm")'
    hand_in(ready, said(evil), said("@SUM(1)", "Hoàng Bích Thảo"), said("-1+1", "Bùi Tiến Phong"))
    dossier = now(ready)
    table = comment_sheet.register_rows(all_comments(dossier), {}, ())
    path = tmp_path / "so.xlsx"
    path.write_bytes(comment_sheet.register_xlsx(table))
    page: Any = load_workbook(path).worksheets[0]
    cells = [c for row in page.iter_rows() for c in row if c.value]
    assert {c.data_type for c in cells} == {"s"}
    assert evil in {c.value for c in cells}
    csv_text = comment_sheet.register_csv(table).decode("utf-8-sig")
    for line in csv_text.splitlines()[1:]:
        assert not any(cell.strip('"').startswith(("=", "@", "-", "+")) for cell in line.split(","))
    batch, _ = read_sheet(
        dossier, sheet(tmp_path, comment_sheet.register_csv(table), "so.csv"), Sender(None, None, DAY), {}
    )
    assert {c.text for c in batch.comments} == {evil, "@SUM(1)", "-1+1"}


def test_decisions_filled_into_the_register_come_back(ready: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    hand_in(ready, edit(ready, "cam kết cụ thể", "cam kết riêng", "An"), said("Hay."), said("Dở."))
    path = tmp_path / "so.xlsx"
    path.write_bytes(comment_sheet.register_xlsx(comment_sheet.register_rows(all_comments(now(ready)), {}, ())))
    book: Any = load_workbook(path)
    page = book.worksheets[0]
    heads = {c.value: c.column for c in page[1]}
    for row, (outcome, reason, wording) in enumerate(
        [("tiếp thu", "Đúng", ""), ("giải trình", "Đã có", ""), ("", "", "")], 2
    ):
        page.cell(row, heads["Quyết định"]).value = outcome or None
        page.cell(row, heads["Lý do"]).value = reason or None
        page.cell(row, heads["Câu chữ mới"]).value = wording or None
    book.save(path)
    decisions = read_decisions(now(ready), str(path))
    assert [(d.comment, d.outcome) for d in decisions] == [
        ("YK0001", Outcome.ACCEPTED),
        ("YK0002", Outcome.EXPLAINED),
    ]
    assert gathering.decide(ready, CODE, decisions, WHO, DAY) == 2


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_as_many_decisions_come_out_as_comments_went_in(
    data: st.DataObject, opening_of: OpeningOf, answer_of: AnswerOf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is handed in, in whatever order and how often: comments in = dispositions out = lines of the synthesis."""
    folder = tmp_path_factory.mktemp("s")
    store = open_store(f"sqlite:///{folder / 'daihoi.db'}")
    Congress(store, folder / "files", opening_of, answer_of).to(Kind.COMMENTS)
    texts = data.draw(st.lists(st.sampled_from(["Một.", "Hai.", "Ba."]), min_size=1, max_size=6))
    times = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=4))
    for n in [*range(len(texts)), *times]:
        hand_in(store, said(texts[n], f"Người {n}"), digest=f"d{n}")
    assert close(store).accepted
    gathering.decide(store, CODE, [explained(c.id) for c in all_comments(now(store))], WHO, DAY)
    assert close(store).accepted
    dossier = now(store)
    assert len(comments_of(dossier)) == len(texts) == len(decisions_of(dossier))
    papers = {w.paper.code: w.text for w in clerk.write_due(store, folder / "files", CODE, DAY, forms=("md",))}
    assert all(papers["P04"].count(f"**{c.id}**") == 1 for c in comments_of(dossier))
