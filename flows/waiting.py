"""The one place that suspends a run and asks a person."""

import time

from prefect.exceptions import Pause
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Suspended

from daihoi import runs
from daihoi.errors import NewerProcedure, StoreUnavailable
from daihoi.prefect_api import OVER, PrefectApi
from daihoi.rules import procedure
from daihoi.settings import read_settings
from daihoi.standing import show_standing
from daihoi.store import Store, wakings
from daihoi.waits import wait_of
from schemas.dossier import Dossier


class Turn:
    """The right to carry one congress: its lease, held by this execution of this run."""

    def __init__(self, store: Store, code: str, run: str) -> None:
        self.store, self.code, self.run = store, code, run
        self.api = PrefectApi(read_settings().prefect_api, timeout=30)
        self.worker = runs.this_worker()

    def begin(self) -> str | None:
        """Take the lease; the id of the run that carries the congress instead, when it is not this one.

        Raises `NewerProcedure` before anything typed on the page is read: a newer worker is asked to do it.
        """
        try:
            procedure.table_of(self.store.get_dossier(self.code))
        except NewerProcedure:
            wakings.ask(self.store, self.code)
            raise
        while not self.store.take_lease(self.code, self.run, self.worker):
            lease = self.store.get_lease(self.code)
            if lease.run is not None and lease.run != self.run:
                other = self.api.get_run(lease.run)
                if other is not None and other["state_type"] not in OVER:
                    return lease.run
                self.store.name_run(self.code, self.run, lease.run)
            elif not runs.is_live(lease):
                self.store.clear_lease(self.code, lease.worker)
            else:
                # The same run, executed or shown by someone else: that takes seconds.
                time.sleep(0.2)
        return None

    def renew(self) -> None:
        """Say that we are still at it."""
        self.store.take_lease(self.code, self.run, self.worker)

    def end(self) -> None:
        """Give the lease back; to a database that is away for a moment, when it is there again."""
        for _ in range(30):
            try:
                return self.store.release_lease(self.code, self.worker)
            except StoreUnavailable:
                time.sleep(0.5)

    def take_in_answers(self) -> None:
        """Hand to the desk whatever was typed on the page."""
        for line in runs.take_in_answers(self.store, self.api, self.code, self.run):
            get_run_logger().info(line)

    def show_standing(self, dossier: Dossier) -> None:
        """Show on the run's page where the congress stands."""
        show_standing(self.store, self.api, self.run, dossier)

    def wait(self) -> None:
        """Suspend the run under the name of what it waits for; returns only when there is work after all."""
        dossier = self.store.get_dossier(self.code)
        if not dossier.holding_requests:
            return  # answered since we looked: its papers come first
        self.show_standing(dossier)
        wait = wait_of(dossier)
        self.api.save_form(self.run, wait)
        runs.describe(self.api, dossier, self.run, str(flow_run.name), flow_run.tags)
        if not self.api.set_state(self.run, wait.state):
            return
        self.end()
        if self.store.get_dossier(self.code).seq != dossier.seq:
            # An answer came while we went to sleep; whoever handed it in saw a run that was still executing.
            self.api.schedule(self.run)
        raise Pause(state=Suspended(pause_key=wait.key))
