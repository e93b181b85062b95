"""Prefect's page as a door: the form of a waiting run, Resume, and pages left open."""

from collections.abc import Callable
from typing import Any

import pytest

from daihoi import desk, runs
from daihoi.forms.page import NUMBER_FIELD, WHO_FIELD
from daihoi.settings import today
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.request import Request
from tests.house import House
from tests.waiting import list_open, until, waiting_run

OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]


@pytest.fixture
def opened(house: House, opening_of: OpeningOf, request: pytest.FixtureRequest) -> Dossier:
    """A fresh congress of the small example, waiting for its plan."""
    code = f"t{abs(hash(request.node.name)) % 10**8}"
    opening = opening_of("to-ky-thuat-2025").model_copy(update={"code": code})
    dossier = desk.open_congress(house.store, opening, "Bí thư", today())
    runs.follow(house.store, house.api, code, wakes=True)
    until(lambda: waiting_run(house, code))
    return dossier


def only(dossier: Dossier) -> Request:
    """The one request it waits for."""
    (one,) = dossier.holding_requests
    return one


def schema_of(house: House, run: dict[str, Any]) -> dict[str, Any]:
    """The form behind Resume."""
    key = run["state"]["state_details"]["run_input_keyset"]["schema"]
    return house.api.read_input(run["id"], key)


def test_a_waiting_run_is_named_after_what_it_waits_for_and_tagged(house: House, opened: Dossier) -> None:
    run = waiting_run(house, opened.code)
    assert run is not None
    assert run["state_name"] == "Chờ: lập kế hoạch đại hội"
    assert run["name"] == runs.run_name(opened)
    assert set(run["tags"]) >= {opened.opening.cell.short, opened.opening.superior.short, "bước:plan"}


def test_the_form_has_titles_and_takes_only_its_own_number(house: House, opened: Dossier) -> None:
    run = waiting_run(house, opened.code)
    assert run is not None
    schema = schema_of(house, run)
    assert schema["properties"][NUMBER_FIELD]["enum"] == [only(opened).number]
    assert all(field.get("title") for field in schema["properties"].values())


def test_an_answer_from_the_page_settles_the_request_and_shows_the_next(
    house: House, opened: Dossier, answer_of: AnswerOf
) -> None:
    run = waiting_run(house, opened.code)
    assert run is not None
    fields = {NUMBER_FIELD: only(opened).number, WHO_FIELD: "Lê Thị Thử", **answer_of("to-ky-thuat-2025", "plan", 1)}
    assert house.api.resume(run["id"], fields) == (True, "")
    after = until(lambda: (d := house.store.get_dossier(opened.code)).answers.plan and d)
    settled = after.request(only(opened).number)
    assert settled.settled_by == "Lê Thị Thử (trang Prefect)"
    waits = until(lambda: (r := waiting_run(house, opened.code)) and "báo cáo" in r["state_name"] and r)
    assert waits["id"] == run["id"]


def test_a_refused_answer_comes_back_with_its_findings_and_the_form_filled_in(
    house: House, opened: Dossier, answer_of: AnswerOf
) -> None:
    run = waiting_run(house, opened.code)
    assert run is not None
    wrong = {**answer_of("to-ky-thuat-2025", "plan", 1), "signed_on": "2031-01-01", "place": "Nhà văn hóa"}
    assert house.api.resume(run["id"], {NUMBER_FIELD: only(opened).number, WHO_FIELD: "Ai đó", **wrong})[0]
    refused = until(lambda: (q := only(house.store.get_dossier(opened.code))).findings and q)
    assert refused.is_open
    run = until(
        lambda: (
            (r := waiting_run(house, opened.code)) and schema_of(house, r)["properties"]["place"].get("default") and r
        )
    )
    assert schema_of(house, run)["properties"]["place"]["default"] == "Nhà văn hóa"
    key = run["state"]["state_details"]["run_input_keyset"]["description"]
    assert refused.findings[0].words.vi in house.api.read_input(run["id"], key)


