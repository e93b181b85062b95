"""`daihoi restore FILE`: fill an empty store from a backup."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.settings import Settings
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The backup."""
    parser.add_argument("file", metavar="TỆP")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Restore, examine every dossier, and say what comes next."""
    from daihoi.backup import restore
    from daihoi.doctor import BAD, examine_codes, examine_dossiers, examine_roll

    store = open_store(settings.database_url)
    rows = restore(store, settings.files, Path(options.file))
    found = [*examine_dossiers(store, settings.files), examine_roll(store), examine_codes(store)]
    problems = [f for f in found if f.state == BAD]
    say(
        f"Đã phục hồi {rows} dòng. Gõ `daihoi up` để chạy tiếp, hoặc `daihoi repair` nếu máy chủ đang chạy.",
        f"Restored {rows} rows. Type `daihoi up` to go on, or `daihoi repair` when the server runs.",
        settings.lang,
    )
    for problem in problems:
        say(f"  {problem.words.vi}", f"  {problem.words.en}", settings.lang)
    return 1 if problems else 0
