"""The season for people: a map of cells and steps as a picture, the steps of one congress, and a page of its own."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from daihoi.rules import procedure
from daihoi.rules.season import TITLES, Congress, Mark, Season
from daihoi.rules.titles import LIVES, ROLES
from schemas.dossier import Life
from schemas.step import Kind, Step
from schemas.words import Words

COLOURS = {
    Mark.DONE: "#3b7d3a",
    Mark.WAITING: "#e3a008",
    Mark.RETURNED: "#7a4fb5",
    Mark.LATE: "#c8102e",
    Mark.TO_COME: "#e4e8ee",
}
MARKS = {
    Mark.DONE: Words(vi="đã xong", en="done"),
    Mark.WAITING: Words(vi="đang chờ", en="waiting"),
    Mark.RETURNED: Words(vi="làm lại", en="once more"),
    Mark.LATE: Words(vi="quá hạn", en="late"),
    Mark.TO_COME: Words(vi="chưa đến", en="to come"),
}
_LABEL, _CELL, _ROW, _TOP = 330, 74, 24, 96


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("daihoi.documents", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = environment.filters
    filters["dmy"] = dmy
    return environment


def dmy(day: date | None) -> str:
    """05/01/2020, or a dash."""
    return f"{day:%d/%m/%Y}" if day else "–"


def waits_for(congress: Congress, lang: str) -> str:
    """What the congress waits for, in words; its life when nothing waits."""
    if congress.kind is None or congress.life is not Life.ACTIVE:
        return LIVES[congress.life].to(lang)
    return procedure.ROWS[Kind(congress.kind)].title.to(lang)


def holder(congress: Congress, lang: str) -> str:
    """Who is to answer, by role."""
    return ROLES[congress.role].to(lang) if congress.role and congress.life is Life.ACTIVE else "–"


def picture(svg: str, alt: str) -> str:
    """A picture inside Markdown, which Prefect's page shows as it stands there."""
    return f"![{alt}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def title_of(season: Season, lang: str) -> str:
    """The heading of the overview."""
    who = season.superior or ("all superiors" if lang == "en" else "tất cả các cấp trên")
    return f"Congress season · {who}" if lang == "en" else f"Mùa đại hội · {who}"


def summary_of(season: Season, lang: str) -> str:
    """One sentence of counts."""
    life, late, returned = season.by_life, len(season.late), len(season.returned)
    if lang == "en":
        return (
            f"{len(season.congresses)} congresses on {dmy(season.today)}: {life[Life.ACTIVE]} in preparation, "
            f"{life[Life.CLOSED]} closed, {life[Life.CANCELLED]} cancelled; {late} late, {returned} doing a step once more."
        )
    return (
        f"{len(season.congresses)} đại hội, ngày {dmy(season.today)}: {life[Life.ACTIVE]} đang chuẩn bị, "
        f"{life[Life.CLOSED]} đã xong, {life[Life.CANCELLED]} đã hủy; {late} quá hạn, {returned} phải làm lại một bước."
    )


def draw_map(season: Season, lang: str, *, most: int = 200) -> str:
    """Cells × steps as SVG: a row for each of the ``most`` congresses that stand first, those in trouble on top."""
    shown = season.congresses[:most]
    steps = list(Step)
    rows = [
        {
            "y": _TOP + n * _ROW,
            "label": _clip(c.cell),
            "hint": f"{c.cell} · {waits_for(c, lang)} · {dmy(c.opening_on)}",
            "days": _days(c, season.today, lang),
            "boxes": [
                {
                    "x": _LABEL + i * _CELL,
                    "fill": COLOURS[mark],
                    "hint": f"{TITLES[s].to(lang)}: {MARKS[mark].to(lang)}",
                }
                for i, (s, mark) in enumerate(c.marks(season.today).items())
            ],
        }
        for n, c in enumerate(shown)
    ]
    counts = season.by_step
    return (
        _environment()
        .get_template("season/map.svg.j2")
        .render(
            title=title_of(season, lang),
            summary=summary_of(season, lang),
            width=_LABEL + _CELL * len(steps) + 110,
            height=_TOP + _ROW * len(rows) + 44,
            bottom=_TOP + _ROW * len(rows),
            heads=[
                {"x": _LABEL + i * _CELL + _CELL / 2, "label": TITLES[s].to(lang), "count": counts[s]}
                for i, s in enumerate(steps)
            ],
            rows=rows,
            box=_CELL - 4,
            row=_ROW,
            days_x=_LABEL + _CELL * len(steps) + 8,
            legend=_legend(lang),
            left_out=len(season.congresses) - len(shown),
            lang=lang,
        )
    )


def draw_steps(congress: Congress, today: date, lang: str, dates: Mapping[Step, str] | None = None) -> str:
    """The steps of one congress as SVG, each done, waiting, late or to come, with a word of when below it."""
    marks = congress.marks(today)
    boxes = [
        {
            "x": 12 + n * 92,
            "label": TITLES[s].to(lang),
            "fill": COLOURS[m],
            "dark": m is not Mark.TO_COME,
            "when": (dates or {}).get(s, ""),
        }
        for n, (s, m) in enumerate(marks.items())
    ]
    line = f"{waits_for(congress, lang)} · {holder(congress, lang)} · {dmy(congress.due_on)}"
    return (
        _environment()
        .get_template("season/steps.svg.j2")
        .render(
            width=24 + 92 * len(boxes),
            boxes=boxes,
            title=congress.cell,
            line=line,
            days=_days(congress, today, lang),
            late=congress.days_late(today) > 0,
        )
    )


def write_page(season: Season, lang: str) -> str:
    """The overview as one HTML page that needs nothing beside itself: counts, map, table."""
    rows = [
        {
            "c": c,
            "waits": waits_for(c, lang),
            "who": holder(c, lang),
            "step": TITLES[c.step].to(lang) if c.life is Life.ACTIVE else "",
            "days": _days(c, season.today, lang),
            "late": c.days_late(season.today),
        }
        for c in season.congresses
    ]
    counts = [(TITLES[step].to(lang), count) for step, count in season.by_step.items()]
    return (
        _environment()
        .get_template("season/page.html.j2")
        .render(
            lang=lang,
            title=title_of(season, lang),
            summary=summary_of(season, lang),
            counts=counts,
            rows=rows,
            map=Markup(draw_map(season, lang)),
        )
    )


def _days(congress: Congress, today: date, lang: str) -> str:
    if congress.life is not Life.ACTIVE:
        return LIVES[congress.life].to(lang)
    days = congress.days_to_opening(today)
    if lang == "en":
        return f"in {days} d" if days > 0 else "today" if days == 0 else f"{-days} d ago"
    return f"còn {days} ngày" if days > 0 else "hôm nay" if days == 0 else f"{-days} ngày trước"


def _legend(lang: str) -> list[dict[str, object]]:
    return [{"x": 12 + n * 110, "fill": COLOURS[mark], "label": MARKS[mark].to(lang)} for n, mark in enumerate(Mark)]


def _clip(text: str, most: int = 46) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
