"""LibreOffice opens every Word file of a congress and sees every word of it. Skipped where it is not installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from daihoi.documents.manuscript import texts
from daihoi.documents.parsing import read_manuscript
from daihoi.documents.rendering import FORMS
from daihoi.store import Store, files
from tests.integration.walking import Walk

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed")
def test_libreoffice_opens_every_word_file_and_sees_every_word(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.forms = FORMS
    walk.open()
    dossier = walk.to_end()
    last = {p.place: p for p in sorted(dossier.papers, key=lambda p: p.version)}
    out = tmp_path / "word"
    out.mkdir()
    for place, paper in last.items():
        (out / f"{place}.docx").write_bytes(files.read(tmp_path / "files", paper.files["docx"]))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    names = [str(p) for p in sorted(out.glob("*.docx"))]
    subprocess.run(
        [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(out), *names],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for place, paper in last.items():
        pages = [page.extract_text() for page in PdfReader(out / f"{place}.pdf").pages]
        seen = "".join("".join(pages).split())
        manuscript = read_manuscript(files.read(tmp_path / "files", paper.files["md"]).decode())
        for text in texts(manuscript):
            # A paragraph may run over a page, with the page number in between: its beginning and its end are there.
            words = "".join(text.split())
            assert words[:12] in seen, (place, text)
            assert words[-12:] in seen, (place, text)
