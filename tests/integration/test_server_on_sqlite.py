"""Prefect's server on SQLite: what it is told, and that its database is never locked."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import sqlalchemy as sa
from prefect.client.schemas import FlowRun
from prefect.exceptions import Pause
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.settings import Settings
from sqlalchemy.exc import OperationalError

from deployments import prefect_settings
from deployments.worker import InProcessWorker

T = TypeVar("T")
DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"


def test_prefect_takes_every_setting_that_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = prefect_settings.for_server(tmp_path) | prefect_settings.WORKER
    # All but the word to every program that reports its use, which is no setting of Prefect's.
    ours = {*prefect_settings.SERVER, *prefect_settings.WORKER, DATABASE} - {"DO_NOT_TRACK"}
    for name in ours:
        monkeypatch.setenv(name, told[name])
    taken = Settings().to_environment_variables(exclude_unset=True, include_secrets=True)
    assert {name: taken.get(name, "").casefold() for name in ours} == {name: told[name].casefold() for name in ours}


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run to the end in a thread of its own: the browser's tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


def test_what_the_operator_set_goes_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(tmp_path) in prefect_settings.for_server(tmp_path)[DATABASE]
    monkeypatch.setenv(DATABASE, "postgresql+asyncpg://elsewhere/prefect")
    assert prefect_settings.for_server(tmp_path)[DATABASE] == "postgresql+asyncpg://elsewhere/prefect"


async def _count_up_at_once(url: str, many: int) -> int:
    """``many`` transactions of Prefect's own kind, all of which read a figure before any writes it one higher."""
    database = AioSqliteConfiguration(connection_url=url)
    engine = await database.engine()
    async with engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE counted (figure INTEGER)"))
        await connection.execute(sa.text("INSERT INTO counted VALUES (0)"))

    async def count() -> None:
        session = await database.session(engine)
        async with session, database.begin_transaction(session):
            figure: int = (await session.execute(sa.text("SELECT figure FROM counted"))).scalar_one()
            await asyncio.sleep(0.01)
            await session.execute(sa.text("UPDATE counted SET figure = :figure"), {"figure": figure + 1})

    await asyncio.gather(*(count() for _ in range(many)))
    async with engine.connect() as connection:
        return (await connection.execute(sa.text("SELECT figure FROM counted"))).scalar_one()


def test_thirty_transactions_at_once_are_neither_refused_nor_lost(tmp_path: Path) -> None:
    url = prefect_settings.for_server(tmp_path)[DATABASE]
    assert run_apart(_count_up_at_once(url, 30)) == 30


def test_as_prefect_does_it_alone_they_are_refused(tmp_path: Path) -> None:
    # When this fails, Prefect has found its own way and ours can go.
    with pytest.raises(OperationalError, match="database is locked"):
        run_apart(_count_up_at_once(f"sqlite+aiosqlite:///{tmp_path / 'plain.db'}", 30))


def test_a_run_that_waits_again_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def waits(*_: Any, **__: Any) -> None:
        raise Pause("it waits for a person")

    async def executes(*_: Any) -> None:
        raise AssertionError("it was executed")

    monkeypatch.setattr("prefect.workers.base.propose_state", waits)
    monkeypatch.setattr("deployments.worker.load_flow_from_flow_run", executes)

    async def submit() -> int:
        worker, run = InProcessWorker(work_pool_name="daihoi"), FlowRun.model_construct(id=uuid4(), name="a")
        worker._client = object()
        await worker._propose_submitting_state(run)
        return (await worker.run(run, None)).status_code

    assert run_apart(submit()) == 0
