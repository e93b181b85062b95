"""Beyond one machine, for real: PostgreSQL, two API processes, three workers as processes, one of them killed."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.middle_size import BIN, Middle
from bench.small import DAY, SmallCongress, who
from daihoi import desk, runs
from daihoi.errors import AlreadySettled
from daihoi.prefect_api import PrefectApi
from daihoi.rules.replay import replay
from daihoi.store import Store, open_store
from schemas.dossier import Life
from schemas.record import Act

CONGRESSES = 5
PATIENCE = 420

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


def carry(store: Store, api: PrefectApi, middle: Middle) -> float:
    """All congresses at once to their end, one worker killed half way; seconds."""
    people = {f"c{n}": SmallCongress(f"c{n}") for n in range(CONGRESSES)}
    asked: dict[int, object] = {}
    for code, congress in people.items():
        desk.open_congress(store, congress.opening, "Bí thư", DAY)
        runs.follow(store, api, code, wakes=True)
    began = mended = time.monotonic()
    answers, killed = 0, False
    while people and time.monotonic() - began < PATIENCE:
        for code, congress in list(people.items()):
            dossier = store.get_dossier(code)
            if dossier.life is not Life.ACTIVE:
                del people[code]
            for request in dossier.holding_requests[:1]:
                raw = asked.setdefault(request.number, None) or congress.answer(request)
                asked[request.number] = raw
                try:
                    receipt = desk.hand_in(store, request.number, raw, who(request), DAY)  # type: ignore[arg-type]
                except AlreadySettled:
                    continue
                assert receipt.accepted, receipt.findings
                answers += 1
                runs.follow(store, api, code, wakes=receipt.wakes)
        if answers > CONGRESSES * 13 and not killed:
            middle.workers[1].send_signal(signal.SIGKILL)
            middle.workers[1].wait()
            killed = True
        if time.monotonic() - mended > 10:
            # What the watch flow does every quarter of an hour.
            runs.reconcile(store, api)
            mended = time.monotonic()
        time.sleep(0.1)
    assert killed
    assert not people, {code: store.get_dossier(code).holding_requests for code in people}
    return time.monotonic() - began


def test_several_congresses_end_right_on_the_middle_size_though_a_worker_is_killed(middle: Middle) -> None:
    store = open_store(middle.url("daihoi"), rehearsal=True)
    api = PrefectApi(middle.api, timeout=30)
    seconds = carry(store, api, middle)
    print(f"{CONGRESSES} congresses in {seconds:.0f} s: {60 * CONGRESSES / seconds:.1f} a minute")
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
