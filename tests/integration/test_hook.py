"""The webhook: the same outbox, a real HTTP server; each message once, whatever server and watch do."""

import json
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from daihoi import desk
from daihoi.errors import BadInput
from daihoi.settings import MailSettings, Settings
from daihoi.store import Store, open_store, outbox
from daihoi.store.outbox import State
from daihoi.store.persons import add_person
from daihoi.watching import Round, watch_once
from schemas.cell import Person, Role
from schemas.plan import Opening
from tests.integration.mailbox import broken_server, mail_server

OpeningOf = Callable[[str], Opening]
OPENED, DUE = date(2020, 6, 15), date(2020, 6, 26)
LATE = [date(2020, 6, 29), date(2020, 7, 6), date(2020, 7, 13), date(2020, 7, 20)]
"""The working days on which something late is said again."""
TOKEN = "khoa-bi-mat-cua-phong-4471"


@dataclass
class Room:
    """A chat room: what was posted, and what it answers."""

    port: int = 0
    posts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The key and the text of each."""
    answer: Callable[[], int] = lambda: 200

    @property
    def settings(self) -> MailSettings:
        return MailSettings(webhook=f"http://127.0.0.1:{self.port}/hooks/{TOKEN}", timeout=5)

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.posts]


@contextmanager
def chat_room() -> Iterator[Room]:
    room = Room()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == f"/hooks/{TOKEN}"
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = room.answer()
            if code < 300:
                room.posts.append((self.headers["Idempotency-Key"], body["text"]))
            self.send_response(code)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    room.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def late_store(store: Store, opening_of: OpeningOf) -> Store:
    """One congress whose plan is due on `DUE`, and an organiser who can be mailed."""
    opening = opening_of("vistip-2020")
    add_person(store, Person(name="An", role=Role.ORGANISER, unit=opening.cell.name, mail="an@cb.example"))
    desk.open_congress(store, opening, "Bí thư", OPENED)
    return store


def look(
    store: Store, mail: MailSettings, folder: Path, day: date, wait: timedelta = timedelta(), seconds: float = 20
) -> Round:
    settings = Settings(folder, "", "http://127.0.0.1:9/api", "vi", None)
    now = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + wait
    return watch_once(store, settings, mail, day, clock=lambda: now, seconds=seconds)


def test_what_is_due_or_late_is_posted_once_a_day_with_its_command_and_nothing_private(
    late_store: Store, opening_of: OpeningOf, tmp_path: Path
) -> None:
    with chat_room() as room:
        for day in (OPENED, date(2020, 6, 19), DUE, LATE[0]):
            for _ in range(3):
                look(late_store, room.settings, tmp_path, day)
        assert room.keys == [f"hook:hook:{DUE}", f"hook:hook:{LATE[0]}"]
        due, late = (text for _, text in room.posts)
    assert "daihoi form 1" in due
    assert "hạn 26/06/2020" in due
    assert "quá 1 ngày làm việc" in late
    opening = opening_of("vistip-2020")
    for private in (*(m.name for m in opening.roster), "an@cb.example", TOKEN):
        assert private not in due + late


def test_two_watchers_at_once_post_once(late_store: Store, tmp_path: Path) -> None:
    url = str(late_store.engine.url)
    with chat_room() as room:
        ready = threading.Barrier(2)

        def watch() -> None:
            own = open_store(url, rehearsal=True)
            ready.wait()
            look(own, room.settings, tmp_path, DUE)

        threads = [threading.Thread(target=watch) for _ in range(2)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert room.keys == [f"hook:hook:{DUE}"]


def test_a_room_that_is_busy_is_tried_again_with_longer_and_longer_pauses(late_store: Store, tmp_path: Path) -> None:
    tried: list[timedelta] = []
    with chat_room() as room:
        wait = timedelta()

        def busy() -> int:
            tried.append(wait)
            return (503, 429, 500, 200)[len(tried) - 1]

        room.answer = busy
        while wait < timedelta(hours=1):
            look(late_store, room.settings, tmp_path, DUE, wait)
            wait += timedelta(minutes=1)
        assert len(room.posts) == 1
    pauses = [after - before for before, after in pairwise(tried)]
    assert pauses == [timedelta(minutes=m) for m in (1, 2, 4)]


def test_a_room_that_refuses_for_good_is_shown_and_the_letters_still_go_out(late_store: Store, tmp_path: Path) -> None:
    with chat_room() as room, mail_server() as mailbox:
        room.answer = lambda: 404
        mail = replace(mailbox.settings(), webhook=room.settings.webhook)
        done = look(late_store, mail, tmp_path, DUE)
        assert (done.sent, done.failed) == (1, 1)
        assert len(mailbox.letters) == 1
        assert any("refused" in p.en for p in done.problems)
    [failed] = outbox.list_messages(late_store, states=(State.FAILED,))
    assert failed.problem == "webhook: HTTP 404"


def test_nobody_there_puts_it_off_until_somebody_is(late_store: Store, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = MailSettings(webhook=f"http://127.0.0.1:{free.getsockname()[1]}/hooks/{TOKEN}", timeout=2)
    done = look(late_store, gone, tmp_path, DUE)
    assert (done.sent, done.put_off) == (0, 1)
    assert TOKEN not in str(done.problems)
    with chat_room() as room:
        look(late_store, room.settings, tmp_path, DUE, timedelta(minutes=2))
        assert len(room.posts) == 1


@pytest.mark.parametrize("drops", [False, True], ids=["hangs", "drops"])
def test_a_room_that_never_answers_is_shown_and_not_posted_to_again_by_itself(
    late_store: Store, tmp_path: Path, drops: bool
) -> None:
    def takes_and_is_silent(caller: socket.socket) -> None:
        caller.recv(65536)
        if not drops:
            time.sleep(1.5)

    with broken_server(takes_and_is_silent) as port:
        began = time.monotonic()
        silent = MailSettings(webhook=f"http://127.0.0.1:{port}/hooks/{TOKEN}", timeout=0.5)
        done = look(late_store, silent, tmp_path, DUE)
        assert time.monotonic() - began < 5
    assert (done.sent, done.unconfirmed) == (0, 1)
    assert done.problems
    assert TOKEN not in str(done.problems)
    with chat_room() as room:
        look(late_store, room.settings, tmp_path, DUE, timedelta(hours=8))
        assert room.posts == []
        [message] = outbox.list_messages(late_store, states=(State.UNCONFIRMED,))
        assert outbox.send_again(late_store, message.number, datetime(2020, 6, 26, tzinfo=UTC))
        look(late_store, room.settings, tmp_path, DUE, timedelta(hours=8))
        assert len(room.posts) == 1


def test_a_watch_killed_while_it_posts_leaves_each_message_posted_once(late_store: Store, tmp_path: Path) -> None:
    chance = random.Random(6)
    watcher: list[subprocess.Popen[bytes]] = []

    def start(day: date, port: int) -> subprocess.Popen[bytes]:
        env = {
            **os.environ,
            "DAIHOI_HOME": str(tmp_path),
            "DAIHOI_DATABASE_URL": str(late_store.engine.url),
            "DAIHOI_TODAY": day.isoformat(),
            "DAIHOI_WEBHOOK": f"http://127.0.0.1:{port}/hooks/{TOKEN}",
            "DAIHOI_OPEN": "1",
        }
        env.pop("DAIHOI_MAIL", None)
        command = [sys.executable, "-m", "daihoi.cli.main", "watch", "--no-prefect"]
        return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    with chat_room() as room:

        def strike() -> int:
            watcher[-1].send_signal(signal.SIGKILL)
            return 200

        for n, day in enumerate(LATE):
            room.answer = strike if n % 2 == 0 else lambda: 200
            watcher.append(start(day, room.port))
            if n % 2:
                time.sleep(0.4 + chance.random() * 0.6)
                watcher[-1].send_signal(signal.SIGKILL)
            watcher[-1].wait(30)
            room.answer = lambda: 200
            watcher.append(start(day, room.port))
            watcher[-1].wait(30)
        for message in outbox.list_messages(late_store, states=(State.UNCONFIRMED,)):
            # Killed within a hair's breadth of posting it: who is shown it sends it again.
            if message.key not in room.keys:
                assert outbox.send_again(late_store, message.number, datetime.now(UTC))
                start(message.day, room.port).wait(30)
        assert Counter(room.keys) == Counter(f"hook:hook:{day}" for day in LATE)
    hooked = [m.state for m in outbox.list_messages(late_store) if m.channel == "hook"]
    assert set(hooked) <= {State.SENT, State.UNCONFIRMED}


def test_the_address_of_the_room_stands_in_no_log(
    late_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), chat_room() as room:
        look(late_store, room.settings, tmp_path, DUE)
        room.answer = lambda: 500
        look(late_store, room.settings, tmp_path, LATE[0])
        assert len(room.posts) == 1
    assert TOKEN not in caplog.text
    assert TOKEN not in str(outbox.list_messages(late_store))


@pytest.mark.parametrize("url", ["hooks.example.vn/x", "ftp://hooks.example.vn/x", "http://", "http://[::1/x"])
def test_an_address_that_is_none_is_refused_without_being_repeated(late_store: Store, tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput) as refused:
        look(late_store, MailSettings(webhook=url), tmp_path, DUE)
    assert "DAIHOI_WEBHOOK" in refused.value.words.en
    assert "hooks.example" not in refused.value.words.en
