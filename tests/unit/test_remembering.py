"""What is remembered of a dossier is what the function says of that dossier and of no other."""

from collections.abc import Callable

from daihoi.rules.remembering import KEPT, remembered
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.ruleset import RuleSet


def test_each_dossier_is_asked_once_and_none_answers_for_another(opening_of: Callable[[str], Opening]) -> None:
    asked: list[str] = []

    @remembered("code", "opening.opening_on")
    def name_of(dossier: Dossier) -> str:
        asked.append(dossier.code)
        return f"{dossier.code} {dossier.opening.opening_on}"

    first = Dossier.model_construct(code="a", opening=opening_of("vistip-2020"), rules=RuleSet.model_construct(), seq=1)
    day = str(first.opening.opening_on)
    assert [name_of(first), name_of(first)] == [f"a {day}"] * 2
    # What the function does not look at may change.
    assert name_of(first.model_copy(update={"seq": 2})) == f"a {day}"
    assert asked == ["a"]
    # Each of these is gone before the next is made, and may get its place in memory.
    codes = [f"b{n}" for n in range(5 * KEPT)]
    assert [name_of(first.model_copy(update={"code": code})) for code in codes] == [f"{code} {day}" for code in codes]
    assert name_of(first) == f"a {day}"


def test_a_copy_takes_nothing_worked_out_of_the_original(opening_of: Callable[[str], Opening]) -> None:
    first = Dossier.model_construct(code="a", opening=opening_of("vistip-2020"), rules=RuleSet.model_construct())
    assert first.open_requests == ()
    assert first.opening.json_text == first.opening.model_dump_json(by_alias=True)
    later = first.opening.model_copy(update={"code": "b"})
    assert '"code":"b"' in later.json_text
    assert later == first.opening.model_copy(update={"code": "b"})
    assert set(first.__dict__) - set(first.model_copy().__dict__) == {"open_requests"}
