"""Who stands in for whom while they are away: everything they are asked goes over, and comes back by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from daihoi.rules.duties import LONGEST
from schemas.absence import Absence
from schemas.words import Words


def stand_in(name: str, day: date, absences: Sequence[Absence]) -> str:
    """Who acts for ``name`` on ``day``: themselves, or whoever stands in, who may be away and have someone in turn."""
    met = {name}
    while (away := next((a for a in absences if a.person == name and a.covers(day)), None)) is not None:
        name = away.to
        if name in met:
            raise ValueError(f"absences run in a circle at {name} on {day}")
        met.add(name)
    return name


def present(names: Iterable[str], day: date, absences: Sequence[Absence]) -> list[str]:
    """Those who act for ``names`` on ``day``, each once, in order."""
    return list(dict.fromkeys(stand_in(name, day, absences) for name in names))


def returned(absences: Iterable[Absence], name: str, day: date) -> list[Absence]:
    """The absences left when ``name`` is back on ``day``: what had begun ends the day before, what was to come falls."""
    eve = day - timedelta(days=1)
    kept: list[Absence] = []
    for a in absences:
        if a.person != name or a.until < day:
            kept.append(a)
        elif a.since < day:
            kept.append(a.model_copy(update={"until": eve}))
    return kept


def objection_to_absence(new: Absence, absences: Sequence[Absence], today: date) -> Words | None:
    """Why ``new`` cannot be written down beside ``absences``; None when it can."""
    who, to = new.person, new.to
    if who == to:
        return Words(
            vi=f"{who} không thể ủy quyền cho chính mình; hãy chọn người khác.",
            en=f"{who} cannot delegate to themselves; choose someone else.",
        )
    if new.until < new.since:
        return Words(
            vi=f"Ngày cuối {new.until:%d/%m/%Y} đứng trước ngày đầu {new.since:%d/%m/%Y}; hãy đổi lại.",
            en=f"The last day {new.until} is before the first, {new.since}; swap them.",
        )
    if new.until < today:
        return Words(
            vi=f"Thời gian vắng mặt đến {new.until:%d/%m/%Y} đã qua; hãy chọn ngày từ hôm nay trở đi.",
            en=f"The absence until {new.until} is past; choose today or later.",
        )
    if new.until - new.since > LONGEST:
        return Words(
            vi=f"Vắng mặt quá {LONGEST.days} ngày; hãy kết thúc vai trò (`daihoi person end`) và ghi người thay.",
            en=f"Away for more than {LONGEST.days} days: end the role (`daihoi person end`) and add who follows.",
        )
    for other in absences:
        if other.person == who and other.meets(new.since, new.until):
            return Words(
                vi=f"{who} đã ủy quyền cho {other.to} từ {other.since:%d/%m/%Y} đến {other.until:%d/%m/%Y};"
                f' gõ `daihoi delegate "{who}" --back` trước.',
                en=f"{who} has delegated to {other.to} from {other.since} to {other.until} already;"
                f' type `daihoi delegate "{who}" --back` first.',
            )
    chain = _circle(new, absences)
    if chain:
        shown = " → ".join(chain)
        return Words(
            vi=f"Ủy quyền thành vòng tròn ({shown}); hãy chọn người khác, hoặc thời gian khác.",
            en=f"The delegation runs in a circle ({shown}); choose someone else, or another time.",
        )
    return None


def _circle(new: Absence, absences: Sequence[Absence]) -> list[str]:
    """The chain that leads from the one who is away back to them, on any one day of their absence."""
    day = new.since
    while day <= new.until:
        chain = [new.person, new.to]
        while (away := next((a for a in absences if a.person == chain[-1] and a.covers(day)), None)) is not None:
            chain.append(away.to)
            if away.to == new.person:
                return chain
        day += timedelta(days=1)
    return []
