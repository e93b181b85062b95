"""Every example through the desk, on a real store, without Prefect."""

from collections import Counter
from pathlib import Path

import pytest

from daihoi import desk
from daihoi.clerk import context
from daihoi.errors import AlreadySettled, RequestNotFound
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

ALL = sorted(p.parent.name for p in EXAMPLES.glob("*/opening.yaml"))


@pytest.fixture
def vistip(store: Store, tmp_path: Path) -> Walk:
    """The congress of 2020, just opened."""
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    return walk


@pytest.mark.parametrize("example", ALL)
def test_an_example_walks_to_its_archive_and_its_journal_replays_at_every_step(
    store: Store, tmp_path: Path, example: str
) -> None:
    walk = Walk(store, example, tmp_path)
    walk.open()

    def replays(dossier: Dossier) -> None:
        assert replay(store.list_journal(example)) == dossier

    dossier = walk.to_end(replays)
    assert [r.seq for r in store.list_journal(example)] == list(range(1, dossier.seq + 1))
    report = context(dossier, 1).report
    assert report is not None
    for target in report.targets:
        for code in ("P02", "C10", "S08"):
            assert target.words in walk.texts[code].replace("\\", ""), (code, target.id)


def test_the_2020_congress_is_returned_once_and_warns_of_its_quirks(vistip: Walk) -> None:
    dossier = vistip.to_end()
    assert vistip.asked[Kind.REVIEW] == 2
    codes = Counter(f.code for r in dossier.requests for f in r.findings)
    assert codes["R24"] == 1
    assert codes["R06"] >= 2


def test_a_report_without_a_result_is_refused_and_kept(vistip: Walk) -> None:
    number = vistip.to(Kind.REPORT).number
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/report.yaml"))
    raw["results"] = raw["results"][:-1]
    receipt = desk.hand_in(vistip.store, number, raw, "Bí thư", DAY)
    assert not receipt.accepted
    assert [f.code for f in receipt.findings if f.blocks] == ["R04"]
    _, kept = vistip.store.get_request(number)
    assert kept.is_open
    assert kept.draft == raw


def test_a_second_answer_is_told_who_settled_it(vistip: Walk) -> None:
    request = vistip.to(Kind.PLAN)
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/plan.yaml"))
    desk.hand_in(vistip.store, request.number, raw, "Nguyễn Văn A", DAY)
    with pytest.raises(AlreadySettled, match="Nguyễn Văn A"):
        desk.hand_in(vistip.store, request.number, raw, "Trần B", DAY)


def test_an_answer_to_another_congress_is_refused(vistip: Walk, tmp_path: Path) -> None:
    Walk(vistip.store, "to-ky-thuat-2025", tmp_path).open()
    number = vistip.to(Kind.PLAN).number
    with pytest.raises(RequestNotFound):
        desk.hand_in(vistip.store, number, {}, "Ai đó", DAY, code="to-ky-thuat-2025")


def test_an_unknown_field_names_the_nearest_known_one(vistip: Walk) -> None:
    number = vistip.to(Kind.PLAN).number
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/plan.yaml"))
    raw["palce"] = raw["place"]
    receipt = desk.hand_in(vistip.store, number, raw, "Bí thư", DAY)
    assert any("place" in f.words.en for f in receipt.findings)
