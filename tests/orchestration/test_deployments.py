"""The other deployments, as an organiser starts them from the page."""

import time
from typing import Any

import httpx
import pytest

from tests.house import House


@pytest.fixture(scope="module")
def begun(house: House) -> str:
    """A congress under way."""
    people = house.people("vistip-2020")
    # The session's house may have played it before; either way it is there.
    people.open()
    return people.code


def start(house: House, name: str, **parameters: Any) -> dict[str, Any]:
    """Start a run of the deployment and wait until it is over; returns it."""
    with httpx.Client(base_url=house.settings.prefect_api, timeout=30) as client:
        deployment = client.get(f"/deployments/name/{name}/{name}").raise_for_status().json()["id"]
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        until = time.monotonic() + 90
        while (answer := client.post(f"/deployments/{deployment}/create_flow_run", json=body)).status_code >= 500:
            # SQLite under Prefect answers 503 while it is busy with something else.
            assert time.monotonic() < until, answer.text
            time.sleep(0.5)
        if answer.status_code >= 400:
            return {"refused": answer.text}
        while time.monotonic() < until:
            run = client.get(f"/flow_runs/{answer.json()['id']}").json()
            if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED"):
                return run
            time.sleep(0.3)
    raise AssertionError(f"{name} does not end")


def test_the_overview_of_the_season_is_an_artifact_with_its_map(house: House, begun: str) -> None:
    run = start(house, "season-overview")
    assert run["state_type"] == "COMPLETED"
    with httpx.Client(base_url=house.settings.prefect_api) as client:
        text = client.get("/artifacts/mua-dai-hoi-tat-ca/latest").json()["data"]
        table = client.get("/artifacts/mua-dai-hoi-tat-ca-bang/latest").json()["data"]
    assert "data:image/svg+xml;base64," in text
    assert begun in table


def test_a_rehearsal_from_the_page_touches_nothing_that_is_real(house: House) -> None:
    before = house.store.list_codes()
    run = start(house, "rehearse", example="to-ky-thuat-2025")
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert house.store.list_codes() == before
    assert "refused" in start(house, "rehearse", example="khong-co")


def test_publishing_what_is_not_there_says_so(house: House) -> None:
    run = start(house, "publish-outcome", code="khong-co-ho-so")
    assert run["state_type"] == "FAILED"
    assert "Không có hồ sơ đại hội mang mã" in run["state"]["message"]
