"""A watch that has silently stopped is named loudly."""

from datetime import UTC, datetime, timedelta

import pytest

from daihoi.rules.watched import watchfulness
from schemas.words import Words

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
EVERY = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("ended", "alarming", "words"),
    [
        (None, True, "NEVER LOOKED"),
        (NOW - timedelta(minutes=3), False, "3 minutes ago"),
        (NOW - timedelta(minutes=19), False, "19 minutes ago"),
        (NOW - timedelta(minutes=21), True, "NO WATCH FOR 21 MINUTES"),
        (NOW - timedelta(hours=5), True, "NO WATCH FOR 5 HOURS"),
        (NOW - timedelta(days=3), True, "NO WATCH FOR 3 DAYS"),
        (NOW + timedelta(hours=1), True, "CLOCK WAS SET BACK"),
    ],
)
def test_silence_is_loud(ended: datetime | None, alarming: bool, words: str) -> None:
    seen = watchfulness(ended, None, NOW, EVERY)
    assert seen.alarming is alarming
    assert words in seen.words.en


def test_what_went_wrong_last_time_is_said_too() -> None:
    assert (
        "Lưu ý: máy chủ Prefect chưa chạy."
        in watchfulness(NOW, Words(vi="máy chủ Prefect chưa chạy", en="Prefect is down"), NOW, EVERY).words.vi
    )
