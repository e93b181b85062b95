"""The dated rule-sets and the profiles: package data, checked when read, resolved by the opening day."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from daihoi.errors import BadInput, NoRuleSet
from daihoi.rules.majority import COLLECTED, SUMMONED
from schemas.cell import Profile
from schemas.finding import Basis, Confidence, Severity
from schemas.plan import Override
from schemas.ruleset import RuleSet, Setting, Value
from schemas.words import Words


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Entry):
    """A document, from when to when it was in force, and how sure we are of that."""

    document: str
    dated: date | None = None
    effective: date | None = None
    until: date | None = None
    confidence: Confidence
    note: str | None = None

    def in_force_on(self, day: date) -> bool:
        """True unless ``day`` lies before its first day or after its last; a missing day says nothing."""
        first = self.effective or self.dated
        return (first is None or first <= day) and (self.until is None or day <= self.until)

    def basis(self, article: str | None = None, confidence: Confidence | None = None) -> Basis:
        """The document as a legal basis."""
        return Basis(
            document=self.document, dated=self.dated, article=article, confidence=confidence or self.confidence
        )


class Season(_Entry):
    """The directive of a congress season, on the days it stood."""

    document: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Interval(_Entry):
    """One rule-set: its days and the documents in force on them."""

    id: str
    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")
    charter: str
    implementing: str
    election: str
    layout: tuple[str, ...]
    season: tuple[Season, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"{self.id} ends before it begins")
        return self

    def holds_on(self, day: date) -> bool:
        """True on the days of the interval."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def documents(self) -> tuple[str, ...]:
        """Keys of its documents: charter, implementing rules, election regulation, then those of the layout."""
        return (self.charter, self.implementing, self.election, *self.layout)


class _Setting(_Entry):
    value: Value
    severity: Severity = Severity.WARN
    confidence: Confidence
    source: str | None = None
    article: str | None = None
    note: str | None = None
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")

    def holds_on(self, day: date) -> bool:
        """True unless ``day`` lies before its first opening day or after its last."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @model_validator(mode="after")
    def _uncertain_only_warns(self) -> Self:
        if self.confidence is Confidence.UNC and self.severity is Severity.BLOCK:
            raise ValueError("what is uncertain may only warn")
        return self


class _Profile(_Entry):
    inherits: str | None = None
    family: str | None = None
    title: tuple[str, str]
    words: dict[str, str] | None = None
    settings: dict[str, _Setting | tuple[_Setting, ...] | None]
    """A value, or several that follow one another in time, or none."""

    def setting_on(self, name: str, day: date) -> _Setting | None:
        """What stands under ``name`` for a congress that opens on ``day``."""
        given = self.settings[name]
        entries = given if isinstance(given, tuple) else (given,)
        return next((s for s in entries if s is not None and s.holds_on(day)), None)


class _Profiles(_Entry):
    settings: dict[str, tuple[str, str]]
    profiles: dict[str, _Profile]


def read_data(name: str) -> Any:
    """What stands in ``data/<name>.yaml``."""
    text = files("daihoi.rules").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def documents() -> Mapping[str, Document]:
    """Every document, by key."""
    return TypeAdapter(dict[str, Document]).validate_python(read_data("documents"))


@cache
def families() -> Mapping[str, tuple[Interval, ...]]:
    """The rule-sets of each family, in order; raises ValueError unless their intervals join without a gap or overlap."""
    found = TypeAdapter(dict[str, tuple[Interval, ...]]).validate_python(read_data("rulesets"))
    for intervals in found.values():
        check_joined(intervals)
        for interval in intervals:
            for key in (*interval.documents, *(s.document for s in interval.season)):
                if key not in documents():
                    raise ValueError(f"{interval.id} names no known document: {key}")
    return found


def check_joined(intervals: tuple[Interval, ...]) -> None:
    """Raise ValueError unless each interval begins the day after the last one ended, and only the last is open."""
    for before, after in pairwise(intervals):
        if before.last is None or after.first != before.last + timedelta(days=1):
            raise ValueError(f"{before.id} and {after.id} do not join")


@cache
def read_profiles() -> _Profiles:
    """The profiles as written; raises ValueError for a value without a title."""
    found = _Profiles.model_validate(read_data("profiles"))
    for name, profile in found.profiles.items():
        unknown = set(profile.settings) - set(found.settings)
        if unknown:
            raise ValueError(f"{name} gives values without a title: {', '.join(sorted(unknown))}")
    return found


def title_of_profile(profile: Profile) -> Words:
    """What the profile is called."""
    vi, en = read_profiles().profiles[profile.value].title
    return Words(vi=vi, en=en)


def title_of_setting(name: str) -> Words:
    """What a value is called."""
    vi, en = read_profiles().settings[name]
    return Words(vi=vi, en=en)


def _line_of(profile: Profile) -> list[_Profile]:
    """The profile and those it inherits from, the eldest first."""
    found = [read_profiles().profiles[profile.value]]
    while (name := found[0].inherits) is not None:
        found.insert(0, read_profiles().profiles[name])
    return found


def family_of(profile: Profile) -> str:
    """Which family's rule-sets hold for the profile."""
    return next(p.family for p in reversed(_line_of(profile)) if p.family is not None)


