"""The plan: its paper, and the timetable as a picture on Prefect's page."""

from prefect import task
from prefect.artifacts import create_markdown_artifact

from daihoi.documents.gantt import draw_timetable
from daihoi.documents.season import picture
from daihoi.rules.timetable import Timetable, timetable_of
from daihoi.settings import today
from schemas.step import Step
from tasks.artifacts import artifact_key
from tasks.dossier import this_store
from tasks.papers import write_due
from tasks.watch import last_watch_words


@task(name="kế hoạch: viết văn bản")
def write_plan(code: str) -> int:
    """Write the papers of the step, and draw its timetable; returns how many papers."""
    written = write_due(code, Step.PLAN)
    dossier = this_store().get_dossier(code)
    table = timetable_of(dossier)
    drawn = picture(draw_timetable(table, "vi", name=dossier.opening.cell.short, today=today()), "tiến độ")
    text = "\n".join([drawn, "", *_lines(table), "", "---", "", last_watch_words()])
    key = artifact_key(code, "thoi-gian-bieu")
    create_markdown_artifact(text, key=key, description=f"Thời gian biểu · {dossier.opening.cell.short}")
    return written


def _lines(table: Timetable) -> list[str]:
    head = ["| Việc | Từ | Hạn | Muộn nhất | Cách tính |", "| :-- | :-- | :-- | :-- | :-- |"]
    return head + [
        f"| {e.title.vi} | {e.earliest or e.due:%d/%m/%Y} | {e.due:%d/%m/%Y} | {e.last_day:%d/%m/%Y} | {e.counted.vi} |"
        for e in table.entries
    ]
