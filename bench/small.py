"""The small example of `examples/`, as many congresses of it as wanted, answered through the desk."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from daihoi import clerk, desk
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules import procedure
from daihoi.store import Store, open_store
from schemas.dossier import Dossier, Life, Paper
from schemas.plan import Opening
from schemas.request import Request
from schemas.step import place_key

FOLDER = Path(__file__).parents[1] / "examples" / "to-ky-thuat-2025"
DAY = date(2025, 6, 2)


class SmallCongress:
    """One congress of the example under a code of its own: what it is opened with and what its people answer."""

    _files: dict[str, dict[str, Any]] = {}  # noqa: RUF012  read once for all congresses

    def __init__(self, code: str) -> None:
        self.code = code
        self._asked: Counter[str] = Counter()

    @property
    def opening(self) -> Opening:
        """The opening facts."""
        return Opening.model_validate({**self._read("opening.yaml"), "code": self.code})

    def answer(self, request: Request) -> dict[str, Any]:
        """The next answer to a request of this kind and subject."""
        place = place_key(request.kind, request.subject)
        self._asked[place] += 1
        file = answer_file(FOLDER, request.kind, self._asked[place], request.subject)
        return self._read(str(file.relative_to(FOLDER)))

    def _read(self, name: str) -> dict[str, Any]:
        if name not in self._files:
            self._files[name] = read_yaml(str(FOLDER / name))
        return self._files[name]


def who(request: Request) -> str:
    """Who answers: two counts are entered by two people."""
    return f"Bí thư {request.subject or ''}".rstrip()


def book_papers(store: Store, dossier: Dossier) -> Dossier:
    """Book the papers that are due as written, without writing them: the store's share only."""
    papers = [
        Paper(
            code=due.code,
            subject=due.subject,
            title=due.code,
            version=1 + sum((p.code, p.subject) == (due.code, due.subject) for p in dossier.papers),
            made_from=due.made_from,
            private=False,
            files={"md": "0" * 64, "html": "1" * 64},
        )
        for due in procedure.papers_due(dossier)
    ]
    return desk.record_papers(store, dossier.code, papers, DAY) if papers else dossier


def walk(store: Store, code: str) -> Iterator[float]:
    """Open a congress and answer everything; yields the seconds of each answer, judged, kept and followed up."""
    congress = SmallCongress(code)
    desk.open_congress(store, congress.opening, "Bí thư", DAY)
    while True:
        book_papers(store, store.get_dossier(code))
        dossier = desk.continue_congress(store, code, DAY)
        if dossier.life is not Life.ACTIVE:
            return
        request = dossier.holding_requests[0]
        raw = congress.answer(request)
        began = time.perf_counter()
        receipt = desk.hand_in(store, request.number, raw, who(request), DAY)
        took = time.perf_counter() - began
        assert receipt.accepted, receipt.findings
        yield took


def open_one(store: Store, code: str) -> None:
    """Open a congress that waits for its first answer."""
    desk.open_congress(store, SmallCongress(code).opening, "Bí thư", DAY)


def cpu_without_prefect(folder: Path) -> tuple[float, float]:
    """CPU seconds an answer of a whole congress, its papers written in every form: rules and store, and the papers."""
    store = open_store(f"sqlite:///{folder / 'alone.db'}", rehearsal=True)
    congress, answers, papers = SmallCongress("alone"), 0, 0.0
    desk.open_congress(store, congress.opening, "Bí thư", DAY)
    began = time.process_time()
    while (dossier := desk.continue_congress(store, congress.code, DAY)).life is Life.ACTIVE:
        writing = time.process_time()
        written = list(clerk.write_due(store, folder / "files", congress.code, DAY))
        papers += time.process_time() - writing
        for request in () if written else dossier.holding_requests[:1]:
            receipt = desk.hand_in(store, request.number, congress.answer(request), who(request), DAY)
            assert receipt.accepted, receipt.findings
            answers += 1
    return (time.process_time() - began - papers) / answers, papers / answers
