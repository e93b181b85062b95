"""Beyond one machine, for real: PostgreSQL, two API processes, three workers as processes, one of them killed."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.at_once import drive_at_once
from bench.middle_size import BIN, Middle
from daihoi.prefect_api import PrefectApi
from daihoi.rules.replay import replay
from daihoi.store import open_store
from schemas.record import Act

CONGRESSES = 5
PATIENCE = 420
HALF_WAY = CONGRESSES * 13

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not (BIN / "initdb").exists(), reason="PostgreSQL's server is not on this machine"),
]


@pytest.fixture
def middle(tmp_path: Path) -> Iterator[Middle]:
    place = Middle(tmp_path)
    try:
        place.start()
        yield place
    finally:
        place.stop()


def test_several_congresses_end_right_on_the_middle_size_though_a_worker_is_killed(middle: Middle) -> None:
    store = open_store(middle.url("daihoi"), rehearsal=True)
    api = PrefectApi(middle.api, timeout=30)
    killed = middle.workers[1]

    def kill_half_way(answers: int) -> None:
        if answers == HALF_WAY:
            killed.send_signal(signal.SIGKILL)
            killed.wait()

    drive = drive_at_once(store, api, {}, CONGRESSES, PATIENCE, kill_half_way)
    assert killed.poll() is not None
    print(f"{CONGRESSES} congresses in {drive.wall:.0f} s: {60 * CONGRESSES / drive.wall:.1f} a minute")
    for n in range(CONGRESSES):
        code = f"c{n}"
        dossier, records = store.get_dossier(code), store.list_journal(code)
        assert replay(records) == dossier
        assert [r.seq for r in records] == list(range(1, len(records) + 1))
        settled = [r.request for r in records if r.act is Act.ANSWER_ACCEPT]
        assert len(settled) == len(set(settled))
        papers = [(p.place, p.version) for p in dossier.papers]
        assert len(papers) == len(set(papers))
        run = api.get_run(str(store.get_lease(code).run))
        until = time.monotonic() + 60
        while run is not None and run["state_type"] != "COMPLETED" and time.monotonic() < until:
            time.sleep(0.5)
            run = api.get_run(str(store.get_lease(code).run))
        assert run is not None
        assert run["state_type"] == "COMPLETED"
