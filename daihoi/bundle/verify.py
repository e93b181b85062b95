#!/usr/bin/env python3
# pyright: basic
"""Checks a sealed congress dossier. Needs Python 3.8 or newer and nothing else: no network, no library, no daihoi.

Usage: python3 verify.py BUNDLE.zip [--key HEX] [--head HEX]

Says «whole», or what is wrong, the first journal line that does not hold first. Exit code: 0 whole, 1 not whole,
2 wrong use. `--key` is the public key that you know from elsewhere, `--head` the digest on the result report or in
the digest sent to the superior: without them a bundle made and signed anew by someone else looks whole too.
The format is described in docs/verify-format.md of the program; this file was written from that page.
"""

import hashlib
import json
import struct
import sys
import zlib

# --- The container: a ZIP in which every byte is prescribed ---------------------------------------------------------


class Broken(Exception):
    """The bundle is not whole."""


def read_container(data, problems):
    """Files of the container in their order, after comparing every byte with what the format prescribes."""
    files, at, directory = [], 0, b""
    while data[at : at + 4] == b"PK\x03\x04":
        if len(data) < at + 30:
            raise Broken("container: cut off")
        crc, size, _, name_length, _ = struct.unpack("<IIIHH", data[at + 14 : at + 30])
        start = at + 30
        raw_name = data[start : start + name_length]
        content = data[start + name_length : start + name_length + size]
        if len(raw_name) != name_length or len(content) != size:
            raise Broken("container: cut off")
        if zlib.crc32(content) != crc:
            problems.append(f"container: {raw_name!r} is damaged")
        head = struct.pack("<HHHHHIIIHH", 20, 0x0800, 0, 0, 0x0021, crc, size, size, name_length, 0)
        if data[at:start] != b"PK\x03\x04" + head:
            raise Broken(f"container: the header of {raw_name!r} was changed")
        directory += b"PK\x01\x02\x14\x03" + head + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at) + raw_name
        try:
            files.append((raw_name.decode("utf-8"), content))
        except UnicodeDecodeError:
            raise Broken("container: a file name was changed") from None
        at = start + name_length + size
    count = len(files)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    if data[at:] != directory + end:
        raise Broken("container: its directory was changed")
    names = [name for name, _ in files]
    if names[:2] != ["manifest.json", "signature.txt"] or names[2:] != sorted(set(names[2:])):
        raise Broken("container: files are missing, doubled or out of order")
    return dict(files)


# --- The signature: Ed25519 (RFC 8032), written out because the standard library has none ---------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    """The x of a point on the curve, or None."""
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        return None
    return P - x if (x & 1) != sign else x


def add(a, b):
    """Sum of two points in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(scalar, point):
    """A point added to itself ``scalar`` times."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def decode_point(data):
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = decode_point(BASE_Y.to_bytes(32, "little"))


