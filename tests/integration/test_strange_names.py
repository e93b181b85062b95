"""A strange name, from the answer to the written file: template, Markdown, Word, PDF and page all keep it as it is."""

import html
import io
from pathlib import Path

import pytest
from docx import Document

from daihoi import clerk
from daihoi.documents.rendering import FORMS, render_paper
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import Walk

NAMES = {
    "ampersand": "Nguyễn & Trần",
    "less than": "Lê <An>",
    "braces": "{{ 7 * 7 }} {% if x %}",
    "tab": "Lê\tVăn Tám",
    "emoji": "Đặng 🌾 Nông",
    "300 characters": "Tên " * 74 + "Cuối",
    "one long word": "Ư" * 300,
    "markdown": "*An* _B_ [c](d) | 1. # -",
}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A congress with its personnel plan."""

    folder = tmp_path_factory.mktemp("names")
    store = open_store(f"sqlite:///{folder / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, "to-ky-thuat-2025", Path(folder))
    walk.open()
    walk.to(Kind.SUMMONS)
    return store.get_dossier(walk.code)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_strange_name_reaches_every_form_of_a_paper(planned: Dossier, name: str) -> None:
    plan = planned.answers.personnel
    assert plan is not None
    race = plan.races[0]
    renamed = race.model_copy(update={"candidates": (race.candidates[0].model_copy(update={"name": name}),)})
    answers = planned.answers.model_copy(update={"personnel": plan.model_copy(update={"races": (renamed,)})})
    made = render_paper("P05", clerk.context(planned.model_copy(update={"answers": answers}), 1), FORMS)
    cells = [c.text for t in Document(io.BytesIO(made["docx"])).tables for r in t.rows for c in r.cells]
    assert " ".join(name.split()) in [" ".join(c.split()) for c in cells]
    assert f'<td class="left">{html.escape(" ".join(name.split()), quote=False)}' in " ".join(
        made["html"].decode().replace("\t", " ").split()
    ).replace("&#34;", '"')
    # The PDF was opened again and compared when it was written.
    assert made["pdf"].startswith(b"%PDF")
