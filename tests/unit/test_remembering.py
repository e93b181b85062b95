"""What is remembered of a dossier is what the function says of that dossier and of no other."""

from collections.abc import Callable

from daihoi.rules.remembering import KEPT, remembered
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.ruleset import RuleSet


def test_each_dossier_is_asked_once_and_none_answers_for_another(opening_of: Callable[[str], Opening]) -> None:
    asked: list[int] = []

    @remembered
    def seq_of(dossier: Dossier) -> int:
        asked.append(dossier.seq)
        return dossier.seq

    first = Dossier.model_construct(code="a", opening=opening_of("vistip-2020"), rules=RuleSet.model_construct(), seq=1)
    assert [seq_of(first), seq_of(first)] == [1, 1]
    assert asked == [1]
    # Each of these is gone before the next is made, and may get its place in memory.
    assert [seq_of(first.model_copy(update={"seq": n})) for n in range(5 * KEPT)] == list(range(5 * KEPT))
    assert seq_of(first) == 1
