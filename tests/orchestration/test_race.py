"""Two doors at the same instant: each request is settled once, and no input is lost."""

import random
import threading
from pathlib import Path
from typing import Any

import pytest

from daihoi import desk, runs
from daihoi.cli.rehearsal import answer_file
from daihoi.errors import AlreadySettled
from daihoi.forms.page import NUMBER_FIELD, WHO_FIELD
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.settings import today
from daihoi.waits import shows
from schemas.record import Act
from schemas.request import Request
from schemas.review import Review
from schemas.step import Kind
from tests.house import House
from tests.integration.walking import EXAMPLES, Walk
from tests.waiting import until, waiting_run

VISTIP = EXAMPLES / "vistip-2020"
OPPOSITE = {verdict: answer_file(VISTIP, Kind.REVIEW, n) for n, verdict in enumerate(("returned", "approved"), 1)}


def race(house: House, folder: Path, code: str, kind: Kind, dice: random.Random, page: Path, line: Path) -> Request:
    """Resume on the page with one file against an answer at the command line with the other; the request as settled."""
    walk = Walk(house.store, "vistip-2020", folder, code)
    walk.open()
    request = walk.to(kind)
    runs.follow(house.store, house.api, code, wakes=True)
    until(lambda: waiting_run(house, code))
    told: dict[str, Any] = {}
    start = threading.Barrier(2)
    delays = [dice.choice([0, 0, dice.uniform(0, 0.15)]) for _ in range(2)]

    def at_the_page() -> None:
        run = house.api.get_run(str(house.store.get_lease(code).run))
        assert run is not None
        start.wait()
        threading.Event().wait(delays[0])
        told["page"] = house.api.resume(
            run["id"], {NUMBER_FIELD: request.number, WHO_FIELD: "Người ở trang", **read_yaml(str(page))}
        )

    def at_the_command_line() -> None:
        store, api = house.store, house.api
        start.wait()
        threading.Event().wait(delays[1])
        try:
            receipt = desk.hand_in(store, request.number, read_yaml(str(line)), "Người ở lệnh", today())
            told["line"] = receipt.accepted
            runs.follow(store, api, code, wakes=receipt.wakes)
        except AlreadySettled as error:
            told["line"] = error.who

    threads = [threading.Thread(target=at_the_page), threading.Thread(target=at_the_command_line)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert set(told) == {"page", "line"}
    return settled_once(house, code, request, told)


def settled_once(house: House, code: str, request: Request, told: dict[str, Any]) -> Request:
    """One accepted; the other either told so at once, or kept in the journal; then the run waits for the next."""

    def at_rest() -> bool:
        dossier = house.store.get_dossier(code)
        run = house.api.get_run(str(house.store.get_lease(code).run))
        assert run is not None
        assert run["state_type"] not in ("FAILED", "CRASHED", "CANCELLED"), run["state"]
        settled = dossier.request(request.number)
        return bool(
            settled
            and not settled.is_open
            and dossier.holding_requests
            and shows(run["state"], dossier)
            and not house.api.list_answers(run["id"])
        )

    until(at_rest)
    records = house.store.list_journal(code)
    assert replay(records) == house.store.get_dossier(code)
    mine = [r for r in records if r.request == request.number and r.act is Act.ANSWER_ACCEPT]
    assert len(mine) == 1
    late = [r for r in records if r.act is Act.ANSWER_LATE and r.payload["number"] == request.number]
    page_taken, reason = told["page"]
    if mine[0].who.startswith("Người ở trang"):
        assert page_taken
        assert told["line"] == mine[0].who
        assert late == []
    else:
        assert told["line"] is True
        # Taken by the page and too late for the desk: the journal keeps it. Not taken: the page said why.
        assert (len(late) == 1) if page_taken else (late == [] and reason)
    settled = house.store.get_dossier(code).request(request.number)
    assert settled is not None
    return settled


@pytest.mark.parametrize("kind", [Kind.PLAN, Kind.REPLIES])
def test_resume_and_the_command_line_race_and_each_request_is_settled_once(
    house: House, tmp_path: Path, kind: Kind, request: pytest.FixtureRequest
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    file = answer_file(VISTIP, kind, 1)
    for n in range(100 if request.config.getoption("--soak") else 8):
        race(house, tmp_path, f"race-{kind}-{n}-{seed % 1000}", kind, dice, file, file)


@pytest.mark.parametrize(("at_the_page", "at_the_command_line"), [("returned", "approved"), ("approved", "returned")])
def test_approved_at_one_door_and_returned_at_the_other_at_the_same_instant(
    house: House, tmp_path: Path, at_the_page: str, at_the_command_line: str, request: pytest.FixtureRequest
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for n in range(25 if request.config.getoption("--soak") else 1):
        code = f"opposite-{at_the_page}-{n}-{seed % 1000}"
        page, line = OPPOSITE[at_the_page], OPPOSITE[at_the_command_line]
        settled = race(house, tmp_path, code, Kind.REVIEW, dice, page, line)

        dossier = house.store.get_dossier(code)
        counts = page if settled.settled_by == "Người ở trang (trang Prefect)" else line
        assert dossier.opinions == Review.model_validate(read_yaml(str(counts))).opinions
        reopened = [r for r in house.store.list_journal(code) if r.act is Act.STEP_REOPEN]
        assert len(reopened) == (counts == OPPOSITE["returned"])
        assert (dossier.answers.report is None) == bool(reopened)
