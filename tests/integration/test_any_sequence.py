"""Whole congresses under any sequence of valid, invalid, duplicate, late, stray and concurrent answers."""

import contextlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from daihoi import desk, duties
from daihoi.errors import AlreadySettled, DaihoiError, RequestNotFound
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules import procedure
from daihoi.rules.replay import apply, replay
from daihoi.store import Store, chain, health, open_store
from schemas.dossier import Dossier, Life
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

SMALL = "to-ky-thuat-2025"
# No shrinking: a seed and a number of acts say all, and a smaller seed is no simpler congress.
FEW = settings(max_examples=3, deadline=None, phases=[Phase.generate])


class Mischief:
    """One congress carried along honestly, with people in between who do what people do."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self.store, self.rng = store, random.Random(seed)
        self.walk = Walk(store, SMALL, folder, f"m{seed}")
        self.dossier = self.walk.open()
        self.stray = Walk(store, SMALL, folder, f"s{seed}").open().open_requests[0].number
        self.honest = True
        """False once something was done that the example's files no longer fit."""

    def run(self, acts: int) -> None:
        """Do ``acts`` things in any order, then finish; after each, what must hold is looked at."""
        doings: list[Callable[[], None]] = [
            *[self.go_on] * 6,
            self.garbage,
            self.refused,
            self.again,
            self.late,
            self.to_another,
            self.both_at_once,
            self.corrected,
            self.passed_on,
            self.moved,
        ]
        for _ in range(acts):
            self.rng.choice(doings)()
            self.look()
        for _ in range(60):
            if self.dossier.life is not Life.ACTIVE or not self.go_on():
                break
        self.look(thoroughly=True)
        if self.honest:
            assert self.dossier.life is Life.CLOSED

    # What people do

    def go_on(self) -> bool:
        """Papers, then one honest answer; False when none of the example's files is accepted any more."""
        self.dossier = self.walk.write()
        if self.dossier.life is not Life.ACTIVE:
            return False
        request = self.rng.choice(self.dossier.holding_requests)
        if self.honest:
            self.walk.answer(request)
            return True
        return any(self._try(request, raw) for raw in self._files(request.kind, request.subject))

    def garbage(self) -> None:
        """An answer that fits nothing."""
        junk: list[Any] = [{}, {"x": 1}, {"": None}, {"plan": [[[]]]}, {"held_on": "31/02/2020"}, {"verdict": "maybe"}]
        for request in self._open()[:1]:
            before = self.store.get_dossier(request_code := self.dossier.code)
            receipt = desk.hand_in(self.store, request.number, self.rng.choice(junk), "Ai đó", DAY)
            after = self.store.get_dossier(request_code)
            assert not receipt.accepted
            assert [r.number for r in after.open_requests] == [r.number for r in before.open_requests]

    def refused(self) -> None:
        """The honest answer with one part broken."""
        for request in self._open()[:1]:
            raw = next(iter(self._files(request.kind, request.subject)), {})
            broken = dict(raw)
            if broken:
                key = self.rng.choice(sorted(broken))
                broken[key] = self.rng.choice([None, "", [], {"?": 1}, -1, "x" * 5000])
            receipt = desk.hand_in(self.store, request.number, broken, "Ai đó", DAY, dry_run=True)
            if not receipt.accepted:
                desk.hand_in(self.store, request.number, broken, "Ai đó", DAY)

    def again(self) -> None:
        """A second answer to a settled request."""
        settled = [r for r in self._now().requests if r.settled_at is not None]
        if settled:
            request = self.rng.choice(settled)
            with pytest.raises(AlreadySettled):
                desk.hand_in(self.store, request.number, {}, "Người đến sau", DAY)

    def late(self) -> None:
        """An answer from the page after its request was settled: kept, and nothing changed by it."""
        settled = [r for r in self._now().requests if r.settled_at is not None]
        if settled:
            before = self._now()
            desk.keep_late(self.store, self.rng.choice(settled).number, {"note": "trễ"}, "Người đến sau", DAY)
            assert self._now().answers == before.answers

    def to_another(self) -> None:
        """An answer that names another congress's request, or none."""
        for number in (self.stray, 10**9):
            with pytest.raises(RequestNotFound):
                desk.hand_in(self.store, number, {}, "Ai đó", DAY, code=self.walk.code)

    def both_at_once(self) -> None:
        """Two people hand in the same request in the same instant: one is taken, the other is told by whom."""
        for request in self._open()[:1]:
            raw = next(iter(self._files(request.kind, request.subject)), None)
            if raw is None or not desk.hand_in(self.store, request.number, raw, "Một", DAY, dry_run=True).accepted:
                return
            self.walk.asked[request.kind] += 1
            self.walk.places[self._place(request)] += 1

            def give(who: str, request: Request = request, raw: dict[str, Any] = raw) -> str:
                try:
                    return str(desk.hand_in(self.store, request.number, raw, who, DAY).accepted)
                except AlreadySettled as told:
                    return told.who

            with ThreadPoolExecutor(2) as pool:
                said = sorted(pool.map(give, ["Một", "Hai"]))
            assert "True" in said
            assert len({"Một", "Hai"} & set(said)) == 1

    def corrected(self) -> None:
        """An accepted answer replaced by itself: what stood on it is asked again."""
        dossier = self._now()
        given = [r for r in dossier.requests if r.settled_at is not None and r.kind is not Kind.DUTY]
        if given and dossier.life is Life.ACTIVE:
            request = self.rng.choice(given)
            raw = next(iter(self._files(request.kind, request.subject)), {})
            self.honest = False
            self._allow(lambda: desk.correct(self.store, request.number, raw, "Ai đó", DAY))

    def passed_on(self) -> None:
        """A request given, delegated, extended."""
        if requests := self._open():
            number, later = requests[0].number, DAY + timedelta(days=self.rng.randrange(1, 90))
            self._allow(lambda: duties.assign(self.store, number, "Lê Cường", "Ai đó", DAY, "nghỉ"))
            self._allow(lambda: duties.delegate(self.store, number, "Hồ Dung", later, "Ai đó", DAY, "ốm"))
            self._allow(lambda: duties.extend(self.store, number, later, "Ai đó", DAY, "bận"))

    def moved(self) -> None:
        """The opening day moved."""
        if self.rng.random() < 0.3:
            to = self._now().opening.opening_on + timedelta(days=self.rng.randrange(-20, 40))
            self.honest = False
            self._allow(lambda: desk.postpone(self.store, self.walk.code, to, "Ai đó", DAY, "lũ lụt"))

    # What must hold

    def look(self, *, thoroughly: bool = False) -> None:
        """State, lists and chain say one thing; now and then, and at the end, so does the whole journal."""
        dossier = self._now()
        waiting = [r.number for r in dossier.open_requests]
        assert health.open_numbers(self.store, dossier.code) == set(waiting)
        asked = Counter((r.kind, r.subject) for r in dossier.open_requests)
        assert max(asked.values(), default=0) <= 1, "the same thing is asked twice"
        if thoroughly or self.rng.random() < 0.15:
            self._journal_holds(dossier)

    def _journal_holds(self, dossier: Dossier) -> None:
        records = self.store.list_journal(dossier.code)
        assert replay(records) == dossier
        with self.store.reading() as connection:
            assert chain.first_broken(chain.lines(connection, dossier.code)) is None
        accepted = Counter(r.request for r in records if r.act is Act.ANSWER_ACCEPT)
        assert max(accepted.values(), default=0) <= 1, "a request was answered twice"
        state: Dossier | None = None
        reopened: str | None = None
        for record in records:
            if record.act is Act.REQUEST_OPEN and state is not None:
                due = {q.row.kind.value for q in procedure.next_questions(state)}
                assert record.payload["kind"] in due | {reopened}, "a step was asked out of turn"
            if record.act is Act.ANSWER_ACCEPT and state is not None:
                request = state.request(record.request or 0)
                assert request is not None
                assert request.is_open
            reopened = record.payload["kind"] if record.act is Act.STEP_REOPEN else None
            state = apply(state, record)

    # Helpers

    def _now(self) -> Dossier:
        self.dossier = self.store.get_dossier(self.walk.code)
        return self.dossier

    def _open(self) -> list[Request]:
        requests = list(self._now().holding_requests)
        self.rng.shuffle(requests)
        return requests

    def _place(self, request: Request) -> str:
        return request.kind.value if request.subject is None else f"{request.kind.value}:{request.subject}"

    def _files(self, kind: Kind, subject: str | None) -> list[dict[str, Any]]:
        """The example's answers of a kind, the one whose turn it is first."""
        name = kind.value if subject is None else f"{kind.value}.{subject}"
        nth = 1 + self.walk.places[kind.value if subject is None else f"{kind.value}:{subject}"]
        first = answer_file(EXAMPLES / SMALL, kind, nth, subject)
        rest = sorted((EXAMPLES / SMALL / "answers").glob(f"{name}.*yaml"))
        return [read_yaml(str(f)) for f in [first, *rest] if f.exists() and ".refused." not in f.name]

    def _try(self, request: Request, raw: dict[str, Any]) -> bool:
        return desk.hand_in(self.store, request.number, raw, f"Ai đó {request.subject or ''}", DAY).accepted

    def _allow(self, act: Callable[[], object]) -> None:
        """Do it; that it is refused with a sentence is fine, that it crashes is not."""
        with contextlib.suppress(DaihoiError):
            act()


@given(st.integers(0, 2**31), st.integers(10, 60))
@FEW
def test_any_sequence_of_answers_leaves_a_whole_congress_on_sqlite(seed: int, acts: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="daihoi-any-"))
    try:
        store = open_store(f"sqlite:///{folder / 'daihoi.db'}", rehearsal=True)
        Mischief(store, folder, seed).run(acts)
        store.engine.dispose()
    finally:
        shutil.rmtree(folder)


def test_any_sequence_of_answers_leaves_a_whole_congress_on_postgresql(postgres: str, tmp_path: Path) -> None:
    store = open_store(postgres, rehearsal=True)
    seen: set[int] = set()

    @given(st.integers(0, 2**31), st.integers(10, 60))
    @FEW
    def any_sequence(seed: int, acts: int) -> None:
        if seed not in seen:
            seen.add(seed)
            Mischief(store, tmp_path, seed).run(acts)

    any_sequence()
    store.engine.dispose()


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_hundred_congresses_of_mischief(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue("postgres") if database == "postgres" else f"sqlite:///{tmp_path / 'd.db'}"
    store = open_store(url, rehearsal=True)
    for seed in range(200):
        Mischief(store, tmp_path, seed).run(20 + seed % 50)
    store.engine.dispose()
