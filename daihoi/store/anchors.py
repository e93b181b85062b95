"""One chain of the whole installation: day after day, the heads of all journals that moved. Its head leaves the house."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from daihoi.store import chain, roll
from daihoi.store.tables import anchors, journal
from daihoi.store.tables import roll as roll_lines
from daihoi.store.writing import Store
from schemas.anchor import Mark


@dataclass(frozen=True)
class Anchor:
    """One link: its number, and the digest that commits to every journal as it stood, and to all links before."""

    number: int
    at: datetime
    day: date
    heads: dict[str, list[Any]]
    """Dossier code (and `roll.NAME`) to the last line's number and digest; only what moved since the link before."""
    digest: str


def anchor(store: Store, day: date) -> Anchor:
    """The link of ``day``, made now unless there is one or nothing moved."""
    with store.writing() as w:
        if w.connection.dialect.name == "postgresql":
            # Two watches may begin at the same instant, and a chain has one next link.
            w.connection.execute(select(func.pg_advisory_xact_lock(7012027)))
        known = _load(w.connection)
        last = known[-1] if known else None
        if last is not None and last.day >= day:
            return last
        heads = _heads(w.connection)
        for one in known:
            heads = {code: head for code, head in heads.items() if one.heads.get(code) != head}
        if last is not None and not heads:
            return last
        at = datetime.now(UTC)
        number, previous = (last.number + 1, last.digest) if last else (1, chain.START)
        made = Anchor(number, at, day, heads, chain.digest_of(_line(number, at, day, heads, previous)))
        w.connection.execute(insert(anchors).values(number=number, at=at, day=day, heads=heads, digest=made.digest))
        return made


def head(store: Store) -> str | None:
    """The digest of the last link; None before the first."""
    with store.reading() as connection:
        return connection.execute(select(anchors.c.digest).order_by(anchors.c.number.desc()).limit(1)).scalar()


def list_anchors(store: Store) -> list[Anchor]:
    """Every link, the first first."""
    with store.reading() as connection:
        return _load(connection)


def mark(store: Store, code: str, seq: int, day: date) -> Mark:
    """What a paper made from line ``seq`` of ``code`` says of the journals."""
    made = anchor(store, day)
    with store.reading() as connection:
        query = select(journal.c.digest).where(journal.c.code == code, journal.c.seq == seq)
        digest = connection.execute(query).scalar_one()
    return Mark(line=seq, digest=digest, anchor=made.number, anchor_digest=made.digest)


def first_broken(connection: Connection) -> tuple[int, str] | None:
    """The first link that does not hold, with a dossier whose journal no longer has the line it names."""
    previous = chain.START
    lines = {(c, s): d for c, s, d in connection.execute(select(journal.c.code, journal.c.seq, journal.c.digest))}
    lines |= {(roll.NAME, s): d for s, d in connection.execute(select(roll_lines.c.seq, roll_lines.c.digest))}
    for number, one in enumerate(_load(connection), 1):
        line = _line(one.number, one.at, one.day, one.heads, previous)
        if one.number != number or chain.digest_of(line) != one.digest:
            return number, ""
        for code, (seq, digest) in one.heads.items():
            if lines.get((code, seq)) != digest:
                return number, code
        previous = one.digest
    return None


def _load(connection: Connection) -> list[Anchor]:
    rows = connection.execute(select(anchors).order_by(anchors.c.number)).mappings()
    return [Anchor(row["number"], _aware(row["at"]), row["day"], row["heads"], row["digest"]) for row in rows]


def _heads(connection: Connection) -> dict[str, list[Any]]:
    last = select(journal.c.code, func.max(journal.c.seq).label("seq")).group_by(journal.c.code).subquery()
    query = select(journal.c.code, journal.c.seq, journal.c.digest).join(
        last, (journal.c.code == last.c.code) & (journal.c.seq == last.c.seq)
    )
    found: dict[str, list[Any]] = {
        c: [seq, digest] for c, seq, digest in connection.execute(query.order_by(journal.c.code))
    }
    seq, digest = roll.head_of(connection)
    return {**found, roll.NAME: [seq, digest]} if seq else found


def _line(number: int, at: datetime, day: date, heads: dict[str, list[Any]], previous: str) -> bytes:
    return chain.canonical(
        {
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "day": day.isoformat(),
            "heads": heads,
            "previous": previous,
        }
    )


def _aware(at: datetime) -> datetime:
    # SQLite drops the zone; what we write is always UTC.
    return at if at.tzinfo else at.replace(tzinfo=UTC)
