"""Checks of what follows the congress: R22."""

from daihoi.rules.calendar import add_working_days
from daihoi.rules.election import committee_of, contests
from daihoi.rules.findings import block, by_setting, called, practice, warn
from daihoi.rules.names import has
from daihoi.rules.numbers import check_number
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.outcome import Appointment, Archive, DutyDone, FollowUp, Recognition, Results


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
        days = dossier.rules.values["results_working_days"]
        found.append(
            by_setting(
                dossier,
                "results_working_days",
                "R22",
                "sent_on",
                f"Báo cáo kết quả gửi sau hạn {last:%d/%m/%Y} ({days} ngày làm việc).",
                f"Results were sent after {last} ({days} working days).",
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
        days = dossier.rules.values["recognition_working_days"]
        return [
            by_setting(
                dossier,
                "recognition_working_days",
                "R22",
                "decided_on",
                f"Chuẩn y sau hạn {last:%d/%m/%Y} ({days} ngày làm việc).",
                f"Recognised after {last} ({days} working days).",
            )
        ]
    return []


def check_appointment(answer: Appointment, dossier: Dossier) -> list[Finding]:
    """R18: the head is appointed after the congress, from among those who were elected where a committee was."""
    held = dossier.opening.opening_on
    found: list[Finding] = []
    if answer.decided_on < held:
        found.append(
            block(
                "R18",
                "decided_on",
                f"Quyết định chỉ định không thể có trước ngày đại hội {held:%d/%m/%Y}.",
                f"An appointment cannot be older than the congress ({held}).",
                practice(),
            )
        )
    committee = committee_of(contests(dossier))
    known = [w.name for w in committee.winners] if committee else [m.name for m in dossier.opening.roster]
    if not has(known, answer.name):
        found.append(
            warn(
                "R18",
                "name",
                f"«{answer.name}» không có trong {called(dossier, 'committee') if committee else 'danh sách'}; hãy xem lại họ tên trên quyết định.",
                f"“{answer.name}” is not {'on the committee' if committee else 'on the roster'}; look at the name on the decision again.",
                practice(),
            )
        )
    return found


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
