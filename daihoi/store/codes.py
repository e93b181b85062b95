"""One-time codes: who has a secret, and which codes are spent. A code works once."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from daihoi.errors import BadInput, CodeRefused
from daihoi.store import keyring, roll
from daihoi.store.tables import enrolments, persons, spent_codes
from daihoi.store.writing import Store
from schemas.roll import RollAct

STEP_SECONDS = 30
SLACK = 1
"""Half minutes that a clock may be off, either way."""
TRIES = 5
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class TypedCode:
    """A code as it was typed: when, and into what (an answer read twice may be judged twice, and no other)."""

    digits: str
    at: datetime
    use: str

    def __repr__(self) -> str:
        return f"TypedCode(at={self.at}, use={self.use})"


def enrol(store: Store, name: str, *, again: bool = False, who: str | None = None) -> str:
    """Give ``name`` a secret; returns the address that an authenticator reads from a QR code.

    Raises `BadInput` for somebody who holds no role, or has a secret already and ``again`` is not set.
    """
    from pyotp import random_base32
    from pyotp.totp import TOTP

    with store.writing() as w:
        if w.connection.execute(select(persons.c.id).where(persons.c.name == name)).first() is None:
            raise BadInput(
                f"Chưa ghi «{name}» vào danh sách; gõ `daihoi person add` trước.",
                f"“{name}” is not on the list; type `daihoi person add` first.",
            )
        if is_enrolled(w.connection, name) and not again:
            raise BadInput(
                f"«{name}» đã đăng ký mã. Nếu mất điện thoại, thêm --again: mã cũ sẽ hết hiệu lực.",
                f"“{name}” is enrolled already. If the phone is lost, add --again: the old codes stop working.",
            )
        secret = random_base32()
        w.connection.execute(delete(enrolments).where(enrolments.c.name == name))
        w.connection.execute(
            insert(enrolments).values(
                name=name, secret=keyring.hide(secret), at=datetime.now(UTC), failures=0, locked_until=None
            )
        )
        roll.add_line(w.connection, RollAct.ENROL, name, {"secret": keyring.fingerprint(secret)}, who)
    return TOTP(secret).provisioning_uri(name=name, issuer_name="daihoi")


def change_key(store: Store, place: Path) -> int:
    """Hide every secret under a new key at ``place``, and forget the old one; returns how many there are.

    Killed on the way, both keys are there, and every secret opens with one of them.
    """
    keyring.add_key(place)
    with store.writing() as w:
        found = w.connection.execute(select(enrolments.c.name, enrolments.c.secret).with_for_update()).all()
        for name, kept in found:
            hidden = keyring.hide(keyring.reveal(kept, place), place)
            w.connection.execute(update(enrolments).where(enrolments.c.name == name).values(secret=hidden))
    keyring.forget_old_keys(place)
    return len(found)


def fingerprints(store: Store) -> dict[str, str]:
    """What the roll should say of every secret, by name; raises `StoreUnavailable` without the key."""
    with store.reading() as connection:
        found = connection.execute(select(enrolments.c.name, enrolments.c.secret)).all()
    return {name: keyring.fingerprint(keyring.reveal(kept)) for name, kept in found}


def is_enrolled(connection: Connection, name: str) -> bool:
    """True when ``name`` has a secret."""
    return connection.execute(select(enrolments.c.name).where(enrolments.c.name == name)).first() is not None


def spend(store: Store, name: str, typed: TypedCode) -> None:
    """Take ``name``'s code: judged against the time it was typed, and spent whatever becomes of the answer.

    Raises `CodeRefused`; five wrong ones in a row close the door for a quarter of an hour.
    """
    with store.writing() as w:
        refusal = _spend(w.connection, name, typed)
    if refusal is not None:
        raise refusal


def _spend(connection: Connection, name: str, typed: TypedCode) -> CodeRefused | None:
    found = connection.execute(select(enrolments).where(enrolments.c.name == name).with_for_update()).mappings().first()
    if found is None:
        return CodeRefused(
            f'«{name}» chưa đăng ký mã xác nhận; gõ `daihoi person enrol "{name}"`.',
            f'“{name}” has no one-time codes yet; type `daihoi person enrol "{name}"`.',
        )
    now = datetime.now(UTC)
    locked: datetime | None = found["locked_until"]
    if locked is not None and (locked if locked.tzinfo else locked.replace(tzinfo=UTC)) > now:
        return CodeRefused(
            f"«{name}» đã nhập sai mã {TRIES} lần; hãy đợi 15 phút rồi thử lại.",
            f"“{name}” typed {TRIES} wrong codes; wait a quarter of an hour and try again.",
        )
    step = _step_of(keyring.reveal(found["secret"]), typed)
    if step is None:
        failures = found["failures"] + 1
        connection.execute(
            update(enrolments)
            .where(enrolments.c.name == name)
            .values(failures=failures % TRIES, locked_until=now + PAUSE if failures >= TRIES else None)
        )
        return CodeRefused(
            "Mã xác nhận không đúng hoặc đã quá hạn; hãy xem mã mới trên điện thoại và kiểm tra giờ của máy.",
            "The code is wrong or too old; look at the telephone for a new one, and check the clock.",
        )
    connection.execute(update(enrolments).where(enrolments.c.name == name).values(failures=0, locked_until=None))
    spent = connection.execute(
        select(spent_codes.c.use).where(spent_codes.c.name == name, spent_codes.c.step == step)
    ).scalar()
    if spent is None:
        connection.execute(insert(spent_codes).values(name=name, step=step, use=typed.use))
    elif spent != typed.use:
        return CodeRefused(
            "Mã này đã dùng rồi; mỗi mã chỉ dùng một lần, hãy đợi mã mới (tối đa 30 giây).",
            "This code was used before; a code works once, wait for the next (30 seconds at most).",
        )
    return None


def _step_of(secret: str, typed: TypedCode) -> int | None:
    from pyotp.totp import TOTP

    maker, middle = TOTP(secret), int(typed.at.timestamp()) // STEP_SECONDS
    digits = "".join(typed.digits.split())
    for step in (middle, middle - SLACK, middle + SLACK):
        if hmac.compare_digest(maker.generate_otp(step).encode(), digits.encode()):
            return step
    return None
