"""Several congresses from one spreadsheet: all or none."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from daihoi.cli.main import main
from daihoi.errors import BadInput
from daihoi.intake.sheet import COLUMNS, blank_sheet, read_sheet
from daihoi.store import open_store
from daihoi.store.season import list_congresses

Row = list[Any]


def good(n: int) -> Row:
    return [f"Chi bộ số {n}", "", "Hà Nội", "Đảng ủy Công ty Ví dụ", datetime(2027, 9, 1 + n % 28), "2025-2027"]  # noqa: DTZ001


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[list[Row]], str]:
    def write(rows: list[Row]) -> str:
        book = Workbook()
        page: Any = book.active
        page.append([c.head.vi for c in COLUMNS][:6])
        for row in rows:
            page.append(row)
        book.save(tmp_path / "mua.xlsx")
        return str(tmp_path / "mua.xlsx")

    return write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAIHOI_OPEN", "1")
    # Nobody listens there: congresses are opened and their runs started later.
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    return tmp_path / "home"


def opened(home: Path) -> int:
    return len(list_congresses(open_store(f"sqlite:///{home / 'daihoi.db'}")))


def test_a_preview_opens_nothing_and_yes_opens_all(
    sheet: Callable[[list[Row]], str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet([good(n) for n in range(12)])
    assert main(["new", "--sheet", path]) == 0
    assert "Chi bộ số 11" in capsys.readouterr().out
    assert opened(home) == 0
    assert main(["new", "--sheet", path, "--yes", "--as", "Bí thư"]) == 0
    assert opened(home) == 12
    assert main(["new", "--sheet", path, "--yes", "--as", "Bí thư"]) == 2
    assert "đang chuẩn bị đại hội ở hồ sơ" in capsys.readouterr().err
    assert opened(home) == 12


def test_among_200_good_rows_every_fault_is_named_by_its_row_and_nothing_is_opened(
    sheet: Callable[[list[Row]], str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [good(n) for n in range(200)]
    rows[50][0] = "Chi bộ  SỐ 7"
    rows[90][3] = None
    rows[120][4] = "31/02/2027"
    path = sheet(rows)
    assert main(["new", "--sheet", path, "--yes", "--as", "Bí thư"]) == 2
    said = capsys.readouterr().err
    assert "3 lỗi" in said
    assert "dòng 52: «Chi bộ  SỐ 7» đã có ở dòng 9" in said
    assert "dòng 92: cột «Cấp ủy cấp trên» còn trống" in said
    assert "dòng 122: cột «Ngày khai mạc»: «31/02/2027» không phải ngày" in said
    assert opened(home) == 0


def test_long_names_that_begin_alike_get_codes_of_their_own(sheet: Callable[[list[Row]], str]) -> None:
    long = "Chi bộ Phòng Nghiên cứu và Phát triển Công nghệ / số "
    rows = [[f"{long}{n} 🎉" + "x" * 120, *good(n)[1:]] for n in range(3)]
    openings = [o for _, o in read_sheet(sheet(rows)).openings]
    assert len({o.code for o in openings}) == 3


@pytest.mark.parametrize("content", [b"", b"not a sheet", b"PK\x03\x04 broken"])
def test_what_is_not_a_spreadsheet_is_said_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"x\.xlsx"):
        read_sheet(str(file))


def test_the_blank_sheet_reads_as_its_own_example(tmp_path: Path) -> None:
    for lang in ("vi", "en"):
        (tmp_path / "b.xlsx").write_bytes(blank_sheet(lang))
        found = read_sheet(str(tmp_path / "b.xlsx"))
        assert found.faults == ()
        assert [o.opening_on for _, o in found.openings] == [date(2027, 9, 15)]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    book = Workbook()
    page: Any = book.active
    page.append(["Chi bộ", "Địa danh"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(BadInput, match="Ngày khai mạc"):
        read_sheet(str(tmp_path / "x.xlsx"))
