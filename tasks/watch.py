"""The watch: one round, and what it saw as an artifact."""

from datetime import UTC, datetime

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger

from daihoi.prefect_api import PrefectApi
from daihoi.rules.watched import watchfulness
from daihoi.settings import WATCH_EVERY, read_mail_settings, read_settings, today
from daihoi.store.watches import last_watch
from daihoi.watching import Round, watch_once
from tasks.dossier import this_store

SECONDS = 20
"""How long a round may spend on sending: the worker has congresses to carry."""


@task(name="canh: nối lượt chạy, nhắc việc, gửi thư")
def look_after() -> Round:
    """One round; numbers and codes only reach the log."""
    settings, log = read_settings(), get_run_logger()
    done = watch_once(
        this_store(),
        settings,
        read_mail_settings(settings.home),
        today(),
        api=PrefectApi(settings.prefect_api, timeout=30),
        seconds=SECONDS,
    )
    log.info("%s made, %s sent, %s put off, %s runs mended", done.made, done.sent, done.put_off, len(done.mended))
    for problem in done.problems:
        log.warning(problem)
    return done


@task(name="canh: báo cáo")
def report_watch(done: Round) -> None:
    """What the round did, on Prefect's page."""
    create_markdown_artifact(_table(done), key="watch", description="Lượt canh gần nhất")


def last_watch_words() -> str:
    """One line for the foot of an artifact: when it was last looked after what waits."""
    last = last_watch(this_store())
    at, problem = (last.ended_at, last.problem) if last else (None, None)
    seen = watchfulness(at, problem, datetime.now(UTC), WATCH_EVERY)
    return f"**{seen.words.vi}**" if seen.alarming else seen.words.vi


def _table(done: Round) -> str:
    rows = {
        "Ngày": f"{done.day:%d/%m/%Y}",
        "Thư mới": done.made,
        "Đã gửi": done.sent,
        "Gửi lại sau": done.put_off,
        "Bị từ chối": done.failed,
        "Chưa rõ đã đến": done.unconfirmed,
        "Yêu cầu chưa có ai để nhắc": len(done.unreachable),
        "Lượt chạy đã nối lại": len(done.mended),
    }
    lines = ["| | |", "| :-- | --: |", *[f"| {name} | {value} |" for name, value in rows.items()]]
    return "\n".join([*lines, "", *[f"- **{p}**" for p in done.problems], "", last_watch_words()])
