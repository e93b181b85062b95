"""The journal as a chain, on SQLite: what the store writes, and what a change behind its back looks like."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from daihoi import desk
from daihoi.errors import BadInput
from daihoi.store import Store, anchors, chain, open_store, persons
from schemas.cell import Person, Role
from schemas.plan import Opening
from tests.integration.walking import Walk
from tests.waiting import list_open

DAY = date(2020, 6, 1)
OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]


@pytest.fixture
def begun(store: Store, opening_of: OpeningOf, answer_of: AnswerOf) -> Store:
    """A congress with its plan handed in."""
    desk.open_congress(store, opening_of("vistip-2020"), "Bí thư", DAY)
    number = list_open(store, "vistip-2020")[0].number
    desk.hand_in(store, number, answer_of("vistip-2020", "plan", 1), "Bí thư", DAY)
    return store


def broken(store: Store) -> int | None:
    """The first line of the congress that does not hold."""
    with store.reading() as connection:
        return chain.first_broken(chain.lines(connection, "vistip-2020"))


def test_each_line_names_the_digest_of_the_line_before(begun: Store) -> None:
    with begun.reading() as connection:
        lines = chain.lines(connection, "vistip-2020")
    assert chain.first_broken(lines) is None
    assert len(lines) == begun.get_dossier("vistip-2020").seq
    named = [json.loads(line)["previous"] for _, line in lines]
    assert named == [chain.START, *[digest for digest, _ in lines[:-1]]]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET who = 'Ai khác' WHERE seq = 3",
        "UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE seq = 3",
        "UPDATE journal SET day = '2020-06-02' WHERE seq = 3",
        "UPDATE journal SET proof = 'code' WHERE seq = 3",
        "UPDATE journal SET payload = replace(payload, 'plan', 'news') WHERE seq = 3",
        "UPDATE journal SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 3",
    ],
)
def test_a_line_changed_behind_the_programs_back_is_named(begun: Store, change: str) -> None:
    with begun.engine.begin() as connection:
        connection.execute(text(change))
    assert broken(begun) == 3


def test_private_values_stand_in_the_chain_by_digest_only(begun: Store, answer_of: AnswerOf) -> None:
    with begun.reading() as connection:
        lines = b"".join(line for _, line in chain.lines(connection, "vistip-2020")).decode()
    in_the_plan = json.dumps(answer_of("vistip-2020", "plan", 1), ensure_ascii=False)
    private = [m.name for m in begun.get_dossier("vistip-2020").opening.roster if m.name not in in_the_plan]
    assert len(private) > 10
    assert not [name for name in private if name in lines]


def test_a_store_of_the_first_revision_is_chained_when_it_is_opened(
    tmp_path: Path, opening_of: OpeningOf, answer_of: AnswerOf, begun: Store
) -> None:
    from alembic import command

    from daihoi.store.opening import migrations

    with begun.engine.begin() as connection:
        command.downgrade(migrations(connection), "0001")
    with begun.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM journal")).scalar()
    begun.engine.dispose()
    again = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}")
    assert broken(again) is None
    assert len(again.list_journal("vistip-2020")) == before


def test_a_role_is_held_from_its_first_day_to_its_last(store: Store) -> None:
    ended = Person(name="Trần Thị Bình", role=Role.EDITOR, unit="Chi bộ A", since=DAY, until=date(2020, 6, 30))
    persons.add_person(store, ended)
    persons.add_person(store, Person(name="Lê Văn Cường", role=Role.EDITOR, unit="Chi bộ A", mail="cuong@vidu.vn"))
    assert [p.name for p in persons.list_persons(store, unit="Chi bộ A", on=DAY)] == ["Lê Văn Cường", "Trần Thị Bình"]
    assert [p.name for p in persons.list_persons(store, role=Role.EDITOR, on=date(2020, 7, 1))] == ["Lê Văn Cường"]
    assert persons.list_persons(store, unit="Chi bộ B") == []
    with pytest.raises(BadInput):
        persons.add_person(store, ended)
    assert persons.end_person(store, "Lê Văn Cường", date(2020, 6, 15)) == 1
    assert persons.list_persons(store, on=date(2020, 7, 1)) == []


def test_the_chain_of_the_installation_commits_to_every_journal_and_grows_once_a_day(
    begun: Store, opening_of: OpeningOf
) -> None:
    first = anchors.anchor(begun, DAY)
    assert anchors.anchor(begun, DAY) == first
    assert anchors.anchor(begun, date(2020, 6, 2)) == first, "nothing moved"
    desk.open_congress(begun, opening_of("to-ky-thuat-2025"), "Bí thư", DAY)
    second = anchors.anchor(begun, date(2020, 6, 3))
    assert (second.number, list(second.heads)) == (2, ["to-ky-thuat-2025"])
    with begun.reading() as connection:
        assert anchors.first_broken(connection) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE anchors SET day = '2020-06-09' WHERE number = 1", (1, "")),
        ("DELETE FROM anchors WHERE number = 1", (1, "")),
        ("DELETE FROM journal WHERE seq = 4", (1, "vistip-2020")),
    ],
)
def test_a_whole_journal_taken_away_or_rewritten_is_found_by_its_anchor(
    begun: Store, opening_of: OpeningOf, change: str, found: tuple[int, str]
) -> None:
    anchors.anchor(begun, DAY)
    desk.open_congress(begun, opening_of("to-ky-thuat-2025"), "Bí thư", DAY)
    anchors.anchor(begun, date(2020, 6, 2))
    with begun.engine.begin() as connection:
        connection.execute(text(change))
    with begun.reading() as connection:
        assert anchors.first_broken(connection) == found


def test_the_result_report_bears_where_the_journals_stand(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    walk.to_end()
    last = anchors.list_anchors(store)[-1]
    assert last.digest in walk.texts["S01"]
    with store.reading() as connection:
        digests = [digest for digest, _ in chain.lines(connection, "to-ky-thuat-2025")]
    paper = store.get_dossier("to-ky-thuat-2025").paper("S01")
    assert paper is not None
    assert digests[paper.made_from - 1] in walk.texts["S01"]
