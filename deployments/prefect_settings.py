"""What Prefect is told before it is imported: to leave out the calls and checks that nothing here needs."""

import os
from pathlib import Path

from deployments.one_connection import PLUGIN

WORKER = {
    # How often Resume on the page is looked for; answers at the command line do not wait for it.
    "PREFECT_WORKER_QUERY_SECONDS": "1.5",
    # Asked for at every waking, and refused by a server that does not want it, as ours.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    # Prefect's client would report its use to its makers, whatever the server is told.
    "DO_NOT_TRACK": "1",
}
SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # Automations: every event of every run is held against them, and there are none.
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}


def set_for_worker(api: str) -> None:
    """Set what the operator has not set, for a worker in this process that talks to ``api``."""
    for name, value in WORKER.items():
        os.environ.setdefault(name, value)
    if api.startswith("http://"):
        # Each of Prefect's clients reads all authorities of the machine first, to check no certificate at all.
        os.environ.setdefault("PREFECT_API_TLS_INSECURE_SKIP_VERIFY", "true")


def for_server(home: Path) -> dict[str, str]:
    """The environment of a server whose home is ``home``, the operator's own settings before ours."""
    database = f"sqlite+aiosqlite:///{home / 'prefect.db'}?plugin={PLUGIN}"
    return SERVER | {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} | dict(os.environ)
