"""A rehearsal from the page: an example from its opening to its archive, touching nothing that is real."""

from typing import Annotated

from prefect import flow
from prefect.client.schemas import State
from prefect.states import Completed, Failed
from pydantic import Field
from pydantic.config import JsonDict

from daihoi.errors import DaihoiError
from tasks.rehearsal import EXAMPLES, rehearse_example

_CHOICES: JsonDict = {"enum": [*EXAMPLES]}


@flow(name="rehearse")
def rehearse(example: Annotated[str, Field(json_schema_extra=_CHOICES)] = EXAMPLES[0]) -> State:
    """Diễn tập một đại hội mẫu trọn vẹn, trong một kho riêng bị xóa sau khi xong; hồ sơ thật không bị đụng đến.

    Args:
        example: Ví dụ nào.
    """
    try:
        return Completed(message=f"Diễn tập {example}: {rehearse_example(example)}")
    except DaihoiError as error:
        return Failed(message=error.words.vi)
