"""Checks of the plan and the roster."""

from math import ceil, floor

from daihoi.rules.findings import block, by_setting, called, practice, warn
from daihoi.rules.names import twice
from daihoi.rules.rulesets import season_on
from daihoi.rules.timetable import check_opening_day, timetable_of
from schemas.cell import Member, Standing
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.plan import Plan, Register


def check_roster(answer: Register, dossier: Dossier) -> list[Finding]:
    """A cell has at least three official members (Charter, 19/01/2011, Art. 24.1)."""
    official = sum(m.standing is Standing.OFFICIAL for m in answer.roster)
    least = dossier.rules.values.get("members_min")
    found: list[Finding] = []
    if least is not None and official < int(least):
        found.append(
            by_setting(
                dossier,
                "members_min",
                "CELL-SIZE",
                "roster",
                f"Danh sách chỉ có {official} {called(dossier, 'member')} chính thức; {called(dossier, 'body')} phải có ít nhất {least}.",
                f"The roster has {official} official members; a cell needs at least {least}.",
            )
        )
    if twice(m.name for m in answer.roster):
        found.append(
            block(
                "ROSTER-TWICE",
                "roster",
                "Có người đứng hai lần trong danh sách; hãy bỏ dòng thừa hoặc ghi thêm tên đệm.",
                "Someone stands twice on the roster; drop a line or write the full name.",
                practice(),
            )
        )
    return found + check_form(dossier, answer.roster)


def check_form(dossier: Dossier, roster: tuple[Member, ...]) -> list[Finding]:
    """All members or delegates: by how many members there are (35-CT/TW, 30/05/2019; the trade union's guidance)."""
    values, opening = dossier.rules.values, dossier.opening
    official = sum(m.standing is Standing.OFFICIAL for m in roster)
    members = opening.members_total if opening.delegates else max(opening.members_total or 0, len(roster))
    least, name = values.get("delegates_from_members"), called(dossier, "member")
    if least is None:
        return []
    found: list[Finding] = []

    def object_to(setting: str, field: str, vi: str, en: str) -> None:
        found.append(by_setting(dossier, setting, "DELEGATES", field, vi, en))

    if members is None:
        object_to(
            "delegates_from_members",
            "members_total",
            f"Đại hội đại biểu nhưng hồ sơ chưa ghi tổng số {name} (members_total): từ {least} {name} mới tổ chức đại hội đại biểu, ít hơn thì phải được cấp trên đồng ý.",
            f"A delegate congress, but members_total is not given: delegates meet from {least} members on, below that with the superior's consent.",
        )
    elif opening.delegates and members < int(least):
        object_to(
            "delegates_from_members",
            "delegates",
            f"Có {members} {name}, dưới {least}: tổ chức đại hội toàn thể; đại hội đại biểu phải được cấp trên đồng ý.",
            f"There are {members} members, fewer than {least}: all of them meet; a delegate congress needs the superior's consent.",
        )
    elif not opening.delegates and members >= int(least):
        object_to(
            "delegates_from_members",
            "delegates",
            f"Có {members} {name}, từ {least} trở lên: tổ chức đại hội đại biểu (delegates: true).",
            f"There are {members} members, {least} or more: hold a congress of delegates (delegates: true).",
        )
    most = _most_delegates(members, dossier) if opening.delegates else None
    if most is not None and official > int(values[most]):
        object_to(
            most,
            "roster",
            f"Danh sách có {official} đại biểu chính thức, nhiều hơn mức {values[most]}.",
            f"The roster has {official} official delegates, more than {values[most]}.",
        )
    return found


def _most_delegates(members: int | None, dossier: Dossier) -> str | None:
    """The value that caps the number of delegates, if there is one."""
    values = dossier.rules.values
    large = values.get("delegates_large_from")
    if large is not None and members is not None and members >= int(large):
        return "delegates_max_large"
    return "delegates_max" if "delegates_max" in values else None


def check_term(dossier: Dossier) -> list[Finding]:
    """R03: the new term is as long as the profile asks (Charter, 19/01/2011, Art. 22 and 24.3), in whole calendar years."""
    term, settings = dossier.opening.new_term, dossier.rules.settings
    years = term.end - term.start
    lawful = [float(settings[n].value) for n in ("term_years", "term_years_pilot") if n in settings]
    # «2,5 năm» is written 2020–2022 or 2020–2023.
    if not lawful or any(floor(y) <= years <= ceil(y) for y in lawful):
        return []
    asked = " hoặc ".join(f"{y:g}".replace(".", ",") for y in lawful)
    return [
        by_setting(
            dossier,
            "term_years",
            "R03",
            "new_term",
            f"Nhiệm kỳ {term} dài {years} năm; quy định là {asked} năm.",
            f"The term {term} is {years} years long; the rule is {' or '.join(f'{y:g}' for y in lawful)}.",
        )
    ]


def check_plan(answer: Plan, dossier: Dossier) -> list[Finding]:
    """R03 the term. The plan names the superior's plan and the opening day of the dossier; R24 warns of the season's deadline."""
    opening = dossier.opening
    found = check_term(dossier) + check_form(dossier, opening.roster)
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
    if answer.opening_on == opening.opening_on:
        found += [f for f in check_opening_day(timetable_of(dossier), answer.signed_on) if f.code == "TOO-NEAR"]
    if opening.season_deadline and answer.opening_on > opening.season_deadline:
        reason = opening.lateness_reason or "chưa ghi lý do"
        found.append(
            warn(
                "R24",
                "opening_on",
                f"Khai mạc sau hạn của đợt đại hội ({opening.season_deadline:%d/%m/%Y}). Lý do: {reason}",
                f"Opens after the season's deadline ({opening.season_deadline}). Reason: {reason}",
                season_on(opening.opening_on, opening.profile) or practice(),
            )
        )
    return found
