"""Every paper of a whole congress, in every form, kept whole."""

import hashlib
import io
from pathlib import Path

from docx import Document
from pypdf import PdfReader

from daihoi.documents.gantt import CAPTION
from daihoi.documents.manuscript import REHEARSED
from daihoi.documents.parsing import read_manuscript
from daihoi.documents.rendering import FORMS
from daihoi.store import Store, files
from schemas.step import Kind
from tests.integration.walking import Walk


def test_every_paper_of_a_congress_is_written_in_every_form_and_kept(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.forms = FORMS
    walk.open()
    dossier = walk.to_end()
    assert dossier.papers
    for paper in dossier.papers:
        assert set(paper.files) == set(FORMS) - ({"txt"} if paper.code != "S08" else set())
        for ending, digest in paper.files.items():
            content = files.read(tmp_path / "files", digest)
            assert hashlib.sha256(content).hexdigest() == digest
            assert content.startswith({"docx": b"PK", "pdf": b"%PDF"}.get(ending, content[:1]))
        pdf, word = (files.read(tmp_path / "files", paper.files[form]) for form in ("pdf", "docx"))
        says_that_it_is_rehearsed(pdf, word)
        signs_below_its_text(pdf, files.read(tmp_path / "files", paper.files["md"]).decode(), paper.place)


def says_that_it_is_rehearsed(pdf: bytes, word: bytes) -> None:
    """On every page, in the margin: in the text it would push the signature to a page of its own."""
    assert all(REHEARSED in page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    section = Document(io.BytesIO(word)).sections[0]
    for footer in (section.first_page_footer, section.footer):
        assert [p.text for p in footer.paragraphs] == [REHEARSED]


def signs_below_its_text(pdf: bytes, markdown: str, place: str) -> None:
    manuscript = read_manuscript(markdown)
    if manuscript.closing is None:
        return
    last = PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    above = last[: last.index(manuscript.closing.right.authority)]
    lines = [line.strip() for line in above.splitlines()]
    margin = {"", REHEARSED, "Nơi nhận:", *(str(n) for n in range(20)), *manuscript.closing.recipients}
    if manuscript.closing.left:
        margin.add(manuscript.closing.left.authority)
    assert [line for line in lines if line not in margin], f"{place}: the signature stands alone"


def test_the_plan_shows_its_timetable_as_a_picture_in_word_pdf_and_on_the_web(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.forms = FORMS
    walk.open()
    walk.to(Kind.REPORT)
    [plan] = [p for p in store.get_dossier(walk.code).papers if p.code == "P01"]
    word, pdf, page = (files.read(tmp_path / "files", plan.files[ending]) for ending in ("docx", "pdf", "html"))
    pictures: list[object] = [s for s in Document(io.BytesIO(word)).inline_shapes]
    assert len(pictures) == 1
    [picture] = [image for p in PdfReader(io.BytesIO(pdf)).pages for image in p.images]
    assert picture.image is not None
    assert picture.image.width == 1400
    assert b'<img src="data:image/png;base64,' in page
    assert CAPTION in page.decode()


def test_a_cell_without_a_committee_is_never_said_to_have_one(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    walk.to_end()
    assert "để chuyển bí thư khóa mới lưu giữ" in walk.texts["C13"]
    assert "chi ủy" not in walk.texts["P15"]
    assert "9 loại văn bản, gửi" in walk.texts["S10"]
    assert "Chưa trả lời" in walk.texts["P04"].split("Theo tập thể góp ý:\n  - Tổ công đoàn")[1]
