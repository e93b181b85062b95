"""`daihoi up`: the embedded default in one terminal."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping

from daihoi.cli import views
from daihoi.errors import BadInput
from daihoi.settings import Settings, is_open_to_others, page_host, page_login

PORT_TAKEN = 3
"""What `deployments.embedded` ends with when its port is another program's."""


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def embedded(settings: Settings, port: int, environment: Mapping[str, str] = os.environ) -> subprocess.Popen[str]:
    """Start server, deployments and worker as a process of their own; its log goes to ``home``."""
    settings.home.mkdir(parents=True, exist_ok=True)
    env = {
        **environment,
        "DAIHOI_HOME": str(settings.home),
        "DAIHOI_DATABASE_URL": settings.database_url,
        "DAIHOI_PORT": str(port),
        "DAIHOI_PARENT": str(os.getpid()),
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_LOGGING_LEVEL": os.environ.get("PREFECT_LOGGING_LEVEL", "WARNING"),
    }
    env.pop("PREFECT_API_URL", None)
    log = (settings.home / "embedded.log").open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", "deployments.embedded"], env=env, stdout=subprocess.PIPE, stderr=log, text=True
    )


def await_ready(process: subprocess.Popen[str], settings: Settings) -> bool:
    """Show progress until the worker is ready; False when it stopped instead."""
    assert process.stdout is not None
    with views.console.status("Đang khởi động máy chủ Prefect (15–30 giây)…"):
        for line in process.stdout:
            if line.strip() == "ready":
                return True
    if process.wait() == PORT_TAKEN:
        views.say(
            f"Cổng của {settings.prefect_api} đang có chương trình khác dùng; hãy dừng nó, hoặc đặt DAIHOI_PORT là số khác.",
            f"Another program listens at {settings.prefect_api}: stop it, or set DAIHOI_PORT to another number.",
            settings.lang,
        )
        return False
    views.say(
        f"Không khởi động được; xem {settings.home / 'embedded.log'}.",
        f"Could not start; see {settings.home / 'embedded.log'}.",
        settings.lang,
    )
    return False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing: DAIHOI_HOME and DAIHOI_PORT say where."""


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run until Ctrl-C."""
    if is_open_to_others() and page_login() is None:
        raise BadInput(
            f"DAIHOI_HOST={page_host()} mở trang cho máy khác vào: hãy đặt DAIHOI_PAGE_PASSWORD trước.",
            f"DAIHOI_HOST={page_host()} opens the page to other machines: set DAIHOI_PAGE_PASSWORD first.",
        )
    port = int(os.environ.get("DAIHOI_PORT", "4280"))
    process = embedded(settings, port)
    try:
        if not await_ready(process, settings):
            return 1
        views.say(
            f"Sẵn sàng: http://127.0.0.1:{port} · Ctrl-C để dừng.",
            f"Ready: http://127.0.0.1:{port} · Ctrl-C stops.",
            settings.lang,
        )
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Ask it to end, and wait until it has."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
