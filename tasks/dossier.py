"""The dossier between two steps: opened from the page, what is due, what is asked next."""

import re
from datetime import date
from functools import cache

from daihoi import desk
from daihoi.errors import BadInput, DossierExists
from daihoi.intake.calendar_file import adopt_calendar
from daihoi.rules import procedure
from daihoi.rules.authority import FROM_PAGE
from daihoi.rules.codes import code_of
from daihoi.settings import read_settings, today
from daihoi.store import Store, open_store
from schemas.cell import Cell, Profile, Superior, Term
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.step import Step


@cache
def _store_at(url: str) -> Store:
    adopt_calendar(read_settings().home)
    return open_store(url)


def this_store() -> Store:
    """The store of this process, opened once."""
    return _store_at(read_settings().database_url)


def open_from_page(
    cell: str | None,
    superior: str | None,
    profile: Profile,
    opening_on: date | None,
    closing_term: str | None,
    place: str | None,
    person: str | None = None,
) -> str:
    """Open a dossier from the facts typed on the page; returns its code. Met twice, it opens one.

    Raises `NotAllowed` unless ``person`` may open it; only a rehearsal does not ask who it is.
    """
    given = {
        "cell": cell,
        "superior": superior,
        "opening_on": opening_on,
        "closing_term": closing_term,
        "place": place,
    }
    missing = [name for name, value in given.items() if not value]
    if not (cell and superior and opening_on and closing_term and place):
        raise BadInput(
            f"Thiếu ô {', '.join(missing)}; hãy điền, hoặc chỉ điền ô code của hồ sơ đã mở.",
            f"Fill in {', '.join(missing)}, or only the code of an open dossier.",
        )
    years = re.fullmatch(r"\s*(\d{4})\s*[-–]\s*(\d{4})\s*", closing_term)
    if years is None:
        raise BadInput(
            f"Ô closing_term «{closing_term}» phải có dạng 2020-2025.",
            f"closing_term “{closing_term}” must look like 2020-2025.",
        )
    closing = Term(start=int(years[1]), end=int(years[2]))
    opening = Opening(
        code=code_of(cell, opening_on),
        cell=Cell(name=cell, short=cell, place=place),
        superior=Superior(name=superior, short=superior),
        profile=profile,
        opening_on=opening_on,
        closing_term=closing,
        new_term=Term(start=closing.end, end=closing.end + closing.end - closing.start),
    )
    try:
        desk.open_congress(this_store(), opening, f"{person}{FROM_PAGE}" if person else "trang Prefect", today())
    except DossierExists:
        if this_store().get_dossier(opening.code).opening.cell.name != opening.cell.name:
            raise
    return opening.code


def papers_to_write(code: str) -> list[Step]:
    """The steps with papers due, in order."""
    steps = {d.step for d in procedure.papers_due(this_store().get_dossier(code))}
    return [s for s in Step if s in steps]


def carry_on(code: str) -> Dossier:
    """Ask for what is next, or close the congress."""
    return desk.continue_congress(this_store(), code, today())
