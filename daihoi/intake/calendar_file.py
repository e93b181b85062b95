"""An organisation's own table of days off and days worked: ``calendar.yaml`` in its home."""

from pathlib import Path

from pydantic import ValidationError

from daihoi.errors import BadInput
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.calendar import CorrectionTable, adopt

NAME = "calendar.yaml"


def adopt_calendar(home: Path) -> None:
    """Let ``home``'s table, if there is one, correct the calendar of this process; raises `BadInput`."""
    path = home / NAME
    if not path.exists():
        return
    try:
        table = CorrectionTable.model_validate(read_yaml(str(path)))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"])
        raise BadInput(
            f"Tệp {path}, ô «{field}»: {first['msg']}. Mỗi dòng cần day, works (true hoặc false) và name.",
            f"{path}, field “{field}”: {first['msg']}. Each line needs day, works (true or false) and name.",
        ) from error
    adopt(table.corrections)
