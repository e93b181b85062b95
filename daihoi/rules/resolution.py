"""Checks of the issued resolution: R19, R20."""

from daihoi.rules.agreement import check_text
from daihoi.rules.findings import block, practice
from daihoi.rules.numbers import check_number
from daihoi.rules.report import report_in_force
from daihoi.rules.sheets import sheet_of_report
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.resolution import Issue


def check_resolution(answer: Issue, dossier: Dossier) -> list[Finding]:
    """The resolution is numbered in the congress's own series and not signed before the sitting."""
    found: list[Finding] = []
    if answer.signed_on < dossier.opening.opening_on:
        found.append(
            block(
                "RESOLUTION-DAY",
                "signed_on",
                "Nghị quyết không thể ký trước ngày đại hội.",
                "The resolution cannot be signed before the congress.",
                practice(),
            )
        )
    found += check_number(answer.number, "C10", "NQ", dossier, congress=True)
    report = report_in_force(dossier)
    if report is not None:
        found += [f for f in check_text(sheet_of_report("C10", report), dossier) if f.code != "PROOF-VOTES"]
    return found
