"""The watch: one round, and what it saw as an artifact."""

from prefect import task
from prefect.logging import get_run_logger

from daihoi.prefect_api import PrefectApi
from daihoi.settings import read_mail_settings, read_settings, today
from daihoi.watching import Round, watch_once
from tasks.dossier import this_store
from tasks.page import show

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
        log.warning(problem.en)
    return done


@task(name="canh: báo cáo")
def report_watch(done: Round) -> None:
    """What the round did, on Prefect's page."""
    show(_table(done), "watch", "Lượt canh gần nhất")


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
    return "\n".join([*lines, "", *[f"- **{p.vi}**" for p in done.problems]])
