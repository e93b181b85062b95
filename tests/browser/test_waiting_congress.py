"""Prefect's page, looked at in a real browser: what a waiting congress shows, in both versions of the page."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from schemas.request import Request
from tests.house import House
from tests.waiting import until

VERSIONS = ["", "/v2"]


def open_run(browser: Browser, house: House, version: str, run: str) -> Page:
    """The page of one run."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(f"http://127.0.0.1:{house.port}{version}/runs/flow-run/{run}", wait_until="networkidle")
    return page


def press_resume(page: Page, version: str) -> None:
    """Open the form."""
    if version == "/v2":
        page.locator("button[aria-haspopup=menu]").last.click()
        page.get_by_role("menuitem", name="Resume").click()
    else:
        page.get_by_role("button", name="Resume").first.click()
    expect(page.get_by_text("Resume Flow Run")).to_be_visible()


def keep_picture(page: Page, name: str) -> None:
    """Into the folder that DAIHOI_PICTURES names, for whoever wants to look."""
    if folder := os.environ.get("DAIHOI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_waiting_congress_shows_its_name_its_wait_and_its_form(
    browser: Browser, house: House, submitting: tuple[str, Request], version: str
) -> None:
    run, request = submitting
    page = open_run(browser, house, version, run)
    expect(page.get_by_text("Đại hội Chi bộ VISTIP 2020–2025").first).to_be_visible()
    expect(page.get_by_text("Chờ: trình hồ sơ lên cấp trên").first).to_be_visible()
    keep_picture(page, f"run{version.replace('/', '-')}")
    press_resume(page, version)
    expect(page.get_by_text(f"Yêu cầu số {request.number}: trình hồ sơ lên cấp trên")).to_be_visible()
    for title in ("Số yêu cầu (không sửa)", "Người nộp (họ tên)", "Số tờ trình", "Ngày gửi"):
        expect(page.get_by_text(title, exact=True).first).to_be_visible()
    expect(page.get_by_text("Ví dụ: 03-TTr/CB")).to_be_visible()
    keep_picture(page, f"form{version.replace('/', '-')}")
    page.close()


def test_a_wrong_answer_typed_in_the_browser_comes_back_with_what_was_wrong(
    browser: Browser, house: House, submitting: tuple[str, Request]
) -> None:
    run, request = submitting
    page = open_run(browser, house, "", run)
    press_resume(page, "")
    boxes = page.locator(".p-modal textarea")
    boxes.nth(0).fill("Trần Thu Vân")
    boxes.nth(1).fill("09-TTr/CB")
    # This month is years after the opening day of 2020: a dossier cannot go up then.
    page.get_by_text("Select date").click()
    page.get_by_text("15", exact=True).last.click()
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Submit").click()
    refused = until(lambda: (r := house.store.get_request(request.number)[1]).findings and r)
    assert refused.is_open
    until(lambda: "PAUSED" in str((house.api.get_run(run) or {}).get("state_type")))
    page.close()
    again = open_run(browser, house, "", run)
    press_resume(again, "")
    expect(again.get_by_text(refused.findings[0].words.vi)).to_be_visible()
    expect(again.locator(".p-modal textarea").nth(1)).to_have_value("09-TTr/CB")
    keep_picture(again, "refused")
    again.close()
