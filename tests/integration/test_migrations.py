"""The tables' history, both ways, on both databases, with a congress in them."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from daihoi.rules.replay import replay
from daihoi.store import chain, open_store
from daihoi.store.opening import HEAD, KNOWN, migrations
from daihoi.store.tables import metadata
from schemas.step import Kind
from tests.integration.walking import Walk

CODE = "to-ky-thuat-2025"
CHAINED = "0002"
"""Below it the journal does not say how anybody was known, so what was forgotten there does not come back."""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    return request.getfixturevalue("postgres") if request.param == "postgres" else f"sqlite:///{tmp_path / 'd.db'}"


def test_the_migrations_make_the_tables_that_the_program_has(url: str) -> None:
    store = open_store(url)
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    # What a column is for stands in the program; the database need not say it.
    assert [d for d in differences if not (isinstance(d, list) and d[0][0] == "modify_comment")] == []
    store.engine.dispose()


def test_every_revision_steps_down_and_up_and_the_congress_goes_on(url: str, tmp_path: Path) -> None:
    store = open_store(url, rehearsal=True)
    walk = Walk(store, CODE, tmp_path)
    walk.open()
    walk.to(Kind.REVIEW)
    before = store.get_dossier(CODE)
    chained = KNOWN[KNOWN.index(CHAINED) :]
    for revision in reversed(chained):
        with store.engine.begin() as connection:
            command.downgrade(migrations(connection), revision)
    for revision in chained[1:]:
        with store.engine.begin() as connection:
            command.upgrade(migrations(connection), revision)
    assert KNOWN[-1] == HEAD
    store.engine.dispose()
    again = open_store(url, rehearsal=True)
    assert again.get_dossier(CODE) == before == replay(again.list_journal(CODE))
    with again.reading() as connection:
        assert chain.first_broken(chain.lines(connection, CODE)) is None
    walk.store = again
    assert replay(again.list_journal(CODE)) == walk.write()
    again.engine.dispose()


def test_all_the_way_down_leaves_nothing_behind(url: str) -> None:
    from sqlalchemy import inspect

    store = open_store(url)
    with store.engine.begin() as connection:
        command.downgrade(migrations(connection), "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    store.engine.dispose()
    assert open_store(url).list_codes() == []
