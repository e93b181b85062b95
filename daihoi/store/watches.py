"""When it was last looked after what waits: a watch that has silently stopped must not go unnoticed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import ValidationError
from sqlalchemy import insert, select, update

from daihoi.rules.watched import Watchfulness, watchfulness
from daihoi.settings import WATCH_EVERY
from daihoi.store.tables import watches
from daihoi.store.writing import Store
from schemas.words import Words


@dataclass(frozen=True)
class Watched:
    """One round of the watch; ``ended_at`` is None while it looks, or when it was cut off."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    day: date
    worker: str
    made: int
    sent: int
    problem: Words | None


def begin_watch(store: Store, worker: str, day: date, now: datetime) -> int:
    """Write down that a round begins; returns its number."""
    with store.writing() as w:
        return w.connection.execute(
            insert(watches).values(began_at=now, day=day, worker=worker, made=0, sent=0).returning(watches.c.id)
        ).scalar_one()


def end_watch(store: Store, number: int, now: datetime, *, made: int, sent: int, problem: Words | None) -> None:
    """Write down that the round is over, and what it did."""
    with store.writing() as w:
        values = {"ended_at": now, "made": made, "sent": sent, "problem": problem and problem.model_dump_json()}
        w.connection.execute(update(watches).where(watches.c.id == number).values(**values))


def last_watch(store: Store) -> Watched | None:
    """The last round that came to its end; None when there has been none."""
    query = (
        select(
            watches.c.id,
            watches.c.began_at,
            watches.c.ended_at,
            watches.c.day,
            watches.c.worker,
            watches.c.made,
            watches.c.sent,
            watches.c.problem,
        )
        .where(watches.c.ended_at.is_not(None))
        .order_by(watches.c.id.desc())
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    number, began, ended, day, worker, made, sent, problem = row
    return Watched(number, _aware(began), _aware(ended), day, worker, made, sent, problem and _words(problem))


def how_watched(store: Store) -> Watchfulness:
    """What to say of the last round to whoever looks at anything."""
    last = last_watch(store)
    at, problem = (last.ended_at, last.problem) if last else (None, None)
    return watchfulness(at, problem, datetime.now(UTC), WATCH_EVERY)


def _words(kept: str) -> Words:
    try:
        return Words.model_validate_json(kept)
    except ValidationError:  # kept by an older version, in English only
        return Words(vi=kept, en=kept)


def _aware(at: datetime) -> datetime:
    # SQLite drops the zone; what we write is always UTC.
    return at if at.tzinfo else at.replace(tzinfo=UTC)
