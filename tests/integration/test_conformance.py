"""The conformance sheet of whole congresses, and waivers, on a real store."""

from datetime import date
from pathlib import Path

import pytest

from daihoi import desk, waiving
from daihoi.clerk import context
from daihoi.documents.rendering import render_paper
from daihoi.errors import BadInput
from daihoi.rules.conformance import TITLES, Outcome, Verdict, conformance
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.dossier import Dossier
from schemas.finding import Confidence
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

ALL = sorted(p.parent.name for p in EXAMPLES.glob("*/opening.yaml"))


def line(dossier: Dossier, rule: str) -> Verdict:
    """One line of the sheet."""
    return next(v for v in conformance(dossier).verdicts if v.rule == rule)


def made_absent(walk: Walk, count: int) -> dict[str, object]:
    """The example's attendance with ``count`` more members away without a word."""
    from daihoi.intake.examples import answer_file
    from daihoi.intake.yaml_file import read_yaml

    raw = read_yaml(str(answer_file(EXAMPLES / walk.example, "attendance", 1)))
    for n in range(count):
        raw["lines"][n].update(present=False, code="unreported")
    return raw


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dossier]:
    """Every example's last state."""
    from tests.integration.walking import walk_to_end

    return {name: walk_to_end(tmp_path_factory.mktemp(name), name) for name in ALL}


@pytest.mark.parametrize("example", ALL)
def test_judged_again_at_the_end_a_congress_shows_what_was_said_on_the_way(
    ended: dict[str, Dossier], example: str
) -> None:
    dossier = ended[example]
    sheet = conformance(dossier)
    said = {f.code for r in dossier.requests if r.settled_at and not r.withdrawn for f in r.findings}
    now = {f.code for v in sheet.verdicts for f in v.findings} | {f.code for f in sheet.others}
    assert now - {"R02"} <= said
    assert sheet.count(Outcome.BLOCKED) == 0
    assert [v.rule for v in sheet.verdicts] == list(TITLES)
    assert all(v.bases for v in sheet.verdicts if v.outcome is Outcome.PASSED and v.rule not in ("R24",))


def test_the_2020_congress_warns_of_two_things(ended: dict[str, Dossier]) -> None:
    dossier = ended["vistip-2020"]
    warned = {v.rule for v in conformance(dossier).verdicts if v.outcome is Outcome.WARNED}
    assert warned == {"R06", "R24"}
    assert line(dossier, "R24").findings[0].basis is not None
    assert line(dossier, "R24").bases[0].document == "35-CT/TW"
    assert "cơ số 14" in line(dossier, "R17").figures[0].vi


def test_the_sheet_is_a_paper_without_a_name_or_a_single_vote(ended: dict[str, Dossier]) -> None:
    dossier = ended["vistip-2020"]
    text = render_paper("S10", context(dossier, 1), ("md",))["md"].decode()
    assert "R24" in text
    assert f"Đạt {conformance(dossier).count(Outcome.PASSED)}, lưu ý 2, vướng 0" in text
    assert "Trần Thu Vân" not in text


def test_too_few_members_block_say_that_the_basis_is_unverified_and_may_be_waived(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    request = walk.to(Kind.ATTENDANCE)
    raw = made_absent(walk, 8)
    refused = desk.hand_in(store, request.number, raw, "Chủ tịch", DAY)
    assert [f.code for f in refused.findings if f.blocks] == ["R11"]
    assert "chưa đối chiếu" in refused.findings[0].words.vi
    assert line(store.get_dossier(walk.code), "R11").outcome is Outcome.BLOCKED
    waiving.waive(store, walk.code, "r11", "Cấp trên đồng ý vì mưa lũ", "Cấp trên", date(2020, 8, 25))
    accepted = desk.hand_in(store, request.number, raw, "Chủ tịch", DAY)
    assert accepted.accepted
    dossier = store.get_dossier(walk.code)
    shown = line(dossier, "R11")
    assert shown.outcome is Outcome.WAIVED
    assert shown.waiver is not None
    assert shown.waiver.reason == "Cấp trên đồng ý vì mưa lũ"
    assert replay(store.list_journal(walk.code)) == dossier


@pytest.mark.parametrize(
    ("rule", "reason", "words"),
    [("R99", "lý do", "R99"), ("R16", "lý do", "R16"), ("R11", "   ", "--reason"), ("R17", "lý do", "R17")],
)
def test_sums_and_sources_that_were_read_are_never_waived(
    store: Store, tmp_path: Path, rule: str, reason: str, words: str
) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    with pytest.raises(BadInput, match=words):
        waiving.waive(store, walk.code, rule, reason, "Cấp trên", DAY)


def test_a_closed_congress_is_not_waived(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    desk.cancel(store, walk.code, "Bí thư", DAY, "Sáp nhập")
    with pytest.raises(BadInput, match="kết thúc"):
        waiving.waive(store, walk.code, "R11", "lý do", "Cấp trên", DAY)


def test_every_basis_on_the_sheet_says_how_sure_we_are(ended: dict[str, Dossier]) -> None:
    for dossier in ended.values():
        for verdict in conformance(dossier).verdicts:
            assert all(b.confidence in Confidence for b in verdict.bases)
