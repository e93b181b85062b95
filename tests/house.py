"""A whole house for a test: store, embedded server and worker as processes, and people who answer."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from daihoi.cli.main import main
from daihoi.cli.rehearsal import Rehearsal
from daihoi.cli.up import free_port
from daihoi.prefect_api import PrefectApi
from daihoi.settings import Settings
from daihoi.store import Store, open_store

EXAMPLES = Path(__file__).parents[1] / "examples"
BUSY = 90.0
"""Seconds that a test lets Prefect's server take on a machine that is busy with other things."""


class People(Rehearsal):
    """A rehearsal whose commands run in this process, since a test cannot wait a second for each import."""

    def daihoi(self, *arguments: str, module: str = "daihoi.cli.main") -> subprocess.CompletedProcess[str]:
        """The same doors, without a process of their own."""
        if module != "daihoi.cli.main":
            from daihoi.cli import resume

            command = resume.main
        else:
            command = main
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), _environ(self.environment()):
            code = command(list(arguments))
        return subprocess.CompletedProcess(list(arguments), code, said.getvalue(), "")


@contextlib.contextmanager
def _environ(values: dict[str, str]):
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class House:
    """The embedded default in a folder of its own."""

    def __init__(self, home: Path, *, guarded: bool = False, database_url: str | None = None) -> None:
        self.home, self.guarded = home, guarded
        self.port = free_port()
        self.settings = Settings(
            home,
            database_url or f"sqlite:///{home / 'daihoi.db'}",
            f"http://127.0.0.1:{self.port}/api",
            "vi",
            None,
        )
        self._process: subprocess.Popen[str] | None = None

    @property
    def store(self) -> Store:
        """The store, as a second process sees it."""
        return open_store(self.settings.database_url, rehearsal=not self.guarded)

    @property
    def api(self) -> PrefectApi:
        """Prefect's server."""
        return PrefectApi(self.settings.prefect_api, timeout=BUSY)

    def people(self, example: str) -> People:
        """The people of an example."""
        return People(EXAMPLES / example, self.settings, guarded=self.guarded)

    def start(self) -> "House":
        """Start server and worker, and wait until they work."""
        process = self.launch()
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                return self
        raise AssertionError((self.home / "embedded.log").read_text()[-4000:])

    def launch(self) -> subprocess.Popen[str]:
        """Start server and worker, and wait for nothing."""
        self.home.mkdir(parents=True, exist_ok=True)
        env = {**self.people("vistip-2020").environment(), "DAIHOI_PORT": str(self.port)}
        env["PREFECT_HOME"] = str(self.home / "prefect")
        # Where secrets are looked for afterwards, everything is logged that ever could be.
        env["PREFECT_LOGGING_LEVEL"] = "DEBUG" if self.guarded else "WARNING"
        env.pop("PREFECT_API_URL", None)
        with (self.home / "embedded.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deployments.embedded"], env=env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        return self._process

    def has_ended(self) -> bool:
        """True when the process that was started last is gone."""
        return self._process is not None and self._process.poll() is not None

    def kill_worker(self) -> None:
        """kill -9 the process that works; the server is left behind."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def kill_server(self) -> None:
        """kill -9 Prefect's server."""
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            psutil.Process(int((self.home / "prefect" / "server.pid").read_text().split()[0])).kill()

    def await_server(self, seconds: float = 90) -> None:
        """Wait until the server answers again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.settings.prefect_api}/health", timeout=2).status_code == 200:
                    return
            time.sleep(0.3)
        raise AssertionError("the server does not come back")

    def stop(self) -> None:
        """Ctrl-C."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
        pid_file = self.home / "prefect" / "server.pid"
        if pid_file.exists():
            self.kill_server()
