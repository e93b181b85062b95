"""A worker of its own, on any machine that reaches the store and Prefect's server: `python -m deployments.work`.

`DAIHOI_DATABASE_URL`, `DAIHOI_HOME` (its `files/` shared by all machines) and `PREFECT_API_URL` say where these are;
`DAIHOI_AT_ONCE` how many congresses this process executes at a time. `--register` also brings the deployments up to date.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from daihoi.prefect_api import PrefectApi
from daihoi.settings import Settings, read_settings
from daihoi.store import open_store
from deployments.prefect_settings import set_for_worker


async def _work(settings: Settings, name: str | None, *, register_first: bool) -> None:
    from deployments.catalogue import POOL, register
    from deployments.waker import Waker
    from deployments.worker import AT_ONCE, LIMITER, keep_working

    if register_first:
        await register()
    waker = Waker(open_store(settings.database_url), PrefectApi(settings.prefect_api), LIMITER, AT_ONCE)
    waking = asyncio.create_task(waker.work())
    print("ready", flush=True)
    try:
        await keep_working(POOL, name)
    finally:
        waking.cancel()


def main(arguments: Sequence[str] | None = None) -> int:
    """Work until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m deployments.work")
    parser.add_argument("--name", help="the worker's name on Prefect's page")
    parser.add_argument("--register", action="store_true", help="first bring the deployments up to date")
    options = parser.parse_args(arguments)
    api = os.environ.get("PREFECT_API_URL")
    if not api:
        print("PREFECT_API_URL is not set; a worker of its own needs the address of Prefect's server.", file=sys.stderr)
        return 2
    set_for_worker(api)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_work(read_settings(), options.name, register_first=options.register))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
