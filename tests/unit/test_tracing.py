"""The way of an opinion, followed on a congress built by hand: every end it can come to."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daihoi.rules.anchors import make_anchor
from daihoi.rules.drafts import after_report
from daihoi.rules.trace import Assigned, Trace, Tracer, deciders_of, trace
from schemas.comments import Amendment, Contribution, Disposition, Edit, Gathering, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.draft import Anchor
from schemas.outcome import Duty, FollowUp
from schemas.record import Act, Record
from schemas.step import Kind
from tests.unit.congress import DAY, answered, congress
from tests.unit.test_before_the_congress import report

ADDED = "Mỗi quý kiểm tra một lần việc thực hiện nghị quyết."


def said(id_: str, anchor: Anchor | None = None, **facts: Any) -> Contribution:
    """What one member said."""
    return Contribution(
        id=id_, source=SourceKind.MEMBER, author="An", received_on=DAY, text="Nên rõ hơn.", anchor=anchor, **facts
    )


def decided(id_: str, outcome: Outcome, amendment: Amendment | None = None) -> Disposition:
    return Disposition(comment=id_, outcome=outcome, reason="Lý do.", amendment=amendment)


def two_versions() -> Dossier:
    """A draft whose second version has one line more."""
    begun = congress()
    begun = begun.model_copy(update=after_report(begun, report(), 1))
    later = report(charge=(*report().charge, ADDED))
    return begun.model_copy(update=after_report(begun, later, 2))


def names_of(dossier: Dossier) -> dict[str, str]:
    return {p.place: p.id for p in dossier.drafts[-1].paragraphs}


def heard() -> Dossier:
    """Two comments on one paragraph, one on the new line, one on no paragraph, one on a paragraph that never was."""
    dossier = two_versions()
    first, last = dossier.drafts
    ids = names_of(dossier)
    comments = (
        said("Y1", make_anchor(first, ids["direction"]), edit=Edit(new="Phương hướng mới.")),
        said("Y2", make_anchor(first, ids["direction"]), said_at=datetime(2025, 4, 2, tzinfo=UTC)),
        said("Y3", make_anchor(last, ids["charge.2"])),
        said("Y4"),
        said("Y5", Anchor(version=1, paragraph="doan999", quote="không có trong dự thảo")),
        said("Y6", stage=Stage.REVIEW),
    )
    decisions = (
        decided("Y1", Outcome.ACCEPTED),
        decided("Y2", Outcome.EXPLAINED),
        decided("Y3", Outcome.ACCEPTED, Amendment(place="charge.2", wording="Mỗi quý một lần.")),
        decided("Y4", Outcome.ACCEPTED, Amendment(place="context", wording="Bối cảnh mới.")),
    )
    return dossier.model_copy(update={"gathering": Gathering(comments=comments, decisions=decisions)})


def followed(dossier: Dossier, asked: str) -> Trace:
    found = trace(dossier, asked)
    assert found is not None
    return found


def test_every_entry_is_followed_in_the_order_of_the_register() -> None:
    tracer = Tracer(heard())
    assert tracer.names == ["Y1", "Y2", "Y3", "Y4", "Y5", "Y6"]
    ways = list(tracer.everything())
    assert [(w.asked, w.kind) for w in ways] == [(n, "opinion" if n == "Y6" else "comment") for n in tracer.names]
    places = [[t.place for t in w.threads] for w in ways]
    assert places == [
        ["Phương hướng"],
        ["Phương hướng"],
        ["Tổ chức thực hiện, ý 2"],
        # It speaks of no paragraph; it was answered at one.
        ["Đặc điểm, tình hình"],
        [],
        [],
    ]
    assert ways == [tracer.follow(name) for name in tracer.names]


@pytest.mark.parametrize(
    ("asked", "wording"),
    [("Y1", "Phương hướng mới."), ("Y2", None), ("Y3", "Mỗi quý một lần."), ("Y5", None)],
)
def test_what_was_made_of_it_is_the_decided_wording_else_the_proposed_one(asked: str, wording: str | None) -> None:
    (entry,) = followed(heard(), asked).said
    assert entry.wording == wording


def test_a_paragraph_is_read_from_the_version_that_brought_it() -> None:
    (thread,) = followed(heard(), "Y3").threads
    assert [(r.version, r.text) for r in thread.readings] == [(2, ADDED)]
    assert thread.in_resolution


def test_a_paragraph_that_is_gone_says_so_and_binds_nobody() -> None:
    dossier = two_versions()
    gone = names_of(dossier)["charge.2"]
    dossier = dossier.model_copy(update=after_report(dossier, report(), 3))
    dossier = answered(dossier, duties=FollowUp(duties=(Duty(what=ADDED, owner="An", due_on=DAY, serves=(gone,)),)))
    (thread,) = followed(dossier, gone).threads
    assert [(r.version, r.text) for r in thread.readings] == [(2, ADDED), (3, None)]
    assert (thread.in_resolution, thread.duties) == (False, ())


def test_a_target_is_followed_to_the_duties_that_name_it_or_sound_like_it() -> None:
    target = report().targets[0].model_copy(update={"words": "Kết nạp ít nhất 3 quần chúng ưu tú vào Đảng"})
    begun = congress()
    begun = begun.model_copy(update=after_report(begun, report(targets=(target,)), 1))
    duties = (
        Duty(what="Lập danh sách nguồn", owner="An", due_on=DAY, serves=("T1",)),
        Duty(what="Kết nạp 3 quần chúng ưu tú vào Đảng", owner="Bình", due_on=DAY),
        Duty(what="Sửa mái nhà văn hóa", owner="Chi", due_on=DAY),
    )
    found = followed(answered(begun, duties=FollowUp(duties=duties)), "T1")
    (thread,) = found.threads
    assert (found.kind, thread.target) == ("target", "T1")
    assert thread.duties == (
        Assigned("Lập danh sách nguồn", "An", DAY, sure=True),
        Assigned("Kết nạp 3 quần chúng ưu tú vào Đảng", "Bình", DAY, sure=False),
    )


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("kiểm tra một lần", "Tổ chức thực hiện, ý 2"),
        (f"Đại hội giao chi ủy: {ADDED}", "Tổ chức thực hiện, ý 2"),
        ("mỗi quý kiểm tra 1 lần việc thực hiện nghị quyết", "Tổ chức thực hiện, ý 2"),
        ("một hội thi cầu lông cho đoàn viên trẻ", None),
        ("hội thi", None),
        ("Y9", None),
    ],
)
def test_words_are_followed_to_the_paragraph_that_says_them_or_nearly(asked: str, place: str | None) -> None:
    found = trace(two_versions(), asked)
    assert ([t.place for t in found.threads] if found else [None]) == [place]


def test_before_there_is_a_draft_nothing_is_found_but_what_was_said() -> None:
    bare = congress().model_copy(update={"gathering": Gathering(comments=(said("Y1", Anchor(version=1)),))})
    assert followed(bare, "Y1").threads == ()
    assert trace(bare, "kiểm tra một lần") is None


def line(seq: int, act: Act, who: str, payload: dict[str, Any]) -> Record:
    return Record(
        seq=seq, act=act, at=datetime(2025, 4, seq, tzinfo=UTC), day=date(2025, 4, seq), who=who, payload=payload
    )


def accepted(seq: int, who: str, kind: Kind, **answer: Any) -> Record:
    return line(seq, Act.ANSWER_ACCEPT, who, {"kind": kind.value, "answer": answer})


def test_the_journal_says_who_decided_on_what_and_a_second_letter_of_the_superior_counts_apart() -> None:
    found = deciders_of(
        [
            accepted(1, "An", Kind.PLAN),
            line(2, Act.COMMENTS_DECIDE, "An", {"decisions": [{"comment": "Y1"}, {"comment": "Y2"}]}),
            accepted(3, "Bình", Kind.DISPOSITIONS, dispositions=[{"comment": "Y2"}]),
            accepted(4, "Cấp trên", Kind.REVIEW, opinions=[{"id": "O1"}]),
            accepted(5, "Chi", Kind.REPLIES, replies=[{"opinion": "O1"}]),
            accepted(6, "Cấp trên", Kind.REVIEW, opinions=[{"id": "O1"}]),
            accepted(7, "Dũng", Kind.REPLIES, replies=[{"opinion": "O1"}]),
            line(8, Act.PAPER_WRITE, "Máy", {}),
        ]
    )
    assert found == {
        "Y1": ("An", date(2025, 4, 2)),
        "Y2": ("Bình", date(2025, 4, 3)),
        "O1": ("Chi", date(2025, 4, 5)),
        "O1-lan2": ("Dũng", date(2025, 4, 7)),
    }
