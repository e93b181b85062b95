"""A change and its journal line are one transaction."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from daihoi.errors import DossierExists, DossierNotFound, RequestNotFound, StaleDossier, StoreUnavailable
from daihoi.rules import procedure
from daihoi.rules.replay import apply
from daihoi.store import chain
from daihoi.store.private import seal, unseal
from daihoi.store.tables import dossiers, journal, requests
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.record import Act, Record
from schemas.request import Request
from schemas.step import Kind


@dataclass(frozen=True)
class Pending:
    """One open request, as the list of what waits shows it."""

    number: int
    code: str
    cell: str
    superior: str
    step: str
    round: int
    kind: str
    role: str
    due_on: date | None


@dataclass(frozen=True)
class Lease:
    """Who executes the run of a congress, and until when unless renewed."""

    run: str | None
    worker: str | None
    until: datetime | None


class Store:
    """The store's reading door, and the way into a writing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """A connection that only looks."""
        with self.engine.connect().execution_options(reading=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator["Writing", None, None]:
        """One transaction; everything in it happens, or nothing."""
        try:
            with self.engine.begin() as connection:
                yield Writing(connection)
        except OperationalError as error:
            raise StoreUnavailable(
                f"Kho dữ liệu đang bận hoặc bị khóa ({error.orig}); chưa ghi gì cả, hãy gõ lại lệnh sau ít giây.",
                f"The store is busy or locked ({error.orig}); nothing was written, try again in a few seconds.",
            ) from error

    def get_dossier(self, code: str) -> Dossier:
        """The stored state; raises `DossierNotFound`."""
        with self.reading() as connection:
            return _load(connection, code)[0]

    def list_codes(self) -> list[str]:
        """The codes of all dossiers."""
        with self.reading() as connection:
            return list(connection.execute(select(dossiers.c.code).order_by(dossiers.c.code)).scalars())

    def list_active(self) -> list[str]:
        """The codes of the dossiers still being prepared."""
        query = select(dossiers.c.code).where(dossiers.c.life == Life.ACTIVE.value).order_by(dossiers.c.code)
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def list_pending(self, code: str | None = None) -> list[Pending]:
        """Every open request, the most urgent first."""
        query = (
            select(
                requests.c.number,
                requests.c.code,
                dossiers.c.cell,
                dossiers.c.superior,
                requests.c.step,
                requests.c.round,
                requests.c.kind,
                requests.c.role,
                requests.c.due_on,
            )
            .join(dossiers, dossiers.c.code == requests.c.code)
            .where(requests.c.open == 1)
            .order_by(requests.c.due_on, requests.c.number)
        )
        if code is not None:
            query = query.where(requests.c.code == code)
        with self.reading() as connection:
            return [Pending(*row) for row in connection.execute(query)]

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
            _load(connection, code)
            rows = connection.execute(select(journal).where(journal.c.code == code).order_by(journal.c.seq)).mappings()
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
                    payload=unseal(connection, code, row["payload"]),
                )
                for row in rows
            ]

    def get_lease(self, code: str) -> Lease:
        """The live run and its lease."""
        with self.reading() as connection:
            row = connection.execute(
                select(dossiers.c.run, dossiers.c.lease_worker, dossiers.c.lease_until).where(dossiers.c.code == code)
            ).one_or_none()
        if row is None:
            raise DossierNotFound(code)
        return Lease(row[0], row[1], _aware(row[2]) if row[2] else None)

    def name_run(self, code: str, run: str) -> None:
        """Write down which run is the live one."""
        with self.writing() as w:
            w.connection.execute(update(dossiers).where(dossiers.c.code == code).values(run=run))

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


class Writing:
    """One transaction's door: load, then append records."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._versions: dict[str, int] = {}
        self._heads: dict[str, str] = {}

    def dossier(self, code: str) -> Dossier:
        """The state, locked until the transaction ends."""
        dossier, self._versions[code] = _load(self.connection, code, lock=True)
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
            proof=proof,
            payload=payload,
        )
        dossier = apply(None, record)
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(dossiers).values(code=code, version=1, **_row(dossier)))
        except IntegrityError as error:
            raise DossierExists(code) from error
        self._versions[code] = 1
        self._insert(dossier, record)
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
        """Append one record, store the state after it, and return that state."""
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
        after = apply(dossier, record)
        version = self._versions[dossier.code]
        done = self.connection.execute(
            update(dossiers)
            .where(dossiers.c.code == dossier.code, dossiers.c.version == version)
            .values(version=version + 1, **_row(after))
        )
        if done.rowcount != 1:
            raise StaleDossier(dossier.code)
        self._versions[dossier.code] = version + 1
        self._insert(dossier, record)
        closed = [r.number for r in dossier.open_requests if not (after.request(r.number) or r).is_open]
        if closed:
            self.connection.execute(update(requests).where(requests.c.number.in_(closed)).values(open=0))
        return after

    def open_request(
        self, dossier: Dossier, question: procedure.Question, who: str, day: date
    ) -> tuple[Dossier, Request]:
        """Put ``question`` to its role; the same place is never asked twice."""
        row, round_ = question.row, dossier.round_of(question.row.step)
        number = self.connection.execute(
            insert(requests)
            .values(
                code=dossier.code,
                step=row.step.value,
                round=round_,
                kind=row.kind.value,
                occasion=1 + sum(r.kind is row.kind for r in dossier.requests),
                role=row.role.value,
                due_on=question.due_on,
                open=1,
            )
            .returning(requests.c.number)
        ).scalar_one()
        payload = {
            "number": number,
            "kind": row.kind.value,
            "round": round_,
            "due_on": question.due_on.isoformat(),
            "subject": question.subject,
        }
        after = self.append(dossier, Act.REQUEST_OPEN, who, day, row.role, payload=payload, request=number)
        return after, after.requests[-1]

    def _insert(self, dossier: Dossier, record: Record) -> None:
        code, payload = dossier.code, dict(record.payload)
        if "answer" in payload and procedure.row_of(dossier, Kind(payload["kind"])).private:
            # What a rule has to say of a private answer may quote it.
            payload |= {part: seal(self.connection, code, payload[part]) for part in ("answer", "findings")}
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
        previous = self._heads.get(code) or chain.head_of(self.connection, code)[1]
        self._heads[code] = chain.digest_of(chain.line_of(row, previous))
        self.connection.execute(insert(journal).values(**row, digest=self._heads[code]))


def _row(dossier: Dossier) -> dict[str, Any]:
    return {
        "life": dossier.life.value,
        "step": procedure.current_step(dossier).value,
        "cell": dossier.opening.cell.name,
        "superior": dossier.opening.superior.name,
        "opening_on": dossier.opening.opening_on,
        "state": dossier.model_dump_json(by_alias=True),
    }


def _load(connection: Connection, code: str, *, lock: bool = False) -> tuple[Dossier, int]:
    query = select(dossiers.c.state, dossiers.c.version).where(dossiers.c.code == code)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise DossierNotFound(code)
    return Dossier.model_validate_json(row[0]), row[1]


def _aware(at: datetime) -> datetime:
    # SQLite drops the zone; what we write is always UTC.
    return at if at.tzinfo else at.replace(tzinfo=UTC)
