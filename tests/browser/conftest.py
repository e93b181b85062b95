"""A real browser, and a congress to look at."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from daihoi import runs
from schemas.request import Request
from schemas.step import Kind
from tests.house import House
from tests.integration.walking import Walk
from tests.waiting import until, waiting_run

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; missing, it fails in CI and skips elsewhere."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Debian's package chromium")
        pytest.skip("no Chromium on this machine: install the package chromium to look at the pages")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def submitting(house: House, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Request]:
    """The congress of 2020, waiting for its dossier to be sent up: its run and the request."""
    walk = Walk(house.store, "vistip-2020", Path(tmp_path_factory.mktemp("walk")), "vistip-browser")
    walk.open()
    request = walk.to(Kind.SUBMISSION)
    runs.follow(house.store, house.api, walk.code, wakes=True)
    run = until(lambda: waiting_run(house, walk.code))
    return run["id"], request
