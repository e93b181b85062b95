"""A folder instead of a server: for rehearsals, and where there is no mail."""

import os
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path

from daihoi.mail.delivery import Later


class FolderSink:
    """One ``.eml`` a message, named by day, number and address; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, address: str, hand_over: Callable[[], bool]) -> bool:
        """Write it; see `Sink.send`. Met twice, it is the same file."""
        name = re.sub(r"[^A-Za-z0-9@._-]+", "-", f"{message['X-Daihoi-Key']}")[:120].strip("-")
        path = self._folder / f"{name}.eml"
        half = path.with_name(f".{path.name}.{os.getpid()}.half")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(message.as_bytes(policy=WIRE))
            if not hand_over():
                half.unlink()
                return False
            half.replace(path)
        except OSError as error:
            raise Later(f"{path}: {error.strerror}", server=True) from error
        return True

    def close(self) -> None:
        """Nothing to let go."""
