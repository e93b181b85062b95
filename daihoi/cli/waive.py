"""`daihoi waive CODE RULE --reason …`: pass over a check whose basis was not read in its source."""

import argparse

from daihoi import waiving
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, typed_code, who_acts
from daihoi.cli.views import say
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, the check, and why."""
    parser.add_argument("code")
    parser.add_argument("rule", metavar="PHÉP_KIỂM", help="R01 đến R24, xem `daihoi check MÃ`")
    parser.add_argument("--reason", required=True)
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the waiver down; what was refused for this check alone may be handed in again."""
    store = open_store(settings.database_url)
    who = who_acts(options, settings)
    waiving.waive(store, options.code, options.rule, options.reason, who, today(), typed=typed_code(options))
    follow(settings, store, options.code)
    rule = options.rule.upper()
    say(
        f"Đã ghi: {who} cho bỏ qua {rule} của hồ sơ «{options.code}». Nộp lại bản đã bị từ chối, hoặc xem `daihoi check {options.code}`.",
        f"Written down: {who} waives {rule} for “{options.code}”. Hand the refused answer in again, or see `daihoi check {options.code}`.",
        settings.lang,
    )
    return 0
