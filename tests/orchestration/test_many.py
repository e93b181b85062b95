"""Many congresses at once on the embedded default: SQLite under us and under Prefect."""

import pytest

from bench.small import DAY, SmallCongress, who
from daihoi import desk, runs
from daihoi.rules.replay import replay
from daihoi.waits import shows
from tests.house import House
from tests.waiting import until


@pytest.mark.parametrize("count", [6, pytest.param(200, marks=pytest.mark.soak)])
def test_all_are_answered_at_once_and_each_shows_its_next_request(own_house: House, count: int) -> None:
    house = own_house.start()
    store, api = house.store, house.api
    people = {f"c{n}": SmallCongress(f"c{n}") for n in range(count)}
    desk.open_congresses(store, [p.opening for p in people.values()], "Bí thư", DAY)
    for code in people:
        assert runs.follow(store, api, code, wakes=True), "the server was too busy to be told"
    for code, congress in people.items():
        request = store.get_dossier(code).holding_requests[0]
        receipt = desk.hand_in(store, request.number, congress.answer(request), who(request), DAY)
        assert receipt.accepted, receipt.findings
        assert runs.follow(store, api, code, wakes=receipt.wakes), "the server was too busy to be told"

    def shown(code: str) -> bool:
        dossier, run = store.get_dossier(code), api.get_run(str(store.get_lease(code).run))
        return run is not None and bool(dossier.papers) and shows(run["state"], dossier)

    for code in people:
        until(lambda code=code: shown(code), 60 + 4 * count)
        dossier = store.get_dossier(code)
        assert replay(store.list_journal(code)) == dossier
        assert [p.place for p in dossier.papers if p.version == 1].count("P01") == 1
