"""`daihoi verify [BUNDLE]`: whether a sealed dossier, or this installation, still is what it was."""

import argparse
import json
from pathlib import Path
from typing import Any

from daihoi.cli.options import add_json
from daihoi.cli.views import say
from daihoi.errors import BadInput
from daihoi.settings import Settings
from daihoi.store import anchors, chain, open_store, roll


def arguments(parser: argparse.ArgumentParser) -> None:
    """A bundle, or nothing for the journals of this installation; what is known from elsewhere."""
    parser.add_argument("bundle", nargs="?", metavar="TỆP", help="để trống: kiểm tra nhật ký của kho này")
    parser.add_argument("--head", metavar="MÃ", help="mã cuối nhật ký ghi trên báo cáo kết quả hoặc thư gửi cấp trên")
    parser.add_argument("--key", metavar="KHÓA", help="khóa công khai đã biết từ nơi khác")
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check, and say «whole» or what does not hold."""
    head = options.head.strip().lower() if options.head else None
    found = _bundle(options, head) if options.bundle else _installation(settings, head)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    elif found["whole"]:
        say(f"NGUYÊN VẸN: {found['about_vi']}", f"WHOLE: {found['about_en']}", settings.lang)
    else:
        say("KHÔNG NGUYÊN VẸN:", "NOT WHOLE:", settings.lang)
        for problem in found["problems"][:20]:
            say(f"  {problem}", f"  {problem}", settings.lang)
    return 0 if found["whole"] else 1


def _bundle(options: argparse.Namespace, head: str | None) -> dict[str, Any]:
    from daihoi.bundle.checking import check

    try:
        content = Path(options.bundle).read_bytes()
    except OSError as error:
        raise BadInput(
            f"Không đọc được tệp {options.bundle}: {error.strerror}.",
            f"{options.bundle} cannot be read: {error.strerror}.",
        ) from error
    verdict = check(content)
    problems, manifest = verdict.problems, verdict.manifest
    if not problems and options.key and options.key.strip().lower() != manifest["key"]:
        problems.append(f"signed with another key: {manifest['key']}")
    if not problems and head and head not in verdict.lines | {manifest["anchor"]["digest"]}:
        problems.append(f"no line and no anchor in it has the head {head}")
    about = f"{manifest.get('code')}, {manifest.get('lines')}"
    return {
        "whole": not problems,
        "problems": problems,
        "line": verdict.line,
        "key": manifest.get("key"),
        "head": manifest.get("head"),
        "about_vi": f"{about} dòng nhật ký, khóa {manifest.get('key')}, mã cuối {manifest.get('head')}",
        "about_en": f"{about} journal lines, key {manifest.get('key')}, head {manifest.get('head')}",
    }


def _installation(settings: Settings, head: str | None) -> dict[str, Any]:
    store = open_store(settings.database_url)
    problems: list[str] = []
    heads: set[str] = set()
    codes = store.list_codes()
    with store.reading() as connection:
        for code in codes:
            lines = chain.lines(connection, code)
            heads |= {digest for digest, _ in lines}
            if (number := chain.first_broken(lines)) is not None:
                problems.append(f"{code}: line {number} does not hold")
        lines = roll.lines(connection)
        heads |= {digest for digest, _ in lines}
        if (number := chain.first_broken(lines)) is not None:
            problems.append(f"roll of persons: line {number} does not hold")
        if (broken := anchors.first_broken(connection)) is not None:
            number, code = broken
            problems.append(
                f"anchor {number} does not hold{f': the journal of {code} is not what it was' if code else ''}"
            )
    links = anchors.list_anchors(store)
    if head is not None and head not in heads | {link.digest for link in links}:
        problems.append(f"no line and no anchor has the head {head}")
    last = links[-1].digest if links else "–"
    return {
        "whole": not problems,
        "problems": problems,
        "dossiers": len(codes),
        "anchors": len(links),
        "head": last,
        "about_vi": f"{len(codes)} hồ sơ, {len(links)} mốc; mã cuối của nhật ký chung: {last}",
        "about_en": f"{len(codes)} dossiers, {len(links)} anchors; head of the installation: {last}",
    }
