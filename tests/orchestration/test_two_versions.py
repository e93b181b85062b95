"""A worker of an older version beside a newer one."""

import os
import subprocess
import sys
from pathlib import Path

from daihoi.rules import procedure
from daihoi.store import wakings
from tests.house import House
from tests.waiting import until, waiting_run

EXAMPLE = "to-ky-thuat-2025"


def test_an_older_worker_leaves_a_congress_of_a_newer_procedure_to_the_newer_one(own_house: House) -> None:
    house = own_house.start()
    people = house.people(EXAMPLE)
    log = house.home / "older.log"
    env = {**people.environment(), "PREFECT_API_URL": house.settings.prefect_api, "DAIHOI_AT_ONCE": "2"}
    env |= {"PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_HOME": str(house.home / "older"), "PYTHONUNBUFFERED": "1"}
    (house.home / "older").mkdir()
    with log.open("wb") as out:
        older = subprocess.Popen(
            [sys.executable, "-m", "tests.orchestration.older_worker"],
            env={**os.environ, **env},
            stdout=out,
            stderr=out,
            cwd=Path(__file__).parents[2],
        )
    try:
        until(lambda: b"ready" in log.read_bytes())
        people.open()
        turns = people.turns(300)
        for _ in range(9):
            turn = next(turns)
            assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
        # Asked until the older one has had its turn as well.
        until(lambda: wakings.ask(house.store, people.code) or b"NewerProcedure" in log.read_bytes())
    finally:
        older.terminate()
        older.wait(30)
    dossier = house.store.get_dossier(people.code)
    assert dossier.procedure == procedure.VERSION
    assert until(lambda: waiting_run(house, people.code))
