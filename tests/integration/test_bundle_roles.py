"""The roll inside a sealed dossier: who held which role, and nobody's name who did nothing in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from daihoi import desk
from daihoi.bundle import checking, container, sealing, signing
from daihoi.errors import BadInput
from daihoi.store import Store, absences, chain, codes, persons
from daihoi.store.codes import TypedCode
from schemas.absence import Absence
from schemas.cell import Person, Role
from schemas.plan import Opening
from tests.integration.test_bundle import third_party as third_party

EXAMPLE, DAY = "to-ky-thuat-2025", date(2025, 6, 1)
AN, STRANGER, OPERATOR = "Nguyễn An", "Kẻ Không Liên Quan", "Người quản trị máy"


@dataclass
class Called:
    """A congress that was called off with a code, sealed; people of other cells stand on the same roll."""

    store: Store
    home: Path

    def seal(self) -> bytes:
        """Its bundle."""
        return sealing.seal(self.store, self.home / "files", EXAMPLE, self.home / "seal.pem", DAY)


@pytest.fixture
def called(guarded: Store, tmp_path: Path, opening_of: Callable[[str], Opening]) -> Called:
    """Opened by an organiser and called off by the same, among people who have nothing to do with it."""
    opening = opening_of(EXAMPLE)
    persons.add_person(guarded, Person(name=STRANGER, role=Role.ORGANISER, unit="Chi bộ khác"), OPERATOR)
    persons.add_person(guarded, Person(name=AN, role=Role.ORGANISER, unit="Chi bộ khác"), OPERATOR)
    persons.add_person(guarded, Person(name=AN, role=Role.ORGANISER, unit=opening.cell.name), OPERATOR)
    codes.enrol(guarded, STRANGER, who=OPERATOR)
    address = codes.enrol(guarded, AN, who=OPERATOR)
    absences.add_absence(guarded, Absence(person=AN, to=STRANGER, since=DAY, until=DAY, reason="ốm"), OPERATOR, DAY)
    desk.open_congress(guarded, opening, AN, DAY)
    now = datetime.now(UTC)
    digits = pyotp.parse_uri(address).at(now)  # pyright: ignore[reportAttributeAccessIssue]
    desk.cancel(guarded, EXAMPLE, AN, DAY, "thử", typed=TypedCode(digits, now, "x"))
    return Called(guarded, tmp_path)


def sealed_anew(bundle: bytes, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> bytes:
    """``bundle`` after ``change`` of its files and manifest, made to fit and signed with a key of the forger's own."""
    contents = container.unpack(bundle)
    manifest = json.loads(contents.pop("manifest.json"))
    del contents["signature.txt"]
    change(contents, manifest)
    key = Ed25519PrivateKey.generate()
    manifest |= {"key": signing.public_part(key), "files": {n: chain.digest_of(c) for n, c in contents.items()}}
    text = json.dumps(manifest).encode()
    return container.pack({"manifest.json": text, "signature.txt": key.sign(text).hex().encode() + b"\n", **contents})


def problems(bundle: bytes, third_party: ModuleType) -> list[str]:
    """What both verifiers say of ``bundle``; they must agree."""
    ours = checking.check(bundle).problems
    assert ours == third_party.check(bundle)[0]
    return ours


def test_the_roles_and_codes_behind_every_act_are_shown_and_nobody_else(
    called: Called, third_party: ModuleType
) -> None:
    bundle = called.seal()
    assert problems(bundle, third_party) == []
    contents = container.unpack(bundle)
    manifest, rows = json.loads(contents["manifest.json"]), contents["roll.log"].decode().splitlines()
    shown = [(n, json.loads(row[65:])["act"]) for n, row in enumerate(rows, 1) if len(row) > 64]
    assert shown == [(3, "person:add"), (5, "person:enrol")]
    assert (manifest["roll"]["lines"], manifest["left_out"]["roles"]) == (6, [])
    everything = b"".join(contents.values()).decode()
    assert OPERATOR in everything
    assert STRANGER not in everything
    assert "Chi bộ khác" not in everything


def test_a_role_the_roll_does_not_show_is_named_by_line_when_sealed(called: Called, third_party: ModuleType) -> None:
    persons.end_person(called.store, AN, date(2025, 5, 31), who=OPERATOR)
    bundle = called.seal()
    assert json.loads(container.unpack(bundle)["manifest.json"])["left_out"]["roles"] == [1, 3]
    assert problems(bundle, third_party) == []


def test_a_dossier_is_not_sealed_over_a_torn_roll(called: Called) -> None:
    with called.store.engine.begin() as connection:
        connection.execute(text("UPDATE roll SET who = 'Người khác' WHERE seq = 1"))
    with pytest.raises(BadInput, match="sổ vai trò"):
        called.seal()


def test_whoever_leaves_a_role_or_code_out_of_the_roll_is_found_even_with_a_key_of_their_own(
    called: Called, third_party: ModuleType
) -> None:
    def hide(number: int) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
        def change(contents: dict[str, bytes], _: dict[str, Any]) -> None:
            rows = contents["roll.log"].split(b"\n")
            rows[number - 1] = rows[number - 1][:64]
            contents["roll.log"] = b"\n".join(rows)

        return change

    def lines(number: int) -> list[str]:
        return [p.rsplit(" ", 1)[1] for p in problems(sealed_anew(called.seal(), hide(number)), third_party)]

    # Without the role both acts stand alone; without the enrolment the one that needed a code.
    assert (lines(3), lines(5)) == (["1", "3"], ["3"])


def test_a_roll_cut_short_or_lengthened_is_found_even_with_a_key_of_their_own(
    called: Called, third_party: ModuleType
) -> None:
    whole = called.seal()
    for change in (lambda log: log[:-65], lambda log: log[:-1], lambda log: log + b"0" * 64 + b"\n"):

        def forge(contents: dict[str, bytes], _: dict[str, Any], change: Callable[[bytes], bytes] = change) -> None:
            contents["roll.log"] = change(contents["roll.log"])

        assert [p for p in problems(sealed_anew(whole, forge), third_party) if p.startswith("roll.log")]


def test_a_byte_changed_in_a_shown_line_is_found_even_with_a_key_of_their_own(
    called: Called, third_party: ModuleType
) -> None:
    whole = called.seal()
    log, at = container.unpack(whole)["roll.log"], 0
    for number, row in enumerate(log.split(b"\n")[:-1], 1):
        for place in range(0, len(row) if len(row) > 64 else 0, 7):

            def forge(contents: dict[str, bytes], _: dict[str, Any], place: int = at + place) -> None:
                contents["roll.log"] = log[:place] + bytes([log[place] ^ 1]) + log[place + 1 :]

            assert f"roll.log: line {number} does not hold" in problems(sealed_anew(whole, forge), third_party)
        at += len(row) + 1
