"""A real SMTP server that keeps what it takes, and servers that misbehave."""

import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from daihoi.settings import MailSettings


@dataclass
class Mailbox:
    """What arrived, in the order of arrival."""

    letters: list[EmailMessage] = field(default_factory=list)
    on_rcpt: Callable[[str], str | None] | None = None
    on_data: Callable[[EmailMessage], str | None] | None = None
    port: int = 0

    @property
    def keys(self) -> list[str]:
        return [str(letter["X-Daihoi-Key"]) for letter in self.letters]

    def settings(self, timeout: float = 10) -> MailSettings:
        return MailSettings(f"smtp://127.0.0.1:{self.port}", "daihoi@chibo.example", timeout=timeout)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.on_rcpt(address) if self.on_rcpt else None
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        answer = self.on_data(letter) if self.on_data else None
        if answer is not None:
            return answer
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server on a free port, until the block ends."""
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mailbox.port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def broken_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what ``talk`` makes it say to each caller; gives its port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller, suppress(OSError):
                talk(caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
