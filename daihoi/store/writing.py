"""A change and its journal line are one transaction."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from daihoi.errors import DossierExists, DossierNotFound, Erased, RequestNotFound, StaleDossier, StoreUnavailable
from daihoi.rules import authority, procedure
from daihoi.rules.replay import apply, replay
from daihoi.store import chain
from daihoi.store.private import list_private, seal, unseal
from daihoi.store.states import States
from daihoi.store.tables import dossiers, journal, requests, units
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.record import Act, Record
from schemas.request import Request
from schemas.step import Kind

_SEALED = {"intakes", "comments", "decisions"}
"""What a record of the register holds about people: who said what, and the words in which it was answered."""


@dataclass(frozen=True)
class Lease:
    """Who executes the run of a congress, and until when unless renewed."""

    run: str | None
    worker: str | None
    until: datetime | None


# Built once: putting a statement together costs more than running it.
_BY_CODE = select(dossiers.c.code, dossiers.c.state, dossiers.c.version).where(dossiers.c.code == bindparam("code"))
_BY_CODE_LOCKED = _BY_CODE.with_for_update()
_BY_REQUEST_LOCKED = (
    select(dossiers.c.code, dossiers.c.state, dossiers.c.version)
    .join(requests, requests.c.code == dossiers.c.code)
    .where(requests.c.number == bindparam("number"))
    .with_for_update(of=dossiers)
)
_SAVE = update(dossiers).where(dossiers.c.code == bindparam("of"), dossiers.c.version == bindparam("was"))
_ASK = insert(requests).returning(requests.c.number)
_CLOSE = update(requests).where(requests.c.number == bindparam("of")).values(open=0)
_MOVE = update(requests).where(requests.c.number == bindparam("of"))
_LINE = insert(journal)


class Store:
    """The store's reading door, and the way into a writing."""

    def __init__(self, engine: Engine, *, rehearsal: bool = False) -> None:
        self.engine = engine
        self._reader = engine.execution_options(reading=True)
        self._states = States()
        self.rehearsal = rehearsal

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """A connection that only looks."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator["Writing", None, None]:
        """One transaction; everything in it happens, or nothing."""
        try:
            with self.engine.begin() as connection:
                writing = Writing(connection, self._states, rehearsal=self.rehearsal)
                yield writing
                writing.flush()
        except OperationalError as error:
            raise StoreUnavailable(
                f"Kho dữ liệu đang bận hoặc bị khóa ({error.orig}); chưa ghi gì cả, hãy gõ lại lệnh sau ít giây.",
                f"The store is busy or locked ({error.orig}); nothing was written, try again in a few seconds.",
            ) from error

    def get_dossier(self, code: str) -> Dossier:
        """The stored state; raises `DossierNotFound`."""
        with self.reading() as connection:
            return self._load(connection, code)

    def _load(self, connection: Connection, code: str) -> Dossier:
        row = connection.execute(_BY_CODE, {"code": code}).one_or_none()
        if row is None:
            raise DossierNotFound(code)
        return self._states.parse(code, row[1])

    def get_dossier_at(self, code: str, seq: int) -> Dossier:
        """The state as of journal line ``seq``; raises `Erased` for one whose private values are gone."""
        dossier = self.get_dossier(code)
        if dossier.seq == seq:
            return dossier
        records = self.list_journal(code)
        if any(r.act is Act.PRIVATE_ERASE and r.seq > seq for r in records):
            raise Erased(code, seq, dossier.erased_on)
        return replay(r for r in records if r.seq <= seq)

    def list_codes(self) -> list[str]:
        """The codes of all dossiers."""
        with self.reading() as connection:
            return list(connection.execute(select(dossiers.c.code).order_by(dossiers.c.code)).scalars())

    def list_active(self) -> list[str]:
        """The codes of the dossiers still being prepared."""
        query = select(dossiers.c.code).where(dossiers.c.life == Life.ACTIVE.value).order_by(dossiers.c.code)
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def get_code_of(self, number: int) -> str:
        """The dossier that request ``number`` belongs to; raises `RequestNotFound`."""
        with self.reading() as connection:
            code = connection.execute(select(requests.c.code).where(requests.c.number == number)).scalar()
        if code is None:
            raise RequestNotFound(number)
        return code

    def get_request(self, number: int) -> tuple[Dossier, Request]:
        """Request ``number`` and the dossier it belongs to; raises `RequestNotFound`."""
        dossier = self.get_dossier(self.get_code_of(number))
        request = dossier.request(number)
        if request is None:
            raise RequestNotFound(number)
        return dossier, request

    def list_journal(self, code: str) -> list[Record]:
        """The journal of one dossier, private values put back."""
        with self.reading() as connection:
            self._load(connection, code)
            return read_journal(connection, code)

    def get_lease(self, code: str) -> Lease:
        """The live run and its lease."""
        with self.reading() as connection:
            row = connection.execute(
                select(dossiers.c.run, dossiers.c.lease_worker, dossiers.c.lease_until).where(dossiers.c.code == code)
            ).one_or_none()
        if row is None:
            raise DossierNotFound(code)
        return Lease(row[0], row[1], _aware(row[2]) if row[2] else None)

    def name_run(self, code: str, run: str, instead_of: str | None) -> bool:
        """Write down that ``run`` is the live one; False when another than ``instead_of`` was named meanwhile."""
        before = dossiers.c.run.is_(None) if instead_of is None else dossiers.c.run == instead_of
        with self.writing() as w:
            done = w.connection.execute(
                update(dossiers).where(dossiers.c.code == code, or_(before, dossiers.c.run == run)).values(run=run)
            )
            return done.rowcount == 1

    def take_lease(self, code: str, run: str, worker: str, seconds: int = 60) -> bool:
        """Take or renew the lease; False when another run is named, or another worker executes this one."""
        now = datetime.now(UTC)
        with self.writing() as w:
            done = w.connection.execute(
                update(dossiers)
                .where(
                    and_(
                        dossiers.c.code == code,
                        or_(dossiers.c.run.is_(None), dossiers.c.run == run),
                        or_(
                            dossiers.c.lease_until.is_(None),
                            dossiers.c.lease_until < now,
                            dossiers.c.lease_worker == worker,
                        ),
                    )
                )
                .values(run=run, lease_worker=worker, lease_until=now + timedelta(seconds=seconds))
            )
            return done.rowcount == 1

    def clear_lease(self, code: str, worker: str | None) -> None:
        """Take the lease from ``worker``, which is gone."""
        if worker is not None:
            self.release_lease(code, worker)

    def release_lease(self, code: str, worker: str) -> None:
        """Give the lease back."""
        with self.writing() as w:
            w.connection.execute(
                update(dossiers)
                .where(dossiers.c.code == code, dossiers.c.lease_worker == worker)
                .values(lease_worker=None, lease_until=None)
            )


@dataclass
class _Held:
    """A dossier that the transaction holds: what it was, what it has become, the journal lines in between."""

    version: int
    dossier: Dossier
    waiting: dict[int, Request | None]
    """The open requests as the index has them; None for one asked in this transaction."""
    head: str | None = None
    """Digest of the last journal line; None until it is needed."""
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    columns: dict[str, Any] = field(init=False)
    """What the row shows beside the state; unchanged, it and its indexes are left alone."""

    def __post_init__(self) -> None:
        self.columns = _columns(self.dossier)


class Writing:
    """One transaction's door: load, then append records. State and journal are written once, at its end."""

    def __init__(self, connection: Connection, states: States, *, rehearsal: bool = False) -> None:
        self.connection = connection
        self._states = states
        self._claim = "open" if rehearsal else "claimed"
        self._held: dict[str, _Held] = {}

    def dossier(self, code: str) -> Dossier:
        """The state, locked until the transaction ends; raises `DossierNotFound`."""
        if code in self._held:
            return self._held[code].dossier
        row = self.connection.execute(_BY_CODE_LOCKED, {"code": code}).one_or_none()
        if row is None:
            raise DossierNotFound(code)
        return self._hold(*row)

    def dossier_of(self, number: int) -> Dossier:
        """The dossier that request ``number`` belongs to, locked; raises `RequestNotFound`."""
        row = self.connection.execute(_BY_REQUEST_LOCKED, {"number": number}).one_or_none()
        if row is None:
            raise RequestNotFound(number)
        return self._held[row[0]].dossier if row[0] in self._held else self._hold(*row)

    def _hold(self, code: str, state: str, version: int) -> Dossier:
        dossier = self._states.parse(code, state)
        waiting: dict[int, Request | None] = {r.number: r for r in dossier.open_requests}
        self._held[code] = _Held(version, dossier, waiting, self._states.head_of(code, state))
        return dossier

    def open_dossier(
        self, code: str, who: str, role: Role | None, day: date, payload: dict[str, Any], proof: str | None = None
    ) -> Dossier:
        """The first record of a new dossier; raises `DossierExists`."""
        record = Record(
            seq=1,
            act=Act.DOSSIER_OPEN,
            at=datetime.now(UTC),
            day=day,
            who=who,
            role=role,
            proof=proof or self._claim,
            payload=payload,
        )
        dossier = apply(None, record)
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(dossiers).values(code=code, version=0, state="", **_columns(dossier)))
        except IntegrityError as error:
            raise DossierExists(code) from error
        self._held[code] = _Held(0, dossier, {}, chain.START)
        self.connection.execute(insert(units), _units_of(dossier))
        self._add_line(dossier, record)
        return dossier

    def append(
        self,
        dossier: Dossier,
        act: Act,
        who: str,
        day: date,
        role: Role | None = None,
        request: int | None = None,
        payload: dict[str, Any] | None = None,
        proof: str | None = None,
    ) -> Dossier:
        """Append one record; returns the state after it, which is stored when the transaction ends."""
        if role is not None and act is not Act.REQUEST_OPEN:
            proof = proof or self._claim
        record = Record(
            seq=dossier.seq + 1,
            act=act,
            at=datetime.now(UTC),
            day=day,
            who=who,
            role=role,
            proof=proof,
            request=request,
            payload=payload or {},
        )
        held = self._held[dossier.code]
        if dossier.seq != held.dossier.seq:
            raise StaleDossier(dossier.code)
        held.dossier = apply(dossier, record)
        self._add_line(dossier, record)
        return held.dossier

    def flush(self) -> None:
        """Write what was appended so far; called at the end of the transaction. Raises `StaleDossier`."""
        for code, held in self._held.items():
            if not held.lines:
                continue
            changed = {k: v for k, v in _columns(held.dossier).items() if held.columns[k] != v}
            state = self._states.dump(held.dossier, held.head)
            values = {"of": code, "was": held.version, "version": held.version + 1, "state": state, **changed}
            if self.connection.execute(_SAVE, values).rowcount != 1:
                raise StaleDossier(code)
            self.connection.execute(_LINE, held.lines)
            waiting: dict[int, Request | None] = {r.number: r for r in held.dossier.open_requests}
            if settled := held.waiting.keys() - waiting.keys():
                self.connection.execute(_CLOSE, [{"of": number} for number in settled])
            for number, request in waiting.items():
                was = held.waiting.get(number)
                if request is not None and was is not None and _asked(was) != _asked(request):
                    self.connection.execute(_MOVE, {"of": number, **_asked(request)})
            self._held[code] = _Held(held.version + 1, held.dossier, waiting, held.head)

    def open_request(
        self, dossier: Dossier, question: procedure.Question, who: str, day: date
    ) -> tuple[Dossier, Request]:
        """Put ``question`` to its role; the same place is never asked twice."""
        row, round_ = question.row, dossier.round_of(question.row.step)
        number = self.connection.execute(
            _ASK,
            {
                "code": dossier.code,
                "step": row.step.value,
                "round": round_,
                "kind": row.kind.value,
                "occasion": 1 + sum(r.kind is row.kind for r in dossier.requests),
                "role": row.role.value,
                "due_on": question.due_on,
                "person": question.person,
                "delegations": [],
                "subject": question.subject,
                "open": 1,
            },
        ).scalar_one()
        self._held[dossier.code].waiting[number] = None
        payload = {
            "number": number,
            "kind": row.kind.value,
            "round": round_,
            "due_on": question.due_on.isoformat(),
            "subject": question.subject,
            "person": question.person,
        }
        after = self.append(dossier, Act.REQUEST_OPEN, who, day, row.role, payload=payload, request=number)
        return after, after.requests[-1]

    def _add_line(self, dossier: Dossier, record: Record) -> None:
        code, payload = dossier.code, dict(record.payload)
        if "answer" in payload and procedure.row_of(dossier, Kind(payload["kind"])).private:
            # What a rule has to say of a private answer may quote it.
            payload |= {
                part: seal(self.connection, code, payload[part]) for part in ("answer", "findings") if part in payload
            }
        for part in _SEALED & set(payload):
            payload[part] = seal(self.connection, code, payload[part])
        if "opening" in payload and payload["opening"].get("roster"):
            payload["opening"] = {
                **payload["opening"],
                "roster": seal(self.connection, code, payload["opening"]["roster"]),
            }
        row = {
            "code": code,
            "seq": record.seq,
            "act": record.act.value,
            "at": record.at,
            "day": record.day,
            "who": record.who,
            "role": record.role.value if record.role else None,
            "proof": record.proof,
            "request": record.request,
            "payload": payload,
        }
        held = self._held[code]
        if held.head is None:
            held.head = chain.head_of(self.connection, code)[1]
        held.head = chain.digest_of(chain.line_of(row, held.head))
        held.lines.append({**row, "digest": held.head})


