"""The plan: its paper, and the timetable as a picture on Prefect's page."""

from prefect import task

from daihoi.documents.gantt import draw_timetable
from daihoi.documents.season import picture
from daihoi.prefect_api import artifact_key
from daihoi.rules.timetable import Timetable, timetable_of
from daihoi.settings import today
from schemas.step import Step
from tasks.dossier import this_store
from tasks.page import show
from tasks.papers import write_due


@task(name="kế hoạch: viết văn bản")
def write_plan(code: str) -> int:
    """Write the papers of the step, and draw its timetable; returns how many papers."""
    written = write_due(code, Step.PLAN)
    dossier = this_store().get_dossier(code)
    table = timetable_of(dossier)
    drawn = picture(draw_timetable(table, "vi", name=dossier.opening.cell.short, today=today()), "tiến độ")
    text = "\n".join([drawn, "", *_lines(table)])
    show(text, artifact_key(code, "thoi-gian-bieu"), f"Thời gian biểu · {dossier.opening.cell.short}")
    return written


def _lines(table: Timetable) -> list[str]:
    head = ["| Việc | Từ | Hạn | Muộn nhất | Cách tính |", "| :-- | :-- | :-- | :-- | :-- |"]
    return head + [
        f"| {e.title.vi} | {e.earliest or e.due:%d/%m/%Y} | {e.due:%d/%m/%Y} | {e.last_day:%d/%m/%Y} | {e.counted.vi} |"
        for e in table.entries
    ]
