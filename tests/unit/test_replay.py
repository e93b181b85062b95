"""State = replay(journal): what a line changes, and which journals are none."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daihoi.rules.gathered import hear_replies, hear_superior, unheard
from daihoi.rules.replay import replay
from daihoi.rules.retention import kept_until
from schemas.comments import Contribution, Disposition, Gathering, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.outcome import DutyDone
from schemas.record import Act, Record
from schemas.request import LateAnswer
from schemas.review import Opinion, Replies, Reply, Review, Verdict
from schemas.step import Kind
from tests.unit.congress import DAY, answered, congress
from tests.unit.test_before_the_congress import report

TODAY = date(2025, 3, 1)


def line(seq: int, act: Act, payload: dict[str, Any], request: int | None = None, who: str = "An") -> Record:
    """One line of a journal."""
    return Record(
        seq=seq, act=act, at=datetime(2025, 3, 1, tzinfo=UTC), day=TODAY, who=who, request=request, payload=payload
    )


def opened(seq: int = 1) -> Record:
    """The line that opens the congress."""
    begun = congress()
    payload = {
        "opening": begun.opening.model_dump(mode="json", by_alias=True),
        "rules": begun.rules.model_dump(mode="json", by_alias=True),
        "procedure": begun.procedure,
    }
    return line(seq, Act.DOSSIER_OPEN, payload)


def asked(seq: int, number: int, kind: Kind, **facts: Any) -> Record:
    payload = {"number": number, "kind": kind.value, "round": 1, "due_on": TODAY.isoformat(), **facts}
    return line(seq, Act.REQUEST_OPEN, payload)


def accepted(seq: int, number: int, kind: Kind, answer: dict[str, Any]) -> Record:
    return line(seq, Act.ANSWER_ACCEPT, {"kind": kind.value, "answer": answer, "findings": []}, number)


@pytest.mark.parametrize(
    ("journal", "words"),
    [
        ([], "an empty journal"),
        ([asked(1, 1, Kind.PLAN)], "starts with line 1, dossier:open; got line 1, request:open"),
        ([opened(2)], "starts with line 1, dossier:open; got line 2"),
        ([opened(), asked(3, 1, Kind.PLAN)], "jumps from line 1 to 3"),
        ([opened(), asked(2, 1, Kind.PLAN), asked(2, 1, Kind.PLAN)], "jumps from line 2 to 2"),
    ],
)
def test_a_journal_begins_with_its_opening_and_has_no_gap(journal: list[Record], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replay(journal)


def test_a_list_handed_in_becomes_the_roster_and_the_targets_of_the_congress() -> None:
    target = report().targets[0].model_dump(mode="json")
    answer = {"roster": [{"name": "Hồ Dung"}], "old_targets": [target]}
    dossier = replay([opened(), asked(2, 1, Kind.ROSTER), accepted(3, 1, Kind.ROSTER, answer)])
    assert [m.name for m in dossier.opening.roster] == ["Hồ Dung"]
    assert dossier.opening.old_targets == report().targets


def test_a_duty_done_is_kept_by_its_request_and_is_no_answer() -> None:
    duty = asked(2, 7, Kind.DUTY, subject="Lập danh sách nguồn", person="An")
    dossier = replay([opened(), duty, accepted(3, 7, Kind.DUTY, {"done_on": "2025-06-01", "result": "Xong."})])
    assert dossier.done == {7: DutyDone(done_on=date(2025, 6, 1), result="Xong.")}
    assert (dossier.open_requests, dossier.accepted_at) == ((), {})


def test_whoever_came_too_late_is_told_whose_answer_stands_until_the_next_is_accepted() -> None:
    done = {"done_on": "2025-06-01", "result": "Xong."}
    journal = [
        opened(),
        asked(2, 1, Kind.DUTY),
        accepted(3, 1, Kind.DUTY, done),
        line(4, Act.ANSWER_LATE, {"number": 1}, who="Bình"),
        line(5, Act.ANSWER_LATE, {"number": 99}, who="Chi"),
    ]
    assert replay(journal).late == (
        LateAnswer(request=1, who="Bình", settled_by="An"),
        LateAnswer(request=99, who="Chi", settled_by=""),
    )
    journal += [asked(6, 2, Kind.DUTY), accepted(7, 2, Kind.DUTY, done)]
    assert replay(journal).late == ()


def test_files_handed_in_are_kept_in_their_order() -> None:
    files = [{"paper": "P01", "file": f"{n}.pdf", "digest": "0" * 64, "size": n} for n in (1, 2)]
    journal = [opened(), *(line(n, Act.PAPER_ATTACH, {"attachment": f}) for n, f in enumerate(files, 2))]
    assert [a.file for a in replay(journal).attachments] == ["1.pdf", "2.pdf"]


OPINION = Opinion(id="O1", paper="Báo cáo", text="Cần nêu rõ chỉ tiêu kết nạp.")


def reviewed(*opinions: Opinion) -> Review:
    return Review(verdict=Verdict.WITH_CHANGES, number="1-CV/ĐU", decided_on=DAY, opinions=opinions)


def in_register() -> Dossier:
    """One opinion of the superior in the register, decided, beside a member's comment."""
    entry = Contribution(
        id="O1", source=SourceKind.SUPERIOR, author="Đảng ủy", received_on=DAY, text=OPINION.text, stage=Stage.REVIEW
    )
    member = Contribution(id="YK0001", source=SourceKind.MEMBER, author="An", received_on=DAY, text="Đồng ý.")
    decisions = tuple(Disposition(comment=i, outcome=Outcome.EXPLAINED, reason="Đã có.") for i in ("O1", "YK0001"))
    known = Gathering(comments=(entry, member), decisions=decisions)
    return congress().model_copy(update={"gathering": known})


