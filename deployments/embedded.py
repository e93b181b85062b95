"""The embedded default: Prefect's server, our deployments and our worker, until told to stop."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from daihoi.errors import StoreUnavailable
from daihoi.prefect_api import PrefectApi, PrefectDown
from daihoi.settings import Settings, read_settings
from daihoi.store import Store, open_store
from deployments.prefect_settings import set_for_worker
from deployments.server import PasswordNeeded, PortTaken, Server, ServerStopped


async def _mend(store: Store, api: PrefectApi) -> None:
    """Bring runs and store together until nothing is left to mend."""
    from daihoi.runs import reconcile

    for _ in range(20):
        try:
            if not await asyncio.to_thread(reconcile, store, api):
                return
        except PrefectDown:
            pass
        except Exception as error:  # a database that recovers: the house stands until it is back
            print(f"mending: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        # A run that the fall of the server cut off gives its lease back within seconds.
        await asyncio.sleep(3)


async def _open(settings: Settings) -> Store:
    """The store, when its database answers; one that does not within half a minute is said to be away."""
    for _ in range(30):
        with contextlib.suppress(StoreUnavailable):
            return await asyncio.to_thread(open_store, settings.database_url)
        await asyncio.sleep(1)
    return open_store(settings.database_url)


async def _keep_server(server: Server, store: Store, api: PrefectApi) -> None:
    """Start the server again whenever it falls; end when the terminal that started us is gone."""
    parent = int(os.environ.get("DAIHOI_PARENT", "0"))
    while True:
        await asyncio.sleep(0.5)
        if parent and os.getppid() != parent:
            raise KeyboardInterrupt
        if not server.is_running():
            print("Prefect's server ended, starting it again", file=sys.stderr, flush=True)
            try:
                await asyncio.to_thread(server.start)
            except (ServerStopped, PortTaken) as error:  # answers are kept meanwhile; the next try may find it free
                print(f"{error}; trying again", file=sys.stderr, flush=True)
                await asyncio.to_thread(server.stop)
                continue
            await _mend(store, api)


async def _serve(server: Server, settings: Settings) -> None:
    from deployments.catalogue import POOL, register
    from deployments.waker import Waker
    from deployments.worker import AT_ONCE, LIMITER, keep_working

    await register()
    store, api = await _open(settings), PrefectApi(server.api)
    waker = Waker(store, PrefectApi(server.api), LIMITER, AT_ONCE)
    tasks = [
        asyncio.create_task(keep_working(POOL)),
        asyncio.create_task(waker.work()),
        asyncio.create_task(_keep_server(server, store, api)),
    ]
    print("ready", flush=True)
    await _mend(store, api)
    # The schedule looks for the first time only after a whole period.
    with contextlib.suppress(PrefectDown):
        await asyncio.to_thread(api.start_deployment, "watch/watch")
    await asyncio.gather(*tasks)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C or SIGTERM; the server goes with us. 3 says that the port is another program's."""
    settings = read_settings()
    port = int(os.environ.get("DAIHOI_PORT", "4280"))
    try:
        server = Server(port, Path(os.environ.setdefault("PREFECT_HOME", str(settings.home / "prefect"))))
    except PasswordNeeded as error:
        print(error, file=sys.stderr)
        return 4
    os.environ["PREFECT_API_URL"] = server.api
    if server.login is not None:
        os.environ["PREFECT_API_AUTH_STRING"] = server.login  # the worker is a client like any other
    set_for_worker(server.api)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.start()
        asyncio.run(_serve(server, settings))
    except PortTaken:
        return 3
    except StoreUnavailable as error:
        print(error.words.to(settings.lang), file=sys.stderr)
        return 2
    except ServerStopped as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        # Ctrl-C reaches us twice: from the terminal, and from the command that it ends.
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, signal.SIG_IGN)
        server.stop()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Prefect would go on for half a minute to tell the server, which is gone, of its last events.
    os._exit(code)
