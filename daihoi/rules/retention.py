"""How long private values are kept, and what is left of a dossier without them."""

from datetime import date
from typing import Any

from daihoi.rules import procedure
from schemas.dossier import Answers, Dossier
from schemas.step import Kind

YEARS = 5
"""Kept this long after the opening day: until the next regular congress may be held. Our default, read nowhere (UNC);
an installation sets ``DAIHOI_RETENTION_YEARS`` to what its own rules on archives and personal data say."""

_GATHERED = ("gathering",)
"""Parts of a dossier outside the answers that hold names: comments as they came in."""


def kept_until(dossier: Dossier, years: int = YEARS) -> date:
    """The last day on which private values are kept."""
    day = dossier.opening.opening_on
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def without_private(dossier: Dossier) -> dict[str, Any]:
    """The dossier as JSON values, without rosters, votes, ballots, comments and whatever quotes them."""
    data = dossier.model_dump(mode="json", by_alias=True)
    private = {row.kind for row in (*procedure.table_of(dossier), procedure.DUTY) if row.private}
    for kind in private & {Kind(name) for name in Answers.model_fields}:
        data["answers"].pop(kind.value, None)
    data["opening"]["roster"] = []
    data["previous"] = {place: a for place, a in data["previous"].items() if _kind_in(place) not in private}
    for request in data["requests"]:
        if Kind(request["kind"]) in private:
            request["findings"], request["draft"] = [], None
    for part in _GATHERED:
        data.pop(part, None)
    return data


def _kind_in(place: str) -> Kind:
    # Where there are several of a kind, a place is «kind:subject».
    return Kind(place.split(":", 1)[0])
