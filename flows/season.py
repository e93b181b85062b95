"""The overview of a season, kept fresh by a schedule."""

from prefect import flow
from prefect.client.schemas import State
from prefect.states import Completed

from tasks.season import show_season


@flow(name="season-overview")
def season_overview(superior: str | None = None) -> State:
    """Tổng quan mùa đại hội: mỗi chi bộ đang ở bước nào, chờ ai, quá hạn bao nhiêu ngày.

    Args:
        superior: Tên đầy đủ của cấp ủy cấp trên. Để trống để xem tất cả.
    """
    count = show_season(superior)
    return Completed(message=f"{count} đại hội.")
