"""The overview of a season, beside the runs."""

from prefect import task

from daihoi.documents.season import draw_map, holder, picture, summary_of, title_of, waits_for
from daihoi.prefect_api import artifact_key
from daihoi.rules.season import TITLES, Season, overview
from daihoi.rules.slug import slug
from daihoi.settings import today
from daihoi.store.season import list_congresses, list_superiors
from schemas.dossier import Life
from tasks.dossier import this_store
from tasks.page import show, show_table

SUPERIORS_SHOWN = 60


@task(name="tổng quan mùa đại hội")
def show_season(superior: str | None = None) -> int:
    """The overview of ``superior`` (None: of all, and of each superior) as artifacts; returns how many congresses."""
    store = this_store()
    everything = overview(superior, today(), list_congresses(store, superior))
    _show(everything)
    if superior is None:
        for name in list_superiors(store)[:SUPERIORS_SHOWN]:
            _show(overview(name, everything.today, [c for c in everything.congresses if c.superior == name]))
    return len(everything.congresses)


def _show(season: Season) -> None:
    key = artifact_key("mua-dai-hoi", slug(season.superior) if season.superior else "tat-ca")
    show(_markdown(season), key, title_of(season, "vi"))
    show_table(
        [
            {
                "Chi bộ": c.cell,
                "Mã": c.code,
                "Bước": TITLES[c.step].vi if c.life is Life.ACTIVE else "",
                "Chờ": waits_for(c, "vi"),
                "Ai": holder(c, "vi"),
                "Hạn": str(c.due_on or ""),
                "Quá hạn": c.days_late(season.today) or "",
                "Lượt": c.round,
                "Còn (ngày)": c.days_to_opening(season.today),
                "Chuyển động cuối": str(c.moved_on),
            }
            for c in season.congresses
        ],
        key=f"{key}-bang",
        description=f"{title_of(season, 'vi')} · bảng",
    )


def _markdown(season: Season) -> str:
    """The map of cells × steps as a picture, and the counts; the table beside it has every line."""
    counts = " · ".join(f"{TITLES[s].vi} **{n}**" for s, n in season.by_step.items())
    title = title_of(season, "vi")
    return f"# {_cell(title)}\n\n{summary_of(season, 'vi')}\n\n{counts}\n\n{picture(draw_map(season, 'vi'), 'bản đồ')}"


def _cell(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else "/" if c == "|" else c for c in text)
