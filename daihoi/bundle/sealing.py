"""Sealing: journal, papers, conformance sheet and verifier in one signed container."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.metadata import version
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from daihoi.bundle import container, roles, signing
from daihoi.clerk import context
from daihoi.documents.rendering import render_paper
from daihoi.documents.trace_page import REGISTER_PAGE, register_page
from daihoi.errors import BadInput
from daihoi.rules import authority, procedure
from daihoi.store import Store, anchors, chain, files, roll
from daihoi.store.private import MARK, list_private
from schemas.dossier import Dossier, Life, Paper
from schemas.record import Act

FORMAT = "daihoi-bundle 2"

_READ_ME = """\
Đây là hồ sơ đại hội đã niêm phong. Để kiểm tra: python3 verify.py TÊN_TỆP.zip (chỉ cần Python, không cần mạng).
Hãy dùng verify.py lấy từ một nguồn khác mà bạn tin, và so khóa, mã cuối nhật ký với văn bản đã gửi cấp trên.

A sealed congress dossier. To check it: python3 verify.py FILE.zip (Python alone is enough, no network).
Use a verify.py from another source that you trust, and compare key and head with the papers sent to the superior.

manifest.json    what is in here, with SHA-256 of each file    signature.txt    Ed25519 over manifest.json
journal.log      one line a record: digest, space, JSON; each names the digest of the line before
roll.log         who held which role and codes: digest, then the line where somebody who acted here is meant
papers/          the papers, by code, version and form         conformance.html every check, with figures and bases
conformance.json what the rules had to say of each answer
private.jsonl    private values with their salts (only when sealed with them)
y-kien.html      every opinion and what became of it, up to the resolution (only when sealed with private values)
"""


def seal(
    store: Store, folder: Path, code: str, key_file: Path, day: date, *, private: bool = False, interim: bool = False
) -> bytes:
    """The bundle of dossier ``code``: complete with ``private`` values and papers, else with their digests only.

    Raises `BadInput` while the congress is still being prepared, unless ``interim`` is set.
    """
    dossier = store.get_dossier(code)
    if dossier.life is Life.ACTIVE and not interim:
        raise BadInput(
            f"Hồ sơ «{code}» chưa kết thúc. Muốn niêm phong phần đã có, thêm --interim.",
            f"Dossier “{code}” is still being prepared. To seal what there is so far, add --interim.",
        )
    key = signing.read_key(key_file, make=True)
    anchor = anchors.anchor(store, day)
    with store.reading() as connection:
        lines = chain.lines(connection, code)
        values = list_private(connection, code)
        people = roll.lines(connection)
    broken = chain.first_broken(lines)
    if broken is not None:
        raise BadInput(
            f"Dòng {broken} của nhật ký «{code}» không còn nguyên vẹn; không niêm phong. Gõ `daihoi doctor`.",
            f"Line {broken} of the journal of “{code}” does not hold; nothing was sealed. Type `daihoi doctor`.",
        )
    records = [json.loads(line) for _, line in lines]
    units = authority.own_units(dossier.opening) | authority.superior_units(dossier.opening)
    if (torn := chain.first_broken(people)) is not None:
        raise BadInput(
            f"Dòng {torn} của sổ vai trò không còn nguyên vẹn; không niêm phong. Gõ `daihoi doctor`.",
            f"Line {torn} of the roll of persons does not hold; nothing was sealed. Type `daihoi doctor`.",
        )
    excerpt, last = roles.excerpt(people, records, units), people[-1][0] if people else chain.START
    held_roles, _ = roles.read_excerpt(excerpt, len(people), last)
    contents: dict[str, bytes] = {
        "DOC-TRUOC.txt": _READ_ME.encode(),
        "verify.py": (resources("daihoi.bundle") / "verify.py").read_bytes(),
        "journal.log": b"".join(digest.encode() + b" " + line + b"\n" for digest, line in lines),
        roles.FILE: excerpt,
        "conformance.json": _json(list(_findings(dossier))),
    }
    if dossier.erased_on is None:  # else its figures are gone, and the sheet would say what is not so
        sheet = render_paper("S10", context(dossier, 1), ("md", "html"))
        contents |= {f"conformance.{ending}": content for ending, content in sheet.items()}
    if private and (page := register_page(dossier, store.list_journal(code))) is not None:
        contents[REGISTER_PAGE] = page
    papers_out: set[str] = set()
    for name, digest, secret in _papers(lines):
        if secret and not private:
            papers_out.add(digest)
            continue
        try:
            contents[f"papers/{name}"] = files.read(folder, digest)
        except FileNotFoundError:
            papers_out.add(digest)  # erased after its time
    if private:
        contents["private.jsonl"] = b"".join(
            chain.canonical({"digest": v.digest, "salt": v.salt.hex(), "value": v.value}) + b"\n" for v in values
        )
    held = {v.digest for v in values} if private else set[str]()
    manifest = {
        "format": FORMAT,
        "code": code,
        "cell": dossier.opening.cell.name,
        "life": dossier.life.value,
        "rehearsal": dossier.rehearsal,
        "sealed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": version("daihoi"),
        "key": signing.public_part(key),
        "lines": len(lines),
        "head": lines[-1][0],
        "anchor": {"number": anchor.number, "digest": anchor.digest},
        "roll": {"lines": len(people), "head": last},
        "files": {name: chain.digest_of(content) for name, content in contents.items()},
        "left_out": {
            "papers": sorted(papers_out),
            "values": sorted(_sealed_in(lines) - held),
            "roles": list(roles.not_shown(held_roles, records)),
        },
    }
    text = _json(manifest)
    signed = {"manifest.json": text, "signature.txt": key.sign(text).hex().encode() + b"\n"}
    return container.pack({**signed, **contents})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _papers(lines: list[tuple[str, bytes]]) -> Iterator[tuple[str, str, bool]]:
    """File name, digest and privacy of every paper that the journal says was written."""
    for _, line in lines:
        record = json.loads(line)
        if record["act"] != Act.PAPER_WRITE:
            continue
        paper = Paper.model_validate(record["payload"]["paper"])
        for ending, digest in paper.files.items():
            yield f"{paper.place}-v{paper.version}.{ending}", digest, paper.private


def _sealed_in(lines: list[tuple[str, bytes]]) -> set[str]:
    """The digests of private values that the journal names."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if MARK in node:
                found.add(str(node[MARK]))  # pyright: ignore[reportUnknownArgumentType]
            for inner in node.values():  # pyright: ignore[reportUnknownVariableType]
                walk(inner)
        elif isinstance(node, list):
            for inner in node:  # pyright: ignore[reportUnknownVariableType]
                walk(inner)

    for _, line in lines:
        walk(json.loads(line)["payload"])
    return found


def _findings(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """What the rules had to say of every answer; of private answers the codes and bases only, since words may quote."""
    for request in dossier.requests:
        private = procedure.row_of(dossier, request.kind).private
        for finding in request.findings:
            yield {
                "request": request.number,
                "kind": request.kind.value,
                "round": request.round,
                **finding.model_dump(mode="json", exclude={"words", "field"} if private else None),
            }
