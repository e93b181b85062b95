"""The timetable as a picture: bars over months, the opening day as a line."""

import io
from datetime import date, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from daihoi.documents import typeface
from daihoi.rules.timetable import Entry, Progress, Timetable

CAPTION = "Biểu đồ tiến độ chuẩn bị đại hội"
"""What stands under the picture in the plan."""
_ROW, _TOP, _EDGE = 22, 74, 12
_SCREEN, _PAGE = (430, 4.0), (330, None)
"""Width of the names, and pixels a day: on a screen as many as are needed, on a page what is left of it."""
_PAGE_WIDTH = 700
_COLOURS = {
    Progress.TO_COME: ("#cfdcec", "#1f5fa8"),
    Progress.WAITING: ("#f8e3a8", "#b37400"),
    Progress.DONE: ("#d5e8d4", "#3b7d3a"),
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("daihoi.documents", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def draw_timetable(
    table: Timetable, lang: str, *, name: str | None = None, today: date | None = None, for_page: bool = False
) -> str:
    """The timetable as SVG, narrow enough ``for_page`` of A4; with a line for ``today`` where it lies inside."""
    first = table.first - timedelta(days=7)
    last = table.last + timedelta(days=7)
    label, a_day = _PAGE if for_page else _SCREEN
    scale = a_day or (_PAGE_WIDTH - label - _EDGE) / (last - first).days

    def x(day: date) -> float:
        return round(label + (day - first).days * scale, 1)

    bars = [_bar(n, entry, x, lang) for n, entry in enumerate(table.entries)]
    bottom = _TOP + _ROW * len(bars)
    of = f"{name} · " if name else ""
    drawn = today is not None and first <= today <= last
    values: dict[str, Any] = {
        "title": f"{of}Timetable of the congress" if lang == "en" else f"{of}Tiến độ chuẩn bị đại hội",
        "width": round(x(last)) + _EDGE,
        "height": bottom + 44,
        "top": _TOP,
        "bottom": bottom,
        "row": _ROW,
        "label_width": label,
        "months": [{"x": x(m), "label": f"{m:%m/%Y}"} for m in _months(first, last)],
        "bars": bars,
        "opening_x": x(table.opening_on),
        "opening": f"{'opening' if lang == 'en' else 'khai mạc'} {table.opening_on:%d/%m/%Y}",
        "today_x": x(today) if drawn and today else None,
        "today": f"{'today' if lang == 'en' else 'hôm nay'} {today:%d/%m/%Y}" if today else "",
        "legend": "bar: from the first day to the due day; orange: until the last day; grey: done"
        if lang == "en"
        else "thanh: từ ngày bắt đầu đến hạn; cam: đến ngày muộn nhất; chữ xám: đã xong",
    }
    return _environment().get_template("plan/gantt.svg.j2").render(values)


def _bar(n: int, entry: Entry, x: Any, lang: str) -> dict[str, Any]:
    light, dark = _COLOURS[entry.progress]
    start = entry.earliest or entry.due
    title = entry.title.to(lang)
    title = title[:1].upper() + title[1:]
    return {
        "y": _TOP + n * _ROW,
        "odd": n % 2 == 1,
        "label": title if len(title) <= 48 else title[:47] + "…",
        "hint": f"{title}: {entry.due:%d/%m/%Y}, {entry.counted.to(lang)}",
        "done": entry.progress is Progress.DONE,
        "x": x(start),
        "window": max(0.0, x(entry.due) - x(start)),
        "due_x": x(entry.due),
        "grace": max(0.0, x(entry.last_day) - x(entry.due)),
        "due": f"{entry.due:%d/%m/%Y}",
        "light": light,
        "dark": dark,
    }


def _months(first: date, last: date) -> list[date]:
    months: list[date] = []
    month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months


def picture(svg: str) -> bytes:
    """The drawing as PNG, twice its size so that it prints sharp, in the typeface of the wheel. The same on every machine."""
    import resvg_py  # late: the drawing alone does not need it

    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=2.0,
        skip_system_fonts=True,
        font_dirs=[str(typeface.FOLDER)],
        sans_serif_family=typeface.FAMILY,
    )
    with Image.open(io.BytesIO(bytes(drawn))) as full:
        # A handful of colours: half of the bytes.
        few, file = full.convert("RGB").quantize(128), io.BytesIO()
    few.save(file, "PNG")
    return file.getvalue()
