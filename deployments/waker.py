"""Executes the runs that the store says have work, without the way through Prefect's queue.

A waking through the queue costs Prefect's server a dozen calls before the flow begins, and waits for the next poll.
Whoever has the store beside them executes the waiting run at once; Resume on the page goes through the queue as ever,
and so does everything while no waker is there. Whether a run may execute is decided by its lease, as always.
"""

import asyncio
import contextlib
import sys

import anyio
from prefect.client.schemas import FlowRun
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.settings import get_current_settings

from daihoi import runs
from daihoi.errors import NewerProcedure
from daihoi.prefect_api import EXECUTING, OVER, PrefectApi
from daihoi.rules import procedure
from daihoi.store import Store, wakings
from flows.preparation import prepare_congress

# Where results go is said out loud, or Prefect asks its server at every run; none is ever kept.
_FLOW = prepare_congress.with_options(
    result_storage=get_current_settings().results.local_storage_path, persist_result=False
)

LOOKS_EVERY = 0.1
SEEN_EVERY = 3.0
TRIED_AGAIN_AFTER = 2.0
LEFT_FOR = 60.0
"""Seconds that a congress of a newer program is left to workers that know its procedure."""


class Waker:
    """Looks at the list of wakings and executes what stands there, ``at_once`` runs at a time."""

    def __init__(self, store: Store, api: PrefectApi, limiter: anyio.CapacityLimiter, at_once: int = 1) -> None:
        self._store, self._api, self._limiter, self._at_once = store, api, limiter, at_once
        self._name = runs.this_worker()
        self._busy: set[asyncio.Task[None]] = set()
        self._left: dict[str, float] = {}
        """Congresses that could not be carried here, and until when they are left to other workers."""

    async def work(self) -> None:
        """Look and execute, until cancelled."""
        seen = 0.0
        clock = asyncio.get_running_loop().time
        try:
            while True:
                try:
                    if clock() - seen > SEEN_EVERY:
                        await asyncio.to_thread(wakings.say_awake, self._store, self._name)
                        seen = clock()
                    free = self._at_once - len(self._busy)
                    self._left = {code: until for code, until in self._left.items() if until > clock()}
                    taken = await asyncio.to_thread(wakings.take, self._store, free, self._left) if free > 0 else []
                    for code in taken:
                        task = asyncio.create_task(self._wake(code))
                        self._busy.add(task)
                        task.add_done_callback(self._busy.discard)
                except Exception as error:  # a store that is locked for a moment: what is on the list stays there
                    print(f"waker: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                    await asyncio.sleep(1)
                await asyncio.sleep(LOOKS_EVERY)
        finally:
            with contextlib.suppress(Exception):
                wakings.say_gone(self._store, self._name)

    async def _wake(self, code: str) -> None:
        async with self._limiter:
            try:
                if await anyio.to_thread.run_sync(_execute, self._store, self._api, code):
                    return
                away = TRIED_AGAIN_AFTER
            except Exception as error:  # Prefect or the store is away, or this program is older than the congress
                print(f"waker: {code}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                away = LEFT_FOR if isinstance(error, NewerProcedure) else TRIED_AGAIN_AFTER
            self._left[code] = asyncio.get_running_loop().time() + away
            await asyncio.to_thread(wakings.ask, self._store, code)


def _execute(store: Store, api: PrefectApi, code: str) -> bool:
    """Execute the run, or give the congress another; False when it must be looked at again."""
    procedure.table_of(store.get_dossier(code))  # raises where a newer worker must do it
    lease = store.get_lease(code)
    run = api.get_run(lease.run) if lease.run else None
    if run is None or run["state_type"] in OVER:
        runs.reconcile(store, api, [code])
    elif run["state_type"] == "PAUSED":
        # Without its deployment the engine opens no connection of its own to hear whether the run was suspended:
        # who may suspend it is decided by its lease.
        found = FlowRun.model_validate(run | {"deployment_id": None})
        with contextlib.suppress(Pause):
            run_flow(_FLOW, flow_run=found, parameters=found.parameters, return_type="state")
    # Executed under a lease, it looks at the store before it sleeps, and in the queue before that. Without a lease it
    # has just begun, or is about to fail.
    return run is None or run["state_type"] not in EXECUTING or runs.is_live(lease)
