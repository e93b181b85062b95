"""What people get wrong at the command line: one clear sentence, the right exit code, nothing half written."""

import sqlite3
import threading
import unicodedata
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.replay import replay
from daihoi.settings import Settings
from daihoi.store import Store, open_store
from schemas.request import Request
from schemas.step import Kind
from tests.house import People
from tests.integration.walking import EXAMPLES, Walk

Change = Callable[[dict[str, Any]], None]
NOWHERE = "http://127.0.0.1:9/api"


class Desk:
    """A congress of 2020 waiting for some request, and its people at the command line, with no Prefect server."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home, f"sqlite:///{home / 'daihoi.db'}", NOWHERE, "vi", None)
        self.people = People(EXAMPLES / "vistip-2020", self.settings)
        self.walk = Walk(open_store(self.settings.database_url, rehearsal=True), "vistip-2020", home)
        self.walk.open()
        self.request: Request

    @property
    def store(self) -> Store:
        return self.walk.store

    def waits_for(self, kind: Kind) -> "Desk":
        self.request = self.walk.to(kind)
        return self

    def answer(self, file: Path | str, *more: str) -> tuple[int, str]:
        """Exit code and what was said, which must leave the request open and nothing half written."""
        before = self.store.get_dossier(self.walk.code)
        done = self.people.daihoi("answer", str(self.request.number), str(file), "--as", "Bí thư", *more)
        after = self.store.get_dossier(self.walk.code)
        assert self.store.get_request(self.request.number)[1].is_open
        assert (after.answers, after.papers, after.rounds) == (before.answers, before.papers, before.rounds)
        assert after.seq == before.seq + (done.returncode == 1)
        assert after == replay(self.store.list_journal(self.walk.code))
        assert "Traceback" not in done.stdout
        return done.returncode, " ".join(done.stdout.split())

    def changed(self, change: Change, name: str = "ban-nop.yaml") -> Path:
        """The example's answer with ``change`` made to it."""
        request = self.request
        raw = read_yaml(str(answer_file(EXAMPLES / "vistip-2020", request.kind, 1, request.subject)))
        change(raw)
        file = self.settings.home / name
        file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        return file


@pytest.fixture
def counter(tmp_path: Path) -> Desk:
    """Where people hand in."""
    return Desk(tmp_path)


def refuses(desk: Desk, change: Change, *words: str) -> None:
    """The rules refuse the changed answer, with exit code 1 and the words; the draft is kept for the form."""
    file = desk.changed(change)
    code, said = desk.answer(file)
    assert code == 1
    for word in (*words, f"daihoi answer {desk.request.number} {file}"):
        assert word in said, said
    _, kept = desk.store.get_request(desk.request.number)
    assert kept.draft is not None
    assert "Bản nộp trước chưa được nhận" in desk.people.daihoi("form", str(desk.request.number)).stdout


def test_a_report_without_a_result_for_an_old_target(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.REPORT), lambda raw: raw["results"].pop(), "R04", "C4", "results")


def test_a_target_with_no_number(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.REPORT), lambda raw: raw["targets"][0].pop("measure"), "R05", "T1", "measure")


def test_a_share_of_nothing(counter: Desk) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["targets"][0]["measure"].pop("of")

    refuses(counter.waits_for(Kind.REPORT), change, "FORM", "of")


def test_a_comment_without_a_disposition_when_closing(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.DISPOSITIONS), lambda raw: raw["dispositions"].pop(), "R07", "YK05", "dispositions")


def test_an_approval_dated_before_the_dossier_was_sent(counter: Desk) -> None:
    refuses(
        counter.waits_for(Kind.REVIEW), lambda raw: raw.update(decided_on="2020-07-01"), "R09", "sớm hơn ngày trình"
    )


def test_an_approval_dated_after_the_opening(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.REVIEW), lambda raw: raw.update(decided_on="2020-09-01"), "R09", "25/08/2020")


@pytest.mark.parametrize(
    ("n", "line", "name"),
    [
        (17, {"name": "Khách Không Mời", "present": True}, "Khách Không Mời"),
        (17, {"name": "Nguyễn Hoài Lâm", "present": True}, "Nguyễn Hoài Lâm"),
        (0, {"name": "Nguyễn Hoài Lâm", "present": True, "summoned": False}, "Nguyễn Hoài Lâm"),
    ],
    ids=["a stranger", "somebody twice", "one who was not summoned"],
)
def test_more_present_than_summoned(counter: Desk, n: int, line: dict[str, Any], name: str) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["lines"][n : n + 1] = [line]

    refuses(counter.waits_for(Kind.ATTENDANCE), change, "lines", name)


def test_a_sitting_without_quorum(counter: Desk) -> None:
    def change(raw: dict[str, Any]) -> None:
        for line in raw["lines"][:8]:
            line.update(present=False, code="unreported")

    refuses(counter.waits_for(Kind.ATTENDANCE), change, "R11")


