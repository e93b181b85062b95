"""Both examples through the desk, on a real store, without Prefect."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from daihoi import desk
from daihoi.documents.catalogue import PAPERS
from daihoi.documents.rendering import render_paper
from daihoi.errors import AlreadySettled, RequestNotFound
from daihoi.rules import procedure
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.dossier import Dossier, Life, Paper
from schemas.plan import Opening
from schemas.step import Kind
from tasks.papers import context

DAY = date(2020, 6, 1)
OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]


def write_papers(store: Store, dossier: Dossier) -> dict[str, str]:
    """Render what is due as the tasks do, keeping the Markdown."""
    written: dict[str, str] = {}
    for due in procedure.papers_due(dossier):
        version = 1 + sum(p.code == due.code for p in dossier.papers)
        forms = render_paper(due.code, context(dossier, version))
        written[due.code] = forms["md"].decode()
        kind = PAPERS[due.code]
        paper = Paper(
            code=due.code,
            title=kind.title,
            version=version,
            made_from=due.made_from,
            private=kind.private,
            files=dict.fromkeys(forms, "0"),
        )
        dossier = desk.record_paper(store, dossier.code, paper, DAY)
    return written


def walk(
    store: Store, example: str, opening_of: OpeningOf, answer_of: AnswerOf
) -> tuple[Dossier, dict[str, str], Counter[Kind]]:
    """Answer everything until the congress is closed; after every change the journal replays to the state."""
    desk.open_congress(store, opening_of(example), "Bí thư", DAY)
    asked: Counter[Kind] = Counter()
    texts: dict[str, str] = {}
    for _ in range(60):
        texts |= write_papers(store, store.get_dossier(example))
        dossier = desk.continue_congress(store, example, DAY)
        assert replay(store.list_journal(example)) == dossier
        if dossier.life is Life.CLOSED:
            return dossier, texts, asked
        for request in dossier.holding_requests:
            asked[request.kind] += 1
            receipt = desk.hand_in(
                store, request.number, answer_of(example, request.kind, asked[request.kind]), "Ai đó", DAY
            )
            assert receipt.accepted, [f.words.en for f in receipt.findings]
    raise AssertionError("the congress does not end")


@pytest.mark.parametrize("example", ["vistip-2020", "to-ky-thuat-2025"])
def test_an_example_walks_to_its_archive_and_its_journal_replays_at_every_step(
    store: Store, example: str, opening_of: OpeningOf, answer_of: AnswerOf
) -> None:
    dossier, texts, asked = walk(store, example, opening_of, answer_of)
    assert asked[Kind.REVIEW] == 2
    report = context(dossier, 1).report
    assert report is not None
    assert [r.seq for r in store.list_journal(example)] == list(range(1, dossier.seq + 1))
    for target in report.targets:
        for code in ("P02", "C10", "S08"):
            assert target.words in texts[code].replace("\\", ""), (code, target.id)


def test_the_2020_congress_warns_of_its_quirks(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
    dossier, _, _ = walk(store, "vistip-2020", opening_of, answer_of)
    codes = Counter(f.code for r in dossier.requests for f in r.findings)
    assert codes["R24"] == 1
    assert codes["R06"] >= 2


def test_a_report_without_a_result_is_refused_and_kept(
    store: Store, opening_of: OpeningOf, answer_of: AnswerOf
) -> None:
    desk.open_congress(store, opening_of("vistip-2020"), "Bí thư", DAY)
    plan = store.list_pending("vistip-2020")[0]
    desk.hand_in(store, plan.number, answer_of("vistip-2020", "plan", 1), "Bí thư", DAY)
    desk.continue_congress(store, "vistip-2020", DAY)
    number = store.list_pending("vistip-2020")[0].number
    raw = answer_of("vistip-2020", "report", 1)
    raw["results"] = raw["results"][:-1]
    receipt = desk.hand_in(store, number, raw, "Bí thư", DAY)
    assert not receipt.accepted
    assert [f.code for f in receipt.findings if f.blocks] == ["R04"]
    kept = store.get_dossier("vistip-2020").request(number)
    assert kept is not None
    assert kept.is_open
    assert kept.draft == raw


def test_a_second_answer_is_told_who_settled_it(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
    desk.open_congress(store, opening_of("vistip-2020"), "Bí thư", DAY)
    number = store.list_pending("vistip-2020")[0].number
    desk.hand_in(store, number, answer_of("vistip-2020", "plan", 1), "Nguyễn Văn A", DAY)
    with pytest.raises(AlreadySettled, match="Nguyễn Văn A"):
        desk.hand_in(store, number, answer_of("vistip-2020", "plan", 1), "Trần B", DAY)


def test_an_answer_to_another_congress_is_refused(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
    desk.open_congress(store, opening_of("vistip-2020"), "Bí thư", DAY)
    desk.open_congress(store, opening_of("to-ky-thuat-2025"), "Bí thư", DAY)
    number = store.list_pending("vistip-2020")[0].number
    with pytest.raises(RequestNotFound):
        desk.hand_in(store, number, {}, "Ai đó", DAY, code="to-ky-thuat-2025")


def test_an_unknown_field_names_the_nearest_known_one(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> None:
    desk.open_congress(store, opening_of("vistip-2020"), "Bí thư", DAY)
    number = store.list_pending("vistip-2020")[0].number
    raw = answer_of("vistip-2020", "plan", 1)
    raw["palce"] = raw["place"]
    receipt = desk.hand_in(store, number, raw, "Bí thư", DAY)
    assert any("place" in f.words.en for f in receipt.findings)
