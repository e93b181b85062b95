"""Prefect's server on SQLite through one connection, so that its database is never locked.

SQLite has one writer at a time whatever is done. Prefect opens up to fifteen connections, and two things follow:

- a transaction that reads first and writes later is refused at once when another wrote in between (503);
- one that waits for the lock waits up to a minute inside SQLite, holding its connection's mutex. When Python's collector
  then frees a forgotten cursor of that connection on the thread of the event loop, the whole server stands still, with it
  the transaction that holds the lock, and so until the minute is over.

With one connection whoever wants the database waits its turn in the event loop, and there is nothing left to lock.
"""

from typing import Any

from sqlalchemy.engine import URL, CreateEnginePlugin
from sqlalchemy.pool import Pool

PLUGIN = "daihoi_one_connection"
"""The name of the entry point, as it stands in a database URL: ``?plugin=daihoi_one_connection``."""

WAITS_FOR_ITS_TURN = 120.0
"""Seconds; two hundred congresses that are answered at once are over in less."""


class OneConnection(CreateEnginePlugin):
    """Lets the engine whose URL names it open one connection and queue for it, first come first served."""

    def update_url(self, url: URL) -> URL:
        """Called by SQLAlchemy first; the URL holds no parameters of ours."""
        return url

    def handle_pool_kwargs(self, pool_cls: type[Pool], pool_args: dict[str, Any]) -> None:
        """Called by SQLAlchemy before it makes the pool."""
        pool_args.update(pool_size=1, max_overflow=0, timeout=WAITS_FOR_ITS_TURN)
