"""`daihoi up` in a terminal: it says where the page is, and Ctrl-C ends all of it, soon and without a trace."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from daihoi.cli.up import free_port


def up(home: Path, port: int) -> subprocess.Popen[str]:
    """The command, as a terminal starts it: a group of its own, which Ctrl-C reaches as a whole."""
    return subprocess.Popen(
        [sys.executable, "-m", "daihoi.cli.main", "up"],
        env={**os.environ, "DAIHOI_HOME": str(home), "DAIHOI_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A terminal's command hears Ctrl-C; one begun in the background, as these tests may be, is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def test_ctrl_c_ends_server_and_worker_soon_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    process = up(tmp_path, port)
    assert process.stdout is not None
    said = next(line for line in process.stdout if "http" in line)
    assert f"http://127.0.0.1:{port}" in said
    below = psutil.Process(process.pid).children(recursive=True)
    assert len(below) >= 2

    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert time.monotonic() - pressed < 25  # Prefect alone would take longer to mourn its server

    assert psutil.wait_procs(below, timeout=5)[1] == []
    assert not (tmp_path / "prefect" / "server.pid").exists()
    assert "Traceback" not in (tmp_path / "embedded.log").read_text(encoding="utf-8")


def test_a_port_that_another_program_has_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = up(tmp_path, port)
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 1
    assert f"127.0.0.1:{port}" in said
    assert "DAIHOI_PORT" in said
