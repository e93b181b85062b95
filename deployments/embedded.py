"""The embedded default: Prefect's server, our deployments and our worker, until told to stop."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from daihoi.settings import read_settings


def start_server(port: int) -> subprocess.Popen[bytes]:
    """Start Prefect's server on the loopback; its page must be told its own port."""
    env = {
        **os.environ,
        "PREFECT_UI_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_API_URL": "",
    }
    env.pop("PREFECT_API_URL")
    return subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env=env,
        stdout=sys.stderr,
        stderr=sys.stderr,
        start_new_session=True,
    )


def await_server(api: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait until the server answers; raises `RuntimeError` when it died."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("Prefect's server stopped while starting")
        try:
            if httpx.get(f"{api}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError("Prefect's server did not answer in time")


async def serve(api: str) -> None:
    """Register the deployment, mend what was left, and work."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.deployments.runner import EntrypointType
    from prefect.exceptions import ObjectAlreadyExists

    from daihoi.prefect_api import PrefectApi
    from daihoi.runs import reconcile
    from daihoi.store import open_store
    from deployments.worker import InProcessWorker
    from flows.preparation import prepare_congress

    async with get_client() as client:
        with contextlib.suppress(ObjectAlreadyExists):
            await client.create_work_pool(
                WorkPoolCreate(
                    name="daihoi", type="daihoi", base_job_template=InProcessWorker.get_default_base_job_template()
                )
            )
    deployment = await prepare_congress.to_deployment(
        name="prepare-congress", work_pool_name="daihoi", entrypoint_type=EntrypointType.MODULE_PATH
    )
    await deployment.apply()
    store = open_store(read_settings().database_url)
    await asyncio.to_thread(reconcile, store, PrefectApi(api))
    print("ready", flush=True)
    await InProcessWorker(work_pool_name="daihoi", prefetch_seconds=1).start()


def main() -> int:
    """Run until Ctrl-C or SIGTERM; the server goes with us."""
    port = int(os.environ.get("DAIHOI_PORT", "4280"))
    api = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = api
    os.environ.setdefault("PREFECT_WORKER_QUERY_SECONDS", "0.5")
    # Prefect does not make its own home, and dies without it.
    Path(os.environ.setdefault("PREFECT_HOME", str(read_settings().home / "prefect"))).mkdir(
        parents=True, exist_ok=True
    )
    server = start_server(port)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        await_server(api, server)
        asyncio.run(serve(api))
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
