"""`daihoi journal CODE`: its log, one line a record."""

import argparse
import json
from typing import Any

from rich.markup import escape

from daihoi.cli.options import add_json
from daihoi.cli.views import console
from daihoi.settings import Settings
from daihoi.store import open_store
from schemas.words import Words

_PROOFS = {
    "code": Words(vi="có mã xác nhận", en="one-time code"),
    "claimed": Words(vi="tự khai", en="as claimed"),
    "open": Words(vi="tập dượt", en="rehearsal"),
}
"""How the program knew who acted."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier."""
    parser.add_argument("code")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the journal, without the contents of the answers."""
    records = open_store(settings.database_url).list_journal(options.code)
    if options.json:
        print(json.dumps([r.model_dump(mode="json", exclude={"payload"}) for r in records], ensure_ascii=False))
        return 0
    word = "request" if settings.lang == "en" else "yêu cầu"
    for r in records:
        about = f" {word} {r.request}" if r.request else ""
        kind = f" {r.payload['kind']}" if "kind" in r.payload else ""
        paper = _paper(r.payload.get("paper"))
        known = f" ({_PROOFS[r.proof].to(settings.lang)})" if r.proof in _PROOFS else ""
        line = f"{r.seq:>4}  {r.at:%d/%m/%Y %H:%M:%S}  {r.act}{about}{kind}{paper}  {escape(r.who)}{known}"
        console.print(line)
    return 0


def _paper(paper: Any) -> str:
    if isinstance(paper, str):
        return f" {paper}"  # a number given, a file attached: the line names the paper only
    return f" {paper['code']} v{paper['version']}" if paper else ""
