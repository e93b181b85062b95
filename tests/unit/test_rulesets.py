"""Rule-sets and profiles: boundary days, sources, overrides, and data that does not hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from daihoi.errors import BadInput, NoRuleSet
from daihoi.rules import rulesets
from daihoi.rules.rulesets import Document, Interval, check_joined, documents, families, resolve, season_on
from schemas.cell import Profile
from schemas.finding import Confidence, Severity
from schemas.plan import Override

CELL = Profile.CELL


@pytest.mark.parametrize(
    ("day", "ruleset", "election", "implementing", "layout"),
    [
        (date(2016, 7, 25), "party-2016", "244-QĐ/TW", "29-QĐ/TW", "66-QĐ/TW"),
        (date(2020, 8, 25), "party-2016", "244-QĐ/TW", "29-QĐ/TW", "66-QĐ/TW"),
        (date(2021, 7, 29), "party-2016", "244-QĐ/TW", "29-QĐ/TW", "66-QĐ/TW"),
        (date(2021, 7, 30), "party-2021", "244-QĐ/TW", "24-QĐ/TW", "66-QĐ/TW"),
        (date(2024, 10, 9), "party-2021", "244-QĐ/TW", "24-QĐ/TW", "66-QĐ/TW"),
        (date(2024, 10, 10), "party-2024", "190-QĐ/TW", "24-QĐ/TW", "66-QĐ/TW"),
        (date(2025, 1, 19), "party-2024", "190-QĐ/TW", "24-QĐ/TW", "66-QĐ/TW"),
        (date(2025, 1, 20), "party-2025a", "190-QĐ/TW", "232-QĐ/TW", "66-QĐ/TW"),
        (date(2025, 6, 30), "party-2025a", "190-QĐ/TW", "232-QĐ/TW", "66-QĐ/TW"),
        (date(2025, 7, 1), "party-2025b", "190-QĐ/TW", "294-QĐ/TW", "66-QĐ/TW"),
        (date(2026, 1, 8), "party-2025b", "190-QĐ/TW", "294-QĐ/TW", "66-QĐ/TW"),
        (date(2026, 1, 9), "party-2026a", "190-QĐ/TW", "294-QĐ/TW", "399-QĐ/TW"),
        (date(2026, 5, 26), "party-2026a", "190-QĐ/TW", "294-QĐ/TW", "399-QĐ/TW"),
        (date(2026, 5, 27), "party-2026b", "190-QĐ/TW", "294-QĐ/TW", "399-QĐ/TW"),
    ],
)
def test_the_opening_day_resolves_to_its_rule_set(
    day: date, ruleset: str, election: str, implementing: str, layout: str
) -> None:
    rules = resolve(day, CELL)
    assert rules.id == ruleset
    assert [b.document for b in rules.bases[1:4]] == [implementing, election, layout]


def test_the_last_layout_guide_changes_on_its_own_day() -> None:
    assert resolve(date(2026, 5, 26), CELL).bases[-1].document == "36-HD/VPTW"
    assert resolve(date(2026, 5, 27), CELL).bases[-1].document == "05-HD/VPTW"


@pytest.mark.parametrize("profile", list(Profile))
def test_no_rule_set_stands_before_the_first(profile: Profile) -> None:
    with pytest.raises(NoRuleSet):
        resolve(date(2010, 1, 1), profile)


@pytest.mark.parametrize("profile", list(Profile))
def test_every_value_has_confidence_and_source_and_uncertain_ones_only_warn(profile: Profile) -> None:
    for name, setting in resolve(date(2025, 9, 1), profile).settings.items():
        assert rulesets.title_of_setting(name).vi
        assert setting.confidence in Confidence
        assert setting.confidence is not Confidence.UNC or setting.severity is Severity.WARN
        assert setting.basis or setting.note or setting.confidence in (Confidence.UNC, Confidence.GK, Confidence.SEEN)
    assert rulesets.title_of_profile(profile).en
    assert rulesets.words_of(profile)["member"]


def test_a_profile_inherits_and_names_only_its_differences() -> None:
    cell, grassroots, base = (
        resolve(date(2025, 9, 1), p).values for p in (CELL, Profile.GRASSROOTS_CELL, Profile.BASE_COMMITTEE)
    )
    assert (cell["term_years"], grassroots["term_years"]) == (2.5, 5)
    assert "term_years_pilot" in cell
    assert "term_years_pilot" not in grassroots
    assert (grassroots["quorum_units"], base["quorum_units"]) == (False, True)
    assert "committee_max" not in base
    assert base["delegates_from_members"] == 200


def test_a_value_holds_only_from_its_own_first_day() -> None:
    assert "outsider_support_over" not in resolve(date(2024, 10, 9), CELL).values
    assert resolve(date(2024, 10, 10), CELL).values["outsider_support_over"] == 0.3


def test_two_documents_of_one_number_are_told_apart_by_their_day() -> None:
    first, second = season_on(date(2020, 8, 25), CELL), season_on(date(2024, 8, 1), CELL)
    assert first is not None
    assert second is not None
    assert first.document == second.document == "35-CT/TW"
    assert first.dated != second.dated
    assert season_on(date(2022, 7, 1), CELL) is None


def test_the_digest_changes_with_the_values() -> None:
    day = date(2025, 9, 1)
    assert resolve(day, CELL).digest == resolve(day, CELL).digest
    other = resolve(day, CELL, {"review_days_before": Override(value=10, reason="Kế hoạch của cấp trên")})
    assert other.digest != resolve(day, CELL).digest
    setting = other.settings["review_days_before"]
    assert (setting.value, setting.was, setting.reason) == (10, 15, "Kế hoạch của cấp trên")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("no_such_value", 3, "no_such_value"),
        ("committee_max", 9, "committee_max"),
        ("duration_days_max", 2, "duration_days_max"),
        ("results_working_days", 9, "16.1.1"),
        ("review_days_before", "mười", "review_days_before"),
    ],
)
def test_what_was_read_in_the_source_is_not_overridden(name: str, value: int | str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        resolve(date(2025, 9, 1), CELL, {name: Override(value=value, reason="lý do")})


def test_a_word_is_overridden_by_a_word() -> None:
    given = {"majority_base": Override(value="summoned_adjusted", reason="Hướng dẫn của cấp trên")}
    rules = resolve(date(2025, 9, 1), Profile.TRADE_UNION, given)
    assert rules.values["majority_base"] == "summoned_adjusted"
    with pytest.raises(BadInput, match="majority_base"):
        resolve(date(2025, 9, 1), Profile.TRADE_UNION, {"majority_base": Override(value=1, reason="x")})


def interval(first: str, last: str | None) -> Interval:
    """An interval with days of our own."""
    facts = {"id": first, "from": first, "to": last, "charter": "a", "implementing": "b", "election": "c", "layout": ()}
    return Interval.model_validate(facts)


@pytest.mark.parametrize(
    "days",
    [
        [("2020-01-01", "2020-06-30"), ("2020-07-02", None)],
        [("2020-01-01", "2020-06-30"), ("2020-06-30", None)],
        [("2020-01-01", None), ("2020-07-01", None)],
    ],
)
def test_intervals_that_do_not_join_are_refused(days: list[tuple[str, str | None]]) -> None:
    with pytest.raises(ValueError, match="do not join"):
        check_joined(tuple(interval(*d) for d in days))


def test_an_interval_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        interval("2020-02-01", "2020-01-01")


@pytest.mark.parametrize(
    ("name", "broken", "words"),
    [
        (
            "rulesets",
            {
                "party": [
                    {
                        "id": "x",
                        "from": "2020-01-01",
                        "charter": "none",
                        "implementing": "qd29",
                        "election": "qd29",
                        "layout": [],
                    }
                ]
            },
            "none",
        ),
        (
            "profiles",
            {"settings": {}, "profiles": {"a": {"title": ["a", "b"], "settings": {"x": None}}}},
            "without a title",
        ),
        (
            "profiles",
            {
                "settings": {"x": ["a", "b"]},
                "profiles": {
                    "a": {
                        "title": ["a", "b"],
                        "settings": {"x": {"value": 1, "severity": "block", "confidence": "UNC"}},
                    }
                },
            },
            "only warn",
        ),
    ],
)
def test_data_that_does_not_hold_is_refused_when_it_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: object, words: str
) -> None:
    def read(which: str) -> Any:
        return broken if which == name else whole(which)

    whole: Callable[[str], Any] = rulesets.read_data
    monkeypatch.setattr(rulesets, "read_data", read)
    load = families if name == "rulesets" else rulesets.read_profiles
    load.cache_clear()
    with pytest.raises(ValueError, match=words):
        load()
    load.cache_clear()


def test_every_document_of_a_rule_set_was_in_force_on_its_days() -> None:
    for intervals in families().values():
        for one in intervals:
            for key in one.documents:
                document = documents()[key]
                assert one.last is None or document.in_force_on(one.last), (one.id, key)


def test_a_document_is_in_force_from_its_first_to_its_last_day() -> None:
    paper = Document(
        document="1",
        dated=date(2025, 5, 26),
        effective=date(2025, 7, 1),
        until=date(2026, 1, 1),
        confidence=Confidence.GK,
    )
    assert [paper.in_force_on(date(*d)) for d in ((2025, 6, 30), (2025, 7, 1), (2026, 1, 1), (2026, 1, 2))] == [
        False,
        True,
        True,
        False,
    ]
    assert Document(document="2", confidence=Confidence.GK).in_force_on(date(1990, 1, 1))


@pytest.mark.parametrize("profile", list(Profile))
def test_every_value_stands_on_a_document_in_force_on_the_opening_day(profile: Profile) -> None:
    known = {(d.document, d.dated): d for d in documents().values()}
    edges = [i for f in families().values() for i in f]
    days = {i.first for i in edges} | {i.last for i in edges if i.last}
    days |= {date(2019, 5, 30), date(2021, 1, 24), date(2021, 1, 25), date(2025, 4, 13), date(2025, 4, 14)}
    days |= {date(2026, 1, 18), date(2026, 1, 19), date(2027, 6, 1)}
    for day in days:
        if not any(i.holds_on(day) for i in families()[rulesets.family_of(profile)]):
            continue
        for name, setting in resolve(day, profile).settings.items():
            if setting.basis is not None:
                assert known[setting.basis.document, setting.basis.dated].in_force_on(day), (name, day)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("quorum_den", 0, "số"),
        ("quorum_num", True, "số"),
        ("quorum_den", 2.5, "số nguyên"),
        ("quorum_units", 1, "true hoặc false"),
        ("rounds_committee", -1, "số"),
        ("small_committee_extra", "hai", "số"),
        ("surplus_prepared_max", 2, "đã đọc"),
        ("women_share_min", 15, "một phần của 1"),
    ],
)
def test_an_override_is_of_the_kind_of_what_it_replaces(name: str, value: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        resolve(date(2025, 6, 1), CELL, {name: Override(value=value, reason="lý do")})


def test_a_word_is_overridden_by_a_word_that_the_program_knows() -> None:
    with pytest.raises(BadInput, match="summoned_adjusted, collected"):
        resolve(date(2025, 6, 1), Profile.TRADE_UNION, {"majority_base": Override(value="abc", reason="lý do")})


@pytest.mark.parametrize(
    ("profile", "name", "value", "confidence"),
    [
        (CELL, "small_committee_extra", 2, Confidence.SEEN_2),
        (CELL, "rounds_committee", 3, Confidence.GK),
        (CELL, "women_share_min", 0.2, Confidence.GK),
        (CELL, "review_days_before", 10, Confidence.UNC),
        (Profile.GRASSROOTS_CELL, "term_years", 2.5, Confidence.GK),
        (Profile.TRADE_UNION, "quorum_units", True, Confidence.GK),
    ],
)
def test_a_value_read_second_hand_or_not_at_all_may_be_overridden(
    profile: Profile, name: str, value: Any, confidence: Confidence
) -> None:
    given = {name: Override(value=value, reason="Hướng dẫn của cấp trên")}
    setting = resolve(date(2025, 6, 1), profile, given).settings[name]
    assert (setting.value, setting.reason) == (value, "Hướng dẫn của cấp trên")
    assert setting.confidence is confidence


def test_a_value_may_change_its_source_on_a_day() -> None:
    before, after = (resolve(d, Profile.BASE_COMMITTEE) for d in (date(2021, 1, 24), date(2021, 1, 25)))
    assert before.values["delegates_from_members"] == after.values["delegates_from_members"] == 200
    assert before.settings["delegates_from_members"].confidence is Confidence.SEEN
    assert after.settings["delegates_from_members"].confidence is Confidence.SEEN_2


@pytest.mark.parametrize(
    ("day", "charter"),
    [
        (date(2017, 12, 12), "khóa X)"),
        (date(2017, 12, 13), "khóa XI)"),
        (date(2022, 12, 15), "khóa XI)"),
        (date(2022, 12, 16), "khóa XII)"),
    ],
)
def test_the_youth_unions_charter_changes_with_its_congresses(day: date, charter: str) -> None:
    assert resolve(day, Profile.YOUTH_UNION).bases[0].document.endswith(charter)
