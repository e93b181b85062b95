"""What Prefect answers, over real HTTP, told as the fault it is; and a server that is slow never makes a person wait."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from daihoi.cli.why import PATIENCE, why
from daihoi.rules.holding import Fault, Holding
from daihoi.settings import Settings
from daihoi.store import Store
from daihoi.waits import wait_of
from tests.integration.mailbox import broken_server
from tests.integration.walking import Walk

CODE = "vistip-2020"
RUN = "0a0a0a0a-0000-4000-8000-000000000001"
Answers = dict[str, Any]


@contextmanager
def prefect(answers: Answers) -> Iterator[str]:
    """A server that answers each path with what ``answers`` says, 404 for the rest; gives the address of its API."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = next((answers[part] for part in answers if self.path.endswith(part)), None)
            body = json.dumps(found).encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def asked(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Holding]:
    """`why` of one congress that has a run, asked of the server at an address."""
    monkeypatch.setenv("DAIHOI_TODAY", "2020-06-01")
    monkeypatch.setattr("daihoi.cli.why.PATIENCE", 5.0)
    Walk(store, CODE, tmp_path).open()
    store.name_run(CODE, RUN, None)
    return lambda url: why(store, Settings(tmp_path, "", url, "vi", None), CODE)


def run_in(state: str, **details: Any) -> Answers:
    return {f"/flow_runs/{RUN}": {"id": RUN, "state_type": state, "state": {"type": state, "state_details": details}}}


ONLINE: Answers = {"/workers/filter": [{"status": "ONLINE"}], "/input/filter": [], "/health": True}
OFFLINE: Answers = {**ONLINE, "/workers/filter": [{"status": "OFFLINE"}]}
TYPED = {"key": "yeu-cau-1-2-ab-response", "value": "{}", "created": "2020-06-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("answers", "words", "command"),
    [
        ({**ONLINE, **run_in("CRASHED")}, "has ended (crashed)", "daihoi repair"),
        ({**ONLINE, **run_in("FAILED")}, "has ended (failed)", "daihoi repair"),
        ({**ONLINE, **run_in("RUNNING")}, "nobody executes it", "daihoi repair"),
        (ONLINE, "is gone", "daihoi repair"),
        ({**OFFLINE, **run_in("PAUSED")}, "there is no worker", "daihoi up"),
        ({**ONLINE, **run_in("PAUSED"), "/input/filter": [TYPED]}, "1 answers typed", "daihoi repair"),
    ],
    ids=["crashed", "failed", "nobody executes it", "deleted", "no worker", "unread answer"],
)
def test_what_the_server_says_is_told_as_the_fault_it_is(
    asked: Callable[[str], Holding], answers: Answers, words: str, command: str
) -> None:
    with prefect(answers) as url:
        last = asked(url).links[-1]
    assert words in last.words.en
    assert (last.fault, last.command) == (Fault.MACHINE, command)


def test_a_run_that_waits_and_shows_the_dossier_holds_nothing(asked: Callable[[str], Holding], store: Store) -> None:
    state = wait_of(store.get_dossier(CODE)).state
    with prefect({**ONLINE, **run_in("PAUSED", **state["state_details"])}) as url:
        found = asked(url)
    assert [link.fault for link in found.links] == [Fault.PERSON]


def test_a_server_that_is_down_or_hangs_is_told_at_once(
    asked: Callable[[str], Holding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daihoi.cli.why.PATIENCE", PATIENCE)

    def silence(caller: socket.socket) -> None:
        time.sleep(3)

    asked("http://127.0.0.1:9/api")
    with broken_server(silence) as port:
        began = time.monotonic()
        found = asked(f"http://127.0.0.1:{port}/api")
        assert time.monotonic() - began < 1.5
    assert "Prefect does not answer in time" in found.links[-1].words.en
    assert found.links[-1].command == "daihoi up"


def test_a_clock_set_back_is_told_before_anything_else(
    asked: Callable[[str], Holding], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Behind(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(UTC) - timedelta(days=1)

    monkeypatch.setattr("daihoi.cli.why.datetime", Behind)
    found = asked("http://127.0.0.1:9/api")
    assert found.fault is Fault.CLOCK
    assert found.links[0].command == "daihoi doctor"
