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
