"""Houses for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orchestration.house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for every test that leaves it standing."""
    house = House(tmp_path_factory.mktemp("house")).start()
    yield house
    house.stop()


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house of its own, for a test that tears at it; not started."""
    house = House(tmp_path / "home")
    yield house
    house.stop()
