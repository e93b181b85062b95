"""The deployments: which flow runs under which name, on which pool, when."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.types.entrypoint import EntrypointType

from daihoi.settings import WATCH_EVERY
from deployments.worker import InProcessWorker
from flows.preparation import prepare_congress
from flows.publication import publish_outcome
from flows.rehearsal import rehearse
from flows.season import season_overview
from flows.watch import watch

POOL = "daihoi"


@dataclass(frozen=True)
class Entry:
    """One deployment; ``every`` is in seconds."""

    flow: Callable[[], Flow[Any, Any]]
    name: str
    description: str
    every: int | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry(lambda: prepare_congress, "prepare-congress", "Chuẩn bị một đại hội, từ kế hoạch đến nộp lưu."),
    Entry(
        lambda: season_overview,
        "season-overview",
        "Tổng quan mùa đại hội, cập nhật 10 phút một lần.",
        every=600,
    ),
    Entry(lambda: publish_outcome, "publish-outcome", "Đăng lại nghị quyết và tin sau khi đính chính."),
    Entry(lambda: rehearse, "rehearse", "Diễn tập một đại hội mẫu, không đụng đến hồ sơ thật."),
    Entry(
        lambda: watch,
        "watch",
        "Canh: nối lại lượt chạy, nhắc việc, gửi thư.",
        every=int(WATCH_EVERY.total_seconds()),
    ),
)


async def register(pool: str = POOL, kind: str = InProcessWorker.type) -> None:
    """Create the pool if it is missing and bring every deployment up to date; run again, it changes nothing."""
    async with get_client() as client:
        template = InProcessWorker.get_default_base_job_template() if kind == InProcessWorker.type else {}
        with contextlib.suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=pool, type=kind, base_job_template=template))
    for entry in ENTRIES:
        deployment = await entry.flow().ato_deployment(
            name=entry.name,
            description=entry.description,
            work_pool_name=pool,
            entrypoint_type=EntrypointType.MODULE_PATH,
            interval=entry.every,
        )
        await deployment.aapply()