def signature_holds(public, signature, message):
    """True when ``signature`` (64 bytes) over ``message`` belongs to the key ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = decode_point(public), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = times(s, BASE), add(r, times(h, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- The journal, the papers, the private values --------------------------------------------------------------------


def sha256(data):
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def is_hex(text, length):
    """True for exactly ``length`` lowercase hex digits."""
    return isinstance(text, str) and len(text) == length and all(c in "0123456789abcdef" for c in text)


def check_journal(log, manifest, problems):
    """The journal's records up to the first that does not hold, and that one's number (or None)."""
    records, previous = [], "0" * 64
    if not log.endswith(b"\n"):
        log += b"\n"
        cut = True
    else:
        cut = False
    rows = log.split(b"\n")[:-1]
    for number, row in enumerate(rows, 1):
        body = row[65:]
        digest = sha256(body)
        try:
            if row[:65] != digest.encode() + b" ":
                raise ValueError
            record = json.loads(body.decode("utf-8"))
            if record["seq"] != number or record["code"] != manifest["code"] or record["previous"] != previous:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            problems.append(f"journal.log: line {number} does not hold")
            return records, number
        records.append(record)
        previous = digest
    if cut or len(records) != manifest["lines"] or previous != manifest["head"]:
        problems.append(f"journal.log: line {len(records) + 1} is missing or too many")
        return records, len(records) + 1
    return records, None


def check_roll(log, manifest, problems):
    """The lines of the roll that are shown, after checking each; of the others only the digest stands there."""
    shown, previous = [], "0" * 64
    rows = log.split(b"\n")
    cut = rows.pop() != b""
    for number, row in enumerate(rows, 1):
        if len(row) != 64:
            body = row[65:]
            line = json.loads(body.decode("utf-8")) if row[:65] == sha256(body).encode() + b" " else {}
            if line.get("seq") != number or line.get("previous") != previous:
                problems.append(f"roll.log: line {number} does not hold")
                return shown
            shown.append(line)
        previous = row[:64].decode("latin-1")
    if cut or len(rows) != manifest["roll"]["lines"] or previous != manifest["roll"]["head"]:
        problems.append(f"roll.log: line {len(rows) + 1} does not hold")
    return shown


def is_behind(record, roll):
    """True when the roll shows who acted in the role they acted in, on that day, and enrolled if they used a code."""
    name, held, enrolled = record["who"], {}, False
    if name.endswith(" (trang Prefect)"):
        name = name[: -len(" (trang Prefect)")]
    for line in roll:
        if line["name"] != name:
            continue
        said = line["payload"]
        if line["act"] == "person:add":
            held[said["role"], said["unit"]] = [said.get("since"), said.get("until")]
        elif line["act"] == "person:end":
            for (role, unit), days in held.items():
                if said.get("role") in (None, role) and said.get("unit") in (None, unit):
                    days[1] = said["until"]
        elif line["act"] == "person:enrol":
            enrolled = True
    wanted = record["role"] if record["act"] in ("answer:accept", "answer:refuse") else None
    holds = any(
        wanted in (None, role) and (not since or since <= record["day"]) and (not until or record["day"] <= until)
        for (role, _), (since, until) in held.items()
    )
    return holds and (enrolled or record["proof"] != "code")


def private_digests(node):
    """Every digest of a private value inside a record."""
    if isinstance(node, dict):
        if "$private" in node:
            yield node["$private"]
        for value in node.values():
            yield from private_digests(value)
    elif isinstance(node, list):
        for value in node:
            yield from private_digests(value)


def check(data):
    """(problems, first journal line that does not hold or None, manifest)."""
    problems, outside, manifest = [], [], {}
    try:
        files = read_container(data, outside)
        manifest = json.loads(files["manifest.json"].decode("utf-8"))
        records, line = check_journal(files["journal.log"], manifest, problems)
    except Broken as error:
        return [*outside, str(error)], None, {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return [f"a part of it cannot be read ({type(error).__name__})"], None, {}
    try:
        check_rest(files, manifest, records, problems)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problems.append(f"a part of it cannot be read ({type(error).__name__})")
    return problems + outside, line, manifest


def known_heads(data, manifest):
    """Every digest that may have left the house and still stands in a whole bundle: of each line, and of the anchor."""
    rows = read_container(data, [])["journal.log"].split(b"\n")[:-1]
    return {row[:64].decode() for row in rows} | {(manifest.get("anchor") or {}).get("digest")}


def check_rest(files, manifest, records, problems):
    """Manifest, signature, files, papers, private values."""
    if manifest["format"] not in ("daihoi-bundle 1", "daihoi-bundle 2"):
        problems.append("manifest.json: a format that this verifier does not know")
    text = files["signature.txt"].decode("latin-1")
    if not text.endswith("\n") or not is_hex(text[:-1], 128) or not is_hex(manifest["key"], 64):
        problems.append("signature.txt: not a signature")
    elif not signature_holds(bytes.fromhex(manifest["key"]), bytes.fromhex(text[:-1]), files["manifest.json"]):
        problems.append("signature.txt: the signature does not hold")
    present = {name: sha256(content) for name, content in files.items()}
    del present["manifest.json"], present["signature.txt"]
    for name in sorted(set(present) | set(manifest["files"])):
        if present.get(name) != manifest["files"].get(name):
            problems.append(f"{name}: changed, missing, or not in the manifest")
    if manifest["format"] != "daihoi-bundle 1":
        roll, known = check_roll(files["roll.log"], manifest, problems), set(manifest["left_out"]["roles"])
        for record in records:
            if record["proof"] in ("claimed", "code") and record["seq"] not in known and not is_behind(record, roll):
                problems.append(f"journal.log: the roll does not show the role or codes behind line {record['seq']}")
    papers_out, values_out = set(manifest["left_out"]["papers"]), set(manifest["left_out"]["values"])
    values = set()
    for number, row in enumerate(files.get("private.jsonl", b"").split(b"\n")[:-1], 1):
        one = json.loads(row.decode("utf-8"))
        if sha256(bytes.fromhex(one["salt"]) + one["value"].encode("utf-8")) != one["digest"]:
            problems.append(f"private.jsonl: value {number} does not give its digest")
        values.add(one["digest"])
    for record in records:
        for digest in private_digests(record["payload"]):
            if digest not in values and digest not in values_out:
                problems.append(f"journal.log: the private value of line {record['seq']} is missing")
        if record["act"] == "paper:write":
            paper = record["payload"]["paper"]
            # One code may have several papers: the counting minutes of each round.
            place = "-".join(p for p in (paper["code"], paper.get("subject")) if p)
            for ending, digest in paper["files"].items():
                name = f"papers/{place}-v{paper['version']}.{ending}"
                if digest not in papers_out and present.get(name) != digest:
                    problems.append(f"{name}: not the paper that line {record['seq']} names")


def main(arguments):
    """Check the bundle named on the command line and say what it is."""
    names, wanted = [], {"--key": None, "--head": None}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in wanted and rest:
            wanted[word] = rest.pop(0).strip().lower()
        else:
            names.append(word)
    if len(names) != 1 or names[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(names[0], "rb") as file:
            data = file.read()
    except OSError as error:
        print(f"Không đọc được tệp / cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    problems, _, manifest = check(data)
    if not problems and wanted["--key"] not in (None, manifest["key"]):
        problems.append(f"signed with another key: {manifest['key']}")
    if not problems and wanted["--head"] and wanted["--head"] not in known_heads(data, manifest):
        problems.append(f"no line and no anchor in it has the head {wanted['--head']}")
    if problems:
        print("KHÔNG NGUYÊN VẸN / NOT WHOLE")
        for problem in problems[:20]:
            print("  " + problem)
        return 1
    out = manifest["left_out"]
    print(f"NGUYÊN VẸN / WHOLE: {manifest['code']}, {manifest['lines']} lines, {len(manifest['files'])} files")
    print(f"  key   {manifest['key']}\n  head  {manifest['head']}")
    print(f"  left out: {len(out['values'])} private values, {len(out['papers'])} papers")
    if manifest["format"] == "daihoi-bundle 1":
        print("  an older bundle: it does not say who held which role")
    elif out["roles"]:
        print(f"  acts whose author's role or codes the roll does not show: lines {', '.join(map(str, out['roles']))}")
    if manifest.get("rehearsal"):
        print("  TẬP DƯỢT / a rehearsal: roles and codes were not asked for")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
