"""The dated rule-sets: package data, read once, resolved by the opening day."""

import hashlib
import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from daihoi.errors import NoRuleSet
from schemas.cell import Profile
from schemas.dossier import RuleSet
from schemas.finding import Basis


@cache
def _data() -> dict[str, Any]:
    text = files("daihoi.rules").joinpath("data/rulesets.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def resolve(opening_on: date, profile: Profile) -> RuleSet:
    """The values in force on ``opening_on`` for ``profile``; raises `NoRuleSet` outside every interval."""
    data = _data()
    for entry in data["rulesets"]:
        if entry["from"] <= opening_on and (entry["to"] is None or opening_on <= entry["to"]):
            values = dict(data["profiles"][profile.value])
            bases = tuple(Basis.model_validate(data["documents"][b]) for b in ["charter", *entry["bases"]])
            text = json.dumps([entry["id"], values, [b.model_dump(mode="json") for b in bases]], sort_keys=True)
            return RuleSet(id=entry["id"], digest=hashlib.sha256(text.encode()).hexdigest(), values=values, bases=bases)
    raise NoRuleSet(opening_on)
