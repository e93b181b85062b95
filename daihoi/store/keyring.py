"""The key under which the secrets of one-time codes are kept: in a file of its own, in no table and in no backup."""

import hashlib
import os
from pathlib import Path
from typing import Any

from daihoi.errors import StoreUnavailable
from daihoi.settings import codes_key


def hide(secret: str, place: Path | None = None) -> str:
    """``secret`` as it is kept; the key is made when there is none."""
    return _cipher(place or codes_key(), make=True).encrypt(secret.encode()).decode()


def reveal(kept: str, place: Path | None = None) -> str:
    """The secret that was kept; raises `StoreUnavailable` without the right key."""
    from cryptography.fernet import InvalidToken

    place = place or codes_key()
    try:
        return _cipher(place, make=False).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise _unusable(place) from error


def fingerprint(secret: str) -> str:
    """What the roll says of a secret: it tells two apart and gives nothing away, since secrets are 160 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_key(place: Path) -> None:
    """Put a new key before those at ``place``: the first hides, all reveal."""
    from cryptography.fernet import Fernet

    old = place.read_bytes() if place.exists() else b""
    _write(place, Fernet.generate_key() + b"\n" + old)


def forget_old_keys(place: Path) -> None:
    """Keep the first key only."""
    _write(place, place.read_bytes().splitlines()[0] + b"\n")


def is_private(place: Path) -> bool:
    """True when only its owner may read the file."""
    return place.stat().st_mode & 0o077 == 0


def _write(place: Path, content: bytes) -> None:
    half = place.with_name(f".{place.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)


def _cipher(place: Path, *, make: bool) -> Any:
    from cryptography.fernet import Fernet, MultiFernet

    try:
        if make and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(Fernet.generate_key() + b"\n")
            except FileExistsError:
                pass  # another process was first
        return MultiFernet([Fernet(line) for line in place.read_bytes().splitlines()])
    except (OSError, ValueError) as error:
        raise _unusable(place) from error


def _unusable(place: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"Không mở được khóa giữ mã xác nhận ({place}). Hãy chép lại tệp khóa đã cất riêng vào đó (hoặc đặt DAIHOI_KEY);"
        ' nếu đã mất, đăng ký lại từng người: `daihoi person enrol "…" --again`.',
        f"The key of the one-time codes ({place}) does not open them. Put the copy you keep apart there (or set"
        ' DAIHOI_KEY); if it is lost, enrol everybody again: `daihoi person enrol "…" --again`.',
    )