def test_more_votes_than_valid_ballots(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.COUNT), lambda raw: raw["tallies"][0].update(votes=14), "R16", "Trần Thu Vân", "13")


def test_an_opinion_of_the_superior_without_a_reply(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.REPLIES), lambda raw: raw.update(replies=[]), "R10")


def test_an_unknown_field_names_the_nearest_known_one(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.PLAN), lambda raw: raw.update(palce="Hà Nội"), "palce", "Có phải là «place»?")


def test_a_day_that_is_none(counter: Desk) -> None:
    refuses(counter.waits_for(Kind.PLAN), lambda raw: raw.update(signed_on="31/02/2020"), "signed_on")


def test_the_wrong_kind_of_answer_altogether(counter: Desk) -> None:
    counter.waits_for(Kind.PLAN)
    code, said = counter.answer(EXAMPLES / "vistip-2020/answers/report.yaml")
    assert code == 1
    assert "basis_number" in said


def test_a_file_that_is_not_yaml_names_the_line(counter: Desk, tmp_path: Path) -> None:
    file = tmp_path / "hong.yaml"
    file.write_text("place: Hà Nội\ntasks: [a, b\nx: y: z\n", encoding="utf-8")
    code, said = counter.waits_for(Kind.PLAN).answer(file)
    assert code == 2
    assert "hong.yaml" in said
    assert "dòng" in said


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_file_in_another_encoding_says_so(counter: Desk, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "ma-cu.yaml"
    text = unicodedata.normalize("NFD", "place: Đại hội ở Huế, ạ") if encoding == "cp1258" else "place: Huế"
    file.write_bytes(text.encode(encoding, errors="replace"))
    code, said = counter.waits_for(Kind.PLAN).answer(file)
    assert code == 2
    assert "ma-cu.yaml" in said
    assert "UTF-8" in said


def test_a_file_of_fifty_megabytes_is_not_even_read(counter: Desk, tmp_path: Path) -> None:
    file = tmp_path / "to.yaml"
    with file.open("wb") as f:
        f.truncate(50 * 1024 * 1024)
    code, said = counter.waits_for(Kind.PLAN).answer(file)
    assert code == 2
    assert "5 MB" in said


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "chỉ một dòng chữ"])
def test_a_file_without_fields(counter: Desk, tmp_path: Path, content: str) -> None:
    file = tmp_path / "trong.yaml"
    file.write_text(content, encoding="utf-8")
    code, said = counter.waits_for(Kind.PLAN).answer(file)
    assert code == 2
    assert "trong.yaml" in said


