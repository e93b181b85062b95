"""Prefect's page while thousands of congresses wait."""

import json
import os
import sqlite3
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from daihoi import runs
from daihoi.prefect_api import DEPLOYMENT
from daihoi.waits import shows
from schemas.step import Kind
from tests.browser.test_waiting_congress import VERSIONS, keep_picture, open_run
from tests.house import House
from tests.integration.walking import Walk
from tests.waiting import until, waiting_run

COUNT = int(os.environ.get("DAIHOI_WAITING_RUNS", "5000"))
USABLE = 15.0
"""Seconds within which what somebody asked for stands on the page, on a machine with other work."""
SEARCH = "[placeholder='Search by flow run name']:visible"


def fill_the_list(house: House, count: int) -> None:
    """``count`` runs that wait, as Prefect has them; no congress of ours is behind them.

    The first is made by the server, at some 70 ms; the others are copies of its rows.
    """
    with httpx.Client(base_url=house.settings.prefect_api, timeout=60) as client:
        deployment = client.get(f"/deployments/name/{DEPLOYMENT}").json()["id"]
        body = {"name": "Đại hội Chi bộ số 0000", "state": {"type": "PAUSED", "name": "Chờ: trình báo cáo"}}
        first = client.post(f"/deployments/{deployment}/create_flow_run", json=body).raise_for_status().json()["id"]
    with sqlite3.connect(house.home / "prefect" / "prefect.db", timeout=60) as prefect:
        prefect.row_factory = sqlite3.Row
        run = dict(prefect.execute("SELECT * FROM flow_run WHERE id = ?", (first,)).fetchone())
        state = dict(prefect.execute("SELECT * FROM flow_run_state WHERE id = ?", (run["state_id"],)).fetchone())
        for n in range(1, count):
            own, its_state = str(uuid4()), str(uuid4())
            tags = ["bước:review" if n % 50 == 0 else "bước:report", f"Chi bộ số {n:04}"]
            changed = {"id": own, "state_id": None, "idempotency_key": own, "name": f"Đại hội Chi bộ số {n:04}"}
            _insert(prefect, "flow_run", run | changed | {"tags": json.dumps(tags, ensure_ascii=False)})
            _insert(prefect, "flow_run_state", state | {"id": its_state, "flow_run_id": own})
            prefect.execute("UPDATE flow_run SET state_id = ? WHERE id = ?", (its_state, own))


def _insert(prefect: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(f'"{c}"' for c in row)
    prefect.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def assert_shown(page: Page, text: str, what: str) -> None:
    """``text`` stands on the page soon."""
    began = time.perf_counter()
    expect(page.get_by_text(text).first).to_be_visible(timeout=1_000 * USABLE)
    print(f"{what}: {time.perf_counter() - began:.1f} s")


@pytest.mark.soak
def test_the_page_finds_one_congress_among_all_that_wait(browser: Browser, own_house: House, tmp_path: Path) -> None:
    house = own_house.start()
    walk = Walk(house.store, "vistip-2020", tmp_path, "giua-nhieu")
    walk.open()
    walk.to(Kind.SUBMISSION)
    runs.follow(house.store, house.api, walk.code, wakes=True)
    run = until(lambda: waiting_run(house, walk.code))
    assert shows(run["state"], house.store.get_dossier(walk.code))
    # Younger ones stand before it: it must be looked for.
    fill_the_list(house, COUNT)
    for version in VERSIONS:
        page = open_run(browser, house, version, run["id"])
        assert_shown(page, "Chờ: trình hồ sơ lên cấp trên", f"{version} its run")
        page.goto(f"http://127.0.0.1:{house.port}{version}/runs")
        assert_shown(page, "Đại hội Chi bộ số", f"{version} the list")
        expect(page.get_by_text("Đại hội Chi bộ VISTIP 2020–2025")).to_have_count(0)
        keep_picture(page, f"list-of-thousands{version.replace('/', '-')}")
        page.locator(SEARCH).fill("Chi bộ VISTIP")
        assert_shown(page, "Đại hội Chi bộ VISTIP 2020–2025", f"{version} found by its name")
        keep_picture(page, f"among-thousands{version.replace('/', '-')}")
        page.close()
