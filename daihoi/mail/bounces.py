"""A message that came back: which one it was, and why."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple


class Bounce(NamedTuple):
    """The id of the message that came back, and what the server said."""

    message_id: str
    reason: str


def read_bounce(content: bytes) -> Bounce | None:
    """What a delivery status notification (RFC 3464) says; None when it is none, or only says that it is late."""
    message = message_from_bytes(content, policy=default)
    found: str | None = None
    reason: str | None = None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            fields = part.as_string()
            action = re.search(r"(?im)^Action:\s*(\S+)", fields)
            if action is not None and action[1].lower() != "failed":
                return None
            diagnostic = re.search(r"(?im)^Diagnostic-Code:\s*(.+)", fields)
            status = re.search(r"(?im)^Status:\s*(\S+)", fields)
            told = diagnostic or status
            reason = told[1].strip() if told else "?"
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            original = _original(part)
            found = re.sub(r"\s", "", original) if original else found
    if reason is None or found is None:
        return None
    return Bounce(found, reason[:300])


def _original(part: object) -> str | None:
    if not isinstance(part, EmailMessage):
        return None
    # The headers stand in the text of the part, whether it holds the whole message or its head alone.
    match = re.search(r"(?im)^Message-ID:\s*(<[^>]+>)", part.as_string())
    return match[1] if match else None
