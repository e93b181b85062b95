"""Returned Word files: what people did in the margin and in the text becomes comments with a place."""

import copy
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from daihoi.documents.draft import draft_docx, draft_markdown, framing_of, mark_docx
from daihoi.documents.word_parts import element_of, run, tracked
from daihoi.errors import BadInput
from daihoi.intake.word_comments import Said, choose_draft, left_out, read_said
from daihoi.intake.word_package import word_from_bytes
from daihoi.intake.word_paragraphs import read_word
from daihoi.rules.alignment import carry
from daihoi.rules.paragraphs import places_of
from schemas.comments import Change
from schemas.draft import Draft
from schemas.plan import Opening
from schemas.report import Report

AT = datetime(2020, 7, 3, 9, 30, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "word"
OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]


@pytest.fixture
def opening(opening_of: OpeningOf) -> Opening:
    return opening_of("vistip-2020")


@pytest.fixture
def draft(answer_of: AnswerOf) -> Draft:
    return carry([], places_of(Report.model_validate(answer_of("vistip-2020", "report", 1))), 1)


class Sent:
    """A draft as it was sent out, and what a person does to it in Word."""

    def __init__(self, draft: Draft, opening: Opening) -> None:
        self.draft, self.opening = draft, opening
        self.document: Any = Document(io.BytesIO(draft_docx(draft, opening)))
        self.number = 100

    def paragraph(self, name: str) -> Any:
        text = next(p.text for p in self.draft.paragraphs if p.id == name)
        return next(p for p in self.document.paragraphs if p.text == text)

    def split_runs(self, name: str, words: str) -> tuple[Any, Any]:
        """The paragraph with ``words`` in a run of their own; returns paragraph and run."""
        paragraph = self.paragraph(name)
        text = paragraph.text
        at = text.index(words)
        first = paragraph.runs[0]
        for r in paragraph.runs[1:]:
            r._r.getparent().remove(r._r)
        first.text = text[:at]
        mid, last = copy.deepcopy(first._r), copy.deepcopy(first._r)
        first._r.addnext(mid)
        mid.addnext(last)
        runs = paragraph.runs
        runs[1].text, runs[2].text = words, text[at + len(words) :]
        return paragraph, runs[1]

    def comment(self, name: str, words: str, said: str, author: str = "Công đoàn Trung tâm") -> None:
        _, marked = self.split_runs(name, words)
        self.document.add_comment([marked], text=said, author=author)

    def replace(self, name: str, words: str, new: str, author: str = "Vũ Đình Sơn") -> None:
        """A tracked change."""
        _, marked = self.split_runs(name, words)
        out = tracked("del", author, AT, self.number, [run(words, deleted=True)])
        put_in = tracked("ins", author, AT, self.number + 1, [run(new)])
        self.number += 2
        marked._r.addprevious(out)
        if new:
            marked._r.addprevious(put_in)
        marked._r.getparent().remove(marked._r)

    def insert_paragraph(self, after: str, text: str, author: str = "Vũ Đình Sơn") -> None:
        """Enter at the end of a paragraph and a new one typed, tracked: the old paragraph's end is the new one's."""
        paragraph = self.paragraph(after)
        new = copy.deepcopy(paragraph._p)
        for child in list(new):
            if child.tag != qn("w:pPr"):
                new.remove(child)
        new.append(tracked("ins", author, AT, self.number, [run(text)]))
        properties = paragraph._p.get_or_add_pPr()
        end = element_of("w:rPr")
        end.append(tracked("ins", author, AT, self.number + 1))
        properties.append(end)
        self.number += 2
        paragraph._p.addnext(new)

    def delete_paragraph(self, name: str, author: str = "Vũ Đình Sơn") -> None:
        paragraph = self.paragraph(name)
        text = paragraph.text
        for r in paragraph.runs:
            r._r.getparent().remove(r._r)
        paragraph._p.append(tracked("del", author, AT, self.number, [run(text, deleted=True)]))
        end = element_of("w:rPr")
        end.append(tracked("del", author, AT, self.number + 1))
        paragraph._p.get_or_add_pPr().append(end)
        self.number += 2

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def said(self) -> list[Said]:
        return said_in(self.bytes(), self.draft, self.opening)


def said_in(content: bytes, draft: Draft, opening: Opening) -> list[Said]:
    file = word_from_bytes("tra-ve.docx", content)
    text = read_word(file)
    chosen = choose_draft(text, [draft], 1, "tra-ve.docx")
    return read_said(text, chosen, framing_of(draft, opening), left_out(file.properties))


