"""SMTP, with the last byte in our own hand: until it leaves, nothing has been said."""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from daihoi.errors import BadInput
from daihoi.mail.delivery import Later, Refused, Unsure
from daihoi.settings import MailSettings


class SmtpSink:
    """One server, one connection for as many messages as it bears."""

    def __init__(self, settings: MailSettings) -> None:
        place = urlsplit(settings.server or "")
        if place.scheme not in ("smtp", "smtps") or not place.hostname:
            raise BadInput(
                "DAIHOI_MAIL phải là file, smtp://máy-chủ:cổng hoặc smtps://máy-chủ:cổng.",
                "DAIHOI_MAIL must be file, smtp://host:port or smtps://host:port.",
            )
        self._host = place.hostname
        self._secure = place.scheme == "smtps"
        self._port = place.port or (465 if self._secure else 25)
        self._login = (unquote(place.username), unquote(place.password or "")) if place.username else None
        self._sender = parseaddr(settings.sender)[1] or settings.sender
        self._timeout = settings.timeout
        self._smtp: smtplib.SMTP | None = None

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        try:
            if self._secure:
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=self._timeout, context=ssl.create_default_context()
                )
            else:
                smtp = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            smtp.ehlo_or_helo_if_needed()
            if not self._secure and smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._login:
                smtp.login(*self._login)
        except (OSError, smtplib.SMTPException) as error:
            raise Later(f"{self._host}:{self._port}: {_reason(error)}", server=True) from error
        self._smtp = smtp
        return smtp

    def send(self, message: EmailMessage, address: str, hand_over: Callable[[], bool]) -> bool:
        """Send it; see `Sink.send`."""
        smtp = self._open()
        try:
            _expect(smtp.mail(self._sender), of_server=True)
            _expect(smtp.rcpt(address))
            smtp.putcmd("data")
            _expect(smtp.getreply(), good=3)
            smtp.send(_body(message))
        except (Later, Refused):
            self._reset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            # The server keeps nothing of a message whose last byte it never saw.
            self.close()
            raise Later(f"{self._host}:{self._port}: {_reason(error)}", server=True) from error
        if not hand_over():
            self.close()
            return False
        if _has_spoken(smtp):
            # Before the last byte a server has nothing to say, unless it is leaving: it kept nothing.
            self.close()
            raise Later(f"{self._host}:{self._port}: hung up half way", server=True)
        try:
            smtp.send(b".\r\n")
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unsure(f"{self._host}:{self._port}: {_reason(error)}") from error
        try:
            _expect(reply)
        except (Later, Refused):
            self._reset()
            raise
        return True

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Let the connection go, politely when it still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(2)
            smtp.close()
        except (OSError, smtplib.SMTPException):
            pass


def _has_spoken(smtp: smtplib.SMTP) -> bool:
    return smtp.sock is None or bool(select.select([smtp.sock], [], [], 0)[0])


def _expect(reply: tuple[int, bytes], *, good: int = 2, of_server: bool = False) -> None:
    code, words = reply
    if code // 100 == good:
        return
    problem = f"{code} {words.decode(errors='replace')}"[:300]
    if code // 100 == 5 and not of_server:
        raise Refused(problem)
    raise Later(problem, server=of_server or code in (421, -1))


def _body(message: EmailMessage) -> bytes:
    data = message.as_bytes(policy=WIRE)
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError | socket.timeout):
        return "no answer in time"
    return str(error)[:300] or type(error).__name__
