"""Starting a congress from the page, and running it under Prefect's own process worker."""

import os
import subprocess
import sys
from typing import Any

import httpx

from daihoi.forms.page import NUMBER_FIELD, WHO_FIELD
from schemas.step import Kind
from tests.house import BUSY, House
from tests.waiting import until, waiting_run

FACTS = {
    "cell": "Chi bộ Phòng Thử nghiệm",
    "superior": "Đảng ủy Viện Kiểm định",
    "profile": "chi_bo",
    "opening_on": "2026-12-20",
    "closing_term": "2023-2026",
    "place": "Đà Nẵng",
}
CODE = "chi-bo-phong-thu-nghiem-2026"


def create_run(house: House, parameters: dict[str, Any]) -> httpx.Response:
    """What the page's Quick run or Custom run does."""
    api = house.settings.prefect_api
    deployment = httpx.get(f"{api}/deployments/name/prepare-congress/prepare-congress", timeout=BUSY).json()
    url = f"{api}/deployments/{deployment['id']}/create_flow_run"

    def press() -> httpx.Response | None:
        # Prefect on SQLite answers 503 when it is busy; a person presses again.
        said = httpx.post(url, json={"parameters": parameters}, timeout=BUSY)
        return None if said.status_code == 503 else said

    return until(press)


def test_an_organiser_starts_a_congress_from_the_page_and_is_asked_for_the_roster_first(house: House) -> None:
    run = create_run(house, FACTS).json()["id"]
    until(lambda: (r := house.api.get_run(run)) and r["state_type"] == "PAUSED")
    dossier = house.store.get_dossier(CODE)
    assert house.store.get_lease(CODE).run == run
    assert [r.kind for r in dossier.holding_requests] == [Kind.ROSTER]
    assert dossier.opening.new_term.start == 2026


def test_facts_started_twice_open_one_congress(house: House) -> None:
    run = create_run(house, FACTS).json()["id"]
    ended = until(lambda: (r := house.api.get_run(run)) and r["state_type"] == "COMPLETED" and r)
    assert str(house.store.get_lease(CODE).run) in ended["state"]["message"]


def test_an_unknown_profile_is_refused_by_the_page(house: House) -> None:
    assert create_run(house, {**FACTS, "profile": "khong_co"}).status_code in (409, 422)


def test_a_day_that_is_none_fails_the_run_and_opens_nothing(house: House) -> None:
    facts = {**FACTS, "cell": "Chi bộ Ngày Sai", "opening_on": "không rõ"}
    run = create_run(house, facts).json()["id"]
    failed = until(lambda: (r := house.api.get_run(run)) and r["state_type"] == "FAILED" and r)
    assert "opening_on" in failed["state"]["message"]
    assert not any(code.startswith("chi-bo-ngay-sai") for code in house.store.list_codes())


def test_missing_facts_fail_with_a_sentence_that_names_them(house: House) -> None:
    run = create_run(house, {"cell": "Chi bộ Thiếu"}).json()["id"]
    failed = until(lambda: (r := house.api.get_run(run)) and r["state_type"] == "FAILED" and r)
    assert "closing_term" in failed["state"]["message"]


def test_the_same_flow_runs_under_prefects_own_process_worker(own_house: House) -> None:
    own_house.start()
    people = own_house.people("to-ky-thuat-2025")
    env = {
        **people.environment(),
        "PREFECT_HOME": str(own_house.home / "prefect"),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    setup = "import asyncio; from deployments.catalogue import register; asyncio.run(register('plain', 'process'))"
    subprocess.run([sys.executable, "-c", setup], env=env, check=True, timeout=120)
    with (own_house.home / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "prefect", "worker", "start", "--pool", "plain"], env=env, stdout=log, stderr=log
        )
    try:
        assert people.open().returncode == 0
        run = until(lambda: waiting_run(own_house, people.code), 120)
        (asked,) = own_house.store.get_dossier(people.code).holding_requests
        plan = people.folder / "answers/plan.yaml"
        assert people.daihoi("answer", str(asked.number), str(plan), "--as", "Bí thư").returncode == 0
        until(lambda: (r := waiting_run(own_house, people.code)) and "báo cáo" in r["state_name"], 120)
        assert own_house.api.get_run(run["id"])["work_pool_name"] == "plain"  # type: ignore[index]
    finally:
        # Asked to end, Prefect's worker first lets its runs end, which on a busy machine takes its time.
        worker.terminate()
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            worker.kill()
    assert os.path.getsize(own_house.home / "worker.log") >= 0


def test_the_form_of_a_congress_started_from_the_page_takes_the_roster_only_at_the_command_line(house: House) -> None:
    run = until(lambda: waiting_run(house, CODE))
    schema = house.api.read_input(run["id"], run["state"]["state_details"]["run_input_keyset"]["schema"])
    assert set(schema["properties"]) == {NUMBER_FIELD}
    assert WHO_FIELD not in schema["required"]
