"""What a request's form is filled in with: what was refused, what was given last round, what the dossier knows."""

from typing import Any

from daihoi.forms.blanks import BLANK, BLANK_DAY, YES_OR_NO
from daihoi.rules.attendance import reported
from daihoi.rules.election import Place, committee_of, contest_of, contests
from daihoi.rules.findings import words_in
from daihoi.rules.register import comments_of, decisions_of, who_answered
from daihoi.rules.report import AREA_TITLES
from schemas.cell import Standing
from schemas.dossier import Dossier
from schemas.election import Office
from schemas.request import Request
from schemas.step import Kind, place_key

_PROGRAMME = (
    "Chào cờ, hát {anthems}",
    "Bầu đoàn chủ tịch, đoàn thư ký",
    "Diễn văn khai mạc",
    "Thông qua chương trình, quy chế",
    "Báo cáo tình hình {member} dự đại hội",
    "{report}",
    "Báo cáo kiểm điểm",
    "Thảo luận",
    "Phát biểu chỉ đạo của cấp trên",
    "Bầu cử",
    "Ra mắt {committee} khóa mới",
    "Thông qua nghị quyết",
    "Bế mạc",
)
"""The usual order of a congress, to start a plan from, in the words of its profile."""


def known_answer(dossier: Dossier, request: Request) -> dict[str, Any] | None:
    """The outline that the dossier's own facts give, or None where they give none. Names only, never a result."""
    if request.kind is Kind.ATTENDANCE:
        return {"lines": [_presence(m.name, m.standing) for m in dossier.opening.roster]}
    if request.kind is Kind.EXCUSES and dossier.answers.attendance is not None:
        names = reported(dossier.answers.attendance)
        return {"decisions": [{"name": n, "accepted": YES_OR_NO} for n in names]}
    if request.kind is Kind.COMMENTS:
        return {"asked": len(who_answered(dossier)), "comments": []}
    if request.kind is Kind.DISPOSITIONS:
        return _decisions(dossier)
    if request.subject is None:
        return _before_and_after(dossier, request.kind)
    if request.kind in (Kind.DUTY, Kind.BODY):
        return None
    place = Place.of(request.subject)
    if request.kind is Kind.SLATE:
        return _slate(dossier, place)
    if request.kind is Kind.COUNT:
        return _count(dossier, place)
    return None


def _decisions(dossier: Dossier) -> dict[str, Any]:
    """An entry for every comment that nobody has decided on; those decided in the register need none."""
    decided = decisions_of(dossier)
    entry = {"outcome": "accepted | partly | explained", "reason": BLANK}
    left = [{"comment": c.id, **entry} for c in comments_of(dossier) if c.id not in decided]
    return {"dispositions": left, "decided_on": BLANK_DAY}


def _before_and_after(dossier: Dossier, kind: Kind) -> dict[str, Any] | None:
    opening, sitting = dossier.opening, dossier.answers.sitting
    name = f"Đại hội {opening.cell.name} nhiệm kỳ {opening.new_term}"
    match kind:
        case Kind.PLAN:
            return {
                "opening_on": opening.opening_on.isoformat(),
                "programme": [_capital(x.format_map(words_in(dossier))) for x in _PROGRAMME],
            }
        case Kind.REPORT:
            return {
                "results": [{"target": t.id, "words": BLANK, "met": YES_OR_NO} for t in opening.old_targets],
                "areas": [{"area": a.value, "title": _capital(t), "text": BLANK} for a, t in AREA_TITLES.items()],
                "task_areas": [{"area": a.value, "title": _capital(t), "text": BLANK} for a, t in AREA_TITLES.items()],
            }
        case Kind.REPLIES:
            return {"replies": [{"opinion": o.id, "text": BLANK} for o in dossier.opinions]}
        case Kind.RESOLUTION if sitting is not None:
            return {"signed_on": sitting.held_on.isoformat(), "signer": sitting.chair}
        case Kind.NEWS:
            return {"title": name, "source": f"Nguồn: {opening.cell.name}"}
        case _:
            return None


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def last_answer(dossier: Dossier, request: Request) -> dict[str, Any] | None:
    """The answer of the round before, if this place was answered before."""
    return dossier.previous.get(place_key(request.kind, request.subject))


def _presence(name: str, standing: Standing) -> dict[str, Any]:
    comes = standing is not Standing.ALTERNATE
    return {"name": name, "present": comes}


def _slate(dossier: Dossier, place: Place) -> dict[str, Any] | None:
    contest = contest_of(dossier, place.office)
    if contest is None:
        return None
    names = [c.name for c in contest.race.candidates]
    committee = committee_of(contests(dossier))
    if not names and committee is not None and place.office in (Office.SECRETARY, Office.DEPUTY):
        names = [w.name for w in committee.winners]
    vote = {"for": 0, "against": 0, "other": 0}
    return {
        "seats": contest.race.seats,
        "seats_vote": dict(vote),
        "nominees": [{"name": n, "how": "introduced"} for n in names] or [{"name": BLANK, "how": "nominated"}],
        "names": names or [BLANK],
        "list_vote": dict(vote),
    }


def _count(dossier: Dossier, place: Place) -> dict[str, Any] | None:
    contest = contest_of(dossier, place.office)
    turn = contest.turn(place.round or 1) if contest else None
    if turn is None:
        return None
    return {
        "counted_by": BLANK,
        "issued": 0,
        "collected": 0,
        "valid": 0,
        "invalid": 0,
        "tallies": [{"name": n, "votes": 0} for n in turn.names],
        "ballots": [],
    }
