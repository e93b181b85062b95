"""The only HTTP to Prefect, without importing it: the command line must answer in well under a second."""

import time
from typing import Any

import httpx

DEPLOYMENT = "prepare-congress/prepare-congress"
WAITING_TYPES = ("PAUSED",)
OVER_TYPES = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "CANCELLING")


class PrefectDown(Exception):
    """The server does not answer."""


class PrefectApi:
    """Prefect's server at ``url`` (ending in ``/api``)."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, timeout=timeout)

    def _call(self, method: str, path: str, body: Any = None, *, missing_ok: bool = False) -> Any:
        for attempt in range(6):
            try:
                response = self._client.request(method, path, json=body)
            except httpx.HTTPError as error:
                raise PrefectDown(str(error)) from error
            if response.status_code == 503 and attempt < 5:
                # SQLite under Prefect answers 503 "database is locked" when busy; it passes.
                time.sleep(0.1 * 2**attempt)
                continue
            break
        if response.status_code == 404 and missing_ok:
            return None
        if response.status_code >= 400:
            raise PrefectDown(f"{method} {path}: {response.status_code}")
        return response.json() if response.content else None

    def is_up(self) -> bool:
        """True when the server answers."""
        try:
            self._call("GET", "/health")
        except PrefectDown:
            return False
        return True

    def start_run(self, code: str, name: str, tags: list[str]) -> str:
        """Create the run of a congress; returns its id."""
        deployment = self._call("GET", f"/deployments/name/{DEPLOYMENT}")
        run = self._call(
            "POST",
            f"/deployments/{deployment['id']}/create_flow_run",
            {"parameters": {"code": code}, "name": name, "tags": tags, "state": {"type": "SCHEDULED"}},
        )
        return run["id"]

    def get_run(self, run: str) -> dict[str, Any] | None:
        """The run as Prefect has it; None when it was deleted."""
        return self._call("GET", f"/flow_runs/{run}", missing_ok=True)

    def wake(self, run: str) -> bool:
        """Let a waiting run look at the store again; False when it is not waiting."""
        found = self.get_run(run)
        if found is None or found["state_type"] not in WAITING_TYPES:
            return False
        result = self._call(
            "POST", f"/flow_runs/{run}/set_state", {"state": {"type": "SCHEDULED", "name": "Resuming"}, "force": False}
        )
        return result["status"] == "ACCEPT"
