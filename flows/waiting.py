"""The one place that suspends a run and asks a person."""

import os
import socket
from typing import Any
from uuid import UUID

import httpx
from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import Pause
from prefect.logging import get_run_logger
from prefect.states import Scheduled, Suspended
from prefect.utilities.engine import propose_state_sync

from daihoi import desk, forms
from daihoi.errors import AlreadySettled, DaihoiError
from daihoi.rules import procedure
from daihoi.settings import read_settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier

PREFIX = "yeu-cau-"


def another_run_is_live(code: str) -> str | None:
    """Take the lease for this run; the id of the run that has it already, if it is not us."""
    store = open_store(read_settings().database_url)
    run = str(runtime.flow_run.id)
    if store.take_lease(code, run, f"{socket.gethostname()}:{os.getpid()}:{run}"):
        return None
    return store.get_lease(code).run


def _release(code: str) -> None:
    run = str(runtime.flow_run.id)
    open_store(read_settings().database_url).release_lease(code, f"{socket.gethostname()}:{os.getpid()}:{run}")


def take_in_answers(code: str) -> None:
    """Hand every unread input of this run to the desk, which settles each once."""
    run = UUID(str(runtime.flow_run.id))
    store, log = open_store(read_settings().database_url), get_run_logger()
    with get_client(sync_client=True) as client:
        found = client._client.post(f"/flow_runs/{run}/input/filter", json={"prefix": PREFIX, "limit": 200}).json()
        for entry in found:
            if not entry["key"].endswith("-response"):
                continue
            answer: dict[str, Any] = dict(_json(entry["value"]))
            number = answer.pop(forms.NUMBER_FIELD, None)
            if number is not None and answer:
                try:
                    receipt = desk.hand_in(
                        store, int(number), answer, entry.get("sender") or "trang Prefect", today(), code=code
                    )
                    log.info("request %s from the page: %s", number, "accepted" if receipt.accepted else "refused")
                except (AlreadySettled, DaihoiError) as error:
                    log.info("request %s from the page: %s", number, type(error).__name__)
            client._client.delete(f"/flow_runs/{run}/input/{entry['key']}")


def wait_for(dossier: Dossier) -> None:
    """Suspend this run under the name of what it waits for, with the form of the most urgent request."""
    request = dossier.open_requests[0]
    more = len(dossier.open_requests) - 1
    run = UUID(str(runtime.flow_run.id))
    # A key that was used is skipped by Prefect; the journal line makes each wait's key its own.
    key = f"{PREFIX}{request.number}-{dossier.seq}"
    keyset = {part: f"{key}-{part}" for part in ("schema", "description", "response")}
    row = procedure.ROWS[request.kind]
    name = f"Chờ: {row.title.vi}" + (f" (+{more})" if more else "")
    with get_client(sync_client=True) as client:
        # The form first: a Resume between state and form would be refused.
        _save(client, run, keyset["schema"], forms.page_schema(request))
        _save(client, run, keyset["description"], forms.page_description(dossier, request))
        state = Suspended(pause_key=key)
        state.name = name
        state.state_details.run_input_keyset = keyset
        client.update_flow_run(run, tags=_tags(dossier))
        _release(dossier.code)
        state = propose_state_sync(client, state, flow_run_id=run)
        if not state.is_paused():
            return
        now = open_store(read_settings().database_url).get_dossier(dossier.code)
        if now.seq != dossier.seq:
            # An answer came while we went to sleep; nobody else will wake us for it.
            client.set_flow_run_state(run, Scheduled(name="Resuming"))
    raise Pause(state=state)


def _tags(dossier: Dossier) -> list[str]:
    from daihoi.runs import tags_of

    return [*tags_of(dossier), f"bước:{dossier.open_requests[0].step.value}"]


def _json(value: Any) -> Any:
    import json

    return json.loads(value) if isinstance(value, str) else value


def _save(client: SyncPrefectClient, run: UUID, key: str, value: Any) -> None:
    import json

    try:
        client._client.post(
            f"/flow_runs/{run}/input", json={"key": key, "value": json.dumps(value), "sender": None}
        ).raise_for_status()
    except httpx.HTTPStatusError as error:
        if error.response.status_code != 409:
            raise
