"""Every paper of a whole congress, in every form, kept whole."""

import hashlib
import io
from pathlib import Path

from docx import Document
from pypdf import PdfReader

from daihoi.documents.gantt import CAPTION
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
