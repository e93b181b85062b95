"""`daihoi seal CODE`: one signed file for keeping, which anybody can check."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, where to write, and whether private values go in."""
    parser.add_argument("code")
    parser.add_argument("--to", metavar="TỆP", help="mặc định: CODE.daihoi.zip")
    parser.add_argument("--private", action="store_true", help="kèm cả nội dung không công khai (họ tên, phiếu)")
    parser.add_argument("--interim", action="store_true", help="niêm phong phần đã có, khi chưa kết thúc")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write it, and say how to check it."""
    from daihoi.bundle import sealing, signing

    store = open_store(settings.database_url)
    bundle = sealing.seal(
        store,
        settings.files,
        options.code,
        settings.seal_key,
        today(),
        private=options.private,
        interim=options.interim,
    )
    place = Path(options.to or f"{options.code}.daihoi.zip")
    unfinished = place.with_name(place.name + ".part")
    unfinished.write_bytes(bundle)
    unfinished.replace(place)
    key = signing.public_part(signing.read_key(settings.seal_key))
    say(
        f"Đã niêm phong vào {place} ({len(bundle) // 1024} KB). Khóa công khai: {key}\n"
        f"Kiểm tra: `daihoi verify {place}`, hoặc không cần chương trình: `python3 verify.py {place}`.",
        f"Sealed into {place} ({len(bundle) // 1024} KB). Public key: {key}\n"
        f"Check it with `daihoi verify {place}`, or without the program: `python3 verify.py {place}`.",
        settings.lang,
    )
    return 0
