"""Prefect's own server as a child process: started, awaited, stopped, and told from a stranger's."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

STARTS_WITHIN = 120.0


class ServerStopped(RuntimeError):
    """The server ended while starting, or never answered."""


class PortTaken(RuntimeError):
    """Another program listens on the port."""


class Server:
    """Prefect's server on the loopback, with its home in ``home``."""

    def __init__(self, port: int, home: Path) -> None:
        self.port, self.home = port, home
        self.api = f"http://127.0.0.1:{port}/api"
        self._pid_file = home / "server.pid"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, when there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and wait until it answers; an orphan of an earlier start in this home is stopped first."""
        self._stop_orphan()
        if self._answers():
            raise PortTaken(f"port {self.port} is taken")
        # Prefect does not make its own home, and dies without it.
        self.home.mkdir(parents=True, exist_ok=True)
        env = {
            **os.environ,
            "PREFECT_HOME": str(self.home),
            # The page is served with port 4200 in it unless it is told its own.
            "PREFECT_UI_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": os.environ.get("PREFECT_LOGGING_LEVEL", "WARNING"),
        }
        env.pop("PREFECT_API_URL", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)],
            env=env,
            stdout=sys.stderr,
            stderr=sys.stderr,
            start_new_session=True,
        )
        self._pid_file.write_text(str(self._process.pid))
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if not self.is_running():
                raise ServerStopped("Prefect's server stopped while starting")
            if self._answers():
                return
            time.sleep(0.3)
        raise ServerStopped("Prefect's server did not answer in time")

    def is_running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it, gently first."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.api}/health", timeout=2).status_code == 200
        return False

    def _stop_orphan(self) -> None:
        # Killed with -9, we leave the server behind: it is in a session of its own so that Ctrl-C reaches us first.
        try:
            orphan = psutil.Process(int(self._pid_file.read_text()))
            if "prefect" not in orphan.cmdline():
                return
            orphan.terminate()
            _, alive = psutil.wait_procs([orphan], timeout=15)
            for process in alive:
                process.kill()
        except (OSError, ValueError, psutil.Error):
            return
