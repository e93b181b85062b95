"""A dossier's state as text and back: what was parsed or written last is not parsed again."""

from collections import OrderedDict
from threading import Lock

from schemas.dossier import Dossier

KEPT = 128


class States:
    """A memo of a pure function, so it cannot be wrong: the same text is the same state, whoever wrote it.

    A dossier is frozen; the states of the congresses touched last are shared by all who ask for them.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, tuple[str, Dossier]] = OrderedDict()
        self._lock = Lock()

    def parse(self, code: str, text: str) -> Dossier:
        """The dossier that ``text`` (JSON) describes."""
        with self._lock:
            known = self._known.get(code)
        if known is not None and known[0] == text:
            return known[1]
        return self._remember(text, Dossier.model_validate_json(text))

    def dump(self, dossier: Dossier) -> str:
        """``dossier`` as JSON."""
        text = dossier.model_dump_json(by_alias=True)
        self._remember(text, dossier)
        return text

    def _remember(self, text: str, dossier: Dossier) -> Dossier:
        with self._lock:
            self._known[dossier.code] = (text, dossier)
            self._known.move_to_end(dossier.code)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return dossier
