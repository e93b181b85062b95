"""Checks of the congress day: R12 the order of its programme, R16 and R17 its votes by show of hands."""

from daihoi.rules.attendance import Ledger, ledger_of
from daihoi.rules.ballots import check_hands
from daihoi.rules.findings import block, called, practice, warn
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.sitting import Sitting

ORDER = ("attendance", "report", "discussion", "election", "resolution", "closing")
USUAL = ("salute", "programme", "attendance", "discussion", "superior_speech", "election", "debut")
"""What may float, in the place it usually has."""


def check_sitting(answer: Sitting, dossier: Dossier) -> list[Finding]:
    """R12: the hard orderings of the programme; votes within those present; the resolution is adopted on the base."""
    found: list[Finding] = []
    if answer.held_on != dossier.opening.opening_on:
        found.append(
            block(
                "SITTING-DAY",
                "held_on",
                f"Đại hội ghi ngày {answer.held_on:%d/%m/%Y}, hồ sơ ghi {dossier.opening.opening_on:%d/%m/%Y}.",
                f"Held on {answer.held_on}, the dossier says {dossier.opening.opening_on}.",
                practice(),
            )
        )
    keys = [i.key for i in answer.items]
    places = [keys.index(k) for k in ORDER if k in keys]
    if places != sorted(places):
        found.append(
            block(
                "R12",
                "items",
                f"Chương trình không đúng thứ tự: báo cáo số người dự → {called(dossier, 'report')} → thảo luận → bầu cử → thông qua nghị quyết → bế mạc.",
                "The programme is out of order: attendance, report, discussion, election, resolution, closing.",
                practice(),
            )
        )
    for key in ("report", "discussion", "resolution", "closing"):
        if key not in keys:
            found.append(
                warn(
                    "R12",
                    f"items[{key}]",
                    f"Chương trình thiếu mục «{key}».",
                    f"The programme lacks “{key}”.",
                    practice(),
                )
            )
    usual = [keys.index(k) for k in USUAL if k in keys]
    if usual != sorted(usual):
        found.append(
            warn(
                "R12",
                "items",
                "Phát biểu của cấp trên thường ở giữa thảo luận và bầu cử; phần mở đầu thường đứng trước báo cáo.",
                "The superior usually speaks between discussion and election; the opening items usually come first.",
                practice(),
            )
        )
    sheet = ledger_of(dossier)
    if sheet is not None:
        for item in answer.items:
            if item.vote is not None and item.key != "resolution":
                title = f"«{item.title}»"
                found += check_hands(
                    item.vote, f"items[{item.key}].vote", title, title, sheet, dossier, must_pass=False
                )
        found += _adoption(answer, sheet, dossier)
    return found


def _adoption(answer: Sitting, sheet: Ledger, dossier: Dossier) -> list[Finding]:
    adopted = next((i.vote for i in answer.items if i.key == "resolution"), None)
    if adopted is None:
        return [
            block(
                "RESOLUTION-VOTE",
                "items[resolution].vote",
                "Chưa ghi kết quả biểu quyết thông qua nghị quyết.",
                "The vote on the resolution is missing.",
                practice(),
            )
        ]
    return check_hands(adopted, "items[resolution].vote", "nghị quyết", "the resolution", sheet, dossier)
