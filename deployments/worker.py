"""A worker that runs flows in its own process: importing Prefect once, not at every answer."""

import contextlib
import os

import anyio
from prefect.exceptions import Pause
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

    async def run(self, flow_run, configuration, task_status=None):  # type: ignore[no-untyped-def]
        """Run the flow in a thread; a suspended flow is a finished piece of work."""
        if task_status is not None:
            task_status.started(os.getpid())
        flow = await load_flow_from_flow_run(flow_run)

        def execute() -> None:
            with contextlib.suppress(Pause):
                run_flow(flow, flow_run=flow_run, parameters=flow_run.parameters, return_type="state")

        async with LIMITER:
            await anyio.to_thread.run_sync(execute)
        return InProcessResult(identifier=str(flow_run.id), status_code=0)


AT_ONCE = int(os.environ.get("DAIHOI_AT_ONCE", "1"))
"""How many runs this process executes at a time. One is right for SQLite, which has one writer."""

LIMITER = anyio.CapacityLimiter(AT_ONCE)
