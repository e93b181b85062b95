"""Whether the watch still looks: one that has silently stopped must be seen by everybody who looks at anything."""

from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.words import Words

GRACE = timedelta(minutes=5)
"""How long a round may take before its absence is a silence."""


class Watchfulness(NamedTuple):
    """Whether somebody should worry, and the sentence to show."""

    alarming: bool
    words: Words


def watchfulness(ended_at: datetime | None, problem: Words | None, now: datetime, every: timedelta) -> Watchfulness:
    """What to say of the last round of the watch, which should come ``every`` so often."""
    if ended_at is None:
        return Watchfulness(
            True,
            Words(
                vi="CHƯA CÓ LƯỢT CANH NÀO: không ai được nhắc việc. Chạy `daihoi up`, hoặc `daihoi watch`.",
                en="THE WATCH HAS NEVER LOOKED: nobody is reminded. Run `daihoi up`, or `daihoi watch`.",
            ),
        )
    at = f"{ended_at:%d/%m/%Y %H:%M} UTC"
    if ended_at > now + GRACE:
        return Watchfulness(
            True,
            Words(
                vi=f"ĐỒNG HỒ BỊ LÙI: lượt canh gần nhất ghi {at}, muộn hơn bây giờ. Hãy chỉnh giờ của máy.",
                en=f"THE CLOCK WAS SET BACK: the last watch is dated {at}, after now. Set this machine's clock right.",
            ),
        )
    age = now - ended_at
    if age > every + GRACE:
        return Watchfulness(
            True,
            Words(
                vi=f"ĐÃ {_span(age).vi.upper()} KHÔNG CANH (lượt cuối {at}): không ai được nhắc việc. Chạy `daihoi up`, hoặc `daihoi watch`.",
                en=f"NO WATCH FOR {_span(age).en.upper()} (the last was {at}): nobody is reminded. Run `daihoi up`, or `daihoi watch`.",
            ),
        )
    told = Words(vi=f"Lượt canh gần nhất: {_span(age).vi} trước.", en=f"Last watch: {_span(age).en} ago.")
    if problem:
        told = Words(vi=f"{told.vi} Lưu ý: {problem.vi}.", en=f"{told.en} Note: {problem.en}.")
    return Watchfulness(False, told)


def _span(age: timedelta) -> Words:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return Words(vi=f"{minutes} phút", en=f"{minutes} minutes")
    if minutes < 48 * 60:
        return Words(vi=f"{minutes // 60} giờ", en=f"{minutes // 60} hours")
    return Words(vi=f"{minutes // 1440} ngày", en=f"{minutes // 1440} days")
