"""What every way out has in common."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Protocol


class Refused(Exception):
    """Not taken, and never will be: the address or the message is at fault."""


class Later(Exception):
    """Not taken this time."""

    def __init__(self, problem: str, *, server: bool) -> None:
        super().__init__(problem)
        self.server = server
        """True when the server itself is at fault, so that the next message need not be tried now."""


class Unsure(Exception):
    """The line broke after the last byte had left: taken or not, nobody can say."""


class Sink(Protocol):
    """One way out."""

    def send(self, message: EmailMessage, address: str, hand_over: Callable[[], bool]) -> bool:
        """Send ``message``; ``hand_over`` is called right before the last byte and must say True, else nothing is sent.

        True when it was taken, False when ``hand_over`` said no. Raises `Refused`, `Later` and `Unsure`.
        """
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...
