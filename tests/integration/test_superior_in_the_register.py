"""The superior's opinions are entries of the same register: anchored, decided by the reply, traced like any comment."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from daihoi import clerk, desk, gathering
from daihoi.documents.comment_sheet import register_rows
from daihoi.documents.redline import redline_html
from daihoi.documents.rendering import render_paper
from daihoi.documents.synthesis import synthesis_of
from daihoi.errors import BadInput
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.register import all_comments, decisions_of
from daihoi.rules.replay import replay
from daihoi.rules.trace import Tracer, deciders_of, trace
from daihoi.store import Store, open_store
from daihoi.store.opening import migrations
from schemas.comments import Contribution, Disposition, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

CODE = "vistip-2020"
WHO = "Bí thư"


@pytest.fixture
def walk(store: Store, tmp_path: Path) -> Walk:
    """A congress whose dossier was returned once with two opinions, and then approved with a third."""
    walk = Walk(store, CODE, tmp_path)
    walk.open()
    return walk


def theirs(dossier: Dossier) -> dict[str, Contribution]:
    return {c.id: c for c in all_comments(dossier) if c.stage is Stage.REVIEW}


def now(store: Store) -> Dossier:
    dossier = store.get_dossier(CODE)
    assert replay(store.list_journal(CODE)) == dossier
    return dossier


def test_every_opinion_of_both_letters_stays_with_its_reply(walk: Walk) -> None:
    walk.to(Kind.ATTENDANCE)
    dossier = now(walk.store)
    entries, decided = theirs(dossier), decisions_of(dossier)
    assert list(entries) == ["D1", "D2", "D3"]
    assert {(c.source, c.author) for c in entries.values()} == {(SourceKind.SUPERIOR, dossier.opening.superior.name)}
    assert [c.received_on.isoformat() for c in entries.values()] == ["2020-07-24", "2020-07-24", "2020-08-12"]
    assert {decided[name].outcome for name in entries} == {Outcome.ANSWERED}
    assert "hai nguyên nhân chủ quan" in decided["D1"].reason
    # Asked after the second letter, whose coming took the first replies out of the answers.
    found = trace(dossier, "D1", deciders_of(walk.store.list_journal(CODE)))
    assert found is not None
    (said,) = found.said
    assert (found.kind, said.outcome, said.decided_by) == ("opinion", "answered", "Ai đó ")
    assert {t.asked for t in Tracer(dossier).everything()} >= {"D1", "D2", "D3"}
    assert [line.comment.id for line in synthesis_of(dossier).superior] == ["D1", "D2", "D3"]
    paper = render_paper("P04", clerk.context(dossier, 2), ("md",))["md"].decode()
    assert "Ý kiến của cấp trên trong lần duyệt trước" in paper
    assert all(paper.count(f"**{name}**") == 1 for name in entries)
    assert [r[0] for r in register_rows(all_comments(dossier), decided, ())].count("D2") == 1


def test_what_a_letter_quotes_is_where_it_stands_and_its_amendment_is_named_behind_the_change(walk: Walk) -> None:
    walk.places.update({kind.value: 1 for kind in Kind})
    request = walk.to(Kind.REVIEW)
    raw = read_yaml(str(answer_file(EXAMPLES / CODE, Kind.REVIEW, 2)))
    place = next(p for p in now(walk.store).drafts[-1].paragraphs if p.place == "direction")
    quote = " ".join(place.text.split()[:6])
    quote = quote[0].lower() + quote[1:]
    raw["opinions"] = [
        {"id": "1", "paper": "P02", "text": f"Câu «{quote}» còn chung."},
        {"id": "2", "paper": "P02", "text": "Cần thêm một chỉ tiêu."},
    ]
    assert desk.hand_in(walk.store, request.number, raw, WHO, DAY).accepted
    assert (theirs(now(walk.store))["1"].anchor or pytest.fail("no anchor")).paragraph == place.id
    request = walk.to(Kind.REPLIES)
    measure = {"kind": "count", "number": 2, "unit": "đợt"}
    target = {"id": "T9", "words": "Mỗi năm ít nhất 2 đợt giám sát.", "span": "year", "measure": measure}
    amendments = [
        {"place": "direction", "wording": "Phương hướng viết lại."},
        {"place": "targets.T5", "target": target},
    ]
    replies = [
        {"opinion": str(n), "text": "Đã sửa.", "outcome": "accepted", "amendment": a}
        for n, a in enumerate(amendments, 1)
    ]
    assert desk.hand_in(walk.store, request.number, {"replies": replies}, WHO, DAY).accepted
    dossier = now(walk.store)
    changes = dossier.drafts[-1].because
    assert changes[place.id] == ("1",)
    assert "1 (tiếp thu): Đã sửa." in redline_html(dossier, dossier.drafts[-2], dossier.drafts[-1])
    found = trace(dossier, "T9")
    assert found is not None
    assert ([s.id for s in found.said], found.threads[0].target) == (["2"], "T9")
    assert [t.id for t in (dossier.text or pytest.fail("no text")).targets][-1] == "T9"


def test_a_second_letter_that_counts_from_one_again_is_not_the_first(walk: Walk) -> None:
    request = walk.to(Kind.REVIEW)
    walk.answer(request)
    request = walk.to(Kind.REVIEW)
    raw = read_yaml(str(answer_file(EXAMPLES / CODE, Kind.REVIEW, 2)))
    raw["opinions"][0]["id"] = "D1"
    assert desk.hand_in(walk.store, request.number, raw, WHO, DAY).accepted
    dossier = now(walk.store)
    assert list(theirs(dossier)) == ["D1", "D2", "D1-lan2"]
    assert set(decisions_of(dossier)) >= {"D1", "D2"}
    reply = {"replies": [{"opinion": "D1", "text": "Đã tăng giờ thảo luận.", "outcome": "partly"}]}
    assert desk.hand_in(walk.store, walk.to(Kind.REPLIES).number, reply, WHO, DAY).accepted
    decided = decisions_of(now(walk.store))
    assert (decided["D1-lan2"].outcome, decided["D1"].outcome) == (Outcome.PARTLY, Outcome.ANSWERED)
    # A letter typed wrong and corrected was never said.
    request = [r for r in now(walk.store).requests if r.kind is Kind.REVIEW and r.settled_at][-1]
    raw["opinions"][0] |= {"id": "D4", "text": "Cần mời đại biểu đoàn thể."}
    assert desk.correct(walk.store, request.number, raw, WHO, DAY).accepted
    assert list(theirs(now(walk.store))) == ["D1", "D2", "D4"]


def test_the_register_decides_on_no_opinion_of_the_superior(walk: Walk) -> None:
    walk.to(Kind.ATTENDANCE)
    decision = Disposition(comment="D3", outcome=Outcome.EXPLAINED, reason="Không.")
    with pytest.raises(BadInput, match="cấp trên"):
        gathering.decide(walk.store, CODE, [decision], WHO, DAY)
    with pytest.raises(BadInput, match="cấp trên"):
        gathering.group(walk.store, CODE, [["D1", "D3"]], [], WHO, DAY)


def test_a_store_of_the_day_before_gets_them_from_its_journal(walk: Walk, tmp_path: Path) -> None:
    walk.to(Kind.ATTENDANCE)
    before = now(walk.store)
    with walk.store.engine.begin() as connection:
        command.downgrade(migrations(connection), "0010")
    walk.store.engine.dispose()
    path = str(walk.store.engine.url.database)
    (state,) = sqlite3.connect(path).execute("SELECT state FROM dossiers").fetchone()
    assert '"stage":"review"' not in state
    walk.store = open_store(f"sqlite:///{path}", rehearsal=True)
    assert now(walk.store) == before
