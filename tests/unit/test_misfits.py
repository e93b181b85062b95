"""What does not fit a form is said in the reader's language."""

import ast
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from daihoi.misfits import OURS, describe, misfit, misfits
from schemas.noun import Code, Line
from schemas.target import Target

SCHEMAS = Path(__file__).parents[2] / "schemas"


class _Choice(StrEnum):
    ONE = "one"
    TWO = "two"


class _Everything(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    day: date
    moment: datetime
    count: int = Field(ge=0, le=9)
    share: Decimal
    name: Line
    code: Code
    yes: bool
    choice: _Choice
    fixed: Literal["x"]
    rows: tuple[int, ...] = Field(min_length=1, max_length=2)
    target: Target


WRONG: list[dict[str, Any]] = [
    {key: {} for key in _Everything.model_fields},
    dict.fromkeys(_Everything.model_fields, "?"),
    dict.fromkeys(_Everything.model_fields, ""),
    dict.fromkeys(_Everything.model_fields, -5),
    dict.fromkeys(_Everything.model_fields, 10.5),
    {key: [] for key in _Everything.model_fields},
    {key: [1, 2, 3] for key in _Everything.model_fields},
    dict.fromkeys(_Everything.model_fields, "x" * 3000),
    dict.fromkeys(_Everything.model_fields, None),
    {"target": {"id": "T1", "words": "x", "measure": {"kind": "?"}}},
    {"target": {"id": "T1", "words": "x", "measure": {}}},
    {"share": "NaN", "day": "2020-01-01T10:00", "count": 10**40},
    {"nmae": "x"},
]


@pytest.mark.parametrize("raw", WRONG, ids=range(len(WRONG)))
def test_every_misfit_has_a_vietnamese_sentence(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        _Everything.model_validate(raw)
    for error in caught.value.errors():
        words = misfit(_Everything, error).words
        assert words.vi != words.en
        if error["type"] not in ("missing", "extra_forbidden"):
            assert "giá trị không hợp" not in describe(error).vi, error["type"]
        assert "{" not in words.vi + words.en
        assert error["msg"] not in words.vi


def test_everything_our_nouns_object_to_is_translated() -> None:
    said = {
        node.args[0].value
        for file in SCHEMAS.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ValueError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert said
    assert said <= set(OURS)


@pytest.mark.parametrize(("rows", "fields"), [(["?"], ["rows.0"]), ([], ["rows"])])
def test_a_list_with_a_wrong_entry_is_not_also_called_too_short(rows: list[str], fields: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        _Everything.model_validate({"rows": rows})
    said = [f.field for f in misfits(_Everything, caught.value) if f.field and f.field.startswith("rows")]
    assert said == fields
