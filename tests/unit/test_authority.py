"""The table of who may do what, asked without a store."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from daihoi.rules import procedure
from daihoi.rules.authority import GRANTS, belongs, grant_for, has_answered_the_other, who_may
from daihoi.rules.rulesets import resolve
from schemas.cell import Person, Role
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.request import Request
from schemas.step import Kind

OpeningOf = Callable[[str], Opening]


def test_every_thing_asked_has_a_row_and_the_role_that_is_asked_may_answer() -> None:
    for table in procedure.TABLES.values():
        for row in (*table, procedure.DUTY):
            assert row.kind.value in GRANTS, f"add a row for {row.kind.value} to daihoi/rules/authority.py"
            assert row.role in GRANTS[row.kind.value].roles, row.kind


@pytest.mark.parametrize("kind", [Kind.REVIEW, Kind.RECOGNITION, Kind.RESOLUTION, Kind.NEWS, Kind.ARCHIVE])
def test_approving_publishing_and_closing_bind(kind: Kind) -> None:
    assert grant_for(kind).binds


def test_an_editor_may_publish_and_nothing_else() -> None:
    assert [name for name, grant in GRANTS.items() if Role.EDITOR in grant.roles] == ["news"]


def test_nobody_approves_the_dossier_of_their_own_cell(opening_of: OpeningOf) -> None:
    opening = opening_of("vistip-2020")
    above = Person(name="Trần Bình", role=Role.SUPERIOR, unit=opening.superior.short)
    other = Person(name="Lê Cường", role=Role.SUPERIOR, unit=opening.superior.name)
    member = Person(name="Trần Bình", role=Role.EDITOR, unit=opening.cell.short)
    assert who_may(grant_for(Kind.REVIEW), opening, [above, other]) == ["Lê Cường", "Trần Bình"]
    assert who_may(grant_for(Kind.REVIEW), opening, [above, other, member]) == ["Lê Cường"]


def test_a_role_in_another_cell_counts_for_nothing(opening_of: OpeningOf) -> None:
    elsewhere = Person(name="Trần Bình", role=Role.ORGANISER, unit="Chi bộ khác")
    assert who_may(grant_for(Kind.PLAN), opening_of("vistip-2020"), [elsewhere]) == []


def count(number: int, subject: str, by: str | None = None) -> Request:
    """A request for one person's count."""
    at = datetime(2025, 9, 12, tzinfo=UTC)
    settled = {"settled_by": by, "settled_at": at} if by else {}
    row = next(r for t in procedure.TABLES.values() for r in t if r.kind is Kind.COUNT)
    return Request(
        number=number, step=row.step, round=1, kind=Kind.COUNT, role=row.role, subject=subject, opened_at=at, **settled
    )


def test_two_counts_of_one_round_are_two_peoples_and_another_round_is_another_matter(opening_of: OpeningOf) -> None:
    opening = opening_of("to-ky-thuat-2025")
    rules = resolve(opening.opening_on, opening.profile)
    waiting, next_round = count(2, "secretary.1.b"), count(3, "secretary.2.b")
    dossier = Dossier(
        code=opening.code,
        opening=opening,
        rules=rules,
        procedure=procedure.VERSION,
        requests=(count(1, "secretary.1.a", "Lê Cường (trang Prefect)"), waiting, next_round),
    )
    assert has_answered_the_other(dossier, waiting, "Lê Cường") == 1
    assert has_answered_the_other(dossier, waiting, "Hồ Dung") is None
    assert has_answered_the_other(dossier, next_round, "Lê Cường") is None
    assert grant_for(Kind.COUNT).apart


def test_whoever_holds_any_role_in_the_cell_belongs_to_it(opening_of: OpeningOf) -> None:
    opening = opening_of("vistip-2020")
    persons = [
        Person(name="Trần Bình", role=Role.EDITOR, unit=opening.cell.short),
        Person(name="Lê Cường", role=Role.SUPERIOR, unit=opening.superior.name),
    ]
    assert [belongs(opening, name, persons) for name in ("Trần Bình", "Lê Cường", "Hồ Dung")] == [True, False, False]
