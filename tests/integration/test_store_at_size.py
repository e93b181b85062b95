"""What the store does so as to stay fast: it reads no large row for a list, and parses no state twice."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import text

from daihoi import desk
from daihoi.rules.procedure import current_step
from daihoi.rules.season import congress_of
from daihoi.store import Store
from daihoi.store.season import list_congresses
from daihoi.store.states import States
from schemas.plan import Opening
from tests.waiting import list_open

DAY = date(2020, 6, 1)


def open_many(store: Store, opening: Opening, count: int) -> None:
    for n in range(count):
        days = {"opening_on": opening.opening_on.replace(day=1 + n % 28)}
        desk.open_congress(store, opening.model_copy(update={"code": f"c{n}", **days}), "Bí thư", DAY)


def test_what_waits_is_listed_with_its_names_the_most_urgent_first(
    store: Store, opening_of: Callable[[str], Opening]
) -> None:
    opening = opening_of("vistip-2020")
    open_many(store, opening, 40)
    waiting = list_open(store)
    assert len(waiting) == 40
    assert waiting == sorted(waiting, key=lambda p: (p.due_on, p.number))
    assert {(p.cell, p.superior) for p in waiting} == {(opening.cell.name, opening.superior.name)}
    assert [p.code for p in list_open(store, "c7")] == ["c7"]


def test_the_names_of_a_list_are_read_from_an_index_alone(store: Store) -> None:
    with store.reading() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT code, cell, superior FROM dossiers")).all()
    assert "USING COVERING INDEX ix_dossiers_names" in str(plan)


def test_a_state_is_parsed_once_and_never_shown_for_another_text(
    store: Store, opening_of: Callable[[str], Opening]
) -> None:
    open_many(store, opening_of("vistip-2020"), 2)
    dossier = store.get_dossier("c0")
    states = States(kept=1)
    text_of = dossier.model_dump_json(by_alias=True)
    once = states.parse("c0", text_of)
    assert states.parse("c0", text_of) is once
    other = states.parse("c0", text_of.replace('"seq":2', '"seq":3'))
    assert (once.seq, other.seq) == (2, 3)
    states.parse("c1", store.get_dossier("c1").model_dump_json(by_alias=True))
    assert states.parse("c0", text_of) == once
    assert states.parse("c0", text_of) is not once


def test_a_transaction_that_fails_leaves_neither_state_nor_line(
    store: Store, opening_of: Callable[[str], Opening]
) -> None:
    open_many(store, opening_of("vistip-2020"), 1)
    before = store.get_dossier("c0")
    try:
        with store.writing() as w:
            desk.ask_next(w, w.dossier("c0"), DAY)
            w.append(w.dossier("c0"), desk.Act.DOSSIER_CANCEL, "Bí thư", DAY, payload={"reason": "thử"})
            w.flush()
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    assert store.get_dossier("c0") == before
    assert len(store.list_journal("c0")) == before.seq
    assert len(list_open(store)) == 1


def test_the_overview_of_a_season_is_what_the_dossiers_say(store: Store, opening_of: Callable[[str], Opening]) -> None:
    open_many(store, opening_of("vistip-2020"), 5)
    desk.cancel(store, "c3", "Bí thư", DAY, "thử")
    for found in list_congresses(store, opening_of("vistip-2020").superior.name):
        dossier = store.get_dossier(found.code)
        assert found == congress_of(dossier, current_step(dossier), found.moved_on)
    assert list_congresses(store, "ai khác") == []
