"""States made anew: they are what the journals say, under whichever program reads them."""

from sqlalchemy import Connection, select, update

from daihoi.rules.replay import replay
from daihoi.store.tables import dossiers
from daihoi.store.writing import read_journal


def rebuild_states(connection: Connection) -> int:
    """Replay every journal and keep the state where it says something else than is stored; returns how many did.

    A journal that cannot be replayed is left alone: `daihoi doctor` says what is wrong with it.
    """
    changed = 0
    for code in connection.execute(select(dossiers.c.code).order_by(dossiers.c.code)).scalars().all():
        try:
            state = replay(read_journal(connection, code)).model_dump_json(by_alias=True)
        except (ValueError, KeyError):
            continue
        done = connection.execute(
            update(dossiers)
            .where(dossiers.c.code == code, dossiers.c.state != state)
            .values(state=state, version=dossiers.c.version + 1)
        )
        changed += done.rowcount
    return changed
