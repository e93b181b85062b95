"""What the tests of comments share: a congress up to some request, comments said, decided and closed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from daihoi import clerk, desk, gathering
from daihoi.gathering import Taken
from daihoi.intake.batch import Batch, Sender
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.comments import Amendment, Channel, Contribution, Disposition, Outcome, SourceKind, Stage
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.request import Request
from schemas.step import Kind, place_key

CODE = "vistip-2020"
DAY = date(2020, 7, 1)
WHO = "Bí thư"
OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]
Own = Callable[[Request], dict[str, Any] | None]


class Congress:
    """The example's congress, answered from its files; the second answers are those that are approved."""

    def __init__(self, store: Store, files: Path, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
        self.store, self.files, self.answer_of = store, files, answer_of
        desk.open_congress(store, opening_of(CODE), WHO, DAY)

    def to(self, until: Kind | None, own: Own = lambda _: None) -> Dossier:
        """Go on until a request of this kind is open, or the congress is over; ``own`` answers instead of the files."""
        for _ in range(80):
            for _ in clerk.write_due(self.store, self.files, CODE, DAY, forms=("md",)):
                pass
            dossier = desk.continue_congress(self.store, CODE, DAY)
            if dossier.life is Life.CLOSED:
                return now(self.store)
            for request in dossier.holding_requests:
                if request.kind is until:
                    return now(self.store)
                place = place_key(request.kind, request.subject).replace(":", ".")
                raw = own(request) or self.answer_of(CODE, place, 2)
                receipt = desk.hand_in(self.store, request.number, raw, WHO, DAY)
                assert receipt.accepted, [f.words.en for f in receipt.findings]
        raise AssertionError("the congress does not end")


def now(store: Store) -> Dossier:
    """The state, which the journal must give again."""
    dossier = store.get_dossier(CODE)
    assert replay(store.list_journal(CODE)) == dossier
    return dossier


def said(text: str, author: str = "Vũ Đình Sơn", **more: Any) -> Contribution:
    """A member's comment, not yet numbered."""
    return Contribution(id="t1", source=SourceKind.MEMBER, author=author, received_on=DAY, text=text, **more)


def hand_in(store: Store, *comments: Contribution, digest: str = "d1", stage: Stage = Stage.DRAFT) -> Taken:
    """Take comments in as one hand-in."""
    batch = Batch("tep", f"{stage} {digest}", Channel.TYPED, Sender("Vũ Đình Sơn", SourceKind.MEMBER, DAY), 1, comments)
    return gathering.take_in(store, CODE, [batch], WHO, DAY, stage=stage)[0]


def close(store: Store, **raw: Any) -> desk.Receipt:
    """Answer the open request for comments, or for decisions, from the register alone."""
    dossier = store.get_dossier(CODE)
    request = next(r for r in dossier.open_requests if r.kind in (Kind.COMMENTS, Kind.DISPOSITIONS))
    body: dict[str, Any] = {"asked": 30} if request.kind is Kind.COMMENTS else {"decided_on": DAY.isoformat()}
    return desk.hand_in(store, request.number, body | raw, WHO, DAY)


def accepted(name: str, amendment: Amendment | None = None) -> Disposition:
    """A comment taken up."""
    return Disposition(comment=name, outcome=Outcome.ACCEPTED, reason="Xác đáng.", amendment=amendment)


def explained(name: str) -> Disposition:
    """A comment explained away."""
    return Disposition(comment=name, outcome=Outcome.EXPLAINED, reason="Đã có trong dự thảo.")
