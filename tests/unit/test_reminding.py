"""Who is reminded on which day, as a pure function."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi.mail.composing import is_address
from daihoi.rules.calendar import is_working_day
from daihoi.rules.reminding import Asked, Stage, digests
from schemas.step import Kind

# A fortnight without holidays: Monday 2 to Sunday 15 March 2026, due on Friday 13.
DUE = date(2026, 3, 13)


def asked(number: int = 1, due_on: date = DUE, own: tuple[str, ...] = ("an@x.vn",)) -> Asked:
    return Asked(number, f"c{number}", Kind.REPORT, due_on, own, ("tren@x.vn",))


def season(
    requests: list[Asked], first: date, last: date, *, skip: set[date] | None = None
) -> list[tuple[date, str, list[tuple[int, Stage, bool]]]]:
    """Every digest from the first to the last day, looking once a day except on the days skipped."""
    said: dict[tuple[int, date, str], int] = {}
    out: list[tuple[date, str, list[tuple[int, Stage, bool]]]] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day in (skip or set()):
            continue
        for digest in digests(requests, said, day):
            out.append((day, digest.address, [(i.number, i.stage, i.escalated) for i in digest.items]))
            said.update({(i.number, i.due_on, digest.address): i.rank for i in digest.items})
    return out


def test_one_request_is_told_when_new_twice_before_on_the_day_and_every_week_after() -> None:
    told = season([asked()], date(2026, 3, 2), date(2026, 3, 31))
    own = [(d, items[0][1]) for d, address, items in told if address == "an@x.vn"]
    assert own == [
        (date(2026, 3, 2), Stage.NEW),
        (date(2026, 3, 6), Stage.SOON),
        (date(2026, 3, 11), Stage.SOON),
        (date(2026, 3, 13), Stage.DUE),
        (date(2026, 3, 16), Stage.LATE),
        (date(2026, 3, 23), Stage.LATE),
        (date(2026, 3, 30), Stage.LATE),
    ]
    above = [(d, items[0][2]) for d, address, items in told if address == "tren@x.vn"]
    assert above == [(date(2026, 3, 18), True), (date(2026, 3, 25), True)]


def test_several_requests_come_in_one_digest_the_late_one_first() -> None:
    told = season(
        [asked(1), asked(2, date(2026, 3, 4)), asked(3, date(2026, 3, 5))], date(2026, 3, 5), date(2026, 3, 5)
    )
    assert told == [
        (date(2026, 3, 5), "an@x.vn", [(2, Stage.LATE, False), (3, Stage.DUE, False), (1, Stage.NEW, False)])
    ]


def test_what_is_due_on_a_weekend_is_said_on_the_working_day_before() -> None:
    told = season([asked(due_on=date(2026, 3, 14))], date(2026, 3, 12), date(2026, 3, 16))
    assert [(d, items[0][1]) for d, _, items in told] == [
        (date(2026, 3, 12), Stage.SOON),
        (date(2026, 3, 13), Stage.DUE),
        (date(2026, 3, 16), Stage.LATE),
    ]


def test_a_missed_day_is_made_up_for_and_nothing_is_said_twice() -> None:
    told = season([asked()], date(2026, 3, 2), date(2026, 3, 16), skip={date(2026, 3, 6), date(2026, 3, 13)})
    assert [(d, items[0][1]) for d, _, items in told] == [
        (date(2026, 3, 2), Stage.NEW),
        (date(2026, 3, 9), Stage.SOON),
        (date(2026, 3, 11), Stage.SOON),
        (date(2026, 3, 16), Stage.LATE),
    ]


def test_a_clock_set_back_says_nothing_again() -> None:
    said: dict[tuple[int, date, str], int] = {}
    for digest in digests([asked()], said, DUE):
        said.update({(i.number, i.due_on, digest.address): i.rank for i in digest.items})
    assert digests([asked()], said, DUE - timedelta(days=4)) == ()


def test_an_extended_request_starts_anew() -> None:
    said = {(1, DUE, "an@x.vn"): 200}
    [digest] = digests([asked(due_on=date(2026, 4, 10))], said, date(2026, 3, 16))
    assert digest.items[0].stage is Stage.NEW


def test_a_superior_who_is_asked_themselves_is_not_told_of_it_twice() -> None:
    request = Asked(1, "c1", Kind.REVIEW, DUE, ("tren@x.vn",), ("tren@x.vn",))
    [digest] = digests([request], {}, date(2026, 3, 20))
    assert [i.escalated for i in digest.items] == [False]


@pytest.mark.parametrize("day", [date(2026, 3, 14), date(2026, 3, 15), date(2026, 2, 17)])
def test_nothing_is_sent_on_a_day_off(day: date) -> None:
    assert digests([asked()], {}, day) == ()


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=6),
    st.sets(st.integers(0, 90), max_size=40),
)
@settings(max_examples=40, deadline=None)
def test_each_address_hears_at_most_once_a_day_never_the_same_thing_twice_and_of_everything(
    due: list[int], skipped: set[int]
) -> None:
    first = date(2026, 1, 5)
    requests = [asked(n, first + timedelta(days=d)) for n, d in enumerate(due, 1)]
    skip = {first + timedelta(days=n) for n in skipped}
    told = season(requests, first, first + timedelta(days=110), skip=skip)
    assert len({(day, address) for day, address, _ in told}) == len(told)
    assert all(is_working_day(day) for day, _, _ in told)
    assert {i[0] for _, address, items in told if address == "an@x.vn" for i in items} == set(range(1, len(due) + 1))
    for request in requests:
        late = [d for d, a, items in told for i in items if a == "tren@x.vn" and i[0] == request.number]
        # A hundred days after the first, everything is late enough for the superior to have heard of it.
        assert late
        assert min(late) > request.due_on


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("an@chibo.example", True),
        ("nguyen.an+dh@đảngủy.vn", True),
        ("an", False),
        ("an@localhost", False),
        ("bình@chibo.example", False),
        ("an@b.vn\nBcc: x@y.z", False),
        ("an@b.vn, x@y.z", False),
        ("a@b@c.vn", False),
        ("an@-.", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_what_is_none(address: str, good: bool) -> None:
    assert is_address(address) is good
