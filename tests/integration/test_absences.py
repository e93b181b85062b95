"""A person away: what they are asked, now and meanwhile, stands in another's list, is reminded there, and comes back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daihoi import desk, duties
from daihoi.errors import BadInput, NotAllowed
from daihoi.rules.replay import replay
from daihoi.settings import MailSettings, Settings
from daihoi.store import Store, open_store
from daihoi.store.absences import list_absences
from daihoi.store.persons import add_person
from daihoi.store.waiting import Wanted, list_waiting
from daihoi.watching import watch_once
from schemas.absence import Absence
from schemas.cell import Person, Role
from schemas.plan import Opening

OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]
DAY = date(2020, 6, 15)
CODE = "vistip-2020"


def away(person: str, to: str, since: date = DAY, until: date = date(2020, 6, 26)) -> Absence:
    return Absence(person=person, to=to, since=since, until=until, reason="đi công tác")


def mine(store: Store, name: str, day: date = DAY) -> list[int]:
    return [w.number for w in list_waiting(store, Wanted(person=name), day)]


def test_what_is_asked_meanwhile_goes_over_too_and_all_comes_back(
    store: Store, opening_of: OpeningOf, answer_of: AnswerOf
) -> None:
    opening = opening_of(CODE)
    for name in ("An", "Bình"):
        add_person(store, Person(name=name, role=Role.ORGANISER, unit=opening.cell.name))
    first = desk.open_congress(store, opening, "An", DAY).open_requests[0].number
    duties.assign(store, first, "An", "An", DAY, "phụ trách")
    before = store.get_dossier(CODE)
    duties.go_away(store, away("An", "Bình"), "An", DAY)
    assert (mine(store, "An"), mine(store, "Bình")) == ([], [first])
    # Nothing about the request changed: it is An's as before.
    assert store.get_dossier(CODE) == before
    desk.hand_in(store, first, answer_of(CODE, "plan", 1), "Bình", DAY)
    [second] = [r.number for r in store.get_dossier(CODE).open_requests]
    duties.assign(store, second, "An", "Bình", DAY, "việc của An")
    assert (mine(store, "An"), mine(store, "Bình")) == ([], [second])
    later = date(2020, 6, 27)
    assert (mine(store, "An", later), mine(store, "Bình", later)) == ([second], [])
    duties.come_back(store, "An", "An", date(2020, 6, 20))
    assert mine(store, "An", date(2020, 6, 20)) == [second]


def test_the_stand_in_is_reminded_and_who_is_away_is_not(store: Store, opening_of: OpeningOf, tmp_path: Path) -> None:
    opening = opening_of(CODE)
    for name in ("An", "Binh"):
        mail = f"{name.lower()}@cb.example"
        add_person(store, Person(name=name, role=Role.ORGANISER, unit=opening.cell.name, mail=mail))
    desk.open_congress(store, opening, "An", DAY)
    duties.go_away(store, away("An", "Binh"), "An", DAY)
    folder = MailSettings("file", folder=tmp_path / "mail")
    quiet = Settings(tmp_path, "", "http://127.0.0.1:9/api", "vi", None)
    for day in (DAY, date(2020, 6, 29)):
        clock = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        watch_once(store, quiet, folder, day, clock=lambda c=clock: c)
    told = sorted(f.name.split("@")[0].removeprefix("mail-") + f.name[-14:-4] for f in folder.folder.glob("*.eml"))
    assert told == ["an2020-06-29", "binh2020-06-15", "binh2020-06-29"]


@pytest.fixture
def cell(guarded: Store, opening_of: OpeningOf) -> tuple[Store, Opening]:
    """A store that asks for roles: two organisers under two names of the cell, a superior, an editor."""
    opening = opening_of(CODE)
    for name, role, unit in (
        ("An", Role.ORGANISER, opening.cell.name),
        ("Bình", Role.ORGANISER, opening.cell.short),
        ("Trên", Role.SUPERIOR, opening.superior.name),
        ("Chi", Role.EDITOR, opening.cell.name),
    ):
        add_person(guarded, Person(name=name, role=role, unit=unit))
    desk.open_congress(guarded, opening, "An", DAY)
    return guarded, opening


def test_a_stand_in_without_the_role_is_refused_with_the_command_that_gives_it(cell: tuple[Store, Opening]) -> None:
    store, opening = cell
    with pytest.raises(NotAllowed) as refused:
        duties.go_away(store, away("An", "Chi"), "An", DAY)
    command = f'daihoi person add "Chi" --role organiser --unit "{opening.cell.name}" --since 2020-06-15'
    assert command in refused.value.words.en
    duties.go_away(store, away("An", "Bình"), "An", DAY)
    assert [(a.person, a.to) for a in list_absences(store)] == [("An", "Bình")]


def test_only_they_and_who_leads_their_unit_say_that_somebody_is_away(cell: tuple[Store, Opening]) -> None:
    store, _ = cell
    with pytest.raises(NotAllowed, match="Chi"):
        duties.go_away(store, away("An", "Bình"), "Chi", DAY)
    duties.go_away(store, away("An", "Bình"), "Bình", DAY)
    with pytest.raises(NotAllowed):
        duties.come_back(store, "An", "Chi", DAY)
    duties.come_back(store, "An", "An", DAY)
    assert list_absences(store) == []


def test_one_request_is_not_given_to_who_may_not_answer_it(cell: tuple[Store, Opening]) -> None:
    store, _ = cell
    number = store.get_dossier(CODE).open_requests[0].number
    before = store.get_dossier(CODE)
    for give in (
        lambda: duties.assign(store, number, "Chi", "An", DAY, "thử"),
        lambda: duties.delegate(store, number, "Chi", DAY + timedelta(days=3), "An", DAY, "thử"),
    ):
        with pytest.raises(NotAllowed, match="Chi"):
            give()
    assert store.get_dossier(CODE) == before
    duties.assign(store, number, "Bình", "An", DAY, "giao việc")
    assert mine(store, "Bình") == [number]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_who_would_close_a_circle_at_once_cannot(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    import threading

    url = request.getfixturevalue("postgres") if database == "postgres" else f"sqlite:///{tmp_path / 'two.db'}"
    open_store(url, rehearsal=True)
    ready, refused = threading.Barrier(2), list[BadInput]()

    def go(person: str, to: str) -> None:
        own = open_store(url, rehearsal=True)
        ready.wait()
        try:
            duties.go_away(own, away(person, to), person, DAY)
        except BadInput as error:
            refused.append(error)

    threads = [threading.Thread(target=go, args=pair) for pair in (("An", "Bình"), ("Bình", "An"))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(refused) == 1
    assert "circle" in refused[0].words.en


NAMES = ["An", "Bình", "Chi", "Dũng"]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["assign", "delegate", "extend", "away", "back"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(0, 9),
        st.integers(0, 3),
    ),
    max_size=9,
)


@given(MOVES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_passed_on_it_stands_in_one_list_and_nothing_else_about_it_changes(
    tmp_path_factory: pytest.TempPathFactory,
    opening_of: OpeningOf,
    moves: list[tuple[str, str, str, int, int]],
) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('any') / 'daihoi.db'}", rehearsal=True)
    first = desk.open_congress(store, opening_of(CODE), "An", DAY).open_requests[0]
    duties.assign(store, first.number, "An", "An", DAY, "giao việc")
    day = DAY
    for what, person, to, length, wait in moves:
        day += timedelta(days=wait)
        until = day + timedelta(days=length)
        try:
            match what:
                case "assign":
                    duties.assign(store, first.number, to, person, day, "giao việc")
                case "delegate":
                    duties.delegate(store, first.number, to, until, person, day, "nghỉ phép")
                case "extend":
                    duties.extend(store, first.number, until, person, day, "chờ số liệu")
                case "away":
                    duties.go_away(store, away(person, to, day, until), person, day)
                case _:
                    duties.come_back(store, person, person, day)
        except BadInput:
            pass
        now = store.get_dossier(CODE).open_requests[0]
        changeable = {"person": None, "delegations": (), "due_on": first.due_on}
        assert now.model_copy(update=changeable) == first
        for later in (day, until, day + timedelta(days=70)):
            [listed] = list_waiting(store, Wanted(), later)
            assert [name for name in NAMES if mine(store, name, later) == [first.number]] == [listed.holder]
            assert listed.due_on == now.due_on
    assert replay(store.list_journal(CODE)) == store.get_dossier(CODE)
