"""Checks of the draft report: R04, R05, R06."""

from daihoi.rules.findings import block, practice, warn
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.report import AreaKey, Report
from schemas.target import Target

AREA_TITLES = {
    AreaKey.POLITICAL_TASK: "lãnh đạo thực hiện nhiệm vụ chính trị",
    AreaKey.EDUCATION: "giáo dục chính trị, tư tưởng",
    AreaKey.PARTY_BUILDING: "xây dựng Đảng",
    AreaKey.INSPECTION: "kiểm tra, giám sát",
    AreaKey.MASS_ORGANISATIONS: "lãnh đạo đoàn thể, quần chúng",
}


def check_report(answer: Report, dossier: Dossier) -> list[Finding]:
    """R04 a result for every old target; R05 targets measurable; R06 five areas, each with tasks."""
    found: list[Finding] = []
    given = {r.target for r in answer.results}
    for target in dossier.opening.old_targets:
        if target.id not in given:
            found.append(
                block(
                    "R04",
                    f"results[{target.id}]",
                    f"Chưa có kết quả cho chỉ tiêu {target.id} của nhiệm kỳ cũ («{target.words}»); hãy thêm một mục vào results.",
                    f"No result for the old target {target.id} (“{target.words}”); add an entry to results.",
                    practice(),
                )
            )
    known = {t.id for t in dossier.opening.old_targets}
    for extra in sorted(given - known):
        found.append(
            block(
                "R04",
                f"results[{extra}]",
                f"Không có chỉ tiêu cũ nào mang mã {extra}; các mã là {', '.join(sorted(known))}.",
                f"There is no old target {extra}; the ids are {', '.join(sorted(known))}.",
                practice(),
            )
        )
    ids = [t.id for t in answer.targets]
    for doubled in sorted({i for i in ids if ids.count(i) > 1}):
        found.append(
            block(
                "R05",
                f"targets[{doubled}]",
                f"Mã chỉ tiêu {doubled} dùng hai lần.",
                f"The target id {doubled} is used twice.",
                practice(),
            )
        )
    found += [f for target in answer.targets for f in check_target(target)]
    assessed = {a.area for a in answer.areas}
    for key in AreaKey:
        if key not in assessed:
            found.append(
                warn(
                    "R06",
                    f"areas[{key}]",
                    f"Báo cáo chưa đánh giá mặt «{AREA_TITLES[key]}».",
                    f"The report does not assess “{key}”.",
                    practice(),
                )
            )
    tasked = {a.area for a in answer.task_areas}
    for area in answer.areas:
        if area.area not in tasked:
            found.append(
                warn(
                    "R06",
                    f"task_areas[{area.area}]",
                    f"Mặt «{area.title}» được đánh giá nhưng phần nhiệm vụ không nhắc tới.",
                    f"“{area.area}” is assessed but has no tasks.",
                    practice(),
                )
            )
    return found


def check_target(target: Target) -> list[Finding]:
    """R05: a new target is measurable."""
    if target.measure is not None:
        return []
    return [
        block(
            "R05",
            f"targets[{target.id}].measure",
            f"Chỉ tiêu {target.id} chưa có số liệu để đo; hãy điền ô measure.",
            f"Target {target.id} has no measure; fill in the field measure.",
            practice(),
        )
    ]


def report_in_force(dossier: Dossier) -> Report | None:
    """The report with every accepted change in it; None while there is no draft."""
    drafted = dossier.answers.report
    return None if drafted is None else dossier.text or drafted
