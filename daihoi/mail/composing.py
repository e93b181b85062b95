"""A message as it goes out: Vietnamese subject, text and HTML, and the due days as a calendar file."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from daihoi.documents.digest import DigestWords
from daihoi.mail.delivery import Refused


def compose(
    key: str, person: str, address: str, sender: str, words: DigestWords, now: datetime, ics: bytes | None = None
) -> EmailMessage:
    """The message; its id is the same however often it is made. Raises `Refused` for an address that is none."""
    message = EmailMessage()
    message["Subject"] = words.subject
    message["From"] = sender
    message["To"] = _address(person, address)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Daihoi-Key"] = key
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    if ics is not None:
        message.add_attachment(ics, maintype="text", subtype="calendar", filename="han.ics")
    return message


def message_id(key: str, sender: str) -> str:
    """The id of the message for ``key``: a receiver that sees it twice can tell."""
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def is_address(address: str) -> bool:
    """True when mail can go there: nothing in it may start another header."""
    name, at, domain = address.rpartition("@")
    if not (at and name and "." in domain and name.isascii()) or any(
        c.isspace() or c in '<>,;"@' for c in name + domain
    ):
        return False
    if any(not label or label.startswith("-") or label.endswith("-") for label in domain.split(".")):
        return False
    try:
        Address(username=name, domain=domain.encode("idna").decode())
    except (ValueError, IndexError, UnicodeError):
        return False
    return True


def _address(person: str, address: str) -> Address:
    if not is_address(address):
        raise Refused(f"«{address}» không phải địa chỉ thư / is not an address")
    name, _, domain = address.rpartition("@")
    # A name of the sender's choosing must not start another header.
    return Address(display_name=" ".join(person.split()), username=name, domain=domain.encode("idna").decode())
