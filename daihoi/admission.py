"""Who is let act at the desk: the table of authority asked with the people in the store, and codes taken."""

from datetime import date

from daihoi.errors import CodeRefused, NotAllowed
from daihoi.intake.plain import must_be_plain
from daihoi.rules import authority
from daihoi.rules.titles import ROLES
from daihoi.store import Store, codes, persons
from daihoi.store.codes import TypedCode
from schemas.cell import Role
from schemas.dossier import Dossier
from schemas.plan import Opening
from schemas.record import Act
from schemas.request import Request
from schemas.step import Kind


def admit(
    store: Store,
    deed: Kind | Act,
    opening: Opening,
    who: str,
    day: date,
    typed: TypedCode | None = None,
    asked: Role | None = None,
) -> str:
    """Let ``who`` do ``deed``; returns how we know them: ``open``, ``claimed`` or ``code``.

    Raises `NotAllowed`, naming who may, and `CodeRefused`. In a rehearsal everybody may do everything.
    """
    must_be_plain(who)
    if store.rehearsal:
        return "open"
    name = who.removesuffix(authority.FROM_PAGE)
    grant = must_hold(store, deed, opening, name, day, asked)
    if not grant.binds:
        return "claimed"
    if typed is None or not typed.digits.strip():
        raise CodeRefused(
            f"Việc này có giá trị ràng buộc nên cần mã xác nhận một lần của {name}: thêm --otp MÃ"
            " (hoặc điền ô «Mã xác nhận» trên trang).",
            f"This decision binds, so it needs {name}'s one-time code: add --otp CODE (or fill in the code on the page).",
        )
    codes.spend(store, name, typed)
    return "code"


def must_hold(
    store: Store, deed: Kind | Act, opening: Opening, name: str, day: date, asked: Role | None = None
) -> authority.Grant:
    """The row of the table by which ``name`` may do ``deed`` on ``day``; raises `NotAllowed`, naming who may."""
    grant = authority.grant_for(deed, asked)
    units = authority.own_units(opening) | authority.superior_units(opening)
    known = persons.list_persons(store, units=units, on=day)
    allowed = authority.who_may(grant, opening, known)
    if name not in allowed:
        raise _refusal(grant, opening, name, allowed, own=authority.belongs(opening, name, known))
    return grant


def must_be_another(dossier: Dossier, request: Request, who: str) -> None:
    """Refuse the second of two counts to the person who entered the first; raises `NotAllowed`."""
    if not authority.grant_for(request.kind, request.role).apart:
        return
    other = authority.has_answered_the_other(dossier, request, who)
    if other is not None:
        raise NotAllowed(
            f"{who} đã nộp bản kiểm thứ nhất (yêu cầu {other}); bản thứ hai phải do người khác nhập.",
            f"{who} entered the first count (request {other}); somebody else must enter the second.",
        )


def _refusal(grant: authority.Grant, opening: Opening, who: str, allowed: list[str], *, own: bool) -> NotAllowed:
    vi = "/".join(ROLES[r].vi for r in grant.roles)
    en = "/".join(ROLES[r].en for r in grant.roles)
    unit = opening.superior.name if grant.roles == (Role.SUPERIOR,) else opening.cell.name
    if own and Role.SUPERIOR in grant.roles:
        head_vi = f"{who} thuộc {opening.cell.name} nên không được duyệt hồ sơ của chính chi bộ mình."
        head_en = f"{who} belongs to {opening.cell.name}, and nobody decides on the dossier of their own cell."
    else:
        head_vi = f"{who} không giữ vai trò {vi} của {unit} vào ngày này."
        head_en = f"{who} does not hold the role {en} of {unit} on this day."
    if allowed:
        return NotAllowed(
            f"{head_vi} Người có quyền: {', '.join(allowed)}.", f"{head_en} Who may: {', '.join(allowed)}."
        )
    add = f'`daihoi person add "…" --role {grant.roles[0].value} --unit "{unit}"`'
    return NotAllowed(
        f"{head_vi} Chưa có ai giữ vai trò ấy; người quản trị gõ {add}.",
        f"{head_en} Nobody holds it yet; the operator types {add}.",
    )
