"""`daihoi doctor`: examines the installation, and says what to do about what is not well."""

import argparse
import json

from rich.markup import escape

from daihoi.cli.options import add_json
from daihoi.cli.views import console
from daihoi.settings import Settings
from daihoi.store import open_store

_MARKS = {"fine": "[green]✓[/green]", "note": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but ``--json``."""
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Examine; 1 when something is not well."""
    from daihoi.doctor import BAD, Finding, examine

    found: list[Finding] = []
    for finding in examine(open_store(settings.database_url), settings):
        found.append(finding)
        if not options.json:
            console.print(f"{_MARKS[finding.state]} {escape(finding.words.to(settings.lang))}")
    if options.json:
        print(
            json.dumps(
                [{"about": f.about, "state": f.state, "words": f.words.to(settings.lang)} for f in found],
                ensure_ascii=False,
            )
        )
    return 1 if any(f.state == BAD for f in found) else 0
