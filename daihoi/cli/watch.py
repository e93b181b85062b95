"""`daihoi watch`: one round of the watch by hand, or from a timetable of the operating system."""

import argparse
import json
from dataclasses import asdict

from daihoi.cli.views import say
from daihoi.settings import Settings, read_mail_settings, today
from daihoi.store import open_store
from daihoi.watching import Round, watch_once


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to speak to Prefect, and how to answer."""
    parser.add_argument("--no-prefect", action="store_true", help="chỉ nhắc việc, không nối lại lượt chạy")
    parser.add_argument("--json", action="store_true", help="in ra JSON")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Look once at everything that waits; 1 when something went wrong that a person should see."""
    from daihoi.prefect_api import PrefectApi

    api = None if options.no_prefect else PrefectApi(settings.prefect_api, timeout=10, tries=3)
    done = watch_once(open_store(settings.database_url), settings, read_mail_settings(settings.home), today(), api=api)
    if options.json:
        problems = [p.model_dump() for p in done.problems]
        print(json.dumps({**asdict(done), "day": done.day.isoformat(), "problems": problems}, ensure_ascii=False))
    else:
        _view(done, settings.lang)
    return 0 if done.note is None else 1


def _view(done: Round, lang: str) -> None:
    say(
        f"Đã canh ngày {done.day:%d/%m/%Y}: {done.made} thư mới, {done.sent} thư đã gửi, {done.put_off} thư gửi lại sau.",
        f"Watched {done.day}: {done.made} new messages, {done.sent} sent, {done.put_off} put off.",
        lang,
    )
    if done.mended:
        say(
            f"Đã nối lại lượt chạy của {len(done.mended)} hồ sơ: {', '.join(done.mended[:10])}.",
            f"Woke or made again the runs of {len(done.mended)} dossiers: {', '.join(done.mended[:10])}.",
            lang,
        )
    if done.unreachable:
        numbers = ", ".join(map(str, done.unreachable[:10]))
        say(
            f"{len(done.unreachable)} yêu cầu không nhắc được ai vì chưa có địa chỉ thư ({numbers}…):"
            ' gõ `daihoi person add "Họ tên" --role … --unit … --mail …`.',
            f"{len(done.unreachable)} requests reach nobody, since no address is known ({numbers}…):"
            ' type `daihoi person add "Name" --role … --unit … --mail …`.',
            lang,
        )
    for problem in done.problems:
        say(f"Lưu ý: {problem.vi}.", f"Note: {problem.en}.", lang)
