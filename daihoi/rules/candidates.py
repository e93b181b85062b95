"""The list that the committee prepares: its surplus, the age of its people, its make-up. All of it only warns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from daihoi.rules.findings import by_setting, source, warn
from daihoi.rules.names import key_of
from schemas.dossier import Dossier
from schemas.election import Office
from schemas.finding import Finding
from schemas.personnel import Candidate, Race


@dataclass(frozen=True)
class Share:
    """How many of the list have one trait, of how many nobody knows it, and the share that is asked for."""

    setting: str
    vi: str
    en: str
    certain: int
    unknown: int
    total: int

    @property
    def most(self) -> int:
        """As many as there are if all the unknown have it."""
        return self.certain + self.unknown


def check_candidates(race: Race, dossier: Dossier) -> list[Finding]:
    """The prepared list of a committee: surplus (190-QĐ/TW, 10/10/2024, Art. 14), age and make-up (45-CT/TW, 14/04/2025)."""
    if race.office is not Office.COMMITTEE or not race.candidates:
        return []
    return [
        *_prepared_surplus(race, dossier),
        *_ages(race.candidates, dossier),
        *_make_up(shares_of(race.candidates, dossier), dossier),
    ]


def _prepared_surplus(race: Race, dossier: Dossier) -> list[Finding]:
    values = dossier.rules.values
    low, high = values.get("surplus_prepared_min"), values.get("surplus_prepared_max")
    extra = len(race.candidates) - race.seats
    if low is None or high is None or extra <= 0:
        return []
    # In few seats no whole number lies between the two shares: rounded outwards, and one name at least.
    least = max(1, floor(race.seats * Fraction(str(low))))
    most = max(1, ceil(race.seats * Fraction(str(high))))
    if least <= extra <= most:
        return []
    asked = f"{least}" if least == most else f"{least}–{most}"
    return [
        by_setting(
            dossier,
            "surplus_prepared_min" if extra < least else "surplus_prepared_max",
            "R14",
            "candidates",
            f"Số dư chuẩn bị là {extra} người cho {race.seats} chỗ; nên chuẩn bị {asked} người (10–15%), phần còn lại để đại hội đề cử, ứng cử.",
            f"The prepared surplus is {extra} for {race.seats} seats; prepare {asked} (10–15%) and leave the rest to the congress.",
        )
    ]


def _ages(people: Iterable[Candidate], dossier: Dossier) -> list[Finding]:
    found: list[Finding] = []
    unknown: list[str] = []
    for person in people:
        asked = _months_asked(person, dossier)
        if not asked or "retirement_men_min" not in dossier.rules.values:
            # A rule-set pinned by an earlier program does not say when people retire.
            return []
        low, high = _months_left(person, dossier)
        name, need = min(asked.items(), key=lambda x: x[1])
        if high < need:
            about = ("", "") if low == high else ("nhiều nhất ", "at most ")
            found.append(
                by_setting(
                    dossier,
                    name,
                    "AGE",
                    f"candidates[{person.name}]",
                    f"«{person.name}» chỉ còn {about[0]}{max(0, high)} tháng trước tuổi nghỉ hưu; {_CANDIDACY[name][0]} cần ít nhất {need} tháng.",
                    f"“{person.name}” has {about[1]}{max(0, high)} months before retirement; {_CANDIDACY[name][1]} asks for {need}.",
                )
            )
        elif low < max(asked.values()):
            unknown.append(person.name)
    if unknown:
        who = ", ".join(unknown)
        found.append(
            warn(
                "AGE",
                "candidates",
                f"Chưa đủ thông tin để xét tuổi của {who}: hãy ghi ngày đến tuổi nghỉ hưu (retires_on) và có tái cử hay không (sitting_member).",
                f"Not enough is known to judge the age of {who}: give retires_on and sitting_member.",
                source(dossier, "reelection_months_left"),
            )
        )
    return found


_CANDIDACY = {
    "first_term_months_left": ("lần đầu tham gia", "a first candidacy"),
    "reelection_months_left": ("tái cử", "re-election"),
}


def _months_asked(person: Candidate, dossier: Dossier) -> dict[str, int]:
    """What may be asked of this person, by value: one where it is known whether they stand again, else both."""
    wanted = {
        None: tuple(_CANDIDACY),
        True: ("reelection_months_left",),
        False: ("first_term_months_left",),
    }[person.sitting_member]
    values = dossier.rules.values
    return {name: int(values[name]) for name in wanted if name in values}


def _months_left(person: Candidate, dossier: Dossier) -> tuple[int, int]:
    """Months from the opening day to retirement: the least and the most that the known facts allow."""
    day = dossier.opening.opening_on
    if person.retires_on is not None:
        left = _months_between(day, person.retires_on)
        return left, left
    values = dossier.rules.values
    female = _is_female(person, dossier)
    sexes = ("women", "men") if female is None else ("women",) if female else ("men",)
    youngest = min(int(values[f"retirement_{sex}_min"]) for sex in sexes)
    oldest = max(int(values[f"retirement_{sex}_max"]) for sex in sexes)
    return (
        _months_between(day, date(person.birth_year + youngest, 1, 1)),
        _months_between(day, date(person.birth_year + oldest, 12, 31)),
    )


def _months_between(first: date, last: date) -> int:
    """Whole months from ``first`` to ``last``; negative when it is past."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _is_female(person: Candidate, dossier: Dossier) -> bool | None:
    if person.female is not None:
        return person.female
    return next((m.female for m in dossier.opening.roster if key_of(m.name) == key_of(person.name)), None)


def shares_of(people: tuple[Candidate, ...], dossier: Dossier) -> tuple[Share, ...]:
    """Women, young and new people among ``people``, where the rule-set asks for a share of them."""
    values, year = dossier.rules.values, dossier.opening.opening_on.year
    female = [_is_female(p, dossier) for p in people]
    old = int(values.get("young_age_max", 0))
    young = [year - p.birth_year <= old for p in people]
    new = [None if p.sitting_member is None else not p.sitting_member for p in people]
    traits = (
        ("women_share_min", "nữ", "women", female),
        ("young_share_min", f"trẻ (từ {old} tuổi trở xuống)", f"young (up to {old})", young),
        ("renewal_share_min", "tham gia lần đầu", "new", new),
    )
    return tuple(
        Share(name, vi, en, sum(x is True for x in known), sum(x is None for x in known), len(people))
        for name, vi, en, known in traits
        if name in values and (known is not young or old)
    )


def _make_up(shares: Iterable[Share], dossier: Dossier) -> list[Finding]:
    found: list[Finding] = []
    for share in shares:
        asked = Fraction(str(dossier.rules.values[share.setting]))
        if share.certain >= asked * share.total:
            continue
        percent = f"{round(asked * 100)}%"
        if share.most < asked * share.total:
            vi = f"Danh sách chỉ có {share.most}/{share.total} người {share.vi}; nên đạt từ {percent} trở lên."
            en = f"The list has {share.most} of {share.total} {share.en}; {percent} is asked for."
        else:
            vi = f"Chưa biết danh sách có đủ {percent} người {share.vi} không: chắc chắn {share.certain}/{share.total}, chưa ghi {share.unknown}."
            en = f"Whether {percent} of the list are {share.en} is not known: {share.certain} of {share.total} for certain, {share.unknown} not written down."
        found.append(by_setting(dossier, share.setting, "STRUCTURE", "candidates", vi, en))
    return found
