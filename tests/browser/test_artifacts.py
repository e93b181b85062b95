"""What supervisors look at on Prefect's page: where one congress stands, and the overview of a season, as pictures."""

import pytest
from playwright.sync_api import Browser, Page, expect

from schemas.request import Request
from tests.browser.test_waiting_congress import VERSIONS, keep_picture
from tests.house import House
from tests.waiting import until


def open_artifact(browser: Browser, house: House, version: str, run: str, key: str) -> Page:
    """The page of the run's newest artifact under ``key``."""
    found = [a["id"] for a in house.api.list_artifacts(run) if a["key"] == key]
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(f"http://127.0.0.1:{house.port}{version}/artifacts/artifact/{found[-1]}", wait_until="networkidle")
    return page


def shows_picture(page: Page, name: str) -> bool:
    """True when the picture was drawn, and is not only a broken frame."""
    picture = page.get_by_role("img", name=name).first
    expect(picture).to_be_visible()
    return picture.evaluate("i => i.complete && i.naturalWidth > 100 && i.naturalHeight > 50")


@pytest.mark.parametrize("version", VERSIONS)
def test_where_a_congress_stands_is_drawn(
    browser: Browser, house: House, submitting: tuple[str, Request], version: str
) -> None:
    page = open_artifact(browser, house, version, submitting[0], "vistip-browser-tien-do")
    assert shows_picture(page, "các bước")
    expect(page.get_by_text("trình hồ sơ lên cấp trên").first).to_be_visible()
    expect(page.get_by_text("Kiểm tra theo quy định").first).to_be_visible()
    keep_picture(page, f"standing{version.replace('/', '-')}")
    page.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_overview_of_a_season_is_drawn(
    browser: Browser, house: House, submitting: tuple[str, Request], version: str
) -> None:
    run = house.api.start_deployment("season-overview/season-overview")
    until(lambda: (house.api.get_run(run) or {}).get("state_type") == "COMPLETED")
    page = open_artifact(browser, house, version, run, "mua-dai-hoi-tat-ca")
    assert shows_picture(page, "bản đồ")
    keep_picture(page, f"season{version.replace('/', '-')}")
    page.close()
    table = open_artifact(browser, house, version, run, "mua-dai-hoi-tat-ca-bang")
    expect(table.get_by_text("vistip-browser").first).to_be_visible()
    keep_picture(table, f"season-table{version.replace('/', '-')}")
    table.close()
