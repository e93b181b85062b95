"""R07: comments bear ids of their own, each is decided once, and an accepted one says what it changes."""

from datetime import date
from typing import Any

import pytest

from daihoi.rules.drafts import after_report
from daihoi.rules.judgement import judge
from schemas.comments import (
    Amendment,
    BodyOpinion,
    Comment,
    CommentRegister,
    Disposition,
    Dispositions,
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
