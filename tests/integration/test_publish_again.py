"""What `publish-outcome` shows: the outcome as it stands after a correction, and nothing that is not public."""

from pathlib import Path

import pytest

from daihoi import desk
from daihoi.errors import BadInput
from daihoi.intake.yaml_file import read_yaml
from daihoi.settings import Settings
from daihoi.store import Store
from schemas.step import Kind
from tasks import publication
from tests.integration.walking import DAY, EXAMPLES, Walk

EXAMPLE = "vistip-2020"
CORRECTED = "Đại hội Chi bộ VISTIP: bản tin đã đính chính"


@pytest.fixture
def walk(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A congress just opened, and the task looking at its store."""
    walk = Walk(store, EXAMPLE, tmp_path)
    walk.open()
    monkeypatch.setattr(publication, "this_store", lambda: store)
    monkeypatch.setattr(publication, "write_due", lambda code, step: walk.write())
    settings = Settings(tmp_path, str(store.engine.url), "", "vi", None)
    monkeypatch.setattr(publication, "read_settings", lambda: settings)
    return walk


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The artifacts by key."""
    artifacts: dict[str, str] = {}

    def show(text: str, key: str, _title: str) -> None:
        artifacts[key] = text

    monkeypatch.setattr(publication, "show", show)
    monkeypatch.setattr(publication, "show_table", lambda rows, key, description: artifacts.update({key: str(rows)}))
    return artifacts


def test_after_a_correction_the_corrected_version_is_shown(walk: Walk, shown: dict[str, str]) -> None:
    walk.to(Kind.ARCHIVE)
    assert "S08 bản 1" in publication.publish_again.fn(EXAMPLE)
    [answered] = [r for r in walk.store.get_dossier(EXAMPLE).requests if r.kind is Kind.NEWS]
    raw = read_yaml(str(EXAMPLES / EXAMPLE / "answers" / "news.yaml")) | {"title": CORRECTED}
    assert desk.correct(walk.store, answered.number, raw, "Bí thư", DAY).accepted
    walk.to(Kind.ARCHIVE)
    assert "S08 bản 2" in publication.publish_again.fn(EXAMPLE)
    assert CORRECTED in shown[f"{EXAMPLE}-s08"]
    private = {p.place.casefold() for p in walk.store.get_dossier(EXAMPLE).papers if p.private}
    assert not {key.removeprefix(f"{EXAMPLE}-") for key in shown} & private


def test_before_there_is_an_outcome_it_says_so(walk: Walk, shown: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="chưa có nghị quyết"):
        publication.publish_again.fn(EXAMPLE)
    assert not shown
