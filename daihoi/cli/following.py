"""After an act: the run is woken, or shows the next request; with the server down, the person is told."""

from collections.abc import Sequence

from daihoi import runs
from daihoi.cli import views
from daihoi.prefect_api import PrefectApi
from daihoi.settings import Settings
from daihoi.store import Store


def follow(settings: Settings, store: Store, code: str, *, wakes: bool = True) -> None:
    """Let the run of ``code`` take up what was just done."""
    follow_all(settings, store, [code], wakes=wakes)


def follow_all(settings: Settings, store: Store, codes: Sequence[str], *, wakes: bool = True) -> None:
    """The same for several congresses; the first that finds Prefect down ends it, since `daihoi up` mends the rest."""
    # Few tries: a person should not wait for a server that is down; what was handed in is kept.
    api = PrefectApi(settings.prefect_api, timeout=5, tries=4)
    if not all(runs.follow(store, api, code, wakes=wakes) for code in codes):
        views.say(
            "Máy chủ Prefect chưa chạy hoặc đang bận: bản nộp đã được giữ và sẽ được xử lý khi máy chủ chạy lại (`daihoi up`).",
            "Prefect is down or busy: what you handed in is kept and taken up when it is back (`daihoi up`).",
            settings.lang,
            to=views.notices,
        )
