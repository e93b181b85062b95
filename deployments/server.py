"""Prefect's own server as a child process: started, awaited, stopped, and told from a stranger's."""

import contextlib
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

from daihoi.settings import is_open_to_others, page_host, page_login
from deployments.prefect_settings import for_server

STARTS_WITHIN = 120.0


class ServerStopped(RuntimeError):
    """The server ended while starting, or never answered."""


class PortTaken(RuntimeError):
    """Another program listens on the port."""


class PasswordNeeded(RuntimeError):
    """Others would reach the page, and nothing asks them who they are."""


LOOPBACK = "127.0.0.1"


class Server:
    """Prefect's server on the loopback, with its home in ``home``.

    ``DAIHOI_HOST`` lets other machines reach it, and is refused without ``DAIHOI_PAGE_PASSWORD``.
    """

    def __init__(self, port: int, home: Path) -> None:
        self.port, self.home = port, home
        self.host = page_host()
        self.login = page_login()
        if is_open_to_others() and self.login is None:
            raise PasswordNeeded(f"DAIHOI_HOST={self.host} opens the page to others: set DAIHOI_PAGE_PASSWORD first")
        self.api = f"http://{LOOPBACK if self.host in ('0.0.0.0', '::') else self.host}:{port}/api"
        self._pid_file = home / "server.pid"
        self._process: psutil.Process | None = None

    def start(self) -> None:
        """Start it and wait until it answers; one that an earlier start in this home left behind is taken over."""
        self._process = self._left_behind()
        if self._process is None:
            if self._is_taken():
                raise PortTaken(f"port {self.port} is taken")
            self._process = self._launch()
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
        process = self._process
        if process is None:
            return False
        try:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def stop(self) -> None:
        """End it, gently first."""
        if self._process is not None:
            with contextlib.suppress(psutil.Error):
                self._process.terminate()
                _, alive = psutil.wait_procs([self._process], timeout=15)
                for process in alive:
                    process.kill()
        self._pid_file.unlink(missing_ok=True)

    def _launch(self) -> psutil.Process:
        # Prefect does not make its own home, and dies without it.
        self.home.mkdir(parents=True, exist_ok=True)
        env = {
            **for_server(self.home),
            "PREFECT_HOME": str(self.home),
            # The page is served with port 4200 in it unless it is told its own.
            "PREFECT_UI_API_URL": self.api,
        }
        if self.login is not None:
            env["PREFECT_SERVER_API_AUTH_STRING"] = env["PREFECT_API_AUTH_STRING"] = self.login
        if self.host != LOOPBACK:
            # Other machines reach the page under names that we do not know.
            env["PREFECT_UI_API_URL"] = "/api"
        env.pop("PREFECT_API_URL", None)
        process = psutil.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", self.host, "--port", str(self.port)],
            env=env,
            stdout=sys.stderr,
            stderr=sys.stderr,
            # Ctrl-C reaches us first, and we end the server after the worker.
            start_new_session=True,
        )
        self._pid_file.write_text(f"{process.pid} {self.port}")
        return process

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.api}/health", timeout=2).status_code == 200
        return False

    def _is_taken(self) -> bool:
        """True when anything listens there, also what is no server of Prefect's."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection((urlsplit(self.api).hostname, self.port), timeout=2),
        ):
            return True
        return False

    def _left_behind(self) -> psutil.Process | None:
        try:
            pid, port = (int(n) for n in self._pid_file.read_text().split())
            process = psutil.Process(pid)
            return process if port == self.port and "prefect" in process.cmdline() else None
        except (OSError, ValueError, psutil.Error):
            return None
