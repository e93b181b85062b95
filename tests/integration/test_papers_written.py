"""Every paper of a whole congress, in every form, kept whole."""

import hashlib
from pathlib import Path

from daihoi.documents.rendering import FORMS
from daihoi.store import Store, files
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
