"""State = replay(journal): what a line changes, and which journals are none."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daihoi.rules import procedure
from daihoi.rules.gathered import hear_replies, hear_superior, unheard
from daihoi.rules.replay import reopened, replay
from daihoi.rules.retention import kept_until
from schemas.comments import Contribution, Disposition, Gathering, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.outcome import Duty, DutyDone, FollowUp
from schemas.record import Act, Record
from schemas.request import LateAnswer
from schemas.review import Opinion, Replies, Reply, Review, Verdict
from schemas.step import Kind
from tests.unit.congress import DAY, NAMES, answered, congress, counted
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


def test_a_request_is_given_to_another_extended_and_its_paper_numbered() -> None:
    journal = [
        opened(),
        asked(2, 1, Kind.PLAN),
        line(3, Act.REQUEST_ASSIGN, {"to": "Bình"}, request=1),
        line(4, Act.REQUEST_EXTEND, {"due_on": "2025-03-20"}, request=1),
        line(5, Act.NUMBER_GIVE, {"paper": "P01", "number": "3-KH/CB"}),
    ]
    dossier = replay(journal)
    [request] = dossier.open_requests
    assert (request.person, request.due_on, request.planned_on) == ("Bình", date(2025, 3, 20), TODAY)
    assert dossier.numbers == {"P01": "3-KH/CB"}


def test_a_count_taken_back_takes_the_rest_of_its_election_with_it_and_leaves_what_came_before() -> None:
    dossier = counted(congress(), "committee.1", NAMES[:4], (14, 12, 9, 3))
    dossier = counted(dossier, "committee.2", NAMES[2:4], (9, 3))
    lines = {f"count:{place}": n for n, place in enumerate(dossier.answers.count, 6)}
    dossier = dossier.model_copy(update={"accepted_at": {"count": 9, **lines}})
    after = dossier.model_copy(update=reopened(dossier, Kind.COUNT, "committee.2.a"))
    assert list(after.answers.count) == ["committee.1.a", "committee.1.b"]
    assert after.accepted_at == {"count": 7, "count:committee.1.a": 6, "count:committee.1.b": 7}
    assert set(after.previous) == {"count:committee.2.a", "count:committee.2.b"}


BODIES: dict[str, Any] = {
    "bodies": [{"name": "Công đoàn"}, {"name": "Chi đoàn"}],
    "anonymous": False,
    "deadline": "2025-03-31",
}


def asking(*bodies: str) -> list[Record]:
    """The bodies are asked for the draft; each has its request."""
    begun = [opened(), line(2, Act.COMMENTS_ASK, BODIES)]
    return [*begun, *(asked(n, n, Kind.BODY, subject=name) for n, name in enumerate(bodies, 3))]


def open_bodies(journal: list[Record]) -> list[str | None]:
    return [r.subject for r in replay(journal).open_requests]


def test_a_body_that_is_not_asked_any_more_is_not_waited_for() -> None:
    journal = asking("Công đoàn", "Chi đoàn")
    assert open_bodies(journal) == ["Công đoàn", "Chi đoàn"]
    fewer = {"bodies": BODIES["bodies"][:1], "anonymous": True, "deadline": None}
    journal.append(line(5, Act.COMMENTS_ASK, fewer))
    assert open_bodies(journal) == ["Công đoàn"]
    assert (replay(journal).gathering.anonymous, replay(journal).gathering.deadline) == (True, None)


def test_what_a_body_says_in_its_form_stands_in_the_register() -> None:
    answer = {"text": "Nhất trí.", "met": 12, "supporters": 11, "received_on": "2025-04-02"}
    journal = [*asking("Công đoàn"), accepted(4, 3, Kind.BODY, answer)]
    known = replay(journal).gathering
    [comment] = known.comments
    assert (comment.id, comment.author, comment.met, comment.late) == ("YK0001", "Công đoàn", 12, True)
    assert [(i.author, i.comments, i.digest) for i in known.intakes] == [("Công đoàn", 1, comment.digest)]


def test_a_body_is_asked_until_it_was_heard_whichever_way() -> None:
    journal = [*asking("Công đoàn"), asked(4, 4, Kind.COMMENTS)]
    waits = procedure.next_questions(replay(journal))
    assert [(q.subject, q.due_on) for q in waits if q.row.kind is Kind.BODY] == [("Chi đoàn", date(2025, 3, 31))]
    intake = {"digest": "d", "channel": "word", "author": "Chi đoàn", "received_on": "2025-03-05", "comments": 0}
    journal.append(line(5, Act.COMMENTS_ADD, {"intakes": [intake], "comments": []}))
    assert not [q for q in procedure.next_questions(replay(journal)) if q.row.kind is Kind.BODY]


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        (Kind.BODY, "Công đoàn", ": Công đoàn"),
        (Kind.BODY, None, ""),
        (Kind.PLAN, None, ""),
    ],
)
def test_the_title_of_a_request_names_the_body_that_is_asked(kind: Kind, subject: str | None, words: str) -> None:
    title, plain = procedure.title_of(kind, subject), procedure.ROWS[kind].title
    assert (title.vi, title.en) == (plain.vi + words, plain.en + words)


def test_a_body_heard_another_way_need_not_fill_in_its_form() -> None:
    intake = {"digest": "d", "channel": "word", "author": "Công đoàn", "received_on": "2025-03-05", "comments": 0}
    journal = [*asking("Công đoàn", "Chi đoàn"), line(5, Act.COMMENTS_ADD, {"intakes": [intake], "comments": []})]
    assert open_bodies(journal) == ["Chi đoàn"]


def test_groups_late_comments_and_columns_are_remembered() -> None:
    journal = [
        opened(),
        line(2, Act.COMMENTS_GROUP, {"groups": [{"id": "N1", "members": ["YK0001", "YK0002"]}]}),
        line(3, Act.COMMENTS_TAKE, {"taken": {"YK0003": True}}),
        line(4, Act.COMMENTS_TAKE, {"taken": {"YK0004": False}}),
        line(5, Act.COMMENTS_MAP, {"columns": {"a|b": {"a": "text"}}}),
        line(6, Act.COMMENTS_ADD, {"intakes": [], "comments": []}),
    ]
    known = replay(journal).gathering
    assert [g.members for g in known.groups] == [("YK0001", "YK0002")]
    assert known.taken == {"YK0003": True, "YK0004": False}
    assert known.columns == {"a|b": {"a": "text"}}


def test_a_follow_up_duty_is_asked_once_however_often_it_was_moved() -> None:
    twice = Duty(what="Lập danh sách nguồn", owner="An", due_on=DAY)
    other = Duty(what="Sửa mái nhà", owner="Bình", due_on=DAY)
    dossier = answered(congress(), duties=FollowUp(duties=(twice, twice, other)))
    asked_once = replay([opened(), asked(2, 1, Kind.DUTY, subject=twice.what)]).requests[0]
    moved = asked_once.model_copy(update={"planned_on": DAY, "due_on": date(2025, 9, 1), "person": "Chi"})
    dossier = dossier.model_copy(update={"requests": (moved,)})
    questions = [q for q in procedure.next_questions(dossier) if q.row.kind is Kind.DUTY]
    assert [(q.subject, q.person) for q in questions] == [(twice.what, "An"), (other.what, "Bình")]


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
