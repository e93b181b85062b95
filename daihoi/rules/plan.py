"""Checks of the plan and the roster."""

from daihoi.rules.findings import basis, block, practice, warn
from schemas.cell import Standing
from schemas.dossier import Dossier
from schemas.finding import Confidence, Finding
from schemas.plan import Plan, Register


def check_roster(answer: Register, dossier: Dossier) -> list[Finding]:
    """A cell has at least three official members (Charter, 19/01/2011, Art. 24.1)."""
    official = sum(m.standing is Standing.OFFICIAL for m in answer.roster)
    found: list[Finding] = []
    if official < 3:
        found.append(
            block(
                "CELL-SIZE",
                "roster",
                f"Danh sách chỉ có {official} đảng viên chính thức; chi bộ phải có ít nhất 3.",
                f"The roster has {official} official members; a cell needs at least 3.",
                basis(dossier, 0, "24.1"),
            )
        )
    if len({m.name for m in answer.roster}) < len(answer.roster):
        found.append(
            block(
                "ROSTER-TWICE",
                "roster",
                "Có người đứng hai lần trong danh sách; hãy bỏ dòng thừa hoặc ghi thêm tên đệm.",
                "Someone stands twice on the roster; drop a line or write the full name.",
                practice(),
            )
        )
    return found


def check_plan(answer: Plan, dossier: Dossier) -> list[Finding]:
    """The plan names the superior's plan and the opening day of the dossier; R24 warns of the season's deadline."""
    opening = dossier.opening
    found: list[Finding] = []
    if answer.opening_on != opening.opening_on:
        found.append(
            block(
                "PLAN-DAY",
                "opening_on",
                f"Kế hoạch ghi khai mạc {answer.opening_on:%d/%m/%Y}, hồ sơ ghi {opening.opening_on:%d/%m/%Y}; hãy sửa cho khớp hoặc dùng `daihoi postpone`.",
                f"The plan opens on {answer.opening_on}, the dossier on {opening.opening_on}; make them agree or use `daihoi postpone`.",
                practice(),
            )
        )
    if answer.signed_on >= answer.opening_on:
        found.append(
            block(
                "PLAN-ORDER",
                "signed_on",
                "Kế hoạch phải ký trước ngày khai mạc.",
                "The plan must be signed before the opening day.",
                practice(),
            )
        )
    if answer.basis_date > answer.signed_on:
        found.append(
            block(
                "PLAN-BASIS",
                "basis_date",
                "Kế hoạch của cấp trên phải có trước kế hoạch này.",
                "The superior's plan must be older than this one.",
                practice(),
            )
        )
    if opening.season_deadline and answer.opening_on > opening.season_deadline:
        reason = opening.lateness_reason or "chưa ghi lý do"
        found.append(
            warn(
                "R24",
                "opening_on",
                f"Khai mạc sau hạn của đợt đại hội ({opening.season_deadline:%d/%m/%Y}). Lý do: {reason}",
                f"Opens after the season's deadline ({opening.season_deadline}). Reason: {reason}",
                practice().model_copy(
                    update={
                        "document": "35-CT/TW",
                        "dated": None
                        if opening.opening_on.year > 2021
                        else opening.season_deadline.replace(year=2019, month=5, day=30),
                        "confidence": Confidence.SEEN,
                    }
                ),
            )
        )
    return found