def test_a_page_left_open_cannot_answer_the_next_request(house: House, opened: Dossier, answer_of: AnswerOf) -> None:
    stale = {NUMBER_FIELD: only(opened).number, WHO_FIELD: "Ai đó", **answer_of("to-ky-thuat-2025", "plan", 1)}
    people = house.people("to-ky-thuat-2025")
    number = str(only(opened).number)
    assert people.daihoi("answer", number, str(people.folder / "answers/plan.yaml"), "--as", "Bí thư").returncode == 0
    run = until(lambda: (r := waiting_run(house, opened.code)) and "báo cáo" in r["state_name"] and r)
    taken, reason = house.api.resume(run["id"], stale)
    assert not taken
    assert reason
    assert only(house.store.get_dossier(opened.code)).is_open


def test_a_second_run_for_the_same_congress_ends_at_once_and_names_the_right_one(house: House, opened: Dossier) -> None:
    right = house.store.get_lease(opened.code).run
    other = house.api.start_run(opened.code, "thừa", [])
    run = until(lambda: (r := house.api.get_run(other)) and r["state_type"] == "COMPLETED" and r)
    assert str(right) in str(run["state"]["message"])
    assert house.store.get_lease(opened.code).run == right
    assert waiting_run(house, opened.code) is not None


@pytest.mark.parametrize("deed", ["delete", "cancel", "fail"])
def test_a_run_that_is_gone_is_replaced_and_the_congress_goes_on(
    house: House, opened: Dossier, deed: str, answer_of: AnswerOf
) -> None:
    old = str(house.store.get_lease(opened.code).run)
    if deed == "delete":
        house.api.delete_run(old)
    else:
        kind = {"cancel": "CANCELLED", "fail": "FAILED"}[deed]
        house.api.set_state(old, {"type": kind, "name": kind.capitalize()}, force=True)
    assert opened.code in runs.reconcile(house.store, house.api)
    until(lambda: (r := waiting_run(house, opened.code)) and r["id"] != old)
    assert opened.code not in runs.reconcile(house.store, house.api)


def test_a_run_renamed_on_the_page_bears_its_own_name_again_after_the_next_answer(
    house: House, opened: Dossier, answer_of: AnswerOf
) -> None:
    run = str(house.store.get_lease(opened.code).run)
    house.api.describe(run, "Tên khác 😀 / " + "dài" * 60, [])
    raw = answer_of("to-ky-thuat-2025", "plan", 1)
    assert desk.hand_in(house.store, only(opened).number, raw, "Bí thư", today()).accepted
    runs.follow(house.store, house.api, opened.code, wakes=True)
    shown = until(lambda: (r := waiting_run(house, opened.code)) and "báo cáo" in r["state_name"] and r)
    assert (shown["id"], shown["name"]) == (run, runs.run_name(opened))
    assert "bước:report" in shown["tags"]


def test_a_run_retried_without_an_answer_waits_again_for_the_same_request(house: House, opened: Dossier) -> None:
    run, journal = str(house.store.get_lease(opened.code).run), house.store.list_journal(opened.code)
    states = len(house.api.list_states(run))
    assert house.api.schedule(run, force=True)
    until(lambda: len(house.api.list_states(run)) > states + 1 and waiting_run(house, opened.code))
    assert list_open(house.store, opened.code)[0].number == only(opened).number
    # Nobody did anything to the congress, and its journal says so.
    assert house.store.list_journal(opened.code) == journal


def test_cancelling_the_congress_ends_its_run(house: House, opened: Dossier) -> None:
    run = str(house.store.get_lease(opened.code).run)
    people = house.people("to-ky-thuat-2025")
    assert people.daihoi("cancel", opened.code, "--reason", "sáp nhập", "--as", "Bí thư").returncode == 0
    until(lambda: (r := house.api.get_run(run)) and r["state_type"] == "COMPLETED")
    assert list_open(house.store, opened.code) == []
