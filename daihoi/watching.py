"""One round of the watch: bring runs and store together, say what is due, send what is to be sent."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from daihoi import runs
from daihoi.documents.digest import Named, write_digest
from daihoi.documents.ics import calendar_of_days
from daihoi.mail import Later, Refused, Sink, Unsure
from daihoi.mail.composing import compose as compose_message
from daihoi.prefect_api import PrefectApi, PrefectDown
from daihoi.rules import authority
from daihoi.rules.absences import present
from daihoi.rules.reminding import Asked, Digest, Stage, digests
from daihoi.settings import MailSettings, Settings
from daihoi.store import Lease, Store, anchors, outbox, watches
from daihoi.store.absences import read_absences
from daihoi.store.outbox import Message, State
from daihoi.store.persons import list_persons
from daihoi.store.waiting import Waiting, Wanted, read_units, read_waiting
from schemas.cell import Person, Role
from schemas.step import Kind
from schemas.words import Words

Clock = Callable[[], datetime]
HOOK = "hook"
MAIL = "mail"
AT_ONCE = 100
"""Messages put into the outbox in one transaction."""
SKEW = timedelta(minutes=5)
"""A last round that lies further ahead than this: the clock was set back."""


@dataclass
class Round:
    """What one round did."""

    day: date
    made: int = 0
    sent: int = 0
    failed: int = 0
    put_off: int = 0
    unconfirmed: int = 0
    unreachable: tuple[int, ...] = ()
    """Requests that nobody with an address can be reminded of."""
    mended: tuple[str, ...] = ()
    """Dossiers whose run was woken or made again."""
    problems: list[Words] = field(default_factory=list[Words])

    @property
    def note(self) -> Words | None:
        """What went wrong, in a line; None when nothing did."""
        found = [*self.problems]
        if (count := len(self.unreachable)) > 0:
            found.append(Words(vi=f"{count} yêu cầu chưa nhắc được ai", en=f"{count} requests reach nobody"))
        if not found:
            return None
        return Words(vi="; ".join(w.vi for w in found), en="; ".join(w.en for w in found))


def watch_once(
    store: Store,
    settings: Settings,
    mail: MailSettings,
    today: date,
    *,
    api: PrefectApi | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    seconds: float = 120,
) -> Round:
    """One round, which ends after about ``seconds`` whatever the mail server does."""
    done = Round(today)
    worker = runs.this_worker()
    last = watches.last_watch(store)
    if last is not None and (last.began_at > clock() + SKEW or last.day > today):
        done.problems.append(
            Words(
                vi=f"đồng hồ bị lùi: lượt trước ghi ngày {last.day:%d/%m/%Y}, lúc {last.began_at:%H:%M %d/%m/%Y} UTC",
                en=f"clock set back: the last round was on {last.day}, at {last.began_at:%Y-%m-%d %H:%M} UTC",
            )
        )
    number = watches.begin_watch(store, worker, today, clock())
    if api is not None:
        try:
            done.mended = tuple(runs.reconcile(store, api))
        except PrefectDown:
            done.problems.append(Words(vi="máy chủ Prefect chưa chạy", en="Prefect is down"))
    anchors.anchor(store, today)
    done.made, done.unreachable = say(store, today, clock(), hook=mail.webhook)
    send(store, settings, mail, today, worker, done, clock=clock, seconds=seconds)
    if done.failed:
        done.problems.append(Words(vi=f"{done.failed} thư bị từ chối", en=f"{done.failed} messages refused"))
    watches.end_watch(store, number, clock(), made=done.made, sent=done.sent, problem=done.note)
    return done


def say(store: Store, today: date, now: datetime, *, hook: str | None = None) -> tuple[int, tuple[int, ...]]:
    """Put today's digests into the outbox; how many are new, and the requests that reach nobody.

    Idempotent: what was said is not said again, whoever else looks at the same moment.
    """
    people = list_persons(store, on=today)
    mail_of = {(p.name, p.unit): p.mail for p in people if p.mail}
    by_unit: dict[str, list[Person]] = defaultdict(list)
    for p in people:
        by_unit[p.unit].append(p)
    with store.reading() as connection:
        waiting = [r for r in read_waiting(connection, Wanted(), today) if r.due_on is not None]
        units = read_units(connection)
        said = outbox.said_so_far(connection)
        before = outbox.unsent(connection)
        absences = [a for a in read_absences(connection) if a.covers(today)]
    asked, names = _addressed(waiting, units, by_unit, mail_of, lambda group: present(group, today, absences))
    new = [(d, names[d.address], MAIL) for d in digests(asked, said, today)]
    if hook is not None:
        everything = (Asked(a.number, a.code, a.kind, a.due_on, (HOOK,)) for a in asked)
        for d in digests(everything, said, today):
            if urgent := tuple(i for i in d.items if i.stage in (Stage.LATE, Stage.DUE)):
                new.append((Digest(HOOK, urgent), "daihoi", HOOK))
    made = 0
    # Put down in small transactions: people hand in answers meanwhile. Who else looks now puts down the same.
    for n in range(0, len(new), AT_ONCE):
        with store.writing() as w:
            for d, person, channel in new[n : n + AT_ONCE]:
                waits = before.get((channel, d.address), ())
                made += outbox.put(w.connection, d, person, channel, today, now, waits)
    return made, tuple(a.number for a in asked if not a.own)


def _addressed(
    waiting: Iterable[Waiting],
    units: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    by_unit: Mapping[str, list[Person]],
    mail_of: Mapping[tuple[str, str], str],
    here: Callable[[Iterable[str]], list[str]],
) -> tuple[list[Asked], dict[str, str]]:
    """The requests with the addresses of who is asked and of who is above, and the name behind each address.

    ``here`` puts the stand-in in the place of each who is away.
    """
    asked: list[Asked] = []
    names: dict[str, str] = {}
    for r in waiting:
        own, above = units.get(r.code, (frozenset[str](), frozenset[str]()))
        around = [p for unit in (*own, *above) for p in by_unit.get(unit, ())]
        may = authority.may_in(authority.grant_for(Kind(r.kind), Role(r.role)), own, above, around)
        # Whoever waits for the superior hears that it is late; there is nobody above to tell.
        over = Role.ORGANISER if r.role == Role.SUPERIOR else Role.SUPERIOR
        higher = authority.may_in(authority.Grant((over,)), own, above, around)

        def reach(group: Iterable[str], around: list[Person] = around) -> tuple[str, ...]:
            found = {mail_of[p.name, p.unit]: p.name for p in around if p.name in group and (p.name, p.unit) in mail_of}
            names.update(found)
            return tuple(sorted(found))

        # A holder without an address is not reminded alone: the role is, so that nobody is forgotten.
        mine = reach((r.holder,)) if r.holder else ()
        assert r.due_on is not None
        # Nor is a stand-in without one.
        own_side, over_side = reach(here(may)) or reach(may), reach(here(higher)) or reach(higher)
        asked.append(Asked(r.number, r.code, Kind(r.kind), r.due_on, mine or own_side, over_side))
    return asked, names


def send(
    store: Store,
    settings: Settings,
    mail: MailSettings,
    today: date,
    worker: str,
    done: Round,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    seconds: float = 120,
) -> None:
    """Send what waits in the outbox, each message once, until it is empty, the server fails or the time is up."""
    alive_until = datetime.now(UTC) + timedelta(hours=1)
    gone = [s for s in outbox.list_senders(store) if not runs.is_live(Lease(None, s, alive_until))]
    done.unconfirmed += outbox.tidy(store, clock(), gone)
    sinks = open_sinks(mail)
    until = time.monotonic() + seconds
    try:
        while sinks and time.monotonic() < until:
            message = outbox.claim(store, worker, clock(), sinks)
            if message is None:
                break
            _send_one(store, settings, mail, today, worker, done, sinks, message, clock)
    finally:
        for sink in sinks.values():
            sink.close()


def open_sinks(mail: MailSettings) -> dict[str, Sink]:
    """The ways out that are set up; raises `BadInput` for one that cannot be read."""
    sinks: dict[str, Sink] = {}
    if mail.server == "file":
        from daihoi.mail.folder import FolderSink

        sinks[MAIL] = FolderSink(mail.folder)
    elif mail.server is not None:
        from daihoi.mail.smtp import SmtpSink

        sinks[MAIL] = SmtpSink(mail)
    if mail.webhook is not None:
        from daihoi.mail.hook import HookSink

        sinks[HOOK] = HookSink(mail.webhook, mail.timeout)
    return sinks


def _send_one(
    store: Store,
    settings: Settings,
    mail: MailSettings,
    today: date,
    worker: str,
    done: Round,
    sinks: dict[str, Sink],
    message: Message,
    clock: Clock,
) -> None:
    number, now = message.number, clock()
    try:
        named = _named(store, message, today)
        items = [i for i in message.items if i.number in named]
        if not items:
            outbox.mark_withdrawn(store, number, worker, now)
            return
        # Out of the house with it: what is known elsewhere cannot be changed here afterwards.
        words = write_digest(message.person, items, named, today, settings.lang, anchors.head(store))
        letter = compose_message(
            message.key,
            message.person,
            message.address if message.channel == MAIL else "hook@localhost.invalid",
            mail.sender,
            words,
            now,
            _calendar(message, today, settings.lang),
        )
        address = letter["To"].addresses[0].addr_spec
        sink = sinks[message.channel]
        if sink.send(letter, address, lambda: outbox.mark_handed(store, number, worker, clock())):
            outbox.mark_sent(store, number, worker, clock())
            done.sent += 1
    except Refused as refused:
        outbox.mark_failed(store, number, worker, now, str(refused))
        done.failed += 1
    except Unsure as unsure:
        outbox.mark_unconfirmed(store, number, worker, now, str(unsure))
        done.unconfirmed += 1
        done.problems.append(_as_told(unsure))
    except Later as later:
        if outbox.put_off(store, message, worker, now, str(later)) is State.FAILED:
            done.failed += 1
        else:
            done.put_off += 1
        if later.server:
            # The next message would meet the same server; it waits for the next round.
            sinks.pop(message.channel).close()
            done.problems.append(_as_told(later))


def _as_told(fault: Unsure | Later) -> Words:
    # A server's own words are nobody's to translate.
    return Words(vi=str(fault), en=str(fault))


def _named(store: Store, message: Message, today: date) -> dict[int, Named]:
    named: dict[int, Named] = {}
    codes = {i.code for i in message.items}
    with store.reading() as connection:
        for code in sorted(codes):
            for r in read_waiting(connection, Wanted(code=code), today):
                named[r.number] = Named(r.cell, r.title)
    return named


def _calendar(message: Message, today: date, lang: str) -> bytes | None:
    ahead = [i for i in message.items if i.due_on >= today and not i.escalated]
    if not ahead or message.channel != MAIL:
        return None
    due = "due" if lang == "en" else "hạn"
    return calendar_of_days(
        [(f"request-{i.number}", i.due_on, f"daihoi {i.number}: {due}", f"daihoi form {i.number}") for i in ahead],
        today,
    )
