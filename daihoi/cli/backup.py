"""`daihoi backup [FILE]`: a copy of everything, while in use, proven by restoring it."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.settings import Settings, codes_key, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", nargs="?", metavar="TỆP", help="mặc định: DAIHOI_HOME/backups/daihoi-NGÀY.zip")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Copy, try, and say what the copy holds."""
    from daihoi.backup import back_up

    place = Path(options.file) if options.file else settings.home / "backups" / f"daihoi-{today():%Y-%m-%d}.zip"
    if not options.file:
        place.parent.mkdir(parents=True, exist_ok=True)
    copied = back_up(open_store(settings.database_url), settings.files, place)
    lang, size = settings.lang, copied.size // 1024
    say(
        f"Đã sao lưu {copied.rows} dòng và {copied.files} tệp vào {place} ({size} KB), và đã phục hồi thử thành công.",
        f"Copied {copied.rows} rows and {copied.files} files to {place} ({size} KB), and restored the copy to try it.",
        lang,
    )
    say(
        f"Tệp này có cả nội dung riêng: hãy cất nơi an toàn. Khóa niêm phong ({settings.seal_key}) và khóa mã xác nhận"
        f" ({codes_key()}) không ở trong đó, hãy cất riêng.",
        f"It holds private values: keep it safe. The sealing key ({settings.seal_key}) and the key of the one-time codes"
        f" ({codes_key()}) are not in it; keep copies apart.",
        lang,
    )
    for problem in copied.problems:
        say(f"  {problem.words.vi}", f"  {problem.words.en}", lang)
    return 1 if copied.problems else 0
