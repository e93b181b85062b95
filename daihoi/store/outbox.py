"""What is to be said to whom: each thing once, also when two watchers look at the same moment or one is killed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from daihoi.rules.reminding import Digest, Item, Stage
from daihoi.store.tables import outbox, reminders, requests
from daihoi.store.writing import Store

LEASE = timedelta(minutes=2)
"""How long a sender may be busy with one message before it counts as gone."""
MOST_ATTEMPTS = 20
LONGEST_PAUSE = timedelta(hours=6)


class State(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """A sender has it; nothing that the receiver would keep has left the house yet."""
    HANDED = "handed"
    """Its last byte may have left; from here on it is never sent again by itself."""
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    """Everything in it was done before it could be sent."""
    MERGED = "merged"
    """It waited so long that a later digest took its place."""
    FAILED = "failed"
    """The server refused it for good, or it was tried too often."""
    BOUNCED = "bounced"
    """It was taken, and came back."""
    UNCONFIRMED = "unconfirmed"
    """The sender was cut off at the last byte: it has most likely arrived."""


@dataclass(frozen=True)
class Message:
    """One message of the outbox."""

    number: int
    key: str
    channel: str
    person: str
    address: str
    day: date
    items: tuple[Item, ...]
    state: State
    attempts: int
    problem: str | None


def said_so_far(connection: Connection) -> dict[tuple[int, date, str], int]:
    """The highest rank said of each open request, by number, due day and address."""
    rows = connection.execute(
        select(reminders.c.request, reminders.c.due_on, reminders.c.address, func.max(reminders.c.rank))
        .join(requests, requests.c.number == reminders.c.request)
        .where(requests.c.open == 1)
        .group_by(reminders.c.request, reminders.c.due_on, reminders.c.address)
    )
    return {(n, due_on, address): rank for n, due_on, address, rank in rows}


def last_told(store: Store, numbers: Sequence[int]) -> dict[int, date]:
    """The day on which each of these requests was last mentioned to anybody."""
    query = (
        select(reminders.c.request, func.max(outbox.c.day))
        .join(outbox, outbox.c.number == reminders.c.message)
        .where(reminders.c.request.in_(numbers))
        .group_by(reminders.c.request)
    )
    with store.reading() as connection:
        return {number: day for number, day in connection.execute(query)}


@dataclass(frozen=True)
class Unsent:
    """A digest that has not left yet."""

    number: int
    items: tuple[Item, ...]


def unsent(connection: Connection) -> dict[tuple[str, str], list[Unsent]]:
    """What waits to be sent, by channel and address."""
    found: dict[tuple[str, str], list[Unsent]] = {}
    rows = connection.execute(
        select(outbox.c.channel, outbox.c.address, outbox.c.number, outbox.c["items"])
        .where(outbox.c.state == State.WAITING.value)
        .order_by(outbox.c.number)
    )
    for channel, address, number, items in rows:
        found.setdefault((channel, address), []).append(Unsent(number, tuple(map(_item, items))))
    return found


def put(
    connection: Connection,
    digest: Digest,
    person: str,
    channel: str,
    day: date,
    now: datetime,
    before: Sequence[Unsent] = (),
) -> bool:
    """Put a digest into the outbox, with what it says; False when this address has had one for this day.

    What was to go ``before`` and never left is merged into it: nobody gets a pile when the server is back.
    """
    if before:
        # Only what has not left since it was read.
        mine = select(outbox.c.number).where(
            outbox.c.number.in_([u.number for u in before]), outbox.c.state == State.WAITING.value
        )
        still = set(connection.execute(mine.with_for_update()).scalars())
        before = [u for u in before if u.number in still]
    known = {(i.number, i.escalated) for i in digest.items}
    older = {(i.number, i.escalated): i for u in before for i in u.items}
    items = (*digest.items, *(i for key, i in sorted(older.items()) if key not in known))
    number = connection.execute(
        _insert(connection, outbox)
        .values(
            key=f"{channel}:{digest.address}:{day}",
            channel=channel,
            person=person,
            address=digest.address,
            day=day,
            items=[_plain(i) for i in items],
            state=State.WAITING.value,
            attempts=0,
            next_at=now,
            made_at=now,
        )
        .on_conflict_do_nothing()
        .returning(outbox.c.number)
    ).scalar()
    if number is None:
        return False
    if before:
        connection.execute(
            update(outbox)
            .where(outbox.c.number.in_([u.number for u in before]), outbox.c.state == State.WAITING.value)
            .values(state=State.MERGED.value, settled_at=now)
        )
    said = [
        {"request": i.number, "due_on": i.due_on, "address": digest.address, "rank": i.rank, "message": number}
        for i in digest.items
    ]
    connection.execute(_insert(connection, reminders).on_conflict_do_nothing(), said)
    return True


def _insert(connection: Connection, table: Any) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _plain(item: Item) -> dict[str, Any]:
    return {**asdict(item), "due_on": item.due_on.isoformat(), "stage": item.stage.value}


def _item(plain: dict[str, Any]) -> Item:
    known: dict[str, Any] = {"due_on": date.fromisoformat(plain["due_on"]), "stage": Stage(plain["stage"])}
    return Item(**{**plain, **known})


_COLUMNS = (
    outbox.c.number,
    outbox.c.key,
    outbox.c.channel,
    outbox.c.person,
    outbox.c.address,
    outbox.c.day,
    outbox.c["items"],
    outbox.c.state,
    outbox.c.attempts,
    outbox.c.problem,
)


def _message(row: Sequence[Any]) -> Message:
    number, key, channel, person, address, day, items, state, attempts, problem = row
    return Message(
        number, key, channel, person, address, day, tuple(map(_item, items)), State(state), attempts, problem
    )


def list_senders(store: Store) -> list[str]:
    """Who has a message in hand now."""
    query = select(outbox.c.claimed_by).where(outbox.c.state.in_([State.CLAIMED.value, State.HANDED.value])).distinct()
    with store.reading() as connection:
        return [worker for worker in connection.execute(query).scalars() if worker is not None]


def tidy(store: Store, now: datetime, gone: Iterable[str] = ()) -> int:
    """Take messages back from senders that are ``gone``, or too slow; returns how many may or may not have arrived."""
    lost = or_(
        outbox.c.claimed_until < now,
        outbox.c.claimed_until > now + 2 * LEASE,  # the clock was set back
        outbox.c.claimed_by.in_(list(gone)),
    )
    with store.writing() as w:
        w.connection.execute(
            update(outbox)
            .where(outbox.c.state == State.CLAIMED.value, lost)
            .values(state=State.WAITING.value, claimed_by=None, claimed_until=None)
        )
        return w.connection.execute(
            update(outbox)
            .where(outbox.c.state == State.HANDED.value, lost)
            .values(state=State.UNCONFIRMED.value, claimed_by=None, claimed_until=None, settled_at=now)
        ).rowcount


def claim(store: Store, worker: str, now: datetime, channels: Iterable[str]) -> Message | None:
    """The next message to send, for ``worker`` alone; what was done meanwhile is struck from it, or it is withdrawn."""
    # A message made, or put off, in what is now the future: the clock was set back, and it is due.
    ready = or_(outbox.c.next_at <= now, outbox.c.made_at > now, outbox.c.next_at > now + LONGEST_PAUSE)
    query = (
        select(*_COLUMNS)
        .where(outbox.c.state == State.WAITING.value, ready, outbox.c.channel.in_(list(channels)))
        .order_by(outbox.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while True:
        with store.writing() as w:
            row = w.connection.execute(query).one_or_none()
            if row is None:
                return None
            message = _message(row)
            items = _still_wanted(w.connection, message.items)
            mine = update(outbox).where(outbox.c.number == message.number)
            if not items:
                w.connection.execute(mine.values(state=State.WITHDRAWN.value, settled_at=now))
                continue
            w.connection.execute(
                mine.values(
                    state=State.CLAIMED.value,
                    items=[_plain(i) for i in items],
                    attempts=message.attempts + 1,
                    claimed_by=worker,
                    claimed_until=now + LEASE,
                )
            )
        return Message(
            message.number,
            message.key,
            message.channel,
            message.person,
            message.address,
            message.day,
            items,
            State.CLAIMED,
            message.attempts + 1,
            message.problem,
        )


def _still_wanted(connection: Connection, items: tuple[Item, ...]) -> tuple[Item, ...]:
    numbers = [i.number for i in items]
    rows = connection.execute(
        select(requests.c.number, requests.c.due_on).where(requests.c.number.in_(numbers), requests.c.open == 1)
    )
    due: dict[int, date | None] = {n: d for n, d in rows}
    # One that was extended meanwhile is said anew, at its new day.
    return tuple(i for i in items if due.get(i.number) == i.due_on)


def mark_handed(store: Store, number: int, worker: str, now: datetime) -> bool:
    """Before the last byte leaves; False when the message is no longer ours to send."""
    return _settle(store, number, worker, State.CLAIMED, {"state": State.HANDED.value, "claimed_until": now + LEASE})


def mark_sent(store: Store, number: int, worker: str, now: datetime) -> bool:
    """The receiver's side has taken it."""
    return _settle(store, number, worker, None, {"state": State.SENT.value, "settled_at": now, "problem": None})


