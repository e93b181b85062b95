"""Beyond one machine, for real: PostgreSQL, two API processes, three workers as processes, one of them killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from bench.small import DAY, SmallCongress, who
from daihoi import desk, runs
from daihoi.errors import AlreadySettled
from daihoi.prefect_api import PrefectApi
from daihoi.rules.replay import replay
from daihoi.store import Store, open_store
from schemas.dossier import Life
from schemas.record import Act
from tests.house import free_port

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/nowhere"))
CONGRESSES = 5
PATIENCE = 420

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not (BIN / "initdb").exists(), reason="PostgreSQL's server is not on this machine"),
]


class Middle:
    """The processes of the middle size."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, list[subprocess.Popen[bytes]]()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.ports = (free_port(), free_port(), free_port())

    def start(self) -> None:
        """PostgreSQL, then both servers, then the workers."""
        self._start_postgres()
        for port in self.ports[1:]:
            env = {"PREFECT_API_DATABASE_CONNECTION_URL": self.url("prefect").replace("://", "+asyncpg://")}
            command = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
            self._start(command, f"server-{port}", **env)
            self._until(
                lambda port=port: httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=3).status_code == 200
            )
        for n, port in enumerate((self.ports[1], self.ports[1], self.ports[2])):
            env = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "DAIHOI_AT_ONCE": "2"}
            register = ["--register"] if n == 0 else []
            self.workers.append(
                self._start(["-m", "deployments.work", "--name", f"w{n}", *register], f"worker-{n}", **env)
            )
            if n == 0:
                self._until(lambda: b"ready" in (self.folder / "worker-0.log").read_bytes())

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://postgres@127.0.0.1:{self.ports[0]}/{database}"

    def stop(self) -> None:
        """End everything that was started here, and nothing else."""
        family: list[psutil.Process] = []
        for process in reversed(self.processes):
            if process.poll() is None:
                found = psutil.Process(process.pid)
                family += [found, *found.children(recursive=True)]
                process.send_signal(signal.SIGTERM if process is not self.processes[0] else signal.SIGINT)
        _, alive = psutil.wait_procs(family, timeout=25)
        for left in alive:
            left.kill()

    def _start_postgres(self) -> None:
        data = self.folder / "pg"
        data.mkdir()
        # PostgreSQL does not run as root.
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            for place in (self.folder, *self.folder.parents):
                if place.owner() == "root" and place != Path("/") and place.stat().st_mode & 0o055 != 0o055:
                    place.chmod(place.stat().st_mode | 0o055)
            shutil.chown(data, user)
        subprocess.run(
            [BIN / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, capture_output=True, user=user
        )
        log = (self.folder / "pg.log").open("wb")
        command = [BIN / "postgres", "-D", data, "-p", str(self.ports[0]), "-c", "listen_addresses=127.0.0.1"]
        command += ["-c", "unix_socket_directories=", "-c", "max_connections=200"]
        self.processes.append(subprocess.Popen([str(c) for c in command], stdout=log, stderr=log, user=user))
        self._until(
            lambda: subprocess.run([BIN / "pg_isready", "-h", "127.0.0.1", "-p", str(self.ports[0])]).returncode == 0
        )
        for name in ("daihoi", "prefect"):
            command = [BIN / "createdb", "-h", "127.0.0.1", "-p", str(self.ports[0]), "-U", "postgres", name]
            subprocess.run(command, check=True)

    def _start(self, command: list[str], name: str, **more: str) -> subprocess.Popen[bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("DAIHOI_", "PREFECT_"))}
        env |= {
            "DAIHOI_HOME": str(self.folder / "home"),
            "DAIHOI_DATABASE_URL": self.url("daihoi"),
            "DAIHOI_OPEN": "1",
            "DAIHOI_TODAY": DAY.isoformat(),
            "PREFECT_HOME": str(self.folder / name),
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PYTHONUNBUFFERED": "1",
            **more,
        }
        Path(env["PREFECT_HOME"]).mkdir(exist_ok=True)
        log = (self.folder / f"{name}.log").open("wb")
        process = subprocess.Popen([sys.executable, *command], env=env, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def _until(self, there: object, seconds: float = 120) -> None:
        assert callable(there)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if there():
                    return
            except (httpx.HTTPError, OSError):
                pass
            time.sleep(0.5)
        raise AssertionError("\n".join(p.read_text()[-1500:] for p in self.folder.glob("*.log")))


@pytest.fixture
def middle(tmp_path: Path) -> Iterator[Middle]:
    place = Middle(tmp_path)
    try:
        place.start()
        yield place
    finally:
        place.stop()


def carry(store: Store, api: PrefectApi, middle: Middle) -> float:
    """All congresses at once to their end, one worker killed half way; seconds."""
    people = {f"c{n}": SmallCongress(f"c{n}") for n in range(CONGRESSES)}
    asked: dict[int, object] = {}
    for code, congress in people.items():
        desk.open_congress(store, congress.opening, "Bí thư", DAY)
        runs.follow(store, api, code, wakes=True)
    began = mended = time.monotonic()
    answers, killed = 0, False
    while people and time.monotonic() - began < PATIENCE:
        for code, congress in list(people.items()):
            dossier = store.get_dossier(code)
            if dossier.life is not Life.ACTIVE:
                del people[code]
            for request in dossier.holding_requests[:1]:
                raw = asked.setdefault(request.number, None) or congress.answer(request)
                asked[request.number] = raw
                try:
                    receipt = desk.hand_in(store, request.number, raw, who(request), DAY)  # type: ignore[arg-type]
                except AlreadySettled:
                    continue
                assert receipt.accepted, receipt.findings
                answers += 1
                runs.follow(store, api, code, wakes=receipt.wakes)
        if answers > CONGRESSES * 13 and not killed:
            middle.workers[1].send_signal(signal.SIGKILL)
            middle.workers[1].wait()
            killed = True
        if time.monotonic() - mended > 10:
            # What the watch flow does every quarter of an hour.
            runs.reconcile(store, api)
            mended = time.monotonic()
        time.sleep(0.1)
    assert killed
    assert not people, {code: store.get_dossier(code).holding_requests for code in people}
    return time.monotonic() - began


def test_several_congresses_end_right_on_the_middle_size_though_a_worker_is_killed(middle: Middle) -> None:
    store = open_store(middle.url("daihoi"), rehearsal=True)
    api = PrefectApi(f"http://127.0.0.1:{middle.ports[2]}/api", timeout=30)
    seconds = carry(store, api, middle)
    print(f"{CONGRESSES} congresses in {seconds:.0f} s: {60 * CONGRESSES / seconds:.1f} a minute")
    for n in range(CONGRESSES):
        code = f"c{n}"
        dossier, records = store.get_dossier(code), store.list_journal(code)
        assert replay(records) == dossier
        assert [r.seq for r in records] == list(range(1, len(records) + 1))
        settled = [r.request for r in records if r.act is Act.ANSWER_ACCEPT]
        assert len(settled) == len(set(settled))
        papers = [(p.place, p.version) for p in dossier.papers]
        assert len(papers) == len(set(papers))
        run = api.get_run(str(store.get_lease(code).run))
        until = time.monotonic() + 60
        while run is not None and run["state_type"] != "COMPLETED" and time.monotonic() < until:
            time.sleep(0.5)
            run = api.get_run(str(store.get_lease(code).run))
        assert run is not None
        assert run["state_type"] == "COMPLETED"