def words_of(profile: Profile) -> dict[str, str]:
    """How the organisation calls its members, its committee and itself."""
    found: dict[str, str] = {}
    for one in _line_of(profile):
        found |= one.words or {}
    return found


def interval_on(opening_on: date, profile: Profile) -> Interval:
    """The rule-set in force on ``opening_on``; raises `NoRuleSet` outside every interval."""
    for interval in families()[family_of(profile)]:
        if interval.holds_on(opening_on):
            return interval
    raise NoRuleSet(opening_on)


def season_on(opening_on: date, profile: Profile) -> Basis | None:
    """The directive of the congress season on that day, if one stood."""
    for season in interval_on(opening_on, profile).season:
        if season.first <= opening_on <= season.last:
            return documents()[season.document].basis()
    return None


def resolve(opening_on: date, profile: Profile, overrides: Mapping[str, Override] | None = None) -> RuleSet:
    """The values in force on ``opening_on`` for ``profile``, with what the congress's own file puts in their place.

    Raises `NoRuleSet` outside every interval, and `BadInput` for an override that names no value, or one that was
    read in the source itself.
    """
    interval = interval_on(opening_on, profile)
    settings: dict[str, Setting] = {}
    for one in _line_of(profile):
        for name in one.settings:
            given = one.setting_on(name, opening_on)
            if given is None:
                settings.pop(name, None)
            else:
                settings[name] = _resolved(given, interval)
    for name, override in (overrides or {}).items():
        settings[name] = _overridden(name, override, settings)
    bases = tuple(documents()[key].basis() for key in interval.documents)
    body = [
        interval.id,
        profile.value,
        {name: s.model_dump(mode="json") for name, s in settings.items()},
        [b.model_dump(mode="json") for b in bases],
    ]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RuleSet(id=interval.id, digest=digest, settings=settings, bases=bases, words=words_of(profile))


def article_in(document: str, article: str) -> str:
    """The article in ``document``: «30 / 32» is article 30 of 190-QĐ/TW (10/10/2024), 32 of the regulation before it."""
    newer, _, older = article.partition(" / ")
    return older if older and document != "190-QĐ/TW" else newer


def _resolved(given: _Setting, interval: Interval) -> Setting:
    basis = None
    if given.source is not None:
        key = {
            "charter": interval.charter,
            "implementing": interval.implementing,
            "election": interval.election,
        }.get(given.source, given.source)
        document = documents()[key]
        article = given.article and article_in(document.document, given.article)
        basis = document.basis(article, given.confidence)
    return Setting(
        value=given.value, severity=given.severity, confidence=given.confidence, basis=basis, note=given.note
    )


def _overridden(name: str, override: Override, settings: Mapping[str, Setting]) -> Setting:
    was = settings.get(name)
    if was is None:
        known = ", ".join(sorted(settings))
        raise BadInput(
            f"Ô overrides: không có giá trị «{name}» trong bộ quy định này; các giá trị: {known}.",
            f"overrides: there is no value “{name}” in this rule-set; there are: {known}.",
        )
    if was.confidence is Confidence.SEEN:
        raise BadInput(
            f"Ô overrides: «{name}» đã đọc trong văn bản ({_source(was)}) nên không được thay.",
            f"overrides: “{name}” was read in the source ({_source(was)}) and may not be replaced.",
        )
    if (wanted := _misfit(name, override.value, was.value)) is not None:
        raise BadInput(
            f"Ô overrides: «{name}» phải là {wanted.vi}, không phải «{override.value}».",
            f"overrides: “{name}” must be {wanted.en}, not “{override.value}”.",
        )
    return was.model_copy(update={"value": override.value, "was": was.value, "reason": override.reason})


_CHOICES = {"majority_base": (SUMMONED, COLLECTED), "header": ("party", "state", "youth")}
_DIVISORS = ("quorum_num", "quorum_den")


def _misfit(name: str, value: Value, was: Value) -> Words | None:
    """What ``value`` would have to be to stand in the place of ``was``; None when it may."""
    if isinstance(was, str):
        choices = _CHOICES[name]
        known = ", ".join(choices)
        return None if value in choices else Words(vi=f"một trong các từ {known}", en=f"one of the words {known}")
    if isinstance(was, bool):
        return None if isinstance(value, bool) else Words(vi="true hoặc false", en="true or false")
    if isinstance(value, str | bool) or value < (1 if name in _DIVISORS else 0):
        return Words(vi=f"số, như {was}", en=f"a figure, like {was}")
    if isinstance(was, float) and was < 1 and value > 1:
        return Words(vi=f"một phần của 1, như {was}", en=f"a share of 1, like {was}")
    if isinstance(was, int) and name != "term_years" and value != int(value):
        return Words(vi=f"số nguyên, như {was}", en=f"a whole number, like {was}")
    return None


def _source(setting: Setting) -> str:
    if setting.basis is None:
        return setting.note or "–"
    return f"{setting.basis.document}{f', {setting.basis.article}' if setting.basis.article else ''}"
