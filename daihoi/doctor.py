"""Examines an installation: every dossier replayed, every chain and paper checked, and what it stands on."""

import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import httpx

from daihoi.errors import DaihoiError, StoreUnavailable
from daihoi.rules import procedure
from daihoi.rules.replay import replay
from daihoi.rules.roll import read_roll
from daihoi.settings import Settings, codes_key
from daihoi.store import Store, anchors, chain, codes, files, health, keyring, persons, roll
from schemas.words import Words

FINE, NOTE, BAD = "fine", "note", "bad"
ROOM_NEEDED = 1 << 30
ROOM_LEAST = 100 << 20
CLOCK_SLACK = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, how it is, and what to do when it is not fine."""

    about: str
    state: str
    words: Words


def _say(about: str, state: str, vi: str, en: str) -> Finding:
    return Finding(about, state, Words(vi=vi, en=en))


def examine(store: Store, settings: Settings) -> Iterator[Finding]:
    """Everything, one finding at a time."""
    yield from _versions(store)
    yield _tables(store)
    yield from examine_dossiers(store, settings.files)
    yield examine_roll(store)
    yield examine_codes(store)
    yield _anchors(store)
    yield _clock(store)
    yield from _server(settings)
    yield _fonts()
    yield _disk(settings.home)
    yield _doors(settings)


def _versions(store: Store) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    found: list[str] = []
    for package in ("daihoi", "prefect", "fastapi", "pydantic", "sqlalchemy"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield _say(
                "versions", BAD, f"Thiếu thư viện {package}; hãy cài lại.", f"{package} is missing; install again."
            )
    text = f"Python {python}, {', '.join(found)}, {health.database_of(store)}"
    yield _say("versions", FINE, text, text)
    if tuple(map(int, version("fastapi").split(".")[:2])) >= (0, 155):
        yield _say(
            "versions",
            BAD,
            "FastAPI từ 0.155 trở lên làm máy chủ Prefect 3.8 không khởi động được; hãy cài theo uv.lock.",
            "With FastAPI 0.155 or newer Prefect 3.8's server dies at start; install from uv.lock.",
        )
    if store.engine.dialect.name == "sqlite" and sqlite3.sqlite_version_info < (3, 35):
        yield _say(
            "versions",
            BAD,
            f"SQLite {sqlite3.sqlite_version} quá cũ; cần 3.35 trở lên.",
            f"SQLite {sqlite3.sqlite_version} is too old; 3.35 is needed.",
        )


def _tables(store: Store) -> Finding:
    revision, head = health.revision_of(store)
    if revision != head:
        return _say(
            "store",
            BAD,
            f"Kho ở phiên bản {revision}, chương trình cần {head}.",
            f"The store is at revision {revision}, the program needs {head}.",
        )
    damage = health.damage(store)
    if damage is not None:
        return _say(
            "store",
            BAD,
            f"Tệp kho bị hỏng: {damage}. Hãy phục hồi bản sao lưu: `daihoi restore TỆP`.",
            f"The store's file is damaged: {damage}. Restore a backup: `daihoi restore FILE`.",
        )
    return _say("store", FINE, f"Kho nguyên vẹn, phiên bản {revision}.", f"The store is sound, revision {revision}.")


def examine_dossiers(store: Store, folder: Path) -> Iterator[Finding]:
    """Journal, state, lists and papers of every dossier; one line when all are well."""
    codes = store.list_codes()
    sick = 0
    for code in codes:
        for finding in _dossier(store, folder, code):
            sick += 1
            yield finding
    if not sick:
        erased = sum(store.get_dossier(code).erased_on is not None for code in codes)
        yield _say(
            "dossiers",
            FINE,
            f"{len(codes)} hồ sơ: dựng lại từ nhật ký đều đúng trạng thái đang lưu; nhật ký và văn bản nguyên vẹn."
            + (f" {erased} hồ sơ đã xóa nội dung riêng, chỉ dựng lại được từ dòng xóa." if erased else ""),
            f"{len(codes)} dossiers: each replays from its journal to the stored state; journals and papers are whole."
            + (
                f" The private values of {erased} were erased: these replay from the line that did so."
                if erased
                else ""
            ),
        )


def _dossier(store: Store, folder: Path, code: str) -> Iterator[Finding]:
    with store.reading() as connection:
        lines = chain.lines(connection, code)
    broken = chain.first_broken(lines)
    if broken is not None:
        yield _say(
            code,
            BAD,
            f"Nhật ký hồ sơ «{code}»: dòng {broken} đã bị thay đổi sau khi ghi. Giữ nguyên kho và so với bản sao lưu.",
            f"The journal of “{code}”: line {broken} was changed after it was written. Keep the store, compare a backup.",
        )
        return
    if health.has_false_values(store, code):
        yield _say(
            code,
            BAD,
            f"Nội dung riêng của «{code}» không còn khớp với mã ghi trong nhật ký.",
            f"The private values of “{code}” are not those that its journal names.",
        )
    try:
        stored, replayed = store.get_dossier(code), replay(store.list_journal(code))
    except (DaihoiError, ValueError, KeyError, TypeError) as error:
        yield _say(
            code,
            BAD,
            f"Không dựng lại được hồ sơ «{code}» từ nhật ký ({type(error).__name__}).",
            f"“{code}” cannot be replayed from its journal ({type(error).__name__}).",
        )
        return
    if replayed != stored:
        yield _say(
            code,
            BAD,
            f"Trạng thái đang lưu của «{code}» khác với nhật ký; nhật ký mới là đúng.",
            f"The stored state of “{code}” is not what its journal gives; the journal is right.",
        )
    waiting = {r.number for r in stored.open_requests}
    where = (stored.life.value, procedure.current_step(stored).value)
    if health.open_numbers(store, code) != waiting or health.columns_of(store, code) != where:
        yield _say(
            code,
            BAD,
            f"Danh sách việc chờ của «{code}» khác với hồ sơ.",
            f"The list of what waits for “{code}” is not what the dossier says.",
        )
    for paper in stored.papers:
        if paper.private and stored.erased_on is not None:
            continue
        for ending, digest in paper.files.items():
            name = f"{paper.code} v{paper.version}.{ending}"
            state = _file(folder, digest)
            if state is not None:
                yield _say(
                    code, BAD, f"«{code}», {name}: tệp {state[0]}.", f"“{code}”, {name}: the file is {state[1]}."
                )


def _file(folder: Path, digest: str) -> tuple[str, str] | None:
    try:
        content = files.read(folder, digest)
    except OSError:
        return "không còn", "gone"
    return None if hashlib.sha256(content).hexdigest() == digest else ("bị thay đổi", "changed")


def examine_roll(store: Store) -> Finding:
    """The roll of persons: whole, and saying what the lists of roles and codes say."""
    with store.reading() as connection:
        lines = roll.lines(connection)
    broken = chain.first_broken(lines)
    if broken is not None:
        return _say(
            "roll",
            BAD,
            f"Sổ người và vai trò: dòng {broken} đã bị thay đổi sau khi ghi. Giữ nguyên kho và so với bản sao lưu.",
            f"The roll of persons: line {broken} was changed after it was written. Keep the store, compare a backup.",
        )
    told = read_roll(roll.list_roll(store)).persons
    held = [p.model_copy(update={"mail": None}) for p in persons.list_persons(store)]
    strange = {p.name for p in told if p not in held} | {p.name for p in held if p not in told}
    if strange:
        names = ", ".join(sorted(strange))
        return _say(
            "roll",
            BAD,
            f"Vai trò đang lưu khác với sổ người: {names}. Có ai đã sửa thẳng vào kho; gõ `daihoi person log`.",
            f"The roles in the store are not those of the roll: {names}. Somebody changed the store itself;"
            " type `daihoi person log`.",
        )
    return _say(
        "roll",
        FINE,
        f"Sổ người và vai trò nguyên vẹn: {len(lines)} dòng, {len(held)} vai trò.",
        f"The roll of persons is whole: {len(lines)} lines, {len(held)} roles.",
    )


def examine_codes(store: Store) -> Finding:
    """The secrets of one-time codes: their key opens them, and they are those that were enrolled."""
    place = codes_key()
    try:
        kept = codes.fingerprints(store)
    except StoreUnavailable as error:
        return Finding("codes", BAD, error.words)
    told = read_roll(roll.list_roll(store)).enrolled
    if kept != told:
        names = ", ".join(sorted(n for n in kept.keys() | told.keys() if kept.get(n) != told.get(n)))
        return _say(
            "codes",
            BAD,
            f"Mã xác nhận của {names} không phải mã đã đăng ký theo sổ; hãy đăng ký lại: `daihoi person enrol … --again`.",
            f"The codes of {names} are not those that the roll says were enrolled; enrol again:"
            " `daihoi person enrol … --again`.",
        )
    if place.exists() and not keyring.is_private(place):
        return _say(
            "codes",
            BAD,
            f"Người khác trên máy này đọc được khóa mã xác nhận; gõ `chmod 600 {place}`.",
            f"Others on this machine may read the key of the one-time codes; type `chmod 600 {place}`.",
        )
    return _say(
        "codes",
        FINE,
        f"Mã xác nhận: {len(kept)} người đã đăng ký; khóa ở {place}, không nằm trong bản sao lưu.",
        f"One-time codes: {len(kept)} enrolled; their key is {place}, and in no backup.",
    )


def _anchors(store: Store) -> Finding:
    with store.reading() as connection:
        broken = anchors.first_broken(connection)
    links = anchors.list_anchors(store)
    if broken is not None:
        number, code = broken
        return _say(
            "anchors",
            BAD,
            f"Mốc {number} của nhật ký chung không còn khớp{f' với nhật ký «{code}»' if code else ''}.",
            f"Anchor {number} no longer holds{f': the journal of “{code}” is not what it was' if code else ''}.",
        )
    if not links:
        return _say(
            "anchors",
            NOTE,
            "Chưa có mốc nào; mốc được lập mỗi ngày khi `daihoi up` chạy, và khi báo cáo kết quả.",
            "No anchors yet; one is made every day while `daihoi up` runs, and with each report of results.",
        )
    return _say(
        "anchors",
        FINE,
        f"{len(links)} mốc nhật ký chung, mốc cuối ngày {links[-1].day:%d/%m/%Y}: {links[-1].digest}",
        f"{len(links)} anchors, the last of {links[-1].day}: {links[-1].digest}",
    )


def _clock(store: Store) -> Finding:
    now = datetime.now(UTC)
    apart = abs(health.clock_of(store) - now)
    if apart > CLOCK_SLACK:
        return _say(
            "clock",
            BAD,
            f"Đồng hồ máy này và máy chủ cơ sở dữ liệu lệch nhau {apart.total_seconds():.0f} giây; mã xác nhận sẽ bị từ chối.",
            f"This machine's clock and the database's are {apart.total_seconds():.0f} s apart; one-time codes will fail.",
        )
    last = health.last_written(store)
    if last is not None and last > now + CLOCK_SLACK:
        return _say(
            "clock",
            BAD,
            f"Dòng nhật ký cuối ghi {last:%d/%m/%Y %H:%M} UTC, muộn hơn đồng hồ máy: hãy chỉnh lại giờ.",
            f"The last journal line bears {last:%Y-%m-%d %H:%M} UTC, later than the clock: set the clock.",
        )
    return _say("clock", FINE, f"Đồng hồ: {now:%d/%m/%Y %H:%M:%S} UTC.", f"Clock: {now:%Y-%m-%d %H:%M:%S} UTC.")


def _server(settings: Settings) -> Iterator[Finding]:
    try:
        with httpx.Client(base_url=settings.prefect_api, timeout=3) as client:
            client.get("/health").raise_for_status()
            response = client.post("/work_pools/daihoi/workers/filter", json={"limit": 50})
    except httpx.HTTPError:
        yield _say(
            "server",
            NOTE,
            f"Máy chủ Prefect ({settings.prefect_api}) không trả lời; việc nhận bản nộp vẫn chạy. Gõ `daihoi up`.",
            f"Prefect ({settings.prefect_api}) does not answer; answers are still taken. Type `daihoi up`.",
        )
        return
    workers = [w for w in response.json() if w.get("status") == "ONLINE"] if response.is_success else []
    if not workers:
        yield _say(
            "worker",
            BAD,
            "Máy chủ Prefect chạy nhưng không có worker: văn bản sẽ không được viết. Gõ `daihoi up`.",
            "Prefect runs without a worker: no papers will be written. Type `daihoi up`.",
        )
        return
    yield _say(
        "worker", FINE, f"Prefect chạy, {len(workers)} worker.", f"Prefect runs, {len(workers)} worker(s) online."
    )


def _fonts() -> Finding:
    from daihoi.documents import typeface

    missing = [c for c in "ĂÂĐÊÔƠƯăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ" if not typeface.has_glyph(c)]
    if missing:
        return _say(
            "fonts",
            BAD,
            f"Phông {typeface.FAMILY} thiếu chữ {''.join(missing)}; hãy cài lại.",
            f"The typeface {typeface.FAMILY} lacks {''.join(missing)}; install again.",
        )
    return _say(
        "fonts",
        FINE,
        f"Phông {typeface.FAMILY} đủ chữ tiếng Việt.",
        f"The typeface {typeface.FAMILY} has every Vietnamese letter.",
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    state = FINE if free >= ROOM_NEEDED else NOTE if free >= ROOM_LEAST else BAD
    return _say(
        "disk",
        state,
        f"Đĩa còn trống {free >> 20} MB ở {home}{'.' if state == FINE else '; hãy dọn bớt.'}",
        f"{free >> 20} MB free at {home}{'.' if state == FINE else '; make room.'}",
    )


def _doors(settings: Settings) -> Finding:
    if settings.rehearsal:
        return _say(
            "doors",
            NOTE,
            "DAIHOI_OPEN=1: đang tập dượt, không hỏi vai trò và mã xác nhận; mọi văn bản ghi «tập dượt».",
            "DAIHOI_OPEN=1: a rehearsal, nobody is asked for roles or codes; every paper says so.",
        )
    return _say(
        "doors",
        FINE,
        "Vai trò và mã xác nhận đang được kiểm tra.",
        "Roles and one-time codes are asked for.",
    )
