"""`daihoi comments` and `daihoi trace` as somebody types them, from a draft sent out to the trace of a remark."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from daihoi import clerk, desk
from daihoi.store import open_store
from schemas.plan import Opening
from schemas.step import Kind

CODE = "vistip-2020"
DAY = date(2020, 7, 1)


@pytest.fixture
def home(
    tmp_path: Path, opening_of: Callable[[str], Opening], answer_of: Callable[[str, str, int], dict[str, Any]]
) -> Path:
    """A home whose one congress gathers comments."""
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}", rehearsal=True)
    desk.open_congress(store, opening_of(CODE), "Bí thư", DAY)
    for _ in range(40):
        for _ in clerk.write_due(store, tmp_path / "files", CODE, DAY, forms=("md",)):
            pass
        request = desk.continue_congress(store, CODE, DAY).holding_requests[0]
        if request.kind is Kind.COMMENTS:
            return tmp_path
        desk.hand_in(store, request.number, answer_of(CODE, request.kind, 1), "Bí thư", DAY)
    raise AssertionError("comments were never asked for")


def daihoi(home: Path, *typed: str, lang: str = "vi") -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "DAIHOI_HOME": str(home),
        "DAIHOI_DATABASE_URL": f"sqlite:///{home / 'daihoi.db'}",
        "DAIHOI_OPEN": "1",
        "DAIHOI_PERSON": "Bí thư",
        "DAIHOI_TODAY": DAY.isoformat(),
        "DAIHOI_LANG": lang,
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "COLUMNS": "160",
    }
    return subprocess.run(
        [sys.executable, "-m", "daihoi.cli.main", *typed], env=env, capture_output=True, text=True, timeout=60
    )


def test_a_draft_goes_out_and_a_remark_comes_back_as_a_sentence_of_the_next_draft(home: Path) -> None:
    sent, back = home / "gui.docx", home / "tra.docx"
    assert daihoi(home, "comments", "draft", CODE, "--to", str(sent), "--for", "Vũ Đình Sơn").returncode == 0
    document: Any = Document(str(sent))
    paragraph = next(p for p in document.paragraphs if "cam kết cụ thể" in p.text)
    paragraph.runs[0].text = paragraph.text.replace("cam kết cụ thể", "cam kết bằng văn bản")
    document.save(str(back))

    preview = daihoi(home, "comments", "import", CODE, str(back), "--dry-run")
    assert "Chưa ghi gì. Sẽ thêm 1 ý kiến." in preview.stdout
    assert json.loads(daihoi(home, "comments", "list", CODE, "--json").stdout) == []
    assert daihoi(home, "comments", "import", CODE, str(back)).returncode == 0
    assert "đã nhập trước đây" in daihoi(home, "comments", "import", CODE, str(back)).stdout
    (comment,) = json.loads(daihoi(home, "comments", "list", CODE, "--json").stdout)
    assert (comment["author"], comment["now"]["words"]) == ("Vũ Đình Sơn", "cụ thể")

    who = json.loads(daihoi(home, "comments", "who", CODE, "--json").stdout)
    assert [w["name"] for w in who if w["answered"]] == ["Vũ Đình Sơn"]
    assert daihoi(home, "comments", "close", CODE).returncode == 0
    refused = daihoi(home, "comments", "close", CODE)
    assert refused.returncode == 1
    assert "YK0001 chưa được tiếp thu hoặc giải trình" in " ".join(refused.stdout.split())
    decided = daihoi(home, "comments", "decide", CODE, "YK0001", "--outcome", "accepted", "--reason", "Đúng")
    assert decided.returncode == 0
    assert daihoi(home, "comments", "conflicts", CODE).returncode == 0
    assert daihoi(home, "comments", "close", CODE).returncode == 0

    found = json.loads(daihoi(home, "trace", "YK0001", "--json").stdout)
    assert [r["version"] for r in found["threads"][0]["readings"]] == [1, 2]
    assert "cam kết bằng văn bản" in daihoi(home, "trace", "cam kết bằng văn bản của từng người", lang="en").stdout
    for name in ("r.docx", "r.html"):
        assert daihoi(home, "comments", "redline", CODE, "--to", str(home / name)).returncode == 0
    assert "<ins>bằng văn bản</ins>" in (home / "r.html").read_text()
    assert daihoi(home, "comments", "notices", CODE, "--to", str(home / "thu")).returncode == 0
    assert [p.name for p in (home / "thu").iterdir()] == ["001-vu-dinh-son.docx"]
    assert daihoi(home, "trace", "--code", CODE, "--html", str(home / "t.html")).returncode == 0
    assert daihoi(home, "papers", CODE, "--to", str(home / "ho-so")).returncode == 0
    assert (home / "ho-so" / "y-kien.html").read_text() == (home / "t.html").read_text()
    assert daihoi(home, "papers", CODE, "--public", "--to", str(home / "cong-khai")).returncode == 0
    assert not (home / "cong-khai" / "y-kien.html").exists()
    assert daihoi(home, "comments", "synthesis", CODE, "--to", str(home / "th.md")).returncode == 0
    assert "**YK0001** – Vũ Đình Sơn" in (home / "th.md").read_text()


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("comments",), 2, "required"),
        (("comments", "list", "nope"), 2, "Không có hồ sơ"),
        (("comments", "import", CODE, "khong-co.docx"), 1, "Không thấy tệp"),
        (("comments", "draft", CODE, "--to", "x.pdf"), 2, "đuôi .docx"),
        (("comments", "draft", CODE, "--to", "x.docx", "--version", "9"), 2, "Không có bản 9"),
        (("comments", "redline", CODE, "--to", "x.docx"), 2, "Mới có một bản"),
        (("comments", "redline", CODE, "--to", "x.docx", "--since-review"), 2, "Cấp trên chưa xem"),
        (("comments", "decide", CODE, "YK0001", "--outcome", "accepted", "--reason", "x"), 2, "Không có ý kiến nào"),
        (("comments", "add", CODE, "--text", "x", "--place", "doan999"), 2, "không có chỗ"),
        (("comments", "add", CODE, "--text", "x"), 2, "không ghi tên"),
        (("comments", "add", CODE, "--author", "An", "--text", "x", "--quote", "chữ lạ lùng"), 2, "Không thấy câu chữ"),
        (("comments", "add", CODE, "--author", "An", "--text", "x", "--met", "3", "--agreed", "4"), 2, "chỉ 3 người"),
        (
            ("comments", "add", CODE, "--author", "An", "--text", "x", "--place", "doan1", "--quote", "cam kết cụ thể"),
            2,
            "không ở doan1",
        ),
        (
            ("comments", "decide", CODE, "YK0001", "--outcome", "accepted", "--reason", "x", "--target", "T9"),
            2,
            "--measure",
        ),
        (("comments", "synthesis", CODE, "--to", "x.doc"), 2, "đuôi .docx"),
        (("trace", "YK9999"), 2, "Không thấy"),
        (("trace",), 2, "Hãy ghi mã"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(home: Path, typed: tuple[str, ...], code: int, words: str) -> None:
    done = daihoi(home, *typed)
    assert done.returncode == code
    assert words in " ".join((done.stderr + done.stdout).split())
    assert "Traceback" not in done.stderr
