"""What a flow puts on Prefect's page: every artifact says when it was last looked after what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from daihoi.documents.standing import with_watch
from daihoi.store.watches import how_watched
from tasks.dossier import this_store


def show(text: str, key: str, description: str) -> None:
    """Show ``text`` (Markdown) under ``key``, with the watch's last round at its foot."""
    create_markdown_artifact(with_watch(text, how_watched(this_store())), key=key, description=description)


def show_table(rows: Sequence[Mapping[str, Any]], key: str, description: str) -> None:
    """Show ``rows`` under ``key``; a table has no foot, so the watch's last round stands in what is said above it."""
    foot = how_watched(this_store()).words.vi
    create_table_artifact([dict(row) for row in rows], key=key, description=f"{description}\n\n{foot}")
