"""One congress, from its plan to its archive."""

from datetime import date

from prefect import flow
from prefect.client.schemas import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.waiting import Turn
from schemas.cell import Profile
from schemas.dossier import Life
from schemas.step import Step
from tasks.comments import write_comments
from tasks.dossier import carry_on, open_from_page, papers_to_write, this_store
from tasks.news import write_news
from tasks.outcome import write_outcome
from tasks.personnel import write_personnel
from tasks.plan import write_plan
from tasks.report import write_report
from tasks.resolution import write_resolution
from tasks.review import write_review
from tasks.sitting import write_sitting

WRITE = {
    Step.PLAN: write_plan,
    Step.REPORT: write_report,
    Step.PERSONNEL: write_personnel,
    Step.COMMENTS: write_comments,
    Step.REVIEW: write_review,
    Step.SITTING: write_sitting,
    Step.RESOLUTION: write_resolution,
    Step.NEWS: write_news,
    Step.OUTCOME: write_outcome,
}

ENDS = {Life.CLOSED: "đại hội đã hoàn tất", Life.CANCELLED: "đại hội đã hủy", Life.ACTIVE: "chưa có việc phải chờ"}


@flow(name="prepare-congress")
def prepare_congress(
    code: str | None = None,
    cell: str | None = None,
    superior: str | None = None,
    profile: Profile = Profile.CELL,
    opening_on: date | None = None,
    closing_term: str | None = None,
    place: str | None = None,
    person: str | None = None,
) -> State:
    """Chuẩn bị một đại hội, từ kế hoạch đến nộp lưu; chờ người trả lời ở từng bước.

    Re-entrant: it asks the store what is left and does that, once, however often it is run.

    Args:
        code: Mã của hồ sơ đã mở (lệnh daihoi new). Để trống nếu mở mới bằng các ô dưới đây.
        cell: Tên đầy đủ của chi bộ.
        superior: Cấp ủy cấp trên trực tiếp.
        profile: Loại hình: chi_bo hoặc chi_bo_co_so.
        opening_on: Ngày khai mạc.
        closing_term: Nhiệm kỳ kết thúc, ví dụ 2020-2025.
        place: Địa danh ghi trên văn bản, ví dụ Hà Nội.
        person: Người mở (họ tên như trong `daihoi person list`).
    """
    code = code or open_from_page(cell, superior, profile, opening_on, closing_term, place, person)
    turn = Turn(this_store(), code, str(flow_run.id))
    if (other := turn.begin()) is not None:
        return Completed(message=f"Hồ sơ {code} do lượt chạy {other} thực hiện; lượt này dừng.")
    try:
        turn.take_in_answers()
        while True:
            for step in papers_to_write(code):
                turn.renew()
                WRITE[step](code)
            dossier = carry_on(code)
            if papers_to_write(code):
                continue
            if not dossier.holding_requests:
                turn.show_standing(dossier)
                return Completed(message=f"Hồ sơ {code}: {ENDS[dossier.life]}.")
            turn.wait()
    finally:
        turn.end()
