"""Checks of the personnel plan and the summons: R13, R14."""

from daihoi.rules.findings import basis, block, practice
from schemas.cell import Standing
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.personnel import PersonnelPlan, Summons


def official_members(dossier: Dossier) -> int:
    """Official members on the roster."""
    return sum(m.standing is Standing.OFFICIAL for m in dossier.opening.roster)


def check_personnel(answer: PersonnelPlan, dossier: Dossier) -> list[Finding]:
    """R13: a committee only with nine official members or more (Charter, 19/01/2011, Art. 24.4)."""
    least = int(dossier.rules.values["committee_min_official"])
    official = official_members(dossier)
    if official < least and answer.seats > 2:
        return [
            block(
                "R13",
                "seats",
                f"Chi bộ có {official} đảng viên chính thức, dưới {least}: chỉ bầu bí thư và nếu cần một phó bí thư, không bầu chi ủy.",
                f"The cell has {official} official members, fewer than {least}: it elects a secretary and if needed a deputy, no committee.",
                basis(dossier, 0, "24.4"),
            )
        ]
    return []


def check_summons(answer: Summons, dossier: Dossier) -> list[Finding]:
    """The members are summoned before the opening day."""
    if answer.sent_on >= dossier.opening.opening_on:
        return [
            block(
                "SUMMONS",
                "sent_on",
                "Giấy triệu tập phải gửi trước ngày khai mạc.",
                "The summons must go out before the opening day.",
                practice(),
            )
        ]
    return []
