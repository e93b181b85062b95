"""Forms speak Vietnamese: every field that a person fills in has a title."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from daihoi import desk
from daihoi.forms.blanks import filled_in
from daihoi.forms.labels import is_named, with_labels
from daihoi.forms.page import page_description
from daihoi.forms.yaml import yaml_form
from daihoi.rules import procedure
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.step import Kind
from tests.integration.walking import DAY, Walk


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


def test_the_yaml_form_explains_each_field_and_is_filled_in_as_far_as_known(tmp_path: Path) -> None:
    walk = Walk(open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True), "vistip-2020", tmp_path)
    walk.open()
    request = walk.to(Kind.REPORT)
    text = yaml_form(walk.store.get_dossier("vistip-2020"), request)
    assert "# Kết quả từng chỉ tiêu nhiệm kỳ cũ — Mỗi chỉ tiêu cũ phải có một mục." in text
    assert "#   words: Kết quả" in text
    filled = yaml.safe_load(text)
    assert [r["target"] for r in filled["results"]] == ["C1", "C2", "C3", "C4"]
    assert set(filled) >= set(procedure.ROWS[Kind.REPORT].form.model_json_schema()["required"])


@pytest.mark.parametrize("kind", [Kind.PLAN, Kind.SUBMISSION, Kind.REVIEW, Kind.REPLIES, Kind.NEWS, Kind.RESOLUTION])
def test_what_a_person_decides_on_stands_above_the_form_and_nothing_private_does(tmp_path: Path, kind: Kind) -> None:
    walk = Walk(open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True), "vistip-2020", tmp_path)
    walk.open()
    request = walk.to(kind)
    dossier = walk.store.get_dossier("vistip-2020")
    above = page_description(dossier, request)
    expected = {
        Kind.SUBMISSION: "P02 Dự thảo báo cáo chính trị",
        Kind.REVIEW: "daihoi papers vistip-2020 --zip",
        Kind.REPLIES: dossier.opinions[0].text if dossier.opinions else "",
        Kind.NEWS: "T5:",
        Kind.RESOLUTION: "T5:",
        Kind.PLAN: "Yêu cầu số",
    }
    assert expected[kind] in above
    assert not any(m.name in above for m in dossier.opening.roster)


def test_an_untouched_form_is_no_answer(tmp_path: Path) -> None:
    walk = Walk(open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True), "vistip-2020", tmp_path)
    walk.open()
    taken: set[Kind] = set()

    def hand_in_untouched(dossier: Dossier) -> None:
        for request in (r for r in dossier.holding_requests if r.round == 1):
            form = yaml.safe_load(yaml_form(dossier, request))
            if desk.hand_in(walk.store, request.number, form, "Ai đó", DAY, dry_run=True).accepted:
                taken.add(request.kind)

    walk.to_end(hand_in_untouched)
    # What they say is known: who is on the roster, and that nobody has commented yet.
    assert taken == {Kind.ATTENDANCE, Kind.COMMENTS}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"place": "…", "signed_on": "… (2026-12-31)"}, {}),
        ({"contents": "full | without_election", "met": "true | false"}, {}),
        ({"tasks": [{"task": "…", "owner": " … "}]}, {}),
        ({"tasks": [{"task": "Họp", "owner": "…"}, "…"]}, {"tasks": [{"task": "Họp"}]}),
        ({"words": "Từ … đến nay", "kinds": "A | B"}, {"words": "Từ … đến nay", "kinds": "A | B"}),
        ({"none": None, "list": [], "entry": {}, "zero": 0}, {"none": None, "list": [], "entry": {}, "zero": 0}),
    ],
)
def test_what_was_left_blank_is_left_out(typed: dict[str, Any], read: dict[str, Any]) -> None:
    assert filled_in(typed) == read
