"""Roles and one-time codes at the desk of a store that asks for them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest

from daihoi import desk
from daihoi.errors import CodeRefused, NotAllowed
from daihoi.store import Store, codes, persons
from daihoi.store.codes import TypedCode
from schemas.cell import Person, Role
from schemas.plan import Opening
from schemas.step import Kind
from tests.waiting import list_open

DAY = date(2020, 6, 1)
OpeningOf = Callable[[str], Opening]
AnswerOf = Callable[[str, str, int], dict[str, Any]]
NOW = datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)


@pytest.fixture
def cell(guarded: Store, opening_of: OpeningOf) -> tuple[Store, Opening]:
    """A guarded store with an organiser, a superior and an editor."""
    opening = opening_of("vistip-2020")
    for name, role, unit in (
        ("Nguyễn An", Role.ORGANISER, opening.cell.name),
        ("Trần Bình", Role.SUPERIOR, opening.superior.name),
        ("Lê Cường", Role.EDITOR, opening.cell.short),
    ):
        persons.add_person(guarded, Person(name=name, role=role, unit=unit))
    return guarded, opening


def secret_of(address: str) -> str:
    """The secret inside the address that the QR code carries."""
    return parse_qs(urlparse(address).query)["secret"][0]


def typed(secret: str, at: datetime, use: str = "a", *, steps: int = 0) -> TypedCode:
    """The code on the telephone at ``at``, moved by half minutes."""
    return TypedCode(pyotp.TOTP(secret).at(at + timedelta(seconds=30 * steps)), at, use)


def test_who_holds_no_role_is_refused_with_the_names_of_who_may(cell: tuple[Store, Opening]) -> None:
    store, opening = cell
    with pytest.raises(NotAllowed, match=r"Nguyễn An, Trần Bình"):
        desk.open_congress(store, opening, "Người lạ", DAY)
    assert store.list_codes() == []


def test_with_nobody_registered_the_refusal_gives_the_operators_command(guarded: Store, opening_of: OpeningOf) -> None:
    with pytest.raises(NotAllowed, match="daihoi person add"):
        desk.open_congress(guarded, opening_of("vistip-2020"), "Người lạ", DAY)


def test_an_editor_cannot_hand_in_the_plan_and_nothing_is_written(
    cell: tuple[Store, Opening], answer_of: AnswerOf
) -> None:
    store, opening = cell
    desk.open_congress(store, opening, "Nguyễn An", DAY)
    number, before = list_open(store)[0].number, store.get_dossier(opening.code)
    with pytest.raises(NotAllowed):
        desk.hand_in(store, number, answer_of("vistip-2020", "plan", 1), "Lê Cường", DAY)
    assert store.get_dossier(opening.code) == before
    assert desk.hand_in(store, number, answer_of("vistip-2020", "plan", 1), "Nguyễn An", DAY).accepted
    assert [r.proof for r in store.list_journal(opening.code) if r.role and "request" not in r.act] == ["claimed"] * 2


def test_what_binds_needs_a_code_that_works_once(cell: tuple[Store, Opening]) -> None:
    store, opening = cell
    desk.open_congress(store, opening, "Nguyễn An", DAY)
    secret = secret_of(codes.enrol(store, "Nguyễn An"))
    with pytest.raises(CodeRefused, match="--otp"):
        desk.cancel(store, opening.code, "Nguyễn An", DAY, "thử")
    now = datetime.now(UTC)
    codes.spend(store, "Nguyễn An", typed(secret, now))
    with pytest.raises(CodeRefused, match="đã dùng"):
        desk.cancel(store, opening.code, "Nguyễn An", DAY, "thử", typed=typed(secret, now, "b"))
    dossier = desk.cancel(store, opening.code, "Nguyễn An", DAY, "thử", typed=typed(secret, now, "b", steps=1))
    assert store.list_journal(opening.code)[-1].proof == "code"
    assert not dossier.rehearsal


def test_a_code_is_judged_against_the_time_it_was_typed(cell: tuple[Store, Opening]) -> None:
    store, _ = cell
    secret = secret_of(codes.enrol(store, "Trần Bình"))
    long_ago = NOW - timedelta(hours=5)
    codes.spend(store, "Trần Bình", typed(secret, long_ago))
    with pytest.raises(CodeRefused):
        codes.spend(store, "Trần Bình", TypedCode(pyotp.TOTP(secret).at(long_ago - timedelta(minutes=5)), NOW, "x"))


def test_one_answer_read_twice_may_spend_its_code_twice_and_another_may_not(cell: tuple[Store, Opening]) -> None:
    store, _ = cell
    secret = secret_of(codes.enrol(store, "Trần Bình"))
    codes.spend(store, "Trần Bình", typed(secret, NOW, "yeu-cau-9"))
    codes.spend(store, "Trần Bình", typed(secret, NOW, "yeu-cau-9"))
    with pytest.raises(CodeRefused):
        codes.spend(store, "Trần Bình", typed(secret, NOW, "yeu-cau-10"))


def test_five_wrong_codes_close_the_door_even_to_the_right_one(cell: tuple[Store, Opening]) -> None:
    store, _ = cell
    secret = secret_of(codes.enrol(store, "Trần Bình"))
    right = typed(secret, NOW)
    wrong = TypedCode(f"{(int(right.digits) + 1) % 1000000:06}", NOW, "w")
    if any(wrong.digits == typed(secret, NOW, steps=s).digits for s in (-1, 1)):
        wrong = TypedCode(f"{(int(right.digits) + 2) % 1000000:06}", NOW, "w")
    for _ in range(codes.TRIES):
        with pytest.raises(CodeRefused, match="không đúng"):
            codes.spend(store, "Trần Bình", wrong)
    with pytest.raises(CodeRefused, match="15 phút"):
        codes.spend(store, "Trần Bình", right)


def test_a_refused_page_answer_says_why_above_the_form_and_keeps_what_was_typed(
    cell: tuple[Store, Opening], answer_of: AnswerOf
) -> None:
    store, opening = cell
    desk.open_congress(store, opening, "Nguyễn An", DAY)
    number, plan = list_open(store)[0].number, answer_of("vistip-2020", "plan", 1)
    receipt = desk.hand_in_from_page(store, number, plan, "Người lạ (trang Prefect)", DAY, code=opening.code)
    request = store.get_dossier(opening.code).request(number)
    assert not receipt.accepted
    assert request is not None
    assert (request.is_open, request.draft) == (True, plan)
    assert "Nguyễn An" in request.findings[0].words.vi
    receipt = desk.hand_in_from_page(store, number, plan, "Nguyễn An (trang Prefect)", DAY, code=opening.code)
    assert receipt.accepted


def test_a_code_is_spent_even_when_the_rules_refuse_the_answer(
    cell: tuple[Store, Opening], answer_of: AnswerOf
) -> None:
    store, opening = cell
    persons.add_person(store, Person(name="Trần Bình", role=Role.ORGANISER, unit="Chi bộ khác"))
    desk.open_congress(store, opening, "Nguyễn An", DAY)
    secret = secret_of(codes.enrol(store, "Nguyễn An"))
    now = datetime.now(UTC)
    code = typed(secret, now)
    with store.writing() as w:
        # Straight to the archive: the walk there is not what this test is about.
        from daihoi.rules import procedure

        dossier = w.dossier(opening.code)
        row = procedure.row_of(dossier, Kind.ARCHIVE)
        _, request = w.open_request(dossier, procedure.Question(row, DAY), "daihoi", DAY)
    refused = desk.hand_in(store, request.number, {"keeper": ""}, "Nguyễn An", DAY, typed=code)
    assert not refused.accepted
    with pytest.raises(CodeRefused, match="đã dùng"):
        desk.hand_in(
            store,
            request.number,
            answer_of("vistip-2020", "archive", 1),
            "Nguyễn An",
            DAY,
            typed=typed(secret, now, "b"),
        )


def test_in_a_rehearsal_nobody_is_asked_and_the_dossier_says_so(store: Store, opening_of: OpeningOf) -> None:
    dossier = desk.open_congress(store, opening_of("vistip-2020"), "Ai cũng được", DAY)
    assert dossier.rehearsal
    assert store.list_journal(dossier.code)[0].proof == "open"


def test_a_secret_never_shows_in_a_representation() -> None:
    assert "123456" not in repr(TypedCode("123456", NOW, "x"))


def test_a_congress_is_opened_from_the_page_by_who_may_only(
    cell: tuple[Store, Opening], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks import dossier as page

    store, opening = cell
    monkeypatch.setattr(page, "this_store", lambda: store)
    facts = (opening.cell.name, opening.superior.name, opening.profile, opening.opening_on, "2015-2020", "Hà Nội")
    for stranger in (None, "Người lạ"):
        with pytest.raises(NotAllowed, match="Nguyễn An"):
            page.open_from_page(*facts, stranger)
    code = page.open_from_page(*facts, "Nguyễn An")
    assert store.list_journal(code)[0].who == "Nguyễn An (trang Prefect)"
