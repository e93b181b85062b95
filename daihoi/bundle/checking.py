"""The program's own verifier of a bundle. `verify.py` beside it does the same and shares nothing with it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from daihoi.bundle import container, roles, signing
from daihoi.bundle.container import NotABundle
from daihoi.bundle.sealing import FORMAT
from daihoi.store import chain
from daihoi.store.private import MARK
from schemas.record import Act

_WITHOUT_ROLL = "daihoi-bundle 1"
_SIGNATURE = re.compile(rb"[0-9a-f]{128}\n")


@dataclass
class Verdict:
    """What a bundle turned out to be: whole, or what is wrong with it, the journal's first broken line first."""

    problems: list[str] = field(default_factory=list[str])
    line: int | None = None
    """The first journal line that does not hold."""
    manifest: dict[str, Any] = field(default_factory=dict[str, Any])
    lines: set[str] = field(default_factory=set[str])
    """The digests of the journal lines that hold."""

    @property
    def whole(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


def check(bundle: bytes) -> Verdict:
    """Check every byte of ``bundle``."""
    verdict = Verdict()
    outside: str | None = None
    try:
        files = container.unpack(bundle)
    except NotABundle as error:
        # What is inside is still looked at, to name the journal line that was hurt.
        files, outside = error.files, f"container: {error.reason}"
    try:
        _check_files(files, verdict)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        verdict.problems.append(f"a part of it cannot be read ({type(error).__name__})")
    if outside is not None:
        verdict.problems.append(outside)
    return verdict


def _check_files(files: dict[str, bytes], verdict: Verdict) -> None:
    text, signature = files["manifest.json"], files["signature.txt"]
    manifest = verdict.manifest = json.loads(text)
    entries = _check_journal(files["journal.log"], manifest, verdict)
    if manifest["format"] not in (FORMAT, _WITHOUT_ROLL):
        verdict.problems.append(f"manifest.json: the format is not {FORMAT}")
    signed = _SIGNATURE.fullmatch(signature) is not None
    if not signed or not signing.is_signed(manifest["key"], bytes.fromhex(signature.decode()), text):
        verdict.problems.append("signature.txt: the signature does not hold")
    named: dict[str, str] = manifest["files"]
    present = {name: content for name, content in files.items() if name not in ("manifest.json", "signature.txt")}
    for name in sorted(named.keys() ^ present.keys()):
        verdict.problems.append(f"{name}: {'missing' if name in named else 'not in the manifest'}")
    for name in sorted(named.keys() & present.keys()):
        if hashlib.sha256(present[name]).hexdigest() != named[name]:
            verdict.problems.append(f"{name}: changed")
    _check_papers(entries, present, set(manifest["left_out"]["papers"]), verdict)
    if manifest["format"] != _WITHOUT_ROLL:
        _check_roles(entries, present[roles.FILE], manifest, verdict)
    _check_values(entries, present.get("private.jsonl", b""), set(manifest["left_out"]["values"]), verdict)


def _check_journal(log: bytes, manifest: dict[str, Any], verdict: Verdict) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    previous = chain.START
    for number, row in enumerate(log.split(b"\n")[:-1], 1):
        digest, line = row[:64].decode("latin-1"), row[65:]
        sound = row[64:65] == b" " and hashlib.sha256(line).hexdigest() == digest
        entry: dict[str, Any] = json.loads(line) if sound else {}
        if (entry.get("seq"), entry.get("code"), entry.get("previous")) != (number, manifest["code"], previous):
            verdict.line = number
            verdict.problems.append(f"journal.log: line {number} does not hold")
            return entries
        entries.append(entry)
        verdict.lines.add(digest)
        previous = digest
    if not log.endswith(b"\n") or (len(entries), previous) != (manifest["lines"], manifest["head"]):
        verdict.line = len(entries) + 1
        verdict.problems.append(f"journal.log: line {len(entries) + 1} is missing or too many")
    return entries


def _check_roles(entries: list[dict[str, Any]], log: bytes, manifest: dict[str, Any], verdict: Verdict) -> None:
    roll, broken = roles.read_excerpt(log, manifest["roll"]["lines"], manifest["roll"]["head"])
    if broken is not None:
        verdict.problems.append(f"{roles.FILE}: line {broken} does not hold")
    for number in sorted(set(roles.not_shown(roll, entries)) - set(manifest["left_out"]["roles"])):
        verdict.problems.append(f"journal.log: the roll does not show the role or codes behind line {number}")


def _check_papers(
    entries: list[dict[str, Any]], present: dict[str, bytes], left_out: set[str], verdict: Verdict
) -> None:
    for entry in entries:
        if entry["act"] != Act.PAPER_WRITE:
            continue
        paper = entry["payload"]["paper"]
        # One code may have several papers: the counting minutes of each round.
        place = "-".join(p for p in (paper["code"], paper.get("subject")) if p)
        for ending, digest in paper["files"].items():
            name = f"papers/{place}-v{paper['version']}.{ending}"
            content = present.get(name)
            if digest not in left_out and (content is None or hashlib.sha256(content).hexdigest() != digest):
                verdict.problems.append(f"{name}: not the paper that line {entry['seq']} names")


def _check_values(entries: list[dict[str, Any]], values: bytes, left_out: set[str], verdict: Verdict) -> None:
    held: set[str] = set()
    for number, row in enumerate(values.split(b"\n")[:-1], 1):
        one = json.loads(row)
        if hashlib.sha256(bytes.fromhex(one["salt"]) + one["value"].encode()).hexdigest() != one["digest"]:
            verdict.problems.append(f"private.jsonl: value {number} does not give its digest")
        held.add(one["digest"])
    for entry in entries:
        for digest in re.findall(rf'"{re.escape(MARK)}": "([0-9a-f]+)"', json.dumps(entry["payload"])):
            if digest not in held and digest not in left_out:
                verdict.problems.append(f"journal.log: the private value of line {entry['seq']} is missing")
