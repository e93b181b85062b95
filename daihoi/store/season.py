"""All congresses at a glance: from rows and indexes, without parsing a state."""

from datetime import UTC, date, datetime

from sqlalchemy import bindparam, select

from daihoi.rules.season import Congress
from daihoi.settings import ZONE
from daihoi.store.tables import dossiers, journal, requests
from daihoi.store.writing import Store
from schemas.dossier import Life
from schemas.step import Step

_MOVED = (
    select(journal.c.at)
    .where(journal.c.code == dossiers.c.code)
    .order_by(journal.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_CONGRESSES = select(
    dossiers.c.code,
    dossiers.c.cell,
    dossiers.c.superior,
    dossiers.c.life,
    dossiers.c.step,
    dossiers.c.opening_on,
    _MOVED,
)
_WAITING = (
    select(requests.c.code, requests.c.round, requests.c.number, requests.c.kind, requests.c.role, requests.c.due_on)
    .where(requests.c.open == 1)
    .order_by(requests.c.due_on, requests.c.number)
)


def list_superiors(store: Store) -> list[str]:
    """The superiors that have a congress in this store."""
    with store.reading() as connection:
        names = connection.execute(select(dossiers.c.superior).distinct().order_by(dossiers.c.superior))
        return list(names.scalars())


def list_congresses(store: Store, superior: str | None = None) -> list[Congress]:
    """Every congress of ``superior`` (full name; None: of all), in no order."""
    query = _CONGRESSES
    if superior is not None:
        query = query.where(dossiers.c.superior == bindparam("superior", superior))
    with store.reading() as connection:
        rows = connection.execute(query).all()
        waiting: dict[str, list[tuple[int, int, str, str, date | None]]] = {}
        for code, *request in connection.execute(_WAITING):
            waiting.setdefault(code, []).append(tuple(request))
    found: list[Congress] = []
    for code, cell, above, life, step, opening_on, moved in rows:
        mine = waiting.get(code)
        first = mine[0] if mine else (1, None, None, None, None)
        more = len(mine) - 1 if mine else 0
        found.append(Congress(code, cell, above, Life(life), Step(step), opening_on, _day(moved), *first, more))
    return found


def _day(at: datetime) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZONE).date()