@pytest.fixture
def sent(draft: Draft, opening: Opening) -> Sent:
    return Sent(draft, opening)


def test_an_untouched_draft_says_nothing(sent: Sent) -> None:
    assert sent.said() == []


def test_a_remark_in_the_margin_is_anchored_to_its_words(sent: Sent) -> None:
    sent.comment("doan30", "cam kết cụ thể", "Nên nói rõ cam kết gì.")
    (said,) = sent.said()
    assert (said.author, said.text) == ("Công đoàn Trung tâm", "Nên nói rõ cam kết gì.")
    assert said.anchor is not None
    assert (said.anchor.paragraph, said.anchor.quote) == ("doan30", "cam kết cụ thể")


def test_tracked_changes_become_edits_with_author_and_time(sent: Sent) -> None:
    sent.replace("doan30", "cam kết cụ thể", "cam kết bằng văn bản")
    (said,) = sent.said()
    assert said.edit is not None
    assert said.anchor is not None
    assert (said.edit.change, said.edit.new) == (Change.REPLACE, "cam kết bằng văn bản")
    assert (said.author, said.at, said.anchor.quote) == ("Vũ Đình Sơn", AT, "cam kết cụ thể")


def test_three_people_tracking_in_one_paragraph_stay_apart(sent: Sent) -> None:
    _, marked = sent.split_runs("doan30", "cam kết cụ thể")
    for author, new in (("An", "một"), ("Bình", "hai"), ("Chi", "ba")):
        marked._r.addprevious(tracked("ins", author, AT, sent.number, [run(f"{new} ")]))
        sent.number += 1
    said = sent.said()
    assert [(s.author, s.edit.new.strip() if s.edit else "") for s in said] == [
        ("An", "một"),
        ("Bình", "hai"),
        ("Chi", "ba"),
    ]
    text = sent.draft.paragraphs[29].text
    assert {s.anchor.start for s in said if s.anchor} == {text.index("cam kết cụ thể")}


def test_one_who_strikes_out_what_another_put_in_disagrees_with_it(sent: Sent) -> None:
    _, marked = sent.split_runs("doan30", "cam kết cụ thể")
    inner = tracked("del", "Bình", AT, 200, [run("thật ", deleted=True)])
    marked._r.addprevious(tracked("ins", "An", AT, 201, [inner]))
    (said,) = sent.said()
    assert said.author == "Bình"
    assert said.edit is None
    assert "«thật»" in said.text


def test_a_paragraph_put_in_goes_after_the_one_it_follows(sent: Sent) -> None:
    sent.insert_paragraph("doan18", "Chưa có kế hoạch giám sát chuyên đề hằng năm.")
    (said,) = sent.said()
    assert said.edit is not None
    assert said.anchor is not None
    assert said.edit.change is Change.INSERT
    assert said.edit.new == "Chưa có kế hoạch giám sát chuyên đề hằng năm."
    assert said.anchor.paragraph == "doan18"


def test_a_paragraph_struck_out_whole_is_a_deletion(sent: Sent) -> None:
    sent.delete_paragraph("doan18")
    (said,) = sent.said()
    assert said.edit is not None
    assert said.anchor is not None
    assert (said.edit.change, said.anchor.paragraph) == (Change.DELETE, "doan18")


def test_a_paragraph_moved_with_tracking_is_one_move(sent: Sent, draft: Draft) -> None:
    text = next(p.text for p in draft.paragraphs if p.id == "doan16")
    sent.insert_paragraph("doan18", text)
    sent.delete_paragraph("doan16")
    (said,) = sent.said()
    assert said.edit is not None
    assert said.anchor is not None
    assert (said.edit.change, said.edit.after, said.anchor.paragraph) == (Change.MOVE, "doan18", "doan16")


def test_plain_edits_are_found_against_what_was_sent(sent: Sent) -> None:
    paragraph = sent.paragraph("doan7")
    paragraph.runs[0].text = paragraph.text.replace("kịp thời tháo gỡ", "chủ động tháo gỡ")
    (said,) = sent.said()
    assert said.edit is not None
    assert said.anchor is not None
    assert (said.author, said.anchor.quote, said.edit.new) == ("", "kịp thời", "chủ động")


def test_a_plain_move_and_a_plain_new_paragraph_are_found(sent: Sent, draft: Draft) -> None:
    a, b = sent.paragraph("doan20"), sent.paragraph("doan22")
    b._p.addnext(a._p)
    fresh = sent.document.add_paragraph("Một bài học nữa được thêm vào không theo dõi thay đổi.")
    sent.paragraph("doan19")._p.addnext(fresh._p)
    said = sent.said()
    assert {(s.edit.change, s.anchor.paragraph) for s in said if s.edit and s.anchor} == {
        (Change.MOVE, "doan20"),
        (Change.INSERT, "doan19"),
    }


