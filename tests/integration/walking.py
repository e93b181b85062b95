"""A congress walked to its end through the desk, on a real store, without Prefect."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from daihoi import clerk, desk
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.store import Store, files, open_store
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.request import Request
from schemas.step import Kind, place_key

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2020, 6, 1)


class Walk:
    """One example on its way; ``asked`` counts how often each kind was asked."""

    def __init__(self, store: Store, example: str, folder: Path, code: str | None = None) -> None:
        self.store, self.example, self.folder = store, example, folder
        self.code = code or example
        self.asked: Counter[Kind] = Counter()
        # Word and PDF have tests of their own; a walk is about what is asked.
        self.forms: tuple[str, ...] = ("md",)
        self.places: Counter[str] = Counter()
        self.texts: dict[str, str] = {}

    @classmethod
    def resumed(cls, store: Store, example: str, folder: Path) -> "Walk":
        """A walk that somebody else began: what was asked before is counted from the dossier."""
        walk = cls(store, example, folder)
        for request in store.get_dossier(example).requests:
            if request.settled_at is not None:
                walk.asked[request.kind] += 1
                walk.places[place_key(request.kind, request.subject)] += 1
        return walk

    def open(self) -> Dossier:
        """Open the congress."""
        facts = Opening.model_validate(read_yaml(str(EXAMPLES / self.example / "opening.yaml")))
        return desk.open_congress(self.store, facts.model_copy(update={"code": self.code}), "Bí thư", DAY)

    def write(self) -> Dossier:
        """Write what is due and ask for what is next, as the run does."""
        for done in clerk.write_due(self.store, self.folder / "files", self.code, DAY, forms=self.forms):
            self.texts[done.paper.code] = done.text
        return desk.continue_congress(self.store, self.code, DAY)

    def answer(self, request: Request) -> desk.Receipt:
        """Hand in the example's answer."""
        self.asked[request.kind] += 1
        place = place_key(request.kind, request.subject)
        self.places[place] += 1
        file = answer_file(EXAMPLES / self.example, request.kind, self.places[place], request.subject)
        receipt = desk.hand_in(self.store, request.number, read_yaml(str(file)), f"Ai đó {request.subject or ''}", DAY)
        assert receipt.accepted, (request.kind, [f.words.en for f in receipt.findings])
        return receipt

    def to(self, kind: Kind) -> Request:
        """Walk until a request of ``kind`` is open; that request."""
        for _ in range(80):
            dossier = self.write()
            for request in dossier.holding_requests:
                if request.kind is kind:
                    return request
                self.answer(request)
        raise AssertionError(f"never asked for {kind}")

    def to_end(self, after_each: Callable[[Dossier], None] = lambda _: None) -> Dossier:
        """Walk until the congress is closed; ``after_each`` looks at every state in between."""
        for _ in range(80):
            dossier = self.write()
            after_each(dossier)
            if dossier.life is Life.CLOSED:
                return dossier
            for request in dossier.holding_requests:
                self.answer(request)
                after_each(self.store.get_dossier(self.code))
        raise AssertionError("the congress does not end")


def walk_to_end(folder: Path, example: str, forms: tuple[str, ...] | None = None) -> Dossier:
    """The example's last state; its papers in all their forms unless told which."""
    walk = Walk(open_store(f"sqlite:///{folder / 'daihoi.db'}"), example, folder)
    walk.forms = forms or walk.forms
    walk.open()
    return walk.to_end()


def papers_of(dossier: Dossier, folder: Path) -> dict[tuple[str, int], object]:
    """What every version of every paper says, for comparing two runs of one example; ``folder`` keeps the files.

    Byte for byte, but for the two papers that bear where the journals stand: a journal knows its hours, and no two
    runs share them. Those are compared as texts without their
    digests and the places of them.
    """
    found: dict[tuple[str, int], object] = {}
    for paper in dossier.papers:
        bears_head = paper.code in ("S01", "S09")
        text = files.read(folder, paper.files["md"]).decode() if bears_head else ""
        found[paper.code, paper.version] = (
            re.sub(r"[0-9a-f]{8,64}|dòng \d+|mốc \d+", "#", text) if bears_head else paper.files
        )
    return found
