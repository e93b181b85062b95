"""A whole season played day by day: exactly the letters that should go out, none twice, none missing."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from daihoi import duties
from daihoi.settings import Settings
from daihoi.store import Store, outbox
from daihoi.store.outbox import State
from daihoi.store.persons import add_person
from daihoi.watching import watch_once
from schemas.cell import Person, Role
from schemas.dossier import Life
from schemas.plan import Opening
from schemas.step import Kind
from tests.integration.mailbox import Mailbox, mail_server
from tests.integration.walking import Walk

OpeningOf = Callable[[str], Opening]
FIRST, LAST = date(2020, 6, 15), date(2020, 12, 18)
ON_THE_DAY = {Kind.EXCUSES, Kind.GUIDANCE, Kind.SLATE, Kind.COUNTERS, Kind.COUNT, Kind.ROUND, Kind.SITTING}
OFF = {date(2020, 9, 2)}
"""Days in 2020 between the first and the last on which nobody works, weekends apart; written out, no library."""


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def working_days(after: date, upto: date) -> int:
    return sum(works(after + timedelta(days=n)) for n in range(1, (upto - after).days + 1))


def rank(kind: Kind, due_on: date, today: date) -> int:
    """How urgent it is, counted day by day without the program's own arithmetic."""
    if today > due_on:
        late = working_days(due_on, today)
        return 200 + max(0, late - 1) // 5
    eve = due_on
    while not works(eve):
        eve -= timedelta(days=1)
    if today >= eve:
        return 100
    steps = [2] if kind is Kind.ATTENDANCE else [] if kind in ON_THE_DAY else [5, 2]
    reached = [n for n, days in enumerate(steps, 1) if working_days(today, eve) <= days]
    return 10 + max(reached) if reached else 1


def people(store: Store, opening: Opening) -> dict[Role, str]:
    """One person with an address for each role."""
    addresses: dict[Role, str] = {}
    for role in (Role.ORGANISER, Role.SUPERIOR, Role.PRESIDIUM, Role.COUNTING, Role.EDITOR):
        unit = opening.superior.short if role is Role.SUPERIOR else opening.cell.short
        addresses[role] = f"{role.value}@{opening.code}.example"
        add_person(store, Person(name=f"{role.value} {opening.code}", role=role, unit=unit, mail=addresses[role]))
    return addresses


class Congress(Walk):
    """The people of one congress: who answers when, some early, some on the day, some late."""

    def __init__(self, store: Store, opening: Opening, folder: Path) -> None:
        super().__init__(store, opening.code, folder)
        self.addresses = people(store, opening)
        self.open()

    def delay(self, kind: Kind, number: int) -> int:
        """How many days after the due day they answer; negative: before."""
        return (-8, 0, 3, -3, 9, 1)[number % 6] if kind is not Kind.ARCHIVE else 6

    def act(self, day: date) -> None:
        """Everything that the people do on ``day``, after the watch has looked."""
        for _ in range(60):
            dossier = self.write()
            if dossier.life is Life.CLOSED:
                return
            for r in dossier.holding_requests:
                assert r.due_on is not None
                if day >= r.due_on + timedelta(days=self.delay(r.kind, r.number)):
                    self.answer(r)
                    break
            else:
                return