def test_changes_accepted_halfway_are_still_found(sent: Sent) -> None:
    sent.replace("doan30", "cam kết cụ thể", "cam kết bằng văn bản")
    paragraph = sent.paragraph("doan32")
    paragraph.runs[0].text = paragraph.text.replace("từng năm", "hằng năm")
    said = sent.said()
    assert {(s.author, s.edit.new) for s in said if s.edit} == {
        ("Vũ Đình Sơn", "cam kết bằng văn bản"),
        ("", "hằng"),
    }


def test_a_tracked_change_beside_a_plain_one_keeps_its_place(sent: Sent) -> None:
    sent.replace("doan30", "chủ động nắm", "thường xuyên nắm")
    paragraph = next(p for p in sent.document.paragraphs if p._p.findall(qn("w:ins")))
    first = paragraph.runs[0]
    first.text = first.text.replace("Đổi mới cách", "Tiếp tục đổi mới cách")
    said = {s.author: s for s in sent.said()}
    mine = said["Vũ Đình Sơn"]
    assert mine.anchor is not None
    assert mine.anchor.quote == "chủ động nắm"
    assert said[""].edit is not None


def test_a_remark_over_several_paragraphs_names_the_first_and_the_last(sent: Sent) -> None:
    first, last = sent.paragraph("doan16"), sent.paragraph("doan18")
    sent.document.add_comment([first.runs[0], last.runs[-1]], text="Ba ý này nên gộp.", author="An")
    (said,) = sent.said()
    assert said.anchor is not None
    assert (said.anchor.paragraph, said.anchor.through) == ("doan16", "doan18")


def test_a_reply_in_the_margin_knows_what_it_answers() -> None:
    draft = carry([], [("context", "Chi bộ giữ vững đoàn kết.")], 1)
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    w15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    body = (
        f'<w:document {w}><w:body><w:p><w:commentRangeStart w:id="0"/><w:commentRangeStart w:id="1"/>'
        '<w:r><w:t>Chi bộ giữ vững đoàn kết.</w:t></w:r><w:commentRangeEnd w:id="0"/><w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p></w:body></w:document>'
    )
    comments = (
        f'<w:comments {w} {w14}><w:comment w:id="0" w:author="An"><w:p w14:paraId="0000AAAA"><w:r><w:t>Nên bỏ.</w:t>'
        '</w:r></w:p></w:comment><w:comment w:id="1" w:author="Bình"><w:p w14:paraId="0000BBBB"><w:r>'
        "<w:t>Không nên bỏ.</w:t></w:r></w:p></w:comment></w:comments>"
    )
    extended = (
        f'<w15:commentsEx {w15}><w15:commentEx w15:paraId="0000AAAA"/>'
        '<w15:commentEx w15:paraId="0000BBBB" w15:paraIdParent="0000AAAA"/></w15:commentsEx>'
    )
    content = package({"word/document.xml": body, "word/comments.xml": comments, "word/commentsExtended.xml": extended})
    said = read_said(read_word(word_from_bytes("a.docx", content)), draft)
    assert [(s.author, s.parent) for s in said] == [("An", None), ("Bình", "0")]


def test_remarks_in_tables_and_footnotes_are_kept() -> None:
    draft = carry([], [("context", "Chi bộ có 21 đảng viên."), ("direction", "Giữ vững đoàn kết.")], 1)
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f"<w:document {w}><w:body><w:tbl><w:tr><w:tc><w:p>"
        '<w:commentRangeStart w:id="0"/><w:r><w:t>Chi bộ có 21 đảng viên.</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p></w:tc></w:tr></w:tbl>'
        '<w:p><w:r><w:t>Giữ vững đoàn kết.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "</w:body></w:document>"
    )
    notes = (
        f'<w:footnotes {w}><w:footnote w:id="2"><w:p><w:commentRangeStart w:id="1"/><w:r><w:t>Theo số liệu 2019.</w:t>'
        '</w:r><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>'
    )
    comments = (
        f'<w:comments {w}><w:comment w:id="0" w:author="An"><w:p><w:r><w:t>Đã là 22.</w:t></w:r></w:p></w:comment>'
        '<w:comment w:id="1" w:author="Bình"><w:p><w:r><w:t>Số cũ.</w:t></w:r></w:p></w:comment></w:comments>'
    )
    content = package({"word/document.xml": body, "word/footnotes.xml": notes, "word/comments.xml": comments})
    said = {s.text: s.anchor for s in read_said(read_word(word_from_bytes("a.docx", content)), draft)}
    assert {t: a.paragraph for t, a in said.items() if a} == {"Đã là 22.": "doan1", "Số cũ.": "doan2"}


