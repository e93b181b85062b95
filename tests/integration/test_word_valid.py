"""Every kind of Word file we write, against the schemas of Open XML: parts, relations, elements and their order."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image

from daihoi.documents.draft import draft_docx
from daihoi.documents.frame import default_frame
from daihoi.documents.manuscript import REHEARSED, Manuscript, Picture
from daihoi.documents.redline import redline_docx
from daihoi.documents.word import write_word
from daihoi.forms.office import office_form
from daihoi.rules.layouts import list_layouts, read_layout
from daihoi.store import Store
from schemas.layout import Layout
from schemas.step import Kind
from tests.integration.walking import DAY, Walk
from tests.unit.test_layout import paper


@pytest.fixture(scope="module")
def validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def faults(validator: OpenXmlValidator, content: bytes, folder: Path) -> list[str]:
    place = folder / "x.docx"
    place.write_bytes(content)
    return [str(e) for e in validator.validate(str(place)).errors]


def with_everything() -> Manuscript:
    """Every block there is, a photo, and the words of a rehearsal at the foot."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG")
    base = paper(5)
    picture = Picture(file.getvalue(), "Toàn cảnh (Ảnh: Chi bộ)", 40, 30)
    return replace(base, body=(*base.body, picture), banner=REHEARSED)


@pytest.mark.parametrize("layout", list_layouts(), ids=lambda layout: layout.id)
def test_a_paper_keeps_to_the_schemas_of_word(layout: Layout, validator: OpenXmlValidator, tmp_path: Path) -> None:
    assert faults(validator, write_word(with_everything(), layout), tmp_path) == []


def test_the_frame_an_office_edits_keeps_to_them(validator: OpenXmlValidator, tmp_path: Path) -> None:
    assert faults(validator, default_frame(read_layout("party-36hd")), tmp_path) == []


def test_forms_drafts_and_redlines_keep_to_them(store: Store, validator: OpenXmlValidator, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    request = walk.to(Kind.REPORT)
    assert faults(validator, office_form(store.get_dossier(walk.code), request, "docx"), tmp_path) == []
    walk.to(Kind.SUBMISSION)
    dossier = store.get_dossier(walk.code)
    old, new = dossier.drafts[0], dossier.drafts[-1]
    assert faults(validator, draft_docx(new, dossier.opening), tmp_path) == []
    assert faults(validator, redline_docx(dossier, old, new, DAY), tmp_path) == []


def test_a_file_out_of_order_is_found(validator: OpenXmlValidator, tmp_path: Path) -> None:
    document: Any = Document(io.BytesIO(write_word(paper(3), read_layout("party-36hd"))))
    first = document.element.body[0]
    first.insert(0, first[-1])
    file = io.BytesIO()
    document.save(file)
    assert faults(validator, file.getvalue(), tmp_path) != []
