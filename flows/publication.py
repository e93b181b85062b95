"""The public papers of a congress, shown again after a correction."""

from prefect import flow
from prefect.client.schemas import State
from prefect.states import Completed, Failed

from daihoi.errors import DaihoiError
from tasks.publication import publish_again


@flow(name="publish-outcome")
def publish_outcome(code: str) -> State:
    """Đăng lại kết quả: nghị quyết và tin của một đại hội, theo bản mới nhất sau khi đính chính.

    Args:
        code: Mã của hồ sơ đại hội, ví dụ vistip-2020.
    """
    try:
        shown = publish_again(code)
    except DaihoiError as error:
        return Failed(message=error.words.vi)
    return Completed(message=f"Hồ sơ {code}: đã đăng {', '.join(shown)}.")
