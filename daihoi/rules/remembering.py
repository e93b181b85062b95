"""A pure function of a frozen dossier, worked out once for each dossier that is being looked at."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

from schemas.dossier import Dossier

T = TypeVar("T")
KEPT = 32


def remembered(function: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
    """``function`` that knows its results for the dossiers seen last, by identity: a dossier never changes.

    One decision asks the same thing of the same dossier dozens of times, once for each row of the procedure.
    """
    known: OrderedDict[int, tuple[Dossier, T]] = OrderedDict()
    lock = Lock()

    @wraps(function)
    def ask(dossier: Dossier) -> T:
        with lock:
            found = known.get(id(dossier))
        # The dossier is held beside its result, so that no other can get its identity meanwhile.
        if found is not None and found[0] is dossier:
            return found[1]
        result = function(dossier)
        with lock:
            known[id(dossier)] = (dossier, result)
            while len(known) > KEPT:
                known.popitem(last=False)
        return result

    return ask
