"""A copy of everything in open formats: tables as lines of JSON, papers as they are, in one ZIP. Proven by restoring it."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from daihoi import doctor
from daihoi.errors import BadInput
from daihoi.store import Store, dump, open_store
from daihoi.store import files as kept
from daihoi.store.opening import KNOWN

FORMAT = "daihoi-backup 1"


@dataclass(frozen=True)
class Copied:
    """What a backup holds, and what was found wrong when it was restored to see."""

    rows: int
    files: int
    size: int
    problems: tuple[doctor.Finding, ...]


def back_up(store: Store, folder: Path, place: Path) -> Copied:
    """Copy the store and the files in ``folder`` to ``place`` while they are in use, then restore the copy to try it.

    The copy appears whole or not at all, and is readable by its owner only: it holds private values. The keys of
    seals and of one-time codes are not in it.
    """
    unfinished = place.with_name(f".{place.name}.part")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BadInput(
            f"Không ghi được vào {place.parent}: {error.strerror}.",
            f"{place.parent} cannot be written: {error.strerror}.",
        ) from error
    try:
        with os.fdopen(handle, "wb") as file:
            rows, files = _write(store, folder, file)
            file.flush()
            os.fsync(file.fileno())
        problems = _try(unfinished)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
    return Copied(rows, files, place.stat().st_size, problems)


def _write(store: Store, folder: Path, file: Any) -> tuple[int, int]:
    digests: dict[str, str] = {}
    rows = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:

        def take(table: str, lines: Iterator[bytes]) -> None:
            nonlocal rows
            seen = hashlib.sha256()
            with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as entry:
                for line in lines:
                    entry.write(line)
                    seen.update(line)
                    rows += 1
            digests[f"tables/{table}.jsonl"] = seen.hexdigest()

        revision = dump.read_tables(store, take)
        # After the tables: bytes are kept before a line names them, so none that a line names is missing.
        names = [path for path in sorted(folder.glob("??/*")) if len(path.name) == 64]
        for path in names:
            try:
                archive.write(path, f"files/{path.name}", zipfile.ZIP_STORED)
            except FileNotFoundError:
                continue  # erased a moment ago
        manifest = {
            "format": FORMAT,
            "program": version("daihoi"),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": store.engine.dialect.name,
            "revision": revision,
            "rows": rows,
            "files": len(names),
            "sha256": digests,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return rows, len(names)


def _try(place: Path) -> tuple[doctor.Finding, ...]:
    """Restore the copy beside the original, and examine every dossier in it."""
    home = Path(tempfile.mkdtemp(prefix="daihoi-restore-"))
    try:
        store = open_store(f"sqlite:///{home / 'daihoi.db'}")
        restore(store, home / "files", place)
        found = [*doctor.examine_dossiers(store, home / "files"), doctor.examine_roll(store)]
        problems = tuple(f for f in found if f.state == doctor.BAD)
        store.engine.dispose()
        return problems
    finally:
        shutil.rmtree(home, ignore_errors=True)


def restore(store: Store, folder: Path, place: Path) -> int:
    """Fill the empty ``store`` and ``folder`` from the copy at ``place``; returns the number of rows.

    Raises `BadInput` for a store that is in use, and for a copy that is damaged or newer than the program; then
    nothing was written to the store.
    """
    if not dump.is_empty(store):
        raise BadInput(
            "Kho này đã có dữ liệu nên không ghi đè. Hãy đặt DAIHOI_HOME (hoặc DAIHOI_DATABASE_URL) trỏ tới chỗ trống.",
            "This store holds data and is not overwritten. Point DAIHOI_HOME (or DAIHOI_DATABASE_URL) elsewhere.",
        )
    try:
        with zipfile.ZipFile(place) as archive:
            manifest = _manifest(archive, place)
            for name in archive.namelist():
                if name.startswith("files/"):
                    digest = name.removeprefix("files/")
                    # Kept under the digest it has: a name in the archive never becomes a path.
                    if kept.keep(folder, archive.read(name)) != digest:
                        raise _damaged(place, name)
            tables = [
                (name.removeprefix("tables/").removesuffix(".jsonl"), archive.open(name)) for name in manifest["sha256"]
            ]
            counts = dump.write_tables(store, manifest["revision"], tables)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as error:
        raise _damaged(place, type(error).__name__) from error
    return sum(counts.values())


def _manifest(archive: zipfile.ZipFile, place: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] != FORMAT or manifest["revision"] not in KNOWN:
        raise BadInput(
            f"{place} được sao lưu bằng phiên bản mới hơn; hãy nâng cấp chương trình daihoi.",
            f"{place} was made by a newer version; upgrade daihoi.",
        )
    for name, digest in manifest["sha256"].items():
        seen = hashlib.sha256()
        with archive.open(name) as entry:
            while block := entry.read(1 << 20):
                seen.update(block)
        if seen.hexdigest() != digest:
            raise _damaged(place, name)
    return manifest


def _damaged(place: Path, what: str) -> BadInput:
    return BadInput(
        f"Bản sao lưu {place} bị hỏng ({what}); chưa phục hồi gì vào kho. Hãy dùng bản khác.",
        f"The backup {place} is damaged ({what}); nothing was restored into the store. Use another.",
    )