def mark_unconfirmed(store: Store, number: int, worker: str, now: datetime, problem: str) -> bool:
    """The line broke after the last byte: it may have arrived, and is not sent again by itself."""
    return _settle(
        store, number, worker, None, {"state": State.UNCONFIRMED.value, "settled_at": now, "problem": problem}
    )


def mark_withdrawn(store: Store, number: int, worker: str, now: datetime) -> bool:
    """Everything in it was done while it was being written."""
    return _settle(store, number, worker, State.CLAIMED, {"state": State.WITHDRAWN.value, "settled_at": now})


def mark_failed(store: Store, number: int, worker: str, now: datetime, problem: str) -> bool:
    """Refused for good."""
    return _settle(store, number, worker, None, {"state": State.FAILED.value, "settled_at": now, "problem": problem})


def put_off(store: Store, message: Message, worker: str, now: datetime, problem: str) -> State:
    """Not taken this time: try again later, each pause twice the last; given up after many attempts."""
    if message.attempts >= MOST_ATTEMPTS:
        mark_failed(store, message.number, worker, now, problem)
        return State.FAILED
    pause = min(timedelta(minutes=1) * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    _settle(
        store,
        message.number,
        worker,
        None,
        {"state": State.WAITING.value, "next_at": now + pause, "problem": problem, "claimed_until": None},
    )
    return State.WAITING


def _settle(store: Store, number: int, worker: str, was: State | None, values: dict[str, Any]) -> bool:
    states = [was.value] if was else [State.CLAIMED.value, State.HANDED.value]
    with store.writing() as w:
        done = w.connection.execute(
            update(outbox)
            .where(and_(outbox.c.number == number, outbox.c.claimed_by == worker, outbox.c.state.in_(states)))
            .values(**values)
        )
        return done.rowcount == 1


def send_again(store: Store, number: int, now: datetime) -> bool:
    """Let a message that failed, bounced or was cut off be sent once more; False when it is none of these."""
    states = [State.FAILED.value, State.BOUNCED.value, State.UNCONFIRMED.value]
    with store.writing() as w:
        done = w.connection.execute(
            update(outbox)
            .where(outbox.c.number == number, outbox.c.state.in_(states))
            .values(state=State.WAITING.value, attempts=0, next_at=now, settled_at=None)
        )
        return done.rowcount == 1


def mark_bounced(store: Store, number: int, problem: str) -> bool:
    """A message that was sent has come back; False when it was not sent."""
    states = [State.SENT.value, State.UNCONFIRMED.value]
    with store.writing() as w:
        done = w.connection.execute(
            update(outbox)
            .where(outbox.c.number == number, outbox.c.state.in_(states))
            .values(state=State.BOUNCED.value, problem=problem)
        )
        return done.rowcount == 1


def list_messages(store: Store, *, states: Iterable[State] = (), limit: int = 200) -> list[Message]:
    """The messages, the latest first, or those in one of the states given."""
    query = select(*_COLUMNS).order_by(outbox.c.number.desc()).limit(limit)
    if chosen := [s.value for s in states]:
        query = query.where(outbox.c.state.in_(chosen))
    with store.reading() as connection:
        return [_message(row) for row in connection.execute(query)]


def count_states(store: Store) -> dict[State, int]:
    """How many messages are in which state."""
    with store.reading() as connection:
        rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return {State(state): count for state, count in rows}
