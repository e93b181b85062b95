"""Opening the store: engine, pragmas, migrations."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from daihoi.errors import StoreUnavailable
from daihoi.settings import busy_seconds, is_rehearsal
from daihoi.store.rebuilding import rebuild_states
from daihoi.store.writing import Store

HEAD = "0011"
KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")


def _configure_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        # The driver's own BEGIN is deferred: two readers that both want to write would dead-lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_seconds() * 1000)}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _as_json(value: Any) -> str:
    # Vietnamese as it is written: escaped, a journal takes twice the room.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _from_json(text: str) -> Any:
    # Most open requests have nobody acting for anybody: a list of ten thousand reads ten thousand empty ones.
    return [] if text == "[]" else json.loads(text)


def open_store(url: str, *, rehearsal: bool | None = None) -> Store:
    """The store behind ``url``, migrated to this program's revision; raises `StoreUnavailable`.

    In a ``rehearsal`` (unless told: what the settings say) nobody is asked for a role or a code.
    """
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    # What fails in a run is logged by Prefect: never with the values that were being written.
    engine = create_engine(url, json_serializer=_as_json, json_deserializer=_from_json, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine)
    try:
        _migrate(engine)
    except (OperationalError, DatabaseError) as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise StoreUnavailable(
            f"Không mở được kho dữ liệu ({reason}). Hãy kiểm tra DAIHOI_DATABASE_URL và DAIHOI_HOME rồi gõ lại lệnh.",
            f"The store cannot be opened ({reason}). Check DAIHOI_DATABASE_URL and DAIHOI_HOME, then try again.",
        ) from error
    return Store(engine, rehearsal=is_rehearsal() if rehearsal is None else rehearsal)


def _revision(engine: Engine) -> str | None:
    with engine.connect().execution_options(reading=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    revision = _revision(engine)
    if revision == HEAD:
        return
    if revision is not None and revision not in KNOWN:
        raise StoreUnavailable(
            f"Kho dữ liệu thuộc phiên bản mới hơn ({revision}); hãy nâng cấp chương trình daihoi.",
            f"The store belongs to a newer version ({revision}); upgrade daihoi.",
        )
    from alembic import command  # imported late: a glance at what waits should not pay for it

    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two processes may open a new store at the same instant.
            connection.execute(text("SELECT pg_advisory_xact_lock(7012026)"))
        command.upgrade(migrations(connection), "head")
        if revision is not None:
            rebuild_states(connection)


def migrations(connection: Connection) -> Any:
    """Alembic's configuration for the store behind ``connection``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("daihoi.store") / "migrations"))
    config.attributes["connection"] = connection
    return config