def register(changes: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What is said and what is decided."""
    known: Gathering = changes["gathering"]
    return [c.id for c in known.comments], [d.comment for d in known.decisions]


@pytest.mark.parametrize(
    ("opinion", "found"),
    [
        (OPINION, (["O1", "YK0001"], ["YK0001"])),
        (OPINION.model_copy(update={"text": "Việc khác."}), (["O1", "YK0001", "O1-lan2"], ["O1", "YK0001"])),
        (OPINION.model_copy(update={"id": "O2"}), (["O1", "YK0001", "O2"], ["O1", "YK0001"])),
    ],
)
def test_an_opinion_said_again_in_the_same_words_is_the_same_and_wants_an_answer_again(
    opinion: Opinion, found: tuple[list[str], list[str]]
) -> None:
    assert register(hear_superior(in_register(), reviewed(opinion))) == found


def test_a_reply_to_an_opinion_that_nobody_gave_decides_nothing() -> None:
    before = in_register()
    replies = Replies(replies=(Reply(opinion="O9", text="Đã sửa."),))
    assert hear_replies(before, replies)["gathering"] == before.gathering


REPLIED = Replies(replies=(Reply(opinion="O1", text="Đã sửa."),))


@pytest.mark.parametrize(
    ("kind", "answers", "found"),
    [
        (Kind.REVIEW, {"review": reviewed(OPINION)}, (["YK0001"], ["YK0001"])),
        (Kind.REPLIES, {"replies": REPLIED}, (["O1", "YK0001"], ["YK0001"])),
        (Kind.REPLIES, {"review": reviewed(OPINION)}, (["O1", "YK0001"], ["O1", "YK0001"])),
        (Kind.REVIEW, {"replies": REPLIED}, (["O1", "YK0001"], ["O1", "YK0001"])),
    ],
)
def test_what_is_taken_back_takes_its_own_words_out_of_the_register(
    kind: Kind, answers: dict[str, Any], found: tuple[list[str], list[str]]
) -> None:
    assert register(unheard(answered(in_register(), **answers), kind)) == found


@pytest.mark.parametrize(
    ("opening_on", "last"),
    [(date(2025, 5, 20), date(2030, 5, 20)), (date(2024, 2, 29), date(2029, 2, 28))],
)
def test_private_values_are_kept_five_years_from_the_opening_day(opening_on: date, last: date) -> None:
    dossier = congress()
    opening = dossier.opening.model_copy(update={"opening_on": opening_on})
    assert kept_until(dossier.model_copy(update={"opening": opening})) == last
