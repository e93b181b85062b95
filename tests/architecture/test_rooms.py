"""The drawing of the architecture, held against the tree."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STEMS = ("report", "comments", "review", "sitting", "resolution", "news")


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("room", ["schemas", "daihoi/rules", "tasks"])
def test_one_stem_in_every_room(room: str, stem: str) -> None:
    assert (ROOT / room / f"{stem}.py").is_file()


@pytest.mark.parametrize("stem", STEMS)
def test_every_step_has_templates(stem: str) -> None:
    assert list((ROOT / "daihoi/documents/templates" / stem).glob("*.j2"))


def test_prefects_server_imports_with_the_locked_fastapi() -> None:
    from prefect.server.api.server import create_app

    assert create_app is not None


def test_only_one_place_puts_artifacts_on_the_page() -> None:
    # There every artifact gets the line that says when the watch last looked.
    rooms = [*(ROOT / "tasks").glob("*.py"), *(ROOT / "flows").glob("*.py"), *(ROOT / "deployments").glob("*.py")]
    assert [f.name for f in rooms if "prefect.artifacts" in f.read_text(encoding="utf-8")] == ["page.py"]
