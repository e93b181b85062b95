"""Bytes by their SHA-256: written whole or not at all, never changed."""

import hashlib
import os
import tempfile
from pathlib import Path


def keep(folder: Path, content: bytes) -> str:
    """Keep ``content``; returns its SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    place = folder / digest[:2] / digest
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)  # on a full disk half a file only takes room
            raise
    return digest


def read(folder: Path, digest: str) -> bytes:
    """The bytes kept under ``digest``."""
    return (folder / digest[:2] / digest).read_bytes()


def forget(folder: Path, digest: str) -> None:
    """Delete the bytes kept under ``digest``, if they are there."""
    (folder / digest[:2] / digest).unlink(missing_ok=True)