def test_the_official_layout_carries_the_marks_too(draft: Draft, opening: Opening) -> None:
    plain = Document()
    plain.add_paragraph(draft.paragraphs[0].text)
    table = plain.add_table(rows=1, cols=2)
    table.cell(0, 1).text = draft.paragraphs[1].text
    for p in draft.paragraphs[2:-1]:
        plain.add_paragraph(p.text)
    stream = io.BytesIO()
    plain.save(stream)
    marked = mark_docx(stream.getvalue(), draft, opening)
    text = read_word(word_from_bytes("p02.docx", marked))
    assert sum(any(m.startswith("doan") for m in p.marks) for p in text.paragraphs) == len(draft.paragraphs) - 1
    assert said_in(marked, draft, opening) == []


def test_a_file_that_went_through_libreoffice_says_the_same(draft: Draft, opening: Opening) -> None:
    """The file was made by this module's `Sent`, saved as .odt by LibreOffice 7.4, and from there as .docx."""
    said = said_in((DATA / "libreoffice.docx").read_bytes(), draft, opening)
    found = {
        (s.author, s.edit.change.value if s.edit else "remark", s.anchor.paragraph if s.anchor else None) for s in said
    }
    assert found == {
        ("Công đoàn Trung tâm", "remark", "doan30"),
        ("Vũ Đình Sơn", "replace", "doan32"),
        ("Vũ Đình Sơn", "insert", "doan18"),
        ("Trần Thu Vân", "delete", "doan21"),
    }
    assert next(s for s in said if s.edit is None).anchor.quote == "cam kết cụ thể"  # type: ignore[union-attr]


def libreoffice_source(sent: Sent) -> bytes:
    """What ``tests/data/word/libreoffice.docx`` was made from."""
    sent.comment("doan30", "cam kết cụ thể", "Nên nói rõ cam kết gì.")
    sent.replace("doan32", "từng năm", "hằng năm")
    sent.insert_paragraph("doan18", "Chưa có kế hoạch giám sát chuyên đề hằng năm.")
    sent.delete_paragraph("doan21", "Trần Thu Vân")
    return sent.bytes()


def test_markdown_carries_the_ids(draft: Draft, opening: Opening) -> None:
    text = draft_markdown(draft, opening)
    assert f"<!-- daihoi {opening.code} 1 -->" in text
    assert all(f"{{#{p.id}}}" in text for p in draft.paragraphs)


def package(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        for name, body in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{body}')
    return stream.getvalue()


_EMPTY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old Word file"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"", "empty"),
        (b"PK\x03\x04 broken", "broken"),
        (b"just some text", "broken"),
        (package({"xl/workbook.xml": "<a/>"}), "spreadsheet"),
        (package({"other.xml": "<a/>"}), "not a Word file"),
        (package({"word/document.xml": "<w:document"}), "broken inside"),
        (package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>'}), "DTD"),
    ],
)
def test_what_is_no_word_file_is_named(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as raised:
        word_from_bytes("tep.docx", content)
    assert words in raised.value.words.en
    assert "tep.docx" in raised.value.words.vi


def test_a_zip_bomb_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _EMPTY)
        for n in range(3):
            archive.writestr(f"word/media/{n}.bin", b"\0" * (100 * 1024 * 1024))
    assert len(stream.getvalue()) < 1024 * 1024
    with pytest.raises(BadInput, match="nở ra"):
        word_from_bytes("bom.docx", stream.getvalue())


def test_links_and_macros_are_said_and_left_alone() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x" Target="http://192.0.2.1/evil.png" TargetMode="External"/></Relationships>'
    )
    file = word_from_bytes(
        "a.docx",
        package(
            {"word/document.xml": _EMPTY, "word/_rels/document.xml.rels": rels, "word/vbaProject.bin": "Sub Auto()"}
        ),
    )
    said = " ".join(n.en for n in file.notes)
    assert "macros" in said
    assert "none was fetched" in said


def test_another_text_is_not_taken_for_the_draft(draft: Draft) -> None:
    other = Document()
    for n in range(10):
        other.add_paragraph(f"Hợp đồng thuê nhà, điều {n}.")
    stream = io.BytesIO()
    other.save(stream)
    with pytest.raises(BadInput, match="không phải dự thảo"):
        choose_draft(read_word(word_from_bytes("khac.docx", stream.getvalue())), [draft], None, "khac.docx")
