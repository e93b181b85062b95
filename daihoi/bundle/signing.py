"""The key that seals: Ed25519, from settings, made once if there is none."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from daihoi.errors import BadInput


def read_key(place: Path, *, make: bool = False) -> Ed25519PrivateKey:
    """The key in the PEM file at ``place``; made there, readable by its owner only, when ``make`` is set."""
    if not place.exists() and make:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
    try:
        key = load_pem_private_key(place.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(place) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(place)
    return key


def _unusable(place: Path) -> BadInput:
    return BadInput(
        f"Không dùng được khóa niêm phong ở {place}: cần khóa riêng Ed25519 dạng PEM, không mật khẩu.",
        f"The sealing key at {place} cannot be used: it must be an Ed25519 private key in PEM, without a password.",
    )


def public_part(key: Ed25519PrivateKey) -> str:
    """The public key, 64 hex digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_signed(public: str, signature: bytes, message: bytes) -> bool:
    """True when ``signature`` over ``message`` was made with the key whose public part is ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
