"""`daihoi repair`: bring runs and store together again."""

import argparse

from daihoi import runs
from daihoi.cli.views import say
from daihoi.errors import BadInput
from daihoi.prefect_api import PrefectApi, PrefectDown
from daihoi.settings import Settings
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing: every congress is looked at."""


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Wake or make again the runs that need it."""
    try:
        mended = runs.reconcile(open_store(settings.database_url), PrefectApi(settings.prefect_api))
    except PrefectDown as error:
        raise BadInput(
            "Máy chủ Prefect chưa chạy; hãy gõ `daihoi up`.", "Prefect is not running; type `daihoi up`."
        ) from error
    say(
        f"Đã đánh thức hoặc tạo lại lượt chạy cho {len(mended)} đại hội.",
        f"{len(mended)} runs woken or made again.",
        settings.lang,
    )
    return 0
