"""What holds a congress, where no machine and no store is needed to say it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daihoi.errors import NewerProcedure
from daihoi.rules import procedure
from daihoi.rules.holding import Fault, Machine, holding
from daihoi.rules.season import congress_of
from daihoi.rules.windows import KeyDays, due_days
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.request import Request
from schemas.step import Kind, Step
from tests.unit.congress import DAY, congress

TODAY = date(2025, 3, 1)
NOW = datetime(2025, 3, 1, 8, tzinfo=UTC)
FINE = Machine(True, "PAUSED", workers=1)


def request(number: int, due_on: date | None, kind: Kind = Kind.SUMMONS) -> Request:
    return Request(
        number=number, step=Step.PERSONNEL, round=2, kind=kind, role=Role.ORGANISER, due_on=due_on, opened_at=NOW
    )


def waiting(*requests: Request, **facts: Any) -> Dossier:
    return congress().model_copy(update={"requests": requests, **facts})


def held(dossier: Dossier) -> tuple[Fault, str]:
    """Who can move it on, and the first words."""
    found = holding(dossier, TODAY, NOW, (), FINE)
    return found.fault, found.links[0].words.en


@pytest.mark.parametrize(("reason", "words"), [("dịch bệnh", "called off: dịch bệnh"), (None, "called off: –")])
def test_a_congress_called_off_is_held_by_nobody_and_says_why(reason: str | None, words: str) -> None:
    fault, told = held(waiting(life=Life.CANCELLED, reason=reason))
    assert fault is Fault.NOBODY
    assert words in told


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2025, 2, 27), "1 working days late"),
        (date(2025, 3, 5), "Due 2025-03-05."),
        (None, "Nobody holds this role"),
    ],
)
def test_what_is_asked_is_late_due_or_without_a_day(due_on: date | None, words: str) -> None:
    fault, told = held(waiting(request(3, due_on)))
    assert fault is Fault.PERSON
    assert words in told
    assert (due_on is None) == ("ue 2025" not in told)


def test_a_congress_that_is_over_is_asked_nothing_more() -> None:
    asked = [procedure.next_questions(waiting(life=life)) for life in Life]
    assert [len(questions) for questions in asked] == [1, 0, 0]


def test_a_procedure_that_this_program_has_not_got_is_refused() -> None:
    with pytest.raises(NewerProcedure):
        procedure.table_of(waiting(procedure=max(procedure.TABLES) + 1))


def test_the_line_of_a_congress_bears_its_most_urgent_request() -> None:
    first = request(5, date(2025, 3, 5), Kind.REPORT)
    found = congress_of(waiting(request(3, None), request(4, date(2025, 3, 9)), first), Step.REPORT, TODAY)
    assert (found.number, found.kind, found.due_on, found.round, found.more) == (5, "report", date(2025, 3, 5), 2, 2)
    idle = congress_of(waiting(), Step.REPORT, TODAY)
    assert (idle.number, idle.kind, idle.due_on, idle.round, idle.more) == (None, None, None, 1, 0)


def test_what_has_no_window_of_its_own_is_due_so_many_days_from_the_opening_and_has_no_last_day() -> None:
    found = due_days([(Kind.BODY, -35)], KeyDays(DAY, congress().rules))
    assert [(d.on, d.before, d.latest) for d in found.values()] == [(date(2025, 4, 15), None, None)]
