"""A worker that runs flows in its own process: importing Prefect once, not at every answer."""

import asyncio
import contextlib
import os
import sys
from typing import Any
from uuid import UUID

import anyio
from prefect.client.schemas import FlowRun
from prefect.exceptions import Pause, PrefectSignal
from prefect.flow_engine import run_flow
from prefect.flows import load_flow_from_flow_run
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.preparation import prepare_congress
from flows.watch import watch

FLOWS = {"flows.preparation:prepare_congress": prepare_congress, "flows.watch:watch": watch}


class InProcessResult(BaseWorkerResult):
    """Always 0: what became of the run is in its state."""


class InProcessWorker(BaseWorker[BaseJobConfiguration, BaseVariables, InProcessResult]):
    """Runs one or two flows at a time in threads of this process."""

    type = "daihoi"
    job_configuration = BaseJobConfiguration
    _description = "Chạy các đại hội ngay trong tiến trình của daihoi."
    _display_name = "daihoi"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._waiting_again: set[UUID] = set()
        self._in_hand: set[UUID] = set()

    async def _get_scheduled_flow_runs(self):  # type: ignore[no-untyped-def]
        # After a fall all congresses are due together, and each submission is several calls that Prefect's server must
        # answer before any of them goes on. No more are taken than can be executed, and one to be ready.
        taken = self._in_hand | self._submitting_flow_run_ids
        due = [one for one in await super()._get_scheduled_flow_runs() if one.flow_run.id not in taken]
        return due[: max(0, AT_ONCE + 1 - len(taken))]

    async def _propose_submitting_state(self, flow_run: FlowRun) -> None:
        # A list of due runs that a busy server sent late names runs that were executed since and wait again. Prefect
        # says so with a signal that nobody catches here, and the worker would end.
        try:
            await super()._propose_submitting_state(flow_run)
        except Pause:
            self._waiting_again.add(flow_run.id)

    async def run(self, flow_run, configuration, task_status=None):  # type: ignore[no-untyped-def]
        """Run the flow in a thread; a suspended flow is a finished piece of work."""
        if task_status is not None:
            task_status.started(os.getpid())
        if flow_run.id in self._waiting_again:
            self._waiting_again.discard(flow_run.id)
            return InProcessResult(identifier=str(flow_run.id), status_code=0)
        self._in_hand.add(flow_run.id)
        try:
            await self._execute(flow_run)
        finally:
            self._in_hand.discard(flow_run.id)
        return InProcessResult(identifier=str(flow_run.id), status_code=0)

    async def _execute(self, flow_run: FlowRun) -> None:
        flow = await load_flow_from_flow_run(flow_run)

        def execute() -> None:
            with contextlib.suppress(Pause):
                run_flow(flow, flow_run=flow_run, parameters=flow_run.parameters, return_type="state")

        async with LIMITER:
            await anyio.to_thread.run_sync(execute)


AT_ONCE = int(os.environ.get("DAIHOI_AT_ONCE", "1"))
"""How many runs this process executes at a time. One is right for SQLite, which has one writer."""

LIMITER = anyio.CapacityLimiter(AT_ONCE)


async def keep_working(pool: str, name: str | None = None) -> None:
    """Work for ever, beginning again whenever the worker gave up on a server that was down: the store is the truth."""
    while True:
        try:
            await InProcessWorker(work_pool_name=pool, name=name, prefetch_seconds=1).start()
        except (Exception, PrefectSignal) as error:
            print(f"worker ended ({type(error).__name__}: {error}), starting again", file=sys.stderr, flush=True)
        await asyncio.sleep(1)
