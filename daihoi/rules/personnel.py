"""Checks of the personnel plan and the summons: R13, R14."""

from daihoi.rules.ballots import check_size, check_surplus
from daihoi.rules.candidates import check_candidates
from daihoi.rules.findings import basis, block, practice, words_in
from daihoi.rules.names import twice
from schemas.dossier import Dossier
from schemas.election import Office
from schemas.finding import Finding
from schemas.personnel import PersonnelPlan, Race, Summons

ORDER = tuple(Office)


def check_personnel(answer: PersonnelPlan, dossier: Dossier) -> list[Finding]:
    """R13 what this cell may elect and in which order, R14 the list that is prepared, and who stands on it."""
    found: list[Finding] = []
    words = words_in(dossier)
    offices = [r.office for r in answer.races]
    if len(set(offices)) < len(offices) or offices != sorted(offices, key=ORDER.index):
        found.append(
            block(
                "R13",
                "races",
                f"Mỗi chức danh bầu một lần, theo thứ tự: {words['committee']}, {words['head']}, {words['deputy']}, đại biểu, đại biểu dự khuyết.",
                "Each office is elected once, in this order: committee, secretary, deputy, delegates, alternates.",
                basis(dossier, 0, "24.4"),
            )
        )
    for n, race in enumerate(answer.races):
        found += [f.model_copy(update={"field": f"races[{n}].{f.field}"}) for f in _check_race(race, dossier)]
    return found


def _check_race(race: Race, dossier: Dossier) -> list[Finding]:
    found = check_size(race.office, race.seats, dossier)
    if race.candidates:
        found += check_surplus(len(race.candidates), race.seats, race.office, dossier)
    found += [
        block("R14", "candidates", f"«{name}» đứng hai lần.", f"“{name}” stands twice.", basis(dossier, 2, "15 / 17"))
        for name in twice(c.name for c in race.candidates)
    ]
    return found + check_candidates(race, dossier)


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
