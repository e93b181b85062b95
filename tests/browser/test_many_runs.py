"""Prefect's page while thousands of congresses wait."""

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, expect

from daihoi import runs
from daihoi.prefect_api import DEPLOYMENT
from daihoi.waits import shows
from schemas.step import Kind
from tests.browser.test_waiting_congress import VERSIONS, keep_picture, open_run
from tests.house import House
from tests.integration.walking import Walk
from tests.waiting import until, waiting_run


def fill_the_list(house: House, count: int) -> None:
    """``count`` runs that wait, as Prefect has them; no congress of ours is behind them."""
    with httpx.Client(base_url=house.settings.prefect_api, timeout=30) as client:
        deployment = client.get(f"/deployments/name/{DEPLOYMENT}").json()["id"]
        for n in range(count):
            body = {"name": f"Đại hội Chi bộ số {n:04}", "tags": ["bước:report"], "state": {"type": "PAUSED"}}
            client.post(f"/deployments/{deployment}/create_flow_run", json=body).raise_for_status()


@pytest.mark.soak
def test_the_page_finds_one_congress_among_all_that_wait(browser: Browser, own_house: House, tmp_path: Path) -> None:
    house = own_house.start()
    fill_the_list(house, 5_000)
    walk = Walk(house.store, "vistip-2020", tmp_path, "giua-nhieu")
    walk.open()
    walk.to(Kind.SUBMISSION)
    runs.follow(house.store, house.api, walk.code, wakes=True)
    run = until(lambda: waiting_run(house, walk.code))
    assert shows(run["state"], house.store.get_dossier(walk.code))
    for version in VERSIONS:
        page = open_run(browser, house, version, run["id"])
        expect(page.get_by_text("Chờ: trình hồ sơ lên cấp trên").first).to_be_visible(timeout=30_000)
        page.goto(f"http://127.0.0.1:{house.port}{version}/runs?name={quote('Chi bộ VISTIP')}")
        expect(page.get_by_text("Đại hội Chi bộ VISTIP 2020–2025").first).to_be_visible(timeout=30_000)
        keep_picture(page, f"among-thousands{version.replace('/', '-')}")
        page.close()
