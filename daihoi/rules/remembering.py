"""A pure function of a frozen dossier, worked out once for each dossier that is being looked at."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from threading import Lock
from typing import Any, TypeVar

from schemas.dossier import Dossier

T = TypeVar("T")
KEPT = 64


def remembered(*parts: str) -> Callable[[Callable[[Dossier], T]], Callable[[Dossier], T]]:
    """A function of ``parts`` of a dossier (dotted fields) that knows its results for the parts seen last.

    One decision asks the same thing dozens of times, once for each row of the procedure, and of a dossier that has
    moved on where the function does not look. Parts are compared by identity: what is frozen never changes.
    """
    look: Callable[[Dossier], Any] = attrgetter(*parts)

    def mark(function: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
        known: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], T]] = OrderedDict()
        lock = Lock()

        @wraps(function)
        def ask(dossier: Dossier) -> T:
            seen: tuple[object, ...] = look(dossier) if len(parts) > 1 else (look(dossier),)
            key = tuple(map(id, seen))
            # The parts are held beside the result, so that nothing else can get their identities meanwhile.
            found = known.get(key)
            if found is not None:
                return found[1]
            result = function(dossier)
            with lock:
                known[key] = seen, result
                while len(known) > KEPT:
                    known.popitem(last=False)
            return result

        return ask

    return mark
