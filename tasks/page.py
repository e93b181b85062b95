"""What a flow puts on Prefect's page: every artifact says when it was last looked after what waits."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from daihoi.rules.watched import watchfulness
from daihoi.settings import WATCH_EVERY
from daihoi.store.watches import last_watch
from tasks.dossier import this_store


def artifact_key(*words: str) -> str:
    """A key as Prefect takes it: lowercase letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).casefold()).strip("-")


def show(text: str, key: str, description: str) -> None:
    """Show ``text`` (Markdown) under ``key``, with the watch's last round at its foot."""
    create_markdown_artifact(f"{text}\n\n---\n\n{_last_watch()}", key=key, description=description)


def show_table(rows: Sequence[Mapping[str, Any]], key: str, description: str) -> None:
    """Show ``rows`` under ``key``; a table has no foot, so the watch's last round stands in what is said above it."""
    create_table_artifact([dict(row) for row in rows], key=key, description=f"{description}\n\n{_last_watch()}")


def _last_watch() -> str:
    last = last_watch(this_store())
    at, problem = (last.ended_at, last.problem) if last else (None, None)
    seen = watchfulness(at, problem, datetime.now(UTC), WATCH_EVERY)
    return f"**{seen.words.vi}**" if seen.alarming else seen.words.vi
