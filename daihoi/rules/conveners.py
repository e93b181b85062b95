"""The summoning committee's own members: they stand, nominate and are nominated inside its list only."""

from daihoi.rules.findings import by_setting, called, source, warn
from daihoi.rules.names import has, key_of
from schemas.dossier import Dossier
from schemas.election import Office, Proposal, Slate
from schemas.finding import Finding
from schemas.personnel import Race

_LISTS = (Office.COMMITTEE, Office.DELEGATES, Office.ALTERNATES)
"""Where the summoning committee prepares a list; for the heads it usually names one person."""


def check_conveners(answer: Slate, race: Race, dossier: Dossier) -> list[Finding]:
    """R14: who summons the congress does not go past the list they prepared (244-QĐ/TW, 09/06/2014, Art. 13)."""
    if dossier.rules.values.get("stands_outside_list", True) or race.office not in _LISTS or not race.candidates:
        return []
    committee = called(dossier, "committee")
    prepared = [c.name for c in race.candidates]
    found: list[Finding] = []
    for n, nominee in enumerate(answer.nominees):
        if nominee.how is Proposal.INTRODUCED or has(prepared, nominee.name):
            continue
        if is_convener(nominee.name, dossier):
            found.append(_outside(n, nominee.name, dossier, by=None))
        elif nominee.by is not None and is_convener(nominee.by, dossier):
            found.append(_outside(n, nominee.name, dossier, by=nominee.by))
        elif is_convener(nominee.name, dossier) is None and not nominee.outsider:
            found.append(
                warn(
                    "R14",
                    f"nominees[{n}].name",
                    f"Danh sách chưa ghi «{nominee.name}» có ở trong {committee} triệu tập đại hội không (ô convener); nếu có thì không được ứng cử, nhận đề cử ngoài danh sách {committee} chuẩn bị.",
                    f"The roster does not say whether “{nominee.name}” sits on the summoning committee (convener); if so, no standing outside the list that it prepared.",
                    source(dossier, "stands_outside_list"),
                )
            )
    return found


def is_convener(name: str, dossier: Dossier) -> bool | None:
    """Whether ``name`` sits on the summoning committee: by the roster, or as one who stands again; None: not known."""
    member = next((m for m in dossier.opening.roster if key_of(m.name) == key_of(name)), None)
    if member is not None and member.convener is not None:
        return member.convener
    plan = dossier.answers.personnel
    if plan is not None and any(
        c.sitting_member and key_of(c.name) == key_of(name) for r in plan.races for c in r.candidates
    ):
        return True
    return None


def _outside(n: int, name: str, dossier: Dossier, *, by: str | None) -> Finding:
    committee = called(dossier, "committee")
    if by is None:
        field = f"nominees[{n}].name"
        vi = f"«{name}» ở trong {committee} triệu tập đại hội nên không được ứng cử, nhận đề cử ngoài danh sách {committee} chuẩn bị."
        en = f"“{name}” sits on the summoning committee and may not stand outside the list that it prepared."
    else:
        field = f"nominees[{n}].by"
        vi = f"«{by}» ở trong {committee} triệu tập đại hội nên không được đề cử «{name}» ngoài danh sách {committee} chuẩn bị."
        en = f"“{by}” sits on the summoning committee and may not nominate “{name}” outside the list that it prepared."
    return by_setting(dossier, "stands_outside_list", "R14", field, vi, en)
