"""Numbers are given once, never twice, and stay with their paper."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from daihoi import registry
from daihoi.errors import BadInput, NumberTaken
from daihoi.rules.numbers import check_number, check_type, read_number
from daihoi.rules.replay import replay
from daihoi.store import Store, open_store
from daihoi.store.numbers import list_numbers
from schemas.cell import Profile
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import DAY, Walk


@pytest.fixture
def dossier(store: Store, tmp_path: Path) -> Dossier:
    """A congress just opened."""
    return Walk(store, "vistip-2020", tmp_path).open()


def test_the_congress_has_one_series_for_all_types_and_the_committee_one_a_type(store: Store, dossier: Dossier) -> None:
    given = [registry.give_number(store, dossier.code, p, DAY) for p in ("C08", "C09", "P01", "P04")]
    assert given == ["01-BB/ĐH", "02-BB/ĐH", "01-KH/CB", "01-BC/CB"]
    assert registry.give_number(store, dossier.code, "C03", DAY) == "02-BC/CB"
    assert replay(store.list_journal(dossier.code)) == store.get_dossier(dossier.code)


def test_a_paper_keeps_its_number(store: Store, dossier: Dossier) -> None:
    first = registry.give_number(store, dossier.code, "P01", DAY)
    assert registry.give_number(store, dossier.code, "P01", DAY) == first
    with pytest.raises(BadInput, match="đã mang số"):
        registry.give_number(store, dossier.code, "P01", DAY, wanted=9)


def test_a_number_asked_for_moves_the_series_on_and_is_not_given_twice(store: Store, dossier: Dossier) -> None:
    assert registry.give_number(store, dossier.code, "P04", DAY, wanted=37) == "37-BC/CB"
    assert registry.give_number(store, dossier.code, "C03", DAY) == "38-BC/CB"
    with pytest.raises(NumberTaken):
        registry.give_number(store, dossier.code, "C04", DAY, wanted=37)


def test_two_dossiers_of_one_cell_share_the_committee_series(store: Store, tmp_path: Path) -> None:
    for code in ("lan-mot", "lan-hai"):
        Walk(store, "vistip-2020", tmp_path, code).open()
    assert registry.give_number(store, "lan-mot", "P01", DAY) == "01-KH/CB"
    assert registry.give_number(store, "lan-hai", "P01", DAY) == "02-KH/CB"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres")
    return f"sqlite:///{tmp_path / 'daihoi.db'}"


def give(url: str, code: str) -> str | None:
    """The number of a plan, through a store of one's own."""
    store = open_store(url)
    try:
        return registry.give_number(store, code, "P01", DAY)
    finally:
        store.engine.dispose()


def opened(url: str, folder: Path, count: int) -> list[str]:
    """Congresses of one cell, which share the committee's series."""
    codes = [f"lan-{n}" for n in range(count)]
    store = open_store(url)
    for code in codes:
        Walk(store, "vistip-2020", folder, code).open()
    store.engine.dispose()
    return codes


def test_many_people_at_once_never_get_the_same_number(url: str, tmp_path: Path) -> None:
    codes = opened(url, tmp_path, 8)
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(partial(give, url), codes))
    assert sorted(n or "" for n in numbers) == [f"{n:02}-KH/CB" for n in range(1, 9)]


def test_several_processes_at_once_never_give_the_same_number(url: str, tmp_path: Path) -> None:
    codes = opened(url, tmp_path, 6)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        numbers = list(pool.map(partial(give, url), codes))
    assert sorted(n or "" for n in numbers) == [f"{n:02}-KH/CB" for n in range(1, 7)]


def test_a_draft_bears_no_number_and_a_type_its_issuer_may_not_use_gets_none(store: Store, dossier: Dossier) -> None:
    assert registry.give_number(store, dossier.code, "P02", DAY) is None
    assert registry.give_number(store, dossier.code, "S05", DAY) is None
    assert registry.give_number(store, dossier.code, "P06", DAY) is None
    with pytest.raises(BadInput, match="QC"):
        registry.give_number(store, dossier.code, "S05", DAY, wanted=1)


def test_an_unknown_paper_names_the_catalogue(store: Store, dossier: Dossier) -> None:
    with pytest.raises(BadInput, match="P01"):
        registry.give_number(store, dossier.code, "P99", DAY)


def test_typed_numbers_are_taken_too(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    walk.to_end()
    dossier = store.get_dossier(walk.code)
    taken = {(e.series, e.n) for e in list_numbers(store, dossier.opening.cell.name)}
    number = read_number(dossier.answers.results.number) if dossier.answers.results else None
    assert number is not None
    assert ("BC/CB 2020–2025", number.n) in taken
    assert len(taken) == len(list_numbers(store, dossier.opening.cell.name))
    assert {p.code: p.number for p in dossier.papers if p.number}["C09"].endswith("-BB/ĐH")


def test_a_number_out_of_its_series_is_written_down(store: Store, dossier: Dossier) -> None:
    registry.give_number(store, dossier.code, "C09", DAY)
    seen = store.get_dossier(dossier.code)

    def codes(typed: str) -> list[str]:
        return [f"{f.code} {f.words.vi}" for f in check_number(typed, "C10", "NQ", seen, congress=True)]

    assert codes("02-NQ/ĐH") == []
    assert "C09" in codes("01-NQ/ĐH")[0]
    assert "liên tục" in codes("05-NQ/ĐH")[0]
    assert "mẫu số" in codes("Nghị quyết 1")[0]


@pytest.mark.parametrize(
    ("type_", "day", "congress", "barred"),
    [
        ("QC", date(2025, 12, 31), False, True),
        ("QC", date(2026, 1, 9), False, False),
        ("HD", date(2026, 1, 9), False, True),
        ("BC", date(2026, 1, 9), True, True),
        ("NQ", date(2026, 1, 9), True, False),
        ("BC", date(2025, 1, 1), True, False),
    ],
)
def test_a_type_is_allowed_by_issuer_and_day(type_: str, day: date, congress: bool, barred: bool) -> None:
    found = check_type(type_, day, Profile.CELL, congress=congress)
    assert [f.code for f in found] == (["R20"] if barred else [])
    assert all(f.basis and f.basis.document and f.basis.dated for f in found)


@pytest.mark.parametrize("profile", [Profile.BASE_COMMITTEE, Profile.TRADE_UNION, Profile.YOUTH_UNION])
def test_what_a_cell_may_not_issue_says_nothing_of_others(profile: Profile) -> None:
    assert check_type("QC", date(2025, 12, 31), profile, congress=False) == []


def test_the_walk_asks_nothing_new(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    assert walk.to(Kind.REPORT).kind is Kind.REPORT


def test_a_union_writes_its_numbers_as_the_state_does(store: Store, tmp_path: Path) -> None:
    code = Walk(store, "cong-doan-may-2025", tmp_path).open().code
    assert registry.give_number(store, code, "P01", DAY) == "01/KH-CĐCS"
    assert registry.give_number(store, code, "C09", DAY) == "01/BB-ĐH"
    seen = store.get_dossier(code)
    assert check_number("02/NQ-ĐH", "C10", "NQ", seen, congress=True) == []
    assert [f.code for f in check_number("02-NQ/ĐH", "C10", "NQ", seen, congress=True)] == ["R19"]
