"""What falls, and gets up again: worker and server killed, Prefect's database wiped, Prefect down."""

import random
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from daihoi.cli.rehearsal import Turn
from daihoi.documents.rendering import FORMS
from daihoi.rules.replay import replay
from daihoi.store import Store
from daihoi.store.tables import dossiers, wakers, wakings
from schemas.dossier import Life
from schemas.record import Act
from tests.house import House, People
from tests.integration.walking import papers_of, walk_to_end

EXAMPLE = "vistip-2020"
Papers = dict[tuple[str, int], object]


def play(people: People, seconds: float = 400) -> list[Turn]:
    """Play to the end; an answer whose server fell away is kept by the desk and counts."""
    turns: list[Turn] = []
    for turn in people.turns(seconds):
        turns.append(turn)
        assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
    return turns


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The papers of the same congress where nothing falls, without Prefect at all."""
    folder = tmp_path_factory.mktemp("calm")
    return papers_of(walk_to_end(folder, EXAMPLE, FORMS), folder / "files")


def assert_whole(house: House, calm: Papers) -> None:
    """The congress ended as if nothing had happened."""
    dossier = house.store.get_dossier(EXAMPLE)
    assert dossier.life is Life.CLOSED
    records = house.store.list_journal(EXAMPLE)
    assert [r.seq for r in records] == list(range(1, len(records) + 1))
    assert replay(records) == dossier
    accepted = [r.request for r in records if r.act is Act.ANSWER_ACCEPT]
    assert len(accepted) == len(set(accepted))
    assert papers_of(dossier, house.settings.files) == calm


def test_killed_at_ten_random_moments_it_ends_in_the_same_papers(own_house: House, calm: Papers) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    own_house.start()
    people = own_house.people(EXAMPLE)
    assert people.open().returncode == 0
    done, failures = threading.Event(), list[BaseException]()

    def answer() -> None:
        try:
            play(people)
        except BaseException as error:
            failures.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=answer)
    thread.start()
    kills = 0
    while kills < 10 and not done.wait(dice.uniform(0.2, 3)):
        kills += 1
        if dice.random() < 0.5:
            own_house.kill_worker()
            time.sleep(dice.uniform(0, 1))
            own_house.start()
        else:
            own_house.kill_server()
            own_house.await_server()
    thread.join(400)
    assert not failures, failures
    assert kills >= 5
    assert_whole(own_house, calm)


def let_an_hour_pass(store: Store) -> None:
    """Make everything in the store that runs out an hour older: leases, wakings, and who was seen awake."""
    with store.engine.begin() as connection:
        for table, column in ((dossiers, "lease_until"), (wakings, "at"), (wakers, "seen_at")):
            key = next(iter(table.primary_key.columns))
            for name, at in connection.execute(select(key, table.c[column])).all():
                if at is not None:
                    older = update(table).where(key == name).values({column: at - timedelta(hours=1)})
                    connection.execute(older)


def test_with_prefect_away_for_an_hour_and_its_database_wiped_it_ends_in_the_same_papers(
    own_house: House, calm: Papers
) -> None:
    own_house.start()
    people = own_house.people(EXAMPLE)
    assert people.open().returncode == 0
    turns = people.turns(200)
    for _ in range(9):
        assert next(turns).code in (0, 1)
    own_house.stop()
    before = own_house.store.get_dossier(EXAMPLE)
    shutil.rmtree(own_house.home / "prefect")
    let_an_hour_pass(own_house.store)
    own_house.start()
    for turn in turns:
        assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
    assert before.life is Life.ACTIVE
    assert_whole(own_house, calm)


def test_with_prefect_down_an_answer_is_kept_said_so_and_taken_up_later(own_house: House, calm: Papers) -> None:
    people = own_house.people(EXAMPLE)
    opened = people.open()
    assert opened.returncode == 0
    assert "Prefect chưa chạy" in opened.stdout
    number = str(people.waiting()[0]["number"])
    said = people.daihoi("answer", number, str(Path(people.folder) / "answers/plan.yaml"), "--as", "Bí thư")
    assert said.returncode == 0
    assert "Prefect chưa chạy" in said.stdout
    # The next request is open already: it needs no paper first.
    assert people.waiting()[0]["kind"] == "report"
    own_house.start()
    play(people)
    assert_whole(own_house, calm)
