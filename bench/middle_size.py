"""The middle size on this machine: PostgreSQL, several processes of Prefect's server, several workers."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from bench.small import DAY
from daihoi.cli.up import free_port
from deployments.prefect_settings import SERVER

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/nowhere"))
"""Where PostgreSQL's own programs are; Prefect's server wants a real one."""


class Middle:
    """The processes of the middle size, all in ``folder``."""

    def __init__(self, folder: Path, servers: int = 2, workers: int = 3, at_once: int = 2) -> None:
        self.folder, self.processes = folder, list[subprocess.Popen[bytes]]()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.ports = [free_port() for _ in range(1 + servers)]
        self._workers, self._at_once = workers, at_once

    @property
    def api(self) -> str:
        """The last server's address."""
        return f"http://127.0.0.1:{self.ports[-1]}/api"

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
        for n in range(self._workers):
            port = self.ports[1:][n % (len(self.ports) - 1)]
            env = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "DAIHOI_AT_ONCE": str(self._at_once)}
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
            **SERVER,
            "PYTHONUNBUFFERED": "1",
            **more,
        }
        Path(env["PREFECT_HOME"]).mkdir(exist_ok=True)
        log = (self.folder / f"{name}.log").open("wb")
        process = subprocess.Popen([sys.executable, *command], env=env, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def _until(self, there: Callable[[], object], seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if there():
                    return
            except (httpx.HTTPError, OSError):
                pass
            time.sleep(0.5)
        raise RuntimeError("\n".join(p.read_text()[-1500:] for p in self.folder.glob("*.log")))
