"""A webhook for chat tools: one JSON ``{"text": …}``, as Slack, Mattermost and Teams take it."""

import logging
from collections.abc import Callable
from email.message import EmailMessage

import httpx

from daihoi.errors import BadInput
from daihoi.mail.delivery import Later, Refused, Unsure

# Whoever knows the address can post: httpx would write it into the log at every call.
logging.getLogger("httpx").setLevel(logging.WARNING)


class HookSink:
    """Posts the plain text of a message to one address."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = _address(url)
        self._client = httpx.Client(timeout=timeout)

    def send(self, message: EmailMessage, address: str, hand_over: Callable[[], bool]) -> bool:
        """Post it; see `Sink.send`. The key in its header lets a receiver drop a second one."""
        body = message.get_body(("plain",))
        text = f"{message['Subject']}\n\n{body.get_content() if body else ''}"
        if not hand_over():
            return False
        try:
            reply = self._client.post(
                self._url, json={"text": text}, headers={"Idempotency-Key": str(message["X-Daihoi-Key"])}
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Later(f"webhook: {str(error)[:300] or 'no connection'}", server=True) from error
        except httpx.HTTPError as error:
            raise Unsure(f"webhook: {str(error)[:300] or type(error).__name__}") from error
        if reply.status_code in (408, 429) or reply.status_code >= 500:
            raise Later(f"webhook: HTTP {reply.status_code}", server=True)
        if reply.status_code >= 300:
            raise Refused(f"webhook: HTTP {reply.status_code}")
        return True

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = None
    if address is None or address.scheme not in ("http", "https") or not address.host:
        # What was typed is not repeated: it may hold the key to the chat room.
        raise BadInput(
            "DAIHOI_WEBHOOK phải là một địa chỉ http:// hoặc https://.",
            "DAIHOI_WEBHOOK must be an http:// or https:// address.",
        )
    return address
