"""How messages leave the house: SMTP, a folder, a webhook. Each may refuse for good, or for now, or fall silent."""

from daihoi.mail.delivery import Later, Refused, Sink, Unsure

__all__ = ["Later", "Refused", "Sink", "Unsure"]
