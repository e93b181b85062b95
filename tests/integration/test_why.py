"""What holds a congress: the person or the machine, and never a look at all the others."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event, text

from daihoi import desk, duties
from daihoi.cli.why import why
from daihoi.rules.holding import Fault, Holding, Machine, holding
from daihoi.settings import MailSettings, Settings
from daihoi.store import Store
from daihoi.store.persons import add_person, list_persons
from daihoi.store.waiting import Wanted, list_waiting
from daihoi.watching import watch_once
from schemas.cell import Person, Role
from schemas.plan import Opening
from schemas.step import Kind
from tests.integration.walking import Walk
from tests.waiting import list_open

CODE = "vistip-2020"
TODAY = date(2020, 7, 20)
FINE = Machine(True, "PAUSED", False, True, 0, 1)


@pytest.fixture
def walk(store: Store, tmp_path: Path) -> Walk:
    walk = Walk(store, CODE, tmp_path)
    walk.open()
    return walk


def ask(walk: Walk, machine: Machine = FINE, today: date = TODAY, now: datetime | None = None) -> Holding:
    people = list_persons(walk.store, on=today)
    return holding(walk.store.get_dossier(CODE), today, now or datetime.now(UTC), people, machine)


def test_it_names_what_is_missing_since_when_and_the_command(walk: Walk) -> None:
    request = walk.to(Kind.REPORT)
    found = ask(walk)
    assert found.fault is Fault.PERSON
    [link] = found.links
    assert "dự thảo báo cáo" in link.words.vi
    assert "Quá hạn" in link.words.vi
    assert link.command == f"daihoi form {request.number}"
    assert link.since == request.opened_at
    assert link.who == ()
    assert "daihoi person add" in link.words.vi


def test_it_names_who_can_do_it_and_who_stands_in(walk: Walk) -> None:
    unit = walk.store.get_dossier(CODE).opening.cell.short
    add_person(walk.store, Person(name="An", role=Role.ORGANISER, unit=unit))
    assert ask(walk).links[0].who == ("An",)
    number = list_open(walk.store, CODE)[0].number
    duties.delegate(walk.store, number, "Bình", TODAY, "An", TODAY, "nghỉ phép")
    assert ask(walk).links[0].who == ("Bình",)
    assert ask(walk, today=TODAY + timedelta(days=1)).links[0].who == ("An",)


def test_it_names_what_is_late_because_of_it(walk: Walk) -> None:
    walk.to(Kind.PERSONNEL)
    late = ask(walk).late
    assert any("gửi giấy triệu tập" in w.vi for w in late)
    assert not any("lập đề án nhân sự" in w.vi for w in late)
    past = ask(walk, today=date(2020, 9, 1)).late
    assert "daihoi postpone" in past[-1].vi


def test_it_says_that_the_last_answer_was_refused(walk: Walk) -> None:
    number = walk.to(Kind.PLAN).number
    desk.hand_in(walk.store, number, {"place": "Hà Nội"}, "Ai đó", TODAY)
    assert "chưa được nhận vì FORM" in ask(walk).links[0].words.vi


@pytest.mark.parametrize(
    ("machine", "words", "command"),
    [
        (Machine(False), "Prefect does not answer", "daihoi up"),
        (Machine(True, "PAUSED", False, True, 0, 0), "there is no worker", "daihoi up"),
        (Machine(True, None, workers=1), "is gone", "daihoi repair"),
        (Machine(True, "CRASHED", workers=1), "has ended (crashed)", "daihoi repair"),
        (Machine(True, "RUNNING", False, True, 0, 1), "nobody executes it", "daihoi repair"),
        (Machine(True, "PAUSED", False, True, 2, 1), "2 answers typed", "daihoi repair"),
        (Machine(True, "PAUSED", False, False, 0, 1), "does not show the dossier", "daihoi repair"),
    ],
)
def test_a_fault_of_the_machine_is_told_apart(walk: Walk, machine: Machine, words: str, command: str) -> None:
    found = ask(walk, machine)
    assert found.fault is Fault.PERSON
    last = found.links[-1]
    assert (last.fault, last.command) == (Fault.MACHINE, command)
    assert words in last.words.en


def test_papers_not_written_are_the_machines_fault(walk: Walk) -> None:
    walk.to(Kind.COMMENTS)
    # The dispositions make papers due that the superior must read: until they are written nobody is asked.
    for _ in range(4):
        dossier = walk.store.get_dossier(CODE)
        if not dossier.holding_requests:
            break
        walk.answer(dossier.holding_requests[0])
    found = ask(walk)
    assert found.fault is Fault.MACHINE
    assert "P04" in found.links[0].words.vi


def test_a_clock_that_is_behind_comes_first(walk: Walk) -> None:
    found = ask(walk, now=datetime.now(UTC) - timedelta(days=2))
    assert found.fault is Fault.CLOCK
    assert found.links[1].fault is Fault.PERSON


def test_a_congress_that_is_over_is_held_by_nothing_but_its_duties(walk: Walk) -> None:
    walk.to_end()
    found = ask(walk)
    assert found.fault is Fault.NOBODY
    assert {link.fault for link in found.links[1:]} == {Fault.PERSON}
    assert len(found.links) == 4


def test_one_among_many_is_answered_without_looking_at_the_others(
    walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAIHOI_TODAY", TODAY.isoformat())
    settings = Settings(tmp_path, "", "http://127.0.0.1:9/api", "vi", None)
    asked: list[tuple[str, object]] = []

    @event.listens_for(walk.store.engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    found = why(walk.store, settings, CODE)
    event.remove(walk.store.engine, "before_cursor_execute", note)
    assert found.code == CODE
    assert 3 <= len(asked) <= 6
    with walk.store.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
            assert "SEARCH" in str(plan), statement
            assert not re.search(r"'SCAN (?!\()", str(plan)), (statement, plan)
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_the_lists_are_narrowed_to_role_cell_superior_time_and_to_what_others_hold(
    store: Store, opening_of: Callable[[str], Opening]
) -> None:
    opening = opening_of("vistip-2020")
    add_person(store, Person(name="An", role=Role.ORGANISER, unit="Chi bộ Một"))
    add_person(store, Person(name="Trên", role=Role.SUPERIOR, unit=opening.superior.short))
    for n, name in enumerate(("Một", "Hai", "Ba"), 1):
        cell = opening.cell.model_copy(update={"name": f"Tên dài của chi bộ {name}", "short": f"Chi bộ {name}"})
        days = {"opening_on": date(2020, 7, 7) + timedelta(days=7 * n)}
        desk.open_congress(
            store, opening.model_copy(update={"code": f"cb{n}", "cell": cell, **days}), "Bí thư", date(2020, 5, 4)
        )
    day = date(2020, 5, 18)

    def codes(wanted: Wanted) -> list[str]:
        return [w.code for w in list_waiting(store, wanted, day)]

    assert codes(Wanted()) == ["cb1", "cb2", "cb3"]
    assert codes(Wanted(person="An")) == ["cb1"]
    assert codes(Wanted(person="Trên")) == []
    assert codes(Wanted(person="Trên", others=True)) == ["cb1", "cb2", "cb3"]
    assert codes(Wanted(role="superior")) == []
    assert codes(Wanted(cell="bộ HAI")) == ["cb2"]
    assert codes(Wanted(superior="khoa học")) == ["cb1", "cb2", "cb3"]
    first = list_waiting(store, Wanted(code="cb1"), day)[0].due_on
    assert first is not None
    assert codes(Wanted(due_before=first + timedelta(days=1))) == ["cb1"]
    assert codes(Wanted(due_by=first + timedelta(days=7))) == ["cb1", "cb2"]


def test_when_it_was_last_reminded_of_is_said(walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAIHOI_TODAY", TODAY.isoformat())
    unit = walk.store.get_dossier(CODE).opening.cell.name
    add_person(walk.store, Person(name="An", role=Role.ORGANISER, unit=unit, mail="an@cb.example"))
    settings = Settings(tmp_path, "", "http://127.0.0.1:9/api", "vi", None)
    assert "Chưa nhắc ai" in why(walk.store, settings, CODE).links[0].words.vi
    with time_machine.travel(datetime(2020, 7, 20, 2, tzinfo=UTC), tick=False):
        watch_once(walk.store, settings, MailSettings("file", folder=tmp_path / "mail"), TODAY)
    assert "Nhắc lần cuối 20/07/2020" in why(walk.store, settings, CODE).links[0].words.vi
