"""Which layout a dossier's papers bear: package data, chosen by the documents pinned in it."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from schemas.dossier import Dossier
from schemas.layout import HeaderStyle, Layout


@cache
def _data() -> dict[str, Any]:
    return yaml.safe_load(files("daihoi.rules").joinpath("data/layouts.yaml").read_text(encoding="utf-8"))


@cache
def read_layout(name: str) -> Layout:
    """The layout of this name."""
    return Layout.model_validate({"id": name, **_data()["layouts"][name]})


def list_layouts() -> tuple[Layout, ...]:
    """Every layout that a dossier may bear."""
    return tuple(read_layout(name) for name in _data()["layouts"])


def layout_of(dossier: Dossier) -> Layout:
    """The layout that the rules pinned in ``dossier`` ask for."""
    style = HeaderStyle(dossier.rules.values.get("header", HeaderStyle.PARTY))
    if style is not HeaderStyle.PARTY:
        return read_layout(style.value)
    pinned = {b.document for b in dossier.rules.bases}
    known = _data()["party"]
    return read_layout(next((row["layout"] for row in known if row["document"] in pinned), known[-1]["layout"]))
