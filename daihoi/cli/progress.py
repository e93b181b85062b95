"""A bar for what takes a while, where a person looks on."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from daihoi.cli.views import console

_FEW = 20
"""So many are done before a bar could be read."""


T = TypeVar("T")


def tracked(items: Sequence[T], what: str) -> Iterator[T]:
    """The items, one after the other, under a bar that goes away when they are done."""
    with Progress(console=console, disable=not console.is_terminal or len(items) < _FEW, transient=True) as progress:
        yield from progress.track(items, description=what)


@contextmanager
def waiting(what: str) -> Generator[None]:
    """A moving bar and the time gone by, for one piece of work that does not say how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        progress.add_task(what, total=None)
        yield