def test_a_yaml_bomb_does_not_fill_the_memory(counter: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bom.yaml"
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"] + [
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(20)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, said = counter.waits_for(Kind.PLAN).answer(file)
    assert code in (1, 2)
    assert len(said) < 20_000


def test_a_file_that_is_not_there(counter: Desk) -> None:
    code, said = counter.waits_for(Kind.PLAN).answer("khong-co.yaml")
    assert code == 2
    assert "khong-co.yaml" in said


def test_an_answer_to_a_settled_request_is_told_who_settled_it(counter: Desk) -> None:
    counter.waits_for(Kind.PLAN)
    number, file = str(counter.request.number), str(EXAMPLES / "vistip-2020/answers/plan.yaml")
    assert counter.people.daihoi("answer", number, file, "--as", "Nguyễn Hoài Lâm").returncode == 0
    seq = counter.store.get_dossier("vistip-2020").seq
    said = counter.people.daihoi("answer", number, file, "--as", "Người đến sau")
    assert said.returncode == 1
    assert "Nguyễn Hoài Lâm" in said.stdout
    assert counter.store.get_dossier("vistip-2020").seq == seq


def test_an_answer_meant_for_another_congress(counter: Desk) -> None:
    counter.waits_for(Kind.PLAN)
    code, said = counter.answer(EXAMPLES / "vistip-2020/answers/plan.yaml", "--code", "to-ky-thuat-2025")
    assert code == 2
    assert "daihoi pending" in said


def test_a_request_that_nobody_asked(counter: Desk) -> None:
    said = counter.people.daihoi("answer", "999", str(EXAMPLES / "vistip-2020/answers/plan.yaml"), "--as", "Ai đó")
    assert said.returncode == 2
    assert "999" in said.stdout


def test_nobody_says_who_acts(counter: Desk) -> None:
    said = counter.people.daihoi("answer", "1", str(EXAMPLES / "vistip-2020/answers/plan.yaml"))
    assert said.returncode == 2
    assert "--as" in said.stdout


def test_decomposed_names_are_the_same_names(counter: Desk) -> None:
    counter.waits_for(Kind.PLAN)
    raw = read_yaml(str(EXAMPLES / "vistip-2020/answers/plan.yaml"))
    file = counter.settings.home / "mac.yaml"
    file.write_text(unicodedata.normalize("NFD", yaml.safe_dump(raw, allow_unicode=True)), encoding="utf-8")
    said = counter.people.daihoi("answer", str(counter.request.number), str(file), "--as", "Bí thư")
    assert said.returncode == 0, said.stdout
    plan = counter.store.get_dossier("vistip-2020").answers.plan
    assert plan is not None
    assert plan.place == unicodedata.normalize("NFC", raw["place"])
    assert unicodedata.is_normalized("NFC", plan.model_dump_json())


def test_a_locked_database_says_so_and_keeps_the_request(counter: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.waits_for(Kind.PLAN)
    monkeypatch.setenv("DAIHOI_BUSY_SECONDS", "0.2")
    holder = sqlite3.connect(counter.settings.home / "daihoi.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        code, said = counter.answer(EXAMPLES / "vistip-2020/answers/plan.yaml")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert code == 2
    assert "bận hoặc bị khóa" in said


def test_a_database_that_cannot_be_reached(counter: Desk, tmp_path: Path) -> None:
    lost = Settings(tmp_path, "postgresql://127.0.0.1:9/khong-co", NOWHERE, "vi", None)
    said = People(EXAMPLES / "vistip-2020", lost).daihoi("pending")
    assert said.returncode == 2
    assert "DAIHOI_DATABASE_URL" in said.stdout


@pytest.mark.parametrize(
    "typed", [("pending",), ("show", "vistip-2020"), ("answer", "1", str(EXAMPLES / "vistip-2020/answers/plan.yaml"))]
)
def test_a_database_that_is_missing_is_told_and_not_made_anew(tmp_path: Path, typed: tuple[str, ...]) -> None:
    lost = Settings(tmp_path, f"sqlite:///{tmp_path / 'daihoi.db'}", NOWHERE, "vi", "Bí thư")
    said = People(EXAMPLES / "vistip-2020", lost).daihoi(*typed)
    assert said.returncode == 2
    assert f"{tmp_path / 'daihoi.db'}" in said.stdout
    assert "DAIHOI_HOME" in said.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "daihoi.db").write_bytes(b"khong phai co so du lieu" * 100)
    broken = Settings(tmp_path, f"sqlite:///{tmp_path / 'daihoi.db'}", NOWHERE, "vi", None)
    said = People(EXAMPLES / "vistip-2020", broken).daihoi("pending")
    assert said.returncode == 2
    assert "DAIHOI_HOME" in said.stdout


def test_a_database_of_a_newer_version(counter: Desk) -> None:
    with sqlite3.connect(counter.settings.home / "daihoi.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    said = counter.people.daihoi("pending")
    assert said.returncode == 2
    assert "nâng cấp" in said.stdout


class _Busy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_prefect_answering_503_keeps_the_answer_and_says_so(counter: Desk) -> None:
    counter.waits_for(Kind.PLAN)
    server = HTTPServer(("127.0.0.1", 0), _Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        busy = Settings(
            counter.settings.home,
            counter.settings.database_url,
            f"http://127.0.0.1:{server.server_port}/api",
            "vi",
            None,
        )
        people = People(EXAMPLES / "vistip-2020", busy)
        said = people.daihoi(
            "answer", str(counter.request.number), str(EXAMPLES / "vistip-2020/answers/plan.yaml"), "--as", "Bí thư"
        )
    finally:
        server.shutdown()
    assert said.returncode == 0
    assert "đã được giữ" in said.stdout
    assert not counter.store.get_request(counter.request.number)[1].is_open


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"opening_on": "hôm nào đó"}, "opening_on"),
        ({"profile": "khong_co"}, "profile"),
        ({"code": "có dấu cách"}, "code"),
        ({"closing_term": {"start": 2020, "end": 2015}}, "closing_term"),
        ({"ngay": "2020-01-01"}, "ngay"),
    ],
)
def test_opening_facts_that_do_not_fit(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'daihoi.db'}", NOWHERE, "vi", None)
    file = tmp_path / "mo.yaml"
    raw = {**read_yaml(str(EXAMPLES / "vistip-2020/opening.yaml")), **change}
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    said = People(EXAMPLES / "vistip-2020", settings).daihoi("new", str(file), "--as", "Bí thư")
    assert said.returncode == 2
    assert "mo.yaml" in said.stdout
    assert field in said.stdout
    assert open_store(settings.database_url, rehearsal=True).list_codes() == []


def test_an_opening_day_without_a_rule_set(tmp_path: Path) -> None:
    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'daihoi.db'}", NOWHERE, "vi", None)
    file = tmp_path / "mo.yaml"
    raw = {**read_yaml(str(EXAMPLES / "vistip-2020/opening.yaml")), "opening_on": "2012-05-01"}
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    said = People(EXAMPLES / "vistip-2020", settings).daihoi("new", str(file), "--as", "Bí thư")
    assert said.returncode == 2
    assert "01/05/2012" in said.stdout
