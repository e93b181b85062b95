"""Forms speak Vietnamese: every field that a person fills in has a title."""

from typing import Any

import pytest

from daihoi.forms.labels import is_named, with_labels
from daihoi.rules import procedure


@pytest.mark.parametrize("row", procedure.ROWS.values(), ids=lambda row: row.kind.value)
def test_every_field_of_every_form_has_a_title(row: procedure.Row) -> None:
    schema = row.form.model_json_schema()
    nouns: dict[str, Any] = {row.form.__name__: schema, **schema.get("$defs", {})}
    missing = [
        f"{noun}.{field}"
        for noun, body in nouns.items()
        for field in body.get("properties", {})
        if not is_named(noun, field)
    ]
    assert missing == []


def test_a_titled_form_keeps_its_choices_and_what_is_required() -> None:
    form = procedure.ROWS[procedure.Kind.REVIEW].form
    titled = with_labels(form.model_json_schema(), form.__name__)
    assert titled["required"] == ["verdict", "number", "decided_on"]
    assert titled["properties"]["verdict"]["title"] == "Quyết định"
    assert titled["$defs"]["Verdict"]["enum"] == ["approved", "approved_with_changes", "returned"]
