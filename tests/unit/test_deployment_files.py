"""The files for more than one machine say what the catalogue says, and fit together."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "deployments"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_prefect_yaml_has_the_deployments_of_the_catalogue() -> None:
    from deployments.catalogue import ENTRIES

    written = yaml.safe_load((FOLDER / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    said = {
        d["name"]: (d["entrypoint"], d["description"], (d.get("schedules") or [{}])[0].get("interval")) for d in written
    }
    known = {e.name: (f"{e.flow().fn.__module__}.{e.flow().fn.__name__}", e.description, e.every) for e in ENTRIES}
    assert said == known


def test_every_service_of_the_compose_file_is_there_and_healthy_before_it_is_needed(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert "build" in service or re.fullmatch(r"[a-z]+:[0-9][\w.-]+", service["image"]), f"{name} is not pinned"
        for other, how in service.get("depends_on", {}).items():
            assert other in compose["services"], f"{name} needs {other}"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][other], f"nobody asks {other} how it is"
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in compose["volumes"] or (FOLDER / source).is_file(), mount


def test_no_password_stands_in_the_files(compose: dict[str, Any]) -> None:
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    assert not re.findall(r"(?:PASSWORD|AUTH_STRING): (?!\$\{)\S+", text)
    assert compose["services"]["api"]["deploy"]["replicas"] == 2
    assert "--no-services" in compose["services"]["api"]["command"]


def test_prefect_knows_every_setting_that_it_is_told_and_reports_to_nobody() -> None:
    from prefect.settings.legacy import _get_settings_fields
    from prefect.settings.models.root import Settings

    from deployments.prefect_settings import SERVER, WORKER

    assert (WORKER | SERVER).keys() - _get_settings_fields(Settings).keys() == {"DO_NOT_TRACK"}
    assert SERVER["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_are_understood_by_systemd(tmp_path: Path) -> None:
    for unit in (FOLDER / "systemd").glob("*.service"):
        # The program is not installed where the units say; everything else must hold.
        text = unit.read_text().replace("/opt/daihoi/.venv/bin/prefect", "/bin/true")
        text = text.replace("/opt/daihoi/.venv/bin/python", "/bin/true").replace("daihoi-server.service", "")
        (tmp_path / unit.name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
            capture_output=True,
            text=True,
            check=False,
        )
        complaints = [line for line in done.stderr.splitlines() if unit.name.split(".")[0].split("@")[0] in line]
        assert not complaints, done.stderr


def test_the_machine_needs_a_name_for_prefects_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from deployments import work

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert work.main([]) == 2