def read_journal(connection: Connection, code: str) -> list[Record]:
    """The journal of one dossier, private values put back."""
    rows = connection.execute(select(journal).where(journal.c.code == code).order_by(journal.c.seq)).mappings()
    # Read once: a long register has thousands of them, and as many lines that name one.
    known = {p.digest: p.value for p in list_private(connection, code)}
    return [
        Record(
            seq=row["seq"],
            act=Act(row["act"]),
            at=_aware(row["at"]),
            day=row["day"],
            who=row["who"],
            role=Role(row["role"]) if row["role"] else None,
            proof=row["proof"],
            request=row["request"],
            payload=unseal(known, row["payload"]),
        )
        for row in rows
    ]


def _columns(dossier: Dossier) -> dict[str, Any]:
    return {
        "life": dossier.life.value,
        "step": procedure.current_step(dossier).value,
        "cell": dossier.opening.cell.name,
        "superior": dossier.opening.superior.name,
        "opening_on": dossier.opening.opening_on,
    }


def _units_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Under which names people belong to the cell and to its superior."""
    names = ((authority.own_units(dossier.opening), 0), (authority.superior_units(dossier.opening), 1))
    return [{"code": dossier.code, "name": n, "above": above} for some, above in names for n in sorted(some)]


def _asked(request: Request) -> dict[str, Any]:
    """Whom the index names, and until when."""
    return {
        "due_on": request.due_on,
        "person": request.person,
        "delegations": [d.model_dump(mode="json") for d in request.delegations],
    }


def _aware(at: datetime) -> datetime:
    # SQLite drops the zone; what we write is always UTC.
    return at if at.tzinfo else at.replace(tzinfo=UTC)
