"""A season on store and desk: thousands of congresses over ninety days, with people late, returning, answering twice."""

import os
import random
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.small import SmallCongress, book_papers, who
from daihoi import desk
from daihoi.documents.season import draw_map
from daihoi.errors import AlreadySettled
from daihoi.rules.replay import replay
from daihoi.rules.season import overview
from daihoi.store import Store, open_store
from daihoi.store.season import list_congresses
from schemas.dossier import Life

FIRST = date(2025, 6, 2)
DAYS = 90


class Season:
    """Every day each congress may be answered, late by a person's habit; some answers are handed in twice."""

    def __init__(self, store: Store, count: int, seed: int) -> None:
        self.store, self.dice = store, random.Random(seed)
        self.people = {f"c{n}": SmallCongress(f"c{n}") for n in range(count)}
        # When each looks again: most at once, some weeks late.
        self.next_look = {code: FIRST + timedelta(days=self.dice.randrange(20)) for code in self.people}
        self.answers = self.twice = self.latest = 0

    def open(self) -> None:
        """Open all of them, a hundred a transaction, as sheets do."""
        codes = list(self.people)
        first = SmallCongress("x").opening
        for n in range(0, len(codes), 100):
            openings = [first.model_copy(update={"code": code}) for code in codes[n : n + 100]]
            desk.open_congresses(self.store, openings, "Bí thư", FIRST)

    def live_a_day(self, day: date) -> None:
        """Whoever looks today answers what waits for them."""
        for code in [c for c, look in self.next_look.items() if look <= day]:
            self._answer(code, day)

    def _answer(self, code: str, day: date) -> None:
        congress = self.people[code]
        for _ in range(self.dice.choice((1, 2, 3, 6))):
            book_papers(self.store, self.store.get_dossier(code))
            dossier = desk.continue_congress(self.store, code, day)
            if dossier.life is not Life.ACTIVE:
                del self.next_look[code]
                return
            if not dossier.holding_requests:
                continue
            request = dossier.holding_requests[0]
            raw = congress.answer(request)
            receipt = desk.hand_in(self.store, request.number, raw, who(request), day)
            assert receipt.accepted, receipt.findings
            self.answers += 1
            if self.dice.random() < 0.05:
                self.twice += 1
                with pytest.raises(AlreadySettled):
                    desk.hand_in(self.store, request.number, raw, "Người khác", day)
        self.next_look[code] = day + timedelta(days=self.dice.choice((1, 1, 2, 3, 9)))


@pytest.mark.parametrize("count", [12, pytest.param(4100, marks=pytest.mark.soak)])
def test_every_congress_of_a_season_ends_right(tmp_path: Path, count: int) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    season = Season(store, count, seed=20251)
    began = time.monotonic()
    season.open()
    day = FIRST
    while season.next_look and day < FIRST + timedelta(days=4 * DAYS):
        season.live_a_day(day)
        if (day - FIRST).days == DAYS // 3 and (folder := os.environ.get("DAIHOI_PICTURES")):
            picture = draw_map(overview(None, day, list_congresses(store)), "vi")
            Path(folder, "season-load.svg").write_text(picture, encoding="utf-8")
        day += timedelta(days=1)
    took = time.monotonic() - began
    print(f"{count} congresses, {season.answers} answers, {season.twice} twice, {took:.0f} s, until {day}")
    assert not season.next_look
    assert season.twice
    assert took < 900
    assert store.list_active() == []
    for code in random.Random(1).sample(list(season.people), min(count, 60)):
        dossier, records = store.get_dossier(code), store.list_journal(code)
        assert dossier.life is Life.CLOSED
        assert replay(records) == dossier
        assert [r.seq for r in records] == list(range(1, len(records) + 1))
