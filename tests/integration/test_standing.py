"""Where one congress stands, as its run's page shows it."""

from datetime import date

import pytest

from daihoi.documents.standing import describe_standing, public_papers
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import Walk


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    from daihoi.store import open_store

    folder = tmp_path_factory.mktemp("standing")
    walk = Walk(open_store(f"sqlite:///{folder / 'daihoi.db'}", rehearsal=True), "to-ky-thuat-2025", folder)
    walk.open()
    walk.to(Kind.RECOGNITION)
    return walk.store.get_dossier(walk.code)


def test_the_standing_names_what_waits_and_who_holds_it(walked: Dossier) -> None:
    text = describe_standing(walked, date(2025, 10, 20))
    waiting = next(r for r in walked.holding_requests if r.kind is Kind.RECOGNITION)
    assert f"| {waiting.number} | ghi quyết định chuẩn y | cấp trên |" in text
    assert "(quá " in text
    assert "data:image/svg+xml;base64," in text


def test_the_standing_says_nothing_private(walked: Dossier) -> None:
    text = describe_standing(walked, date(2025, 10, 20))
    for member in walked.opening.roster:
        assert member.name not in text
    for paper in walked.papers:
        assert (f"{paper.place} " in text) == (not paper.private), paper.place


def test_public_papers_are_linked_in_their_newest_version(walked: Dossier) -> None:
    links = {p.place: f"/here/{p.place}" for p in public_papers(walked)}
    text = describe_standing(walked, date(2025, 10, 20), links)
    assert "[C10 " in text
    assert "(/here/C10)" in text
    newest = max(p.version for p in walked.papers if p.code == "P02")
    assert f"[P02 Dự thảo báo cáo chính trị, bản {newest}](/here/P02)" in text
