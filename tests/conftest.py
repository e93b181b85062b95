"""Factories shared by the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daihoi.intake.yaml_file import read_yaml
from daihoi.store import Store, open_store
from schemas.plan import Opening

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A real SQLite store in a folder of its own."""
    return open_store(f"sqlite:///{tmp_path / 'daihoi.db'}")


@pytest.fixture
def opening_of() -> Callable[[str], Opening]:
    """The opening facts of an example, by its folder's name."""
    return _opening_of


@pytest.fixture
def answer_of() -> Callable[[str, str, int], dict[str, Any]]:
    """The nth answer of an example, by folder, kind and n."""
    return _answer_of


def _opening_of(example: str) -> Opening:
    return Opening.model_validate(read_yaml(str(EXAMPLES / example / "opening.yaml")))


def _answer_of(example: str, kind: str, nth: int) -> dict[str, Any]:
    folder = EXAMPLES / example / "answers"
    numbered = folder / f"{kind}.{nth}.yaml"
    return read_yaml(str(numbered if numbered.exists() else folder / f"{kind}.yaml"))
