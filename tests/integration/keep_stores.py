"""`python -m tests.integration.keep_stores NAME`: keep one store of every example, half way, for the tests of later days."""

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from daihoi.store import open_store
from schemas.step import Kind
from tests.integration.walking import EXAMPLES, Walk

STORES = Path(__file__).parents[1] / "stores"


def keep(name: str) -> list[Path]:
    """Walk every example to the sitting, where the most is waiting, and keep its store under ``name``."""
    folder = STORES / name
    if folder.exists():
        raise SystemExit(f"{folder} exists: a kept store is never edited, choose another name")
    folder.mkdir(parents=True)
    kept: list[Path] = []
    for opening in sorted(EXAMPLES.glob("*/opening.yaml")):
        with tempfile.TemporaryDirectory() as scratch:
            path, example = Path(scratch) / "daihoi.db", opening.parent.name
            walk = Walk(open_store(f"sqlite:///{path}", rehearsal=True), example, Path(scratch))
            walk.open()
            walk.to(Kind.SITTING)
            walk.store.engine.dispose()
            with sqlite3.connect(path) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode=DELETE")
            kept.append(Path(shutil.copyfile(path, folder / f"{example}.db")))
    return kept


if __name__ == "__main__":
    for path in keep(sys.argv[1]):
        print(path, path.stat().st_size)
