"""Who can reach Prefect's page: this machine only, or others with a password."""

import socket
from pathlib import Path

import httpx
import pytest

from daihoi.cli.main import main
from daihoi.cli.up import free_port
from daihoi.prefect_api import PrefectApi
from deployments.server import PasswordNeeded, Server


def test_by_default_nobody_else_reaches_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAIHOI_HOST", raising=False)
    assert Server(free_port(), tmp_path).host == "127.0.0.1"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_opened_to_others_without_a_password_nothing_starts(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAIHOI_HOST", host)
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path))
    monkeypatch.delenv("DAIHOI_PAGE_PASSWORD", raising=False)
    monkeypatch.delenv("PREFECT_API_AUTH_STRING", raising=False)
    with pytest.raises(PasswordNeeded):
        Server(free_port(), tmp_path)
    assert main(["up"]) == 2
    assert "DAIHOI_PAGE_PASSWORD" in capsys.readouterr().err


def test_opened_to_others_the_page_asks_for_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAIHOI_HOST", "0.0.0.0")
    monkeypatch.setenv("DAIHOI_PAGE_PASSWORD", "mat-khau-7391")
    server = Server(free_port(), tmp_path / "prefect")
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5):
            pass
        body = {"limit": 1}
        assert httpx.post(f"{server.api}/flow_runs/filter", json=body, timeout=20).status_code == 401
        wrong = httpx.post(f"{server.api}/flow_runs/filter", json=body, timeout=20, auth=("daihoi", "x"))
        assert wrong.status_code == 401
        assert PrefectApi(server.api).get_run("00000000-0000-0000-0000-000000000000") is None
        page = httpx.get(f"http://127.0.0.1:{server.port}/ui-settings", timeout=20)
        assert "mat-khau-7391" not in page.text
    finally:
        server.stop()