def expected(
    store: Store, said: dict[tuple[int, date, str], int], congress: Congress, day: date
) -> dict[str, set[tuple[int, bool]]]:
    """Which requests each address must read of on ``day``, each with whether it is told as the one above."""
    told: dict[str, set[tuple[int, bool]]] = {}
    if not works(day):
        return told
    for r in store.get_dossier(congress.code).open_requests:
        assert r.due_on is not None
        own = congress.addresses[r.role]
        above = congress.addresses[Role.ORGANISER if r.role is Role.SUPERIOR else Role.SUPERIOR]
        late = working_days(r.due_on, day) if day > r.due_on else 0
        ranks = [(own, rank(r.kind, r.due_on, day), False)]
        if late >= 3:
            ranks.append((above, 1000 + (late - 3) // 5, True))
        for address, reached, escalated in ranks:
            if said.get((r.number, r.due_on, address), 0) < reached:
                told.setdefault(address, set()).add((r.number, escalated))
                said[r.number, r.due_on, address] = reached
    return told


def numbers_in(letter: Any) -> set[tuple[int, bool]]:
    text = letter.get_body(("plain",)).get_content()
    own, _, above = text.partition("CÁC ĐƠN VỊ ĐANG TRỄ HẠN")
    found = {(int(n), False) for n in re.findall(r"daihoi form (\d+)", own)}
    # The one above reads a code, not a number: the number stands in the outbox only.
    return found | {(-1, True)} if "daihoi why" in above else found


def test_a_season_day_by_day_sends_exactly_what_it_should(store: Store, opening_of: OpeningOf, tmp_path: Path) -> None:
    settings = Settings(tmp_path, str(store.engine.url), "http://127.0.0.1:9/api", "vi", None)
    congress = Congress(store, opening_of("vistip-2020"), tmp_path)
    said: dict[tuple[int, date, str], int] = {}
    wanted: dict[str, set[tuple[int, bool]]] = {}
    with mail_server() as mailbox:
        for n in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=n)
            for address, items in expected(store, said, congress, day).items():
                wanted[f"mail:{address}:{day}"] = {(-1, True) if above else (n, False) for n, above in items}
            clock = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
            done = watch_once(store, settings, mailbox.settings(), day, clock=lambda c=clock: c)
            assert done.problems == []
            congress.act(day)
            if day == date(2020, 7, 1):
                waiting = store.get_dossier(congress.code).holding_requests[0]
                assert waiting.due_on is not None
                duties.extend(store, waiting.number, waiting.due_on + timedelta(days=4), "Bí thư", day, "chờ số liệu")
        _check(mailbox, wanted)
    assert store.get_dossier(congress.code).life is Life.CLOSED
    assert len(wanted) > 40


def test_watches_killed_at_random_points_of_the_season_change_nothing(
    store: Store, opening_of: OpeningOf, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, str(store.engine.url), "http://127.0.0.1:9/api", "vi", None)
    congress = Congress(store, opening_of("vistip-2020"), tmp_path)
    said: dict[tuple[int, date, str], int] = {}
    wanted: dict[str, set[tuple[int, bool]]] = {}
    chance, kills = random.Random(11), 0
    with mail_server() as mailbox:
        for n in range(60):
            day = FIRST + timedelta(days=n)
            due = expected(store, said, congress, day)
            for address, items in due.items():
                wanted[f"mail:{address}:{day}"] = {(-1, True) if above else (n, False) for n, above in items}
            if due and chance.random() < 0.5:
                kills += killed_watch(settings, mailbox, day, chance)
            clock = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
            watch_once(store, settings, mailbox.settings(), day, clock=lambda c=clock: c)
            congress.act(day)
        again = datetime(2020, 9, 1, 1, tzinfo=UTC)
        for message in outbox.list_messages(store, states=(State.UNCONFIRMED,)):
            # Cut off within a hair's breadth of the last byte: who is shown it sends it again when it is not there.
            if message.key not in mailbox.keys:
                assert outbox.send_again(store, message.number, again)
                watch_once(store, settings, mailbox.settings(), message.day, clock=lambda: again)
        assert kills >= 3
        _check(mailbox, wanted)


def killed_watch(settings: Settings, mailbox: Mailbox, day: date, chance: random.Random) -> bool:
    """A watch of ``day`` in a process of its own, killed while a letter is announced or taken, or after a while."""
    env = {
        **os.environ,
        "DAIHOI_HOME": str(settings.home),
        "DAIHOI_DATABASE_URL": settings.database_url,
        "DAIHOI_TODAY": day.isoformat(),
        "DAIHOI_MAIL": f"smtp://127.0.0.1:{mailbox.port}",
        "DAIHOI_MAIL_FROM": "daihoi@chibo.example",
        "DAIHOI_OPEN": "1",
    }
    watcher = subprocess.Popen(
        [sys.executable, "-m", "daihoi.cli.main", "watch", "--no-prefect"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    place = chance.choice(("rcpt", "data", "clock"))
    if place == "rcpt":
        mailbox.on_rcpt = lambda _: watcher.send_signal(signal.SIGKILL)
    elif place == "data":
        mailbox.on_data = lambda _: watcher.send_signal(signal.SIGKILL)
    else:
        time.sleep(0.5 + chance.random())
        watcher.send_signal(signal.SIGKILL)
    watcher.wait(30)
    mailbox.on_rcpt = mailbox.on_data = None
    return watcher.returncode == -signal.SIGKILL


def _check(mailbox: Mailbox, wanted: dict[str, set[tuple[int, bool]]]) -> None:
    assert max(Counter(mailbox.keys).values()) == 1
    assert set(mailbox.keys) == set(wanted)
    for letter in mailbox.letters:
        assert numbers_in(letter) == wanted[str(letter["X-Daihoi-Key"])], letter["X-Daihoi-Key"]
        assert letter["Subject"].startswith("[daihoi] ")
        html = letter.get_body(("html",)).get_content()
        assert "daihoi" in html
