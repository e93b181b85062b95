"""Who may do what to a dossier: one table, and one question asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.cell import Person, Role
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind


@dataclass(frozen=True)
class Grant:
    """Who may do one thing, and whether it binds: what binds needs the person's one-time code."""

    roles: tuple[Role, ...]
    binds: bool = False
    apart: bool = False
    """True when the same person may not answer two requests of this kind about one subject."""


FROM_PAGE = " (trang Prefect)"
"""What stands behind a name that was typed on Prefect's page."""

_ORGANISER = Grant((Role.ORGANISER,))

GRANTS: dict[str, Grant] = {
    # Answers, by what the request asks for.
    "roster": _ORGANISER,
    "plan": _ORGANISER,
    "report": _ORGANISER,
    "personnel": _ORGANISER,
    "summons": _ORGANISER,
    "excuses": _ORGANISER,
    "guidance": Grant((Role.SUPERIOR,), binds=True),
    "comments": _ORGANISER,
    "body": _ORGANISER,
    "dispositions": _ORGANISER,
    "replies": _ORGANISER,
    "submission": _ORGANISER,
    "review": Grant((Role.SUPERIOR,), binds=True),
    "attendance": Grant((Role.PRESIDIUM,)),
    "slate": Grant((Role.PRESIDIUM,)),
    "counters": Grant((Role.PRESIDIUM,)),
    "count": Grant((Role.COUNTING,), binds=True, apart=True),
    "round": Grant((Role.PRESIDIUM,)),
    "sitting": Grant((Role.PRESIDIUM,)),
    "resolution": Grant((Role.PRESIDIUM,), binds=True),
    "news": Grant((Role.EDITOR,), binds=True),
    "results": _ORGANISER,
    "appointment": Grant((Role.SUPERIOR,), binds=True),
    "recognition": Grant((Role.SUPERIOR,), binds=True),
    "duties": _ORGANISER,
    "archive": Grant((Role.ORGANISER,), binds=True),
    "duty": _ORGANISER,
    # What is done to a dossier without being asked.
    "dossier:open": Grant((Role.ORGANISER, Role.SUPERIOR)),
    "dossier:postpone": _ORGANISER,
    "request:assign": Grant((Role.ORGANISER, Role.SUPERIOR)),
    "request:delegate": Grant((Role.ORGANISER, Role.SUPERIOR)),
    "request:extend": Grant((Role.ORGANISER, Role.SUPERIOR)),
    "dossier:cancel": Grant((Role.ORGANISER, Role.SUPERIOR), binds=True),
    "comments:ask": _ORGANISER,
    "comments:add": Grant((Role.ORGANISER, Role.PRESIDIUM)),
    "comments:group": _ORGANISER,
    "comments:take": _ORGANISER,
    "comments:decide": Grant((Role.ORGANISER, Role.PRESIDIUM)),
    "comments:map": _ORGANISER,
    "finding:waive": Grant((Role.SUPERIOR, Role.PRESIDIUM), binds=True),
    "private:erase": Grant((Role.ORGANISER, Role.SUPERIOR), binds=True),
}
"""The table. A row that is missing falls back on the role that the procedure asks, without a code; a test finds it."""


def grant_for(deed: Kind | Act, asked: Role | None = None) -> Grant:
    """The row of ``deed``; ``asked`` is the role of the request it answers."""
    return GRANTS.get(deed.value) or Grant((asked,) if asked else (Role.ORGANISER,))


def own_units(opening: Opening) -> frozenset[str]:
    """Every name under which a person may belong to the cell."""
    return frozenset((opening.cell.name, opening.cell.short, *opening.cell.aliases, opening.code))


def superior_units(opening: Opening) -> frozenset[str]:
    """Every name under which a person may belong to the superior committee."""
    return frozenset((opening.superior.name, opening.superior.short))


def who_may(grant: Grant, opening: Opening, persons: Iterable[Person]) -> list[str]:
    """The names of those among ``persons`` (roles in force today) who may do it.

    Nobody reviews or recognises the work of a cell they belong to.
    """
    return may_in(grant, own_units(opening), superior_units(opening), persons)


def may_in(grant: Grant, own: frozenset[str], above: frozenset[str], persons: Iterable[Person]) -> list[str]:
    """The same, where only the names of the cell and of the superior committee are known."""
    persons = list(persons)
    members = {p.name for p in persons if p.unit in own}
    allowed = {
        p.name
        for p in persons
        if p.role in grant.roles
        and (p.unit in above and p.name not in members if p.role is Role.SUPERIOR else p.unit in own)
    }
    return sorted(allowed)


def belongs(opening: Opening, name: str, persons: Iterable[Person]) -> bool:
    """True when ``name`` holds any role in the cell itself."""
    return any(p.name == name and p.unit in own_units(opening) for p in persons)


def has_answered_the_other(dossier: Dossier, request: Request, who: str) -> int | None:
    """Number of the other of two requests about one thing, if ``who`` settled it last: two counts, two people."""
    name, others = who.removesuffix(FROM_PAGE), dict[str | None, Request]()
    for other in dossier.requests:
        same = other.kind is request.kind and _about(other) == _about(request)
        if same and other.subject != request.subject and other.settled_by is not None:
            others[other.subject] = other
    return next((o.number for o in others.values() if (o.settled_by or "").removesuffix(FROM_PAGE) == name), None)


def _about(request: Request) -> str:
    # «secretary.2.a» and «secretary.2.b» are the two counts of one round.
    return (request.subject or "").rpartition(".")[0]
