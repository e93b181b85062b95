"""From the answer to the next request on Prefect's page: our worker beside Prefect's own `serve`."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.machine import cpu_of
from bench.sixstep import give_answer, next_place
from bench.small import DAY, SmallCongress, who
from daihoi import desk, runs
from daihoi.cli.up import free_port
from daihoi.prefect_api import PrefectApi
from daihoi.store import Store, open_store
from daihoi.waits import shows
from schemas.dossier import Life

PATIENCE = 600.0
OFTEN, SELDOM = 0.03, 0.5
"""How often the client looks: often to see how long it takes, seldom so as not to be what it measures."""


@dataclass
class Drive:
    """What driving some congresses took: seconds of each answer, CPU seconds by process, wall seconds."""

    seconds: list[float] = field(default_factory=list[float])
    cpu: dict[str, float] = field(default_factory=dict[str, float])
    wall: float = 0.0
    congresses: int = 0
    answers: int = 0

    @property
    def cpu_per_answer(self) -> float:
        """CPU seconds of all processes together, an answer."""
        return sum(self.cpu.values()) / max(1, self.answers)

    @property
    def a_minute(self) -> float:
        """Congresses brought to their end in a minute."""
        return 60 * self.congresses / self.wall


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[str]") -> Generator["subprocess.Popen[str]", None, None]:
    try:
        yield process
    finally:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        process.terminate()
        _, alive = psutil.wait_procs(family, timeout=20)
        for left in alive:
            left.kill()


@contextlib.contextmanager
def our_house() -> Generator[tuple[Store, PrefectApi, dict[str, psutil.Process]], None, None]:
    """Store, server and worker of our own, as `daihoi up` starts them."""
    with tempfile.TemporaryDirectory(prefix="daihoi-bench-") as folder:
        home, port = Path(folder), free_port()
        env = {
            **os.environ,
            "DAIHOI_HOME": folder,
            "DAIHOI_PORT": str(port),
            "DAIHOI_TODAY": DAY.isoformat(),
            "DAIHOI_OPEN": "1",
            "PREFECT_HOME": f"{folder}/prefect",
            "PREFECT_LOGGING_LEVEL": "WARNING",
        }
        env.pop("PREFECT_API_URL", None)
        log = (home / "embedded.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.embedded"], env=env, stdout=subprocess.PIPE, stderr=log, text=True
        )
        with _ended(process):
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError((home / "embedded.log").read_text()[-2000:])
            worker = psutil.Process(process.pid)
            server = worker.children()[0]
            store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
            yield store, PrefectApi(f"http://127.0.0.1:{port}/api"), {"worker": worker, "server": server}


def drive_ours(count: int) -> Drive:
    """``count`` congresses of the small example through `prepare-congress`, one after the other."""
    with our_house() as (store, api, processes):
        _carry(store, api, "warm", Drive(), OFTEN)
        quick, drive, me = Drive(), Drive(), psutil.Process()
        _carry(store, api, "quick", quick, OFTEN)
        before = accounts(processes, me)
        began = time.perf_counter()
        for n in range(count):
            _carry(store, api, f"c{n}", drive, SELDOM)
        drive.wall, drive.congresses = time.perf_counter() - began, count
        drive.cpu = {k: v - before[k] for k, v in accounts(processes, me).items()}
        drive.answers, drive.seconds = len(drive.seconds), quick.seconds
        return drive


def accounts(processes: dict[str, psutil.Process], me: psutil.Process) -> dict[str, float]:
    """CPU seconds that each process, all under it, and the client have spent."""
    spent = {name: cpu_of([process]) for name, process in processes.items()}
    if "worker" in spent:
        # The embedded worker is the server's parent; its own share is without its child's.
        spent["worker"] -= spent["server"]
    return {**spent, "client": sum(me.cpu_times()[:2])}


def _carry(store: Store, api: PrefectApi, code: str, drive: Drive, every: float) -> None:
    congress = SmallCongress(code)
    dossier = desk.open_congress(store, congress.opening, "Bí thư", DAY)
    runs.start_run(store, api, dossier)
    _await_shown(store, api, code, every)
    while True:
        dossier = store.get_dossier(code)
        if dossier.life is not Life.ACTIVE:
            return
        request = dossier.holding_requests[0]
        raw = congress.answer(request)
        began = time.perf_counter()
        receipt = desk.hand_in(store, request.number, raw, who(request), DAY)
        assert receipt.accepted, receipt.findings
        runs.follow(store, api, code, wakes=receipt.wakes)
        _await_shown(store, api, code, every)
        drive.seconds.append(time.perf_counter() - began)


def _await_shown(store: Store, api: PrefectApi, code: str, every: float) -> None:
    """Wait until the run shows the dossier as it stands, or has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        dossier = store.get_dossier(code)
        run = api.get_run(store.get_lease(code).run or "")
        if run is not None and (
            (run["state_type"] == "COMPLETED" and dossier.life is not Life.ACTIVE)
            or (dossier.holding_requests and shows(run["state"], dossier))
        ):
            return
        time.sleep(every)
    raise RuntimeError(f"{code} does not get on")


