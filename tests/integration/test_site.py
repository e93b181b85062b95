"""Photos, the office's own template, the site: from a finished congress."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from PIL import Image

from daihoi import clerk, registry
from daihoi.cli.site import run as build
from daihoi.documents.frame import default_frame
from daihoi.documents.office_frame import examine_frame, read_frame
from daihoi.documents.rendering import FORMS
from daihoi.errors import BadInput
from daihoi.intake.scan import read_scan
from daihoi.rules.layouts import read_layout
from daihoi.settings import Settings
from daihoi.store import Store, files
from schemas.dossier import Attachment, Dossier
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

PARTY = read_layout("party-36hd")


@pytest.fixture
def published(store: Store, tmp_path: Path) -> Dossier:
    """A congress whose photo was put on file before the news was written."""
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    request = walk.to(Kind.NEWS)
    drawing = read_scan(EXAMPLES / "vistip-2020" / "dai-hoi.svg")
    digest = files.keep(tmp_path / "files", drawing)
    one = Attachment(paper="S08", file="dai-hoi.png", digest=digest, size=len(drawing))
    registry.attach(store, walk.code, one, "Bí thư", DAY)
    walk.answer(request)
    for _ in clerk.write_due(store, tmp_path / "files", walk.code, DAY, forms=FORMS):
        pass
    return store.get_dossier(walk.code)


def test_a_photo_that_is_not_on_file_is_told_and_leaves_no_gap_on_the_page(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.forms = ("md", "html")
    walk.open()
    receipt = walk.answer(walk.to(Kind.NEWS))
    [told] = [f for f in receipt.findings if f.code == "NEWS-PHOTO"]
    assert "daihoi attach vistip-2020 S08 dai-hoi.svg" in told.words.vi
    page = content(walk.write(), tmp_path, "S08", "html").decode()
    assert "<figure>" not in page
    assert "dai-hoi" not in page


def content(dossier: Dossier, folder: Path, code: str, form: str) -> bytes:
    paper = dossier.paper(code)
    assert paper is not None
    return files.read(folder / "files", paper.files[form])


def test_the_news_is_one_page_that_holds_its_photo(published: Dossier, tmp_path: Path) -> None:
    page = content(published, tmp_path, "S08", "html").decode()
    assert 'src="data:image/png;base64,' in page
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]*"', page)
    assert "og:title" in page
    document = Document(io.BytesIO(content(published, tmp_path, "S08", "docx")))
    assert len(document.inline_shapes) == 1
    assert b"/Image" in content(published, tmp_path, "S08", "pdf")


def test_the_site_has_an_index_pages_and_a_feed_and_writes_only_what_changed(
    published: Dossier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Options:
        folder, superior, title, url = str(tmp_path / "site"), None, "Đại hội", "https://example.org/dh"

    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'daihoi.db'}", "", "vi", None)
    assert build(Options, settings) == 0  # type: ignore[arg-type]
    site = tmp_path / "site"
    assert "vistip-2020/index.html" in (site / "index.html").read_text()
    assert (site / "vistip-2020" / "tin.html").exists()
    feed = etree.fromstring((site / "feed.xml").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    assert [e.findtext(f"{atom}id") for e in feed.iter(f"{atom}entry")] == ["https://example.org/dh/vistip-2020/"]
    text = "".join(p.read_text() for p in site.rglob("*.html"))
    assert "Ngô Việt Hà" not in text
    capsys.readouterr()
    build(Options, settings)  # type: ignore[arg-type]
    assert "ghi 0 tệp" in " ".join(capsys.readouterr().out.split())


def edited(change: Callable[[Any], None]) -> bytes:
    document = Document(io.BytesIO(default_frame(PARTY)))
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def replace(old: str, new: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        cells = [c for t in document.tables for row in t.rows for c in row.cells]
        for paragraph in [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]:
            if old in paragraph.text:
                paragraph.text = paragraph.text.replace(old, new)

    return change


def test_the_built_in_template_has_no_faults() -> None:
    assert examine_frame(default_frame(PARTY), PARTY) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ ten_loai }}", "{{ ten_loai }", "«{{ ten_loai }» ở đoạn"),
        ("{{ so_ky_hieu }}", "{{ so_kyhieu }}", "«{{ so_kyhieu }}» ở bảng 1, cột 1 không có"),
        ("{{ noi_dung }}", "", "mất thẻ {{ noi_dung }}"),
        ("{%p endfor %}", "", "mở mà không đóng"),
    ],
)
def test_a_broken_tag_is_named_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    content = edited(replace(old, new))
    assert words in " ".join(f.words.vi for f in examine_frame(content, PARTY) if f.breaks)
    (tmp_path / "party-36hd.docx").write_bytes(content)
    with pytest.raises(BadInput, match="hỏng"):
        read_frame(tmp_path, PARTY)


def test_a_moved_margin_and_a_lost_style_are_noted() -> None:
    def change(document: Any) -> None:
        document.sections[0].left_margin = 0
        style = document.styles["DH Trích yếu"]
        style.element.getparent().remove(style.element)

    faults = examine_frame(edited(change), PARTY)
    assert not any(f.breaks for f in faults)
    said = " ".join(f.words.vi for f in faults)
    assert "lề trái là 0 mm" in said
    assert "DH Trích yếu" in said


def test_papers_follow_the_offices_own_template(store: Store, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].text = "Chi bộ thử nghiệm"

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "party-36hd.docx").write_bytes(edited(change))
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.forms = FORMS
    walk.open()
    walk.to(Kind.REPORT)
    document = Document(io.BytesIO(content(store.get_dossier(walk.code), tmp_path, "P01", "docx")))
    assert document.sections[0].footer.paragraphs[0].text == "Chi bộ thử nghiệm"


def test_a_drawing_becomes_a_picture_and_a_script_in_it_is_gone(tmp_path: Path) -> None:
    place = tmp_path / "hinh.svg"
    place.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script><rect width="9" height="9"/></svg>'
    )
    with Image.open(io.BytesIO(read_scan(place))) as picture:
        assert picture.format == "PNG"
