"""Prefect's server killed while several congresses are answered, all on SQLite: what people see, and how it ends."""

import time
from pathlib import Path

from daihoi import runs
from schemas.dossier import Life
from schemas.step import Kind
from tests.house import House
from tests.integration.walking import DAY, Walk, walk_to_end
from tests.orchestration.test_chaos import EXAMPLE, assert_exact, next_answer, open_beside, texts_of

CONGRESSES = 3
KILLED_AFTER = 4
"""Answers handed in by all together; the rest is handed in while no server is there, and when it comes back."""


def test_congresses_answered_while_the_server_falls_end_exactly_and_nobody_sees_a_503(
    own_house: House, tmp_path: Path
) -> None:
    calm = walk_to_end(tmp_path, EXAMPLE)
    people = own_house.people(EXAMPLE)
    people.let_it_be(DAY)
    house, codes = own_house.start(), [f"c{n}" for n in range(CONGRESSES)]
    store = house.store
    for code in codes:
        open_beside(store, code)
        Walk(store, EXAMPLE, house.settings.files.parent, code).to(Kind.RESOLUTION)
        runs.follow(store, house.api, code, wakes=True)
    answers, killed, until = 0, False, time.monotonic() + 300
    while any(store.get_dossier(code).life is Life.ACTIVE for code in codes):
        assert time.monotonic() < until, [(code, store.get_dossier(code).holding_requests) for code in codes]
        for code in codes:
            if answers == KILLED_AFTER and not killed:
                house.kill_server()
                killed = True
            dossier = store.get_dossier(code)
            if dossier.holding_requests:
                done = people.daihoi(*next_answer(dossier, dossier.holding_requests[0]))
                assert done.returncode == 0, done.stdout
                assert not {"503", "Traceback", "locked"} & set(done.stdout.split()), done.stdout
                answers += 1
        time.sleep(0.05)
    assert killed
    house.await_server()
    papers = texts_of(calm, tmp_path / "files")
    for code in codes:
        assert_exact(store, house, code, calm, papers)
    assert "locked" not in (house.home / "embedded.log").read_text()