def drive_serve(count: int) -> Drive:
    """``count`` congresses of six steps under `flow.serve()` with its defaults, one after the other."""
    with tempfile.TemporaryDirectory(prefix="daihoi-bench-") as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}/api"
        env = {**os.environ, "PREFECT_HOME": folder, "PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_API_URL": url}
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(
                _ended(_start(["-m", "prefect", "server", "start", "--port", str(port)], env, folder))
            )
            client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            _until(lambda: client.get("/health").status_code == 200)
            runner = stack.enter_context(_ended(_start(["-m", "bench.plain_flow"], env, folder)))
            _until(lambda: client.get("/deployments/name/six-step/six-step").status_code == 200)
            deployment = client.get("/deployments/name/six-step/six-step").json()["id"]
            processes = {"server": psutil.Process(server.pid), "worker": psutil.Process(runner.pid)}
            drive, me = Drive(), psutil.Process()
            before = {**{k: cpu_of([p]) for k, p in processes.items()}, "client": sum(me.cpu_times()[:2])}
            began = time.perf_counter()
            for congress in range(count):
                _carry_plain(client, deployment, congress, drive)
            drive.wall, drive.congresses = time.perf_counter() - began, count
            after = {**{k: cpu_of([p]) for k, p in processes.items()}, "client": sum(me.cpu_times()[:2])}
            drive.cpu = {k: v - before[k] for k, v in after.items()}
            drive.answers = len(drive.seconds)
            return drive


def _start(arguments: Sequence[str], env: dict[str, str], folder: str) -> "subprocess.Popen[str]":
    with Path(folder, "log.txt").open("ab") as log:
        return subprocess.Popen([sys.executable, *arguments], env=env, stdout=log, stderr=log, text=True)


def _carry_plain(client: httpx.Client, deployment: str, congress: int, drive: Drive) -> None:
    run = client.post(f"/deployments/{deployment}/create_flow_run", json={"parameters": {"congress": congress}}).json()[
        "id"
    ]
    place: tuple[int, int] | None = (0, 1)
    _await_place(client, run, place)
    while place is not None:
        answer = give_answer(congress, *place)
        began = time.perf_counter()
        _until(lambda given=answer: _resume(client, run, given))
        place = next_place(*place, str(answer["decision"]))
        _await_place(client, run, place)
        drive.seconds.append(time.perf_counter() - began)


def _resume(client: httpx.Client, run: str, answer: dict[str, object]) -> bool:
    # Prefect shows the wait before it has saved the form's schema, and refuses an answer in between.
    return client.post(f"/flow_runs/{run}/resume", json={"run_input": answer}).json().get("status") == "ACCEPT"


def _await_place(client: httpx.Client, run: str, place: tuple[int, int] | None) -> None:
    def there() -> bool:
        state = client.get(f"/flow_runs/{run}").json()["state"]
        if place is None:
            return state["type"] == "COMPLETED"
        details: dict[str, Any] = state["state_details"] or {}
        key = str(details.get("pause_key"))
        return state["type"] == "PAUSED" and f"step-{place[0]}-{place[1]}" in key

    _until(there)


def _until(there: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            if there():
                return
        time.sleep(0.1)
    raise RuntimeError("Prefect does not get on")
