"""The watch as a flow on a real server: it runs by itself, mends runs, takes up answers and sends."""

import time
from datetime import date

import httpx
import pytest

from daihoi import desk
from daihoi.intake.yaml_file import read_yaml
from daihoi.store.persons import add_person
from daihoi.store.watches import last_watch
from schemas.cell import Person, Role
from schemas.step import Step
from tests.house import BUSY, EXAMPLES, House

CODE = "vistip-2020"


def await_round(house: House, after: int, seconds: float = 60) -> int:
    """Wait for a round of the watch that ended after ``after`` rounds; how many there are now."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        last = last_watch(house.store)
        if last is not None and last.number > after:
            return last.number
        time.sleep(0.3)
    raise AssertionError((house.home / "embedded.log").read_text()[-3000:])


def scheduled(house: House, seconds: float = 70) -> int:
    """How many rounds Prefect has on its timetable."""
    wanted = {"flows": {"name": {"any_": ["watch"]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = httpx.post(f"{house.settings.prefect_api}/flow_runs/filter", json=wanted, timeout=BUSY).json()
        if found:
            return len(found)
        time.sleep(0.5)
    return 0


def test_it_runs_by_itself_mends_a_run_takes_up_an_answer_and_sends(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAIHOI_MAIL", "file")
    own_house.start()
    rounds = await_round(own_house, 0)
    people = own_house.people(CODE)
    assert people.open().returncode == 0
    store, api = own_house.store, own_house.api
    dossier = store.get_dossier(CODE)
    unit = dossier.opening.cell.name
    add_person(store, Person(name="An", role=Role.ORGANISER, unit=unit, mail="an@cb.example"))
    run = store.get_lease(CODE).run
    if run is not None:  # on a busy machine Prefect may not have heard of it yet: the same to the watch
        api.delete_run(run)
    # Kept while nobody told Prefect: the watch is what takes it up.
    answer = read_yaml(str(EXAMPLES / CODE / "answers" / "plan.yaml"))
    desk.hand_in(store, dossier.open_requests[0].number, answer, "An", date(2020, 6, 20))
    people.let_it_be(date(2020, 6, 22))
    api.start_deployment("watch/watch")
    await_round(own_house, rounds)
    until = time.monotonic() + 60
    while time.monotonic() < until and not store.get_dossier(CODE).papers:
        time.sleep(0.3)
    after = store.get_dossier(CODE)
    assert [p.code for p in after.papers] == ["P01"]
    assert after.open_requests[0].step is Step.REPORT
    assert store.get_lease(CODE).run != run
    letters = list((own_house.home / "mail").glob("*.eml"))
    assert len(letters) == 1
    assert scheduled(own_house) >= 1
    made = httpx.get(f"{own_house.settings.prefect_api}/artifacts/watch/latest", timeout=BUSY).json()
    assert "Lượt canh gần nhất" in str(made["data"])
    plan = httpx.get(f"{own_house.settings.prefect_api}/artifacts/{CODE}-thoi-gian-bieu/latest", timeout=BUSY).json()
    assert "data:image/svg+xml;base64," in plan["data"]
    assert "Lượt canh gần nhất" in plan["data"]
