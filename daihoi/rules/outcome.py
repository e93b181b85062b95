"""Checks of what follows the congress: R22."""

from daihoi.rules.calendar import add_working_days
from daihoi.rules.findings import basis, block, practice, warn
from daihoi.rules.numbers import check_number
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.outcome import Archive, DutyDone, FollowUp, Recognition, Results


def check_results(answer: Results, dossier: Dossier) -> list[Finding]:
    """R22: results go up within 7 working days of closing (24-QĐ/TW, 30/07/2021, item 16.1.1, and its predecessors)."""
    held = dossier.opening.opening_on
    last = add_working_days(held, int(dossier.rules.values["results_working_days"]))
    if answer.sent_on < held:
        return [
            block(
                "R22",
                "sent_on",
                "Báo cáo kết quả không thể gửi trước đại hội.",
                "Results cannot go up before the congress.",
                practice(),
            )
        ]
    found = check_number(answer.number, "S01", "BC", dossier, congress=False)
    if answer.sent_on > last:
        found.append(
            warn(
                "R22",
                "sent_on",
                f"Báo cáo kết quả gửi sau hạn {last:%d/%m/%Y} (7 ngày làm việc).",
                f"Results were sent after {last} (7 working days).",
                basis(dossier, 1, "16.1.1"),
            )
        )
    return found


def check_recognition(answer: Recognition, dossier: Dossier) -> list[Finding]:
    """R22: recognition within 15 working days of receipt."""
    sent = dossier.answers.results
    if sent is None:
        return []
    if answer.decided_on < sent.sent_on:
        return [
            block(
                "R22",
                "decided_on",
                "Quyết định chuẩn y không thể có trước ngày báo cáo kết quả.",
                "Recognition cannot be dated before the results were sent.",
                practice(),
            )
        ]
    last = add_working_days(sent.sent_on, int(dossier.rules.values["recognition_working_days"]))
    if answer.decided_on > last:
        return [
            warn(
                "R22",
                "decided_on",
                f"Chuẩn y sau hạn {last:%d/%m/%Y} (15 ngày làm việc).",
                f"Recognised after {last} (15 working days).",
                basis(dossier, 1, "16.1.2"),
            )
        ]
    return []


def check_duties(answer: FollowUp, dossier: Dossier) -> list[Finding]:
    """A duty is due after the congress."""
    return [
        block(
            "DUTY-DAY",
            f"duties[{n}].due_on",
            f"Việc «{d.what}» có hạn trước ngày đại hội.",
            f"“{d.what}” is due before the congress.",
            practice(),
        )
        for n, d in enumerate(answer.duties)
        if d.due_on < dossier.opening.opening_on
    ]


def check_archive(answer: Archive, dossier: Dossier) -> list[Finding]:
    """The dossier is archived after the congress."""
    if answer.archived_on < dossier.opening.opening_on:
        return [
            block(
                "ARCHIVE-DAY",
                "archived_on",
                "Không thể nộp lưu trước ngày đại hội.",
                "It cannot be archived before the congress.",
                practice(),
            )
        ]
    return []


def check_duty(answer: DutyDone, dossier: Dossier) -> list[Finding]:
    """A duty is done after the congress."""
    if answer.done_on < dossier.opening.opening_on:
        return [
            block(
                "DUTY-DAY",
                "done_on",
                "Việc sau đại hội không thể xong trước ngày đại hội.",
                "A follow-up duty cannot be done before the congress.",
                practice(),
            )
        ]
    return []
