"""Houses for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house of its own, for a test that tears at it; not started."""
    house = House(tmp_path / "home")
    yield house
    house.stop()
