"""The only HTTP to Prefect, without importing it: the command line must answer in well under a second."""

import json
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from daihoi.settings import page_login
from daihoi.waits import PREFIX, Wait

DEPLOYMENT = "prepare-congress/prepare-congress"
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "CANCELLING")
EXECUTING = ("RUNNING", "PENDING")


class PrefectDown(Exception):
    """The server does not answer."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed on the page: its key, its fields, and when."""

    key: str
    fields: dict[str, Any] = field(repr=False)
    at: datetime


def artifact_key(*words: str) -> str:
    """A key as Prefect takes it: lowercase letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).casefold()).strip("-")


class PrefectApi:
    """Prefect's server at ``url`` (ending in ``/api``); ``within`` so many seconds of all calls together, it counts as down."""

    def __init__(self, url: str, *, timeout: float = 10.0, tries: int = 6, within: float | None = None) -> None:
        self.url = url.rstrip("/")
        self._tries, self._timeout = tries, timeout
        self._until = time.monotonic() + within if within is not None else None
        # A server that several machines reach asks for a name and a password, said the way Prefect's own clients do.
        name, _, password = (page_login() or "").partition(":")
        auth = httpx.BasicAuth(name, password) if name else None
        # Reading the machine's authorities takes longer than the call; without TLS there is nothing to check.
        self._client = httpx.Client(base_url=self.url, timeout=timeout, auth=auth, verify=url.startswith("https"))

    def _request(self, method: str, path: str, body: Any = None) -> httpx.Response:
        response: httpx.Response | None = None
        for attempt in range(self._tries):
            try:
                response = self._client.request(method, path, json=body, timeout=self._patience())
            except httpx.HTTPError as error:
                raise PrefectDown(str(error)) from error
            if response.status_code != 503:
                break
            # SQLite under Prefect answers 503 "database is locked" when busy; it passes.
            time.sleep(0.1 * 2**attempt)
        assert response is not None
        return response

    def _patience(self) -> float:
        if self._until is None:
            return self._timeout
        left = self._until - time.monotonic()
        if left <= 0:
            raise PrefectDown("no time left to ask")
        return min(left, self._timeout)

    def _call(self, method: str, path: str, body: Any = None, *, fine: tuple[int, ...] = ()) -> Any:
        response = self._request(method, path, body)
        if response.status_code in fine:
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

    def count_workers(self, pool: str = "daihoi") -> int:
        """How many workers of the pool are online."""
        found: list[dict[str, Any]] | None = self._call(
            "POST", f"/work_pools/{pool}/workers/filter", {"limit": 50}, fine=(404,)
        )
        return sum(w.get("status") == "ONLINE" for w in found or ())

    def start_run(self, code: str, name: str, tags: list[str]) -> str:
        """Create the run of a congress; returns its id."""
        deployment = self._call("GET", f"/deployments/name/{DEPLOYMENT}")
        run = self._call(
            "POST",
            f"/deployments/{deployment['id']}/create_flow_run",
            {"parameters": {"code": code}, "name": name, "tags": tags, "state": {"type": "SCHEDULED"}},
        )
        return run["id"]

    def start_deployment(self, name: str) -> str:
        """Let a deployment (``flow/deployment``) run once, now; returns the run's id."""
        deployment = self._call("GET", f"/deployments/name/{name}")
        body = {"state": {"type": "SCHEDULED"}}
        return self._call("POST", f"/deployments/{deployment['id']}/create_flow_run", body)["id"]

    def get_run(self, run: str) -> dict[str, Any] | None:
        """The run as Prefect has it; None when it was deleted."""
        return self._call("GET", f"/flow_runs/{run}", fine=(404,))

    def describe(self, run: str, name: str, tags: list[str]) -> None:
        """Set the run's name and tags."""
        self._call("PATCH", f"/flow_runs/{run}", {"name": name, "tags": tags})

    def set_state(self, run: str, state: dict[str, Any], *, force: bool = False) -> bool:
        """Propose ``state``; True when it was taken as it is."""
        result = self._call("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": force})
        return result["status"] == "ACCEPT"

    def schedule(self, run: str, *, force: bool = False) -> bool:
        """Let a waiting run execute again."""
        return self.set_state(run, {"type": "SCHEDULED", "name": "Resuming"}, force=force)

    def save_form(self, run: str, wait: Wait) -> None:
        """Save the form of a wait: before its state, since a Resume in between would find none."""
        for part, value in (("schema", wait.schema), ("description", wait.description)):
            self.save_input(run, wait.keyset[part], value)

    def save_input(self, run: str, key: str, value: Any) -> None:
        """Save ``value`` under ``key``, unless something stands there."""
        body = {"key": key, "value": json.dumps(value, ensure_ascii=False)}
        self._call("POST", f"/flow_runs/{run}/input", body, fine=(409,))

    def list_states(self, run: str) -> list[dict[str, Any]]:
        """The run's states, oldest first."""
        return self._call("GET", f"/flow_run_states/?flow_run_id={run}")

    def list_answers(self, run: str) -> list[Typed]:
        """The answers typed on the page that nobody has read."""
        found = self._call("POST", f"/flow_runs/{run}/input/filter", {"prefix": PREFIX, "limit": 200})
        return [
            Typed(
                entry["key"],
                json.loads(entry["value"]) if isinstance(entry["value"], str) else entry["value"],
                datetime.fromisoformat(entry["created"]),
            )
            for entry in found
            if entry["key"].endswith("-response")
        ]

    def keep_artifact(self, run: str, key: str, text: str, description: str) -> None:
        """Show ``text`` (Markdown) as the newest artifact of the run under ``key``."""
        body = {"key": key, "type": "markdown", "data": text, "description": description, "flow_run_id": run}
        self._call("POST", "/artifacts/", body)

    def list_artifacts(self, run: str) -> list[dict[str, Any]]:
        """The artifacts of the run, oldest first."""
        wanted = {"artifacts": {"flow_run_id": {"any_": [run]}}, "limit": 200}
        return sorted(self._call("POST", "/artifacts/filter", wanted), key=lambda a: a["created"])

    def read_input(self, run: str, key: str) -> Any:
        """What stands under ``key``: a form's schema or its description."""
        return self._call("GET", f"/flow_runs/{run}/input/{key}")

    def delete_run(self, run: str) -> None:
        """Delete the run; its congress stays."""
        self._call("DELETE", f"/flow_runs/{run}", fine=(404,))

    def forget_input(self, run: str, key: str) -> None:
        """Delete an input that was read."""
        self._call("DELETE", f"/flow_runs/{run}/input/{key}", fine=(404,))

    def resume(self, run: str, answer: dict[str, Any]) -> tuple[bool, str]:
        """What the page's Resume does; whether it was taken, and the server's reason if not."""
        response = self._request("POST", f"/flow_runs/{run}/resume", {"run_input": answer})
        if response.status_code >= 500:
            raise PrefectDown(str(response.status_code))
        body = response.json()
        if response.status_code >= 400:
            return False, str(body.get("detail", body))
        details: dict[str, Any] = body.get("details") or {}
        return body["status"] == "ACCEPT", str(details.get("reason") or "")
