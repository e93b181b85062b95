"""R07: comments bear ids of their own, each is decided once, and an accepted one says what it changes."""

from datetime import date
from typing import Any

import pytest

from daihoi.rules.drafts import after_report, applied_dispositions, version_of
from daihoi.rules.judgement import judge
from schemas.comments import (
    Amendment,
    BodyOpinion,
    Comment,
    CommentRegister,
    Contribution,
    Disposition,
    Dispositions,
    Gathering,
    Outcome,
    SourceKind,
)
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.unit.congress import answered, congress
from tests.unit.test_before_the_congress import report


def comment(id_: str, author: str = "Người 00") -> Comment:
    """One comment."""
    return Comment(id=id_, source=SourceKind.MEMBER, author=author, received_on=date(2025, 4, 1), text="Nên rõ hơn.")


def gathered(*ids: str) -> Dossier:
    """A congress with a draft and these comments."""
    register = CommentRegister(asked=15, comments=tuple(comment(i) for i in ids))
    begun = answered(congress(), report=report(), comments=register)
    return begun.model_copy(update=after_report(begun, report(), 1))


def decided(*decisions: Disposition) -> Dispositions:
    """These decisions."""
    return Dispositions(dispositions=decisions, decided_on=date(2025, 4, 20))


def on(id_: str, outcome: Outcome = Outcome.EXPLAINED, **facts: Any) -> Disposition:
    """One decision."""
    return Disposition(comment=id_, outcome=outcome, reason="Lý do.", **facts)


SAME_TARGET = Amendment.model_validate({"place": "targets", "target": report().targets[0].model_dump(mode="json")})
NEW_WORDS = Amendment(place="direction", wording="Phương hướng mới.")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (CommentRegister(asked=15, comments=(comment("Y1"), comment("Y2"))), []),
        (CommentRegister(asked=15, comments=(comment("Y1"), comment("Y1"))), [("R07", "comments[Y1]", True)]),
    ],
)
def test_a_comment_has_an_id_of_its_own(answer: CommentRegister, found: list[Any]) -> None:
    assert [(f.code, f.field, f.blocks) for f in judge(Kind.COMMENTS, answer, congress())] == found


@pytest.mark.parametrize(
    ("met", "agree", "refused"), [(10, 10, False), (10, 11, True), (None, 11, False), (10, None, False)]
)
def test_no_more_agree_than_met(met: int | None, agree: int | None, *, refused: bool) -> None:
    found = judge(Kind.BODY, BodyOpinion(text="Đồng ý.", met=met, supporters=agree), congress())
    assert [f.field for f in found] == (["supporters"] if refused else [])


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (decided(on("Y1"), on("Y2")), []),
        (decided(on("Y1"), on("Y2", Outcome.ACCEPTED, amendment=NEW_WORDS)), []),
        (decided(on("Y1")), ["dispositions[Y2]"]),
        (decided(on("Y1"), on("Y2"), on("Y1")), ["dispositions[Y1]"]),
        (decided(on("Y1"), on("Y2"), on("Y9")), ["dispositions[Y9]"]),
        (decided(on("Y1"), on("Y2", Outcome.ACCEPTED)), ["dispositions[Y2].amendment"]),
        (decided(on("Y1"), on("Y2", Outcome.ANSWERED)), ["dispositions[Y2].outcome"]),
        (
            decided(on("Y1"), on("Y2", Outcome.ACCEPTED, amendment=Amendment(place="nowhere", wording="x"))),
            ["amendment.place=nowhere"],
        ),
        (decided(on("Y1"), on("Y2", Outcome.ACCEPTED, amendment=SAME_TARGET)), ["dispositions[Y2]"]),
    ],
)
def test_every_comment_is_decided_once_and_an_accepted_one_changes_something(
    answer: Dispositions, fields: list[str]
) -> None:
    found = judge(Kind.DISPOSITIONS, answer, gathered("Y1", "Y2"))
    assert [f.field for f in found] == fields
    assert all(f.code == "R07" and f.blocks for f in found)


def test_many_undecided_comments_are_counted_past_the_first_twenty() -> None:
    ids = [f"Y{n}" for n in range(23)]
    found = judge(Kind.DISPOSITIONS, decided(), gathered(*ids))
    assert len(found) == 21
    assert "3 ý kiến" in found[-1].words.vi


def test_two_accepted_wordings_of_one_place_wait_for_a_persons_choice() -> None:
    other = Amendment(place="direction", wording="Phương hướng khác.")
    answer = decided(on("Y1", Outcome.ACCEPTED, amendment=NEW_WORDS), on("Y2", Outcome.ACCEPTED, amendment=other))
    [found] = judge(Kind.DISPOSITIONS, answer, gathered("Y1", "Y2"))
    assert (found.code, found.blocks) == ("R07-CONFLICT", True)
    assert "Y1: «Phương hướng mới.»; Y2: «Phương hướng khác.»" in found.words.vi


def test_more_answers_than_were_asked_are_told() -> None:
    answer = CommentRegister(asked=0)
    assert [(f.field, f.blocks) for f in judge(Kind.COMMENTS, answer, gathered("Y1"))] == [("asked", False)]


def test_without_a_report_decisions_change_nothing() -> None:
    register = CommentRegister(asked=15, comments=(comment("Y1"),))
    bare = answered(congress(), comments=register)
    answer = decided(on("Y1", Outcome.ACCEPTED, amendment=Amendment(place="nowhere", wording="x")))
    assert not judge(Kind.DISPOSITIONS, answer, bare)
    assert applied_dispositions(bare) is None


def test_a_report_that_is_no_version_is_read_beside_all_of_them() -> None:
    begun = gathered("Y1")
    assert version_of(begun, report()) == begun.drafts
    assert version_of(begun, report(direction="Phương hướng khác.")) == begun.drafts


def test_a_report_is_read_beside_the_versions_up_to_its_own() -> None:
    begun = gathered("Y1")
    later = begun.model_copy(update=after_report(begun, report(direction="Phương hướng khác."), 2))
    assert [d.version for d in later.drafts] == [1, 2]
    assert version_of(later, report()) == later.drafts[:1]


def test_late_comments_are_looked_at_before_the_decisions_are_taken() -> None:
    late = Contribution(**comment("Y9").model_dump(), late=True)
    begun = gathered("Y1").model_copy(update={"gathering": Gathering(comments=(late,))})
    [found] = judge(Kind.DISPOSITIONS, decided(on("Y1")), begun)
    assert (found.code, found.field, found.blocks) == ("R07-LATE", "late", True)
    left_out = begun.model_copy(update={"gathering": Gathering(comments=(late,), taken={"Y9": False})})
    assert not judge(Kind.DISPOSITIONS, decided(on("Y1")), left_out)
