"""Sealed dossiers: whole as they leave, and no byte of them can change unseen by either verifier."""

import json
import random
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from daihoi.bundle import checking, container, sealing, signing
from daihoi.cli.main import main
from daihoi.errors import BadInput
from daihoi.store import Store, open_store
from tests.integration.walking import DAY, Walk

EXAMPLE = "to-ky-thuat-2025"
VERIFIER = Path(sealing.__file__).with_name("verify.py")


@dataclass(frozen=True)
class Sealed:
    """One finished congress, sealed with and without its private values."""

    store: Store
    home: Path
    full: bytes
    public: bytes


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The small example, walked to its end."""
    home = tmp_path_factory.mktemp("sealed")
    store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
    walk = Walk(store, EXAMPLE, home)
    walk.open()
    walk.to_end()

    def bundle(*, private: bool) -> bytes:
        return sealing.seal(store, home / "files", EXAMPLE, home / "seal.pem", DAY, private=private)

    return Sealed(store, home, bundle(private=True), bundle(private=False))


@pytest.fixture(scope="module")
def third_party() -> ModuleType:
    """`verify.py` as somebody outside would run it: its source alone, nothing of ours importable by it."""
    source = VERIFIER.read_text()
    module = ModuleType("verify")
    exec(compile(source, str(VERIFIER), "exec"), module.__dict__)
    return module


def test_the_single_file_verifier_imports_the_standard_library_only() -> None:
    program = (
        "import runpy, sys; before = set(sys.modules); runpy.run_path(sys.argv[1]);"
        "new = {m.split('.')[0] for m in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'__main__'}))"
    )
    # -I: no site-packages, no working directory on the path.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, str(VERIFIER)], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("which", ["full", "public"])
def test_a_sealed_dossier_is_whole_to_both(sealed: Sealed, third_party: ModuleType, which: str) -> None:
    bundle = getattr(sealed, which)
    assert checking.check(bundle).problems == []
    assert third_party.check(bundle)[:2] == ([], None)


def test_a_bundle_of_the_first_format_without_a_roll_is_whole_to_both(
    third_party: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Path(__file__).parents[1] / "data" / "bundle-1.zip"
    assert checking.check(place.read_bytes()).problems == []
    assert third_party.main([str(place)]) == 0
    assert "an older bundle" in capsys.readouterr().out


def test_the_verifier_inside_the_bundle_runs_alone(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(sealed.public)
    (tmp_path / "verify.py").write_bytes(container.unpack(sealed.public)["verify.py"])
    run = [sys.executable, "-I", "-S", "verify.py", "b.zip"]
    whole = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert (whole.returncode, "NGUYÊN VẸN / WHOLE" in whole.stdout) == (0, True)
    other = subprocess.run([*run, "--key", "0" * 64], cwd=tmp_path, capture_output=True, text=True)
    assert (other.returncode, "signed with another key" in other.stdout) == (1, True)


def test_without_private_values_no_ballot_name_is_inside(sealed: Sealed) -> None:
    answers = sealed.store.get_dossier(EXAMPLE).answers
    journal = container.unpack(sealed.public)["journal.log"].decode()
    absent = [a.name for a in answers.attendance.lines if not a.present] if answers.attendance else []
    assert absent
    assert all(f'"{name}"' not in journal for name in absent)
    names = container.unpack(sealed.public)
    assert "private.jsonl" not in names
    assert "y-kien.html" not in names
    assert b"YK" in container.unpack(sealed.full)["y-kien.html"]
    assert b"R04" in names["conformance.html"]
    assert json.loads(names["manifest.json"])["left_out"]["values"]


def test_what_is_still_prepared_is_not_sealed_unless_asked(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, EXAMPLE, tmp_path)
    walk.open()
    with pytest.raises(BadInput, match="--interim"):
        sealing.seal(store, tmp_path, EXAMPLE, tmp_path / "k.pem", DAY)
    assert checking.check(sealing.seal(store, tmp_path, EXAMPLE, tmp_path / "k.pem", DAY, interim=True)).whole


def test_the_key_is_made_once_and_for_its_owner_only(sealed: Sealed) -> None:
    place = sealed.home / "seal.pem"
    assert place.stat().st_mode & 0o777 == 0o600
    manifest = json.loads(container.unpack(sealed.full)["manifest.json"])
    assert manifest["key"] == signing.public_part(signing.read_key(place))


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "k.pem").write_text("-----BEGIN PRIVATE KEY-----\nnot a key\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadInput, match="Ed25519"):
        signing.read_key(tmp_path / "k.pem", make=True)


def mutations(bundle: bytes, count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    """``count`` places and copies of ``bundle``, each with the byte there changed; over files, headers and directory."""
    rng = random.Random(seed)
    structure = [i for i in range(len(bundle)) if bundle[i : i + 2] == b"PK"]
    for n in range(count):
        # Every third one in a header or the directory: contents are so much longer that chance would miss them.
        at = rng.randrange(len(bundle)) if n % 3 else min(rng.choice(structure) + rng.randrange(50), len(bundle) - 1)
        changed = bytearray(bundle)
        changed[at] ^= 1 << rng.randrange(8) if n % 2 else rng.randrange(1, 256)
        yield at, bytes(changed)


def assert_both_find(bundle: bytes, third_party: ModuleType, count: int, seed: int) -> None:
    """Both verifiers reject every mutation; inside the journal both name the line that was hurt."""
    journal = container.unpack(bundle)["journal.log"]
    start = bundle.index(journal)
    for at, changed in mutations(bundle, count, seed):
        ours = checking.check(changed)
        problems, line, _ = third_party.check(changed)
        assert not ours.whole, at
        assert problems, at
        if start <= at < start + len(journal):
            hurt = 1 + journal.count(b"\n", 0, at - start)
            # Two lines run together, or a number that no longer fits, are told by the line they make.
            assert ours.line == line == hurt, at


@pytest.mark.parametrize("which", ["full", "public"])
def test_a_changed_byte_anywhere_is_found_by_both(sealed: Sealed, third_party: ModuleType, which: str) -> None:
    assert_both_find(getattr(sealed, which), third_party, 120, 7)


def test_the_digests_on_the_result_report_are_found_in_the_bundle_by_both_and_others_are_not(
    sealed: Sealed, third_party: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "b.zip"
    place.write_bytes(sealed.public)
    report = container.unpack(sealed.public)["papers/S01-v1.md"].decode()
    on_report = re.findall(r"[0-9a-f]{64}", report)
    assert len(on_report) == 2
    for head, code in [*((digest, 0) for digest in on_report), ("a" * 64, 1)]:
        assert main(["verify", str(place), "--head", head]) == code
        assert third_party.main([str(place), "--head", head]) == code
    assert "no line and no anchor" in capsys.readouterr().out


@pytest.mark.soak
def test_ten_thousand_changed_bytes_are_found_by_both(sealed: Sealed, third_party: ModuleType) -> None:
    assert_both_find(sealed.full, third_party, 10_000, 2026)


def forged(bundle: bytes, change: tuple[bytes, bytes], line: int) -> bytes:
    """``bundle`` with one journal line rewritten by somebody careful: its digest, the file's, the manifest, all but the key."""
    files = container.unpack(bundle)
    rows = files["journal.log"].split(b"\n")
    body = rows[line - 1][65:]
    assert change[0] in body
    body = body.replace(*change)
    rows[line - 1] = sealing.chain.digest_of(body).encode() + b" " + body
    files["journal.log"] = b"\n".join(rows)
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["journal.log"] = sealing.chain.digest_of(files["journal.log"])
    files["manifest.json"] = json.dumps(manifest).encode()
    return container.pack(files)


def test_a_careful_forger_of_one_line_is_caught_at_the_next(sealed: Sealed, third_party: ModuleType) -> None:
    bundle = forged(sealed.public, (b'"act":', b'"act": '), 5)
    assert checking.check(bundle).line == 6
    assert third_party.check(bundle)[1] == 6
    assert third_party.check(bundle)[0][0] == "journal.log: line 6 does not hold"


@pytest.mark.parametrize("cut", [1, 22, 1000])
def test_a_bundle_cut_short_is_not_whole(sealed: Sealed, third_party: ModuleType, cut: int) -> None:
    assert not checking.check(sealed.full[:-cut]).whole
    assert third_party.check(sealed.full[:-cut])[0]


def test_something_hung_on_behind_or_in_front_is_found(sealed: Sealed, third_party: ModuleType) -> None:
    for bundle in (sealed.full + b"x", b"x" + sealed.full):
        assert not checking.check(bundle).whole
        assert third_party.check(bundle)[0]


def test_a_compressed_copy_with_the_same_files_is_not_the_bundle(sealed: Sealed, third_party: ModuleType) -> None:
    import io
    import zipfile

    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in container.unpack(sealed.public).items():
            archive.writestr(name, content)
    assert not checking.check(copy.getvalue()).whole
    assert third_party.check(copy.getvalue())[0]


def test_bytes_that_are_no_bundle_are_said_to_be_none(third_party: ModuleType) -> None:
    rng = random.Random(1)
    for size in (0, 1, 30, 400):
        noise = rng.randbytes(size)
        for data in (noise, b"PK\x03\x04" + noise, zlib.compress(noise)):
            assert not checking.check(data).whole
            assert third_party.check(data)[0]


def test_the_signatures_of_rfc_8032_hold_and_their_neighbours_do_not(third_party: ModuleType) -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert third_party.signature_holds(public, signature, b"\x72")
    assert not third_party.signature_holds(public, signature, b"\x73")
    assert not third_party.signature_holds(public, signature[:-1] + b"\x01", b"\x72")
    plus_order = int.from_bytes(signature[32:], "little") + third_party.Q
    malleable = signature[:32] + plus_order.to_bytes(32, "little")
    assert not third_party.signature_holds(public, malleable, b"\x72")
