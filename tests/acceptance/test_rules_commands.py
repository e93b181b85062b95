"""The commands that judge by the rules, typed as a person types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def daihoi(*arguments: str, home: Path, lang: str = "vi") -> subprocess.CompletedProcess[str]:
    """One command in a house of its own."""
    env = {**os.environ, "DAIHOI_HOME": str(home), "DAIHOI_LANG": lang, "DAIHOI_OPEN": "1", "COLUMNS": "200"}
    env.pop("DAIHOI_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "daihoi.cli.main", *arguments], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_a_tally_needs_no_store_and_says_what_people_must_decide(tmp_path: Path, ending: str) -> None:
    done = daihoi("tally", str(EXAMPLES / "tally" / f"bang-phieu.{ending}"), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "cần quyết định" in done.stdout
    assert not (tmp_path / "daihoi.db").exists()


def test_a_broken_tally_exits_with_one_and_computes_nothing(tmp_path: Path) -> None:
    text = (EXAMPLES / "tally" / "ket-qua-ro.yaml").read_text(encoding="utf-8").replace("issued: 15", "issued: 40")
    file = tmp_path / "sai.yaml"
    file.write_text(text, encoding="utf-8")
    done = daihoi("tally", str(file), "--json", home=tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["elected"] == []
    assert {f["code"] for f in found["findings"] if f["severity"] == "block"} == {"R16"}


def test_a_blank_workbook_is_written_and_a_missing_file_is_named(tmp_path: Path) -> None:
    assert daihoi("tally", "--blank", str(tmp_path / "mau.xlsx"), home=tmp_path).returncode == 0
    assert (tmp_path / "mau.xlsx").stat().st_size > 1000
    none = daihoi("tally", str(tmp_path / "none.yaml"), home=tmp_path)
    assert none.returncode == 2
    assert "none.yaml" in none.stderr
    assert daihoi("tally", home=tmp_path).returncode == 2


def test_the_rules_of_a_day_are_printed_with_their_sources(tmp_path: Path) -> None:
    done = daihoi("rules", "25/08/2020", "--profile", "chi_bo_co_so", home=tmp_path, lang="en")
    assert done.returncode == 0, done.stderr
    assert "244-QĐ/TW" in done.stdout
    assert "35-CT/TW (30/05/2019)" in done.stdout
    found = json.loads(daihoi("rules", "2026-05-27", "--json", home=tmp_path).stdout)
    assert (found["id"], found["from"]) == ("party-2026b", "2026-05-27")
    assert daihoi("rules", "2010-01-01", home=tmp_path).returncode == 2
    assert daihoi("rules", "--profile", "chi_bo_x", home=tmp_path).returncode == 2
    assert daihoi("rules", "hôm qua", home=tmp_path).returncode == 2


def test_the_sheet_of_a_new_congress_is_shown_in_three_ways_and_a_check_is_waived(tmp_path: Path) -> None:
    opened = daihoi("new", str(EXAMPLES / "cong-doan-may-2025" / "opening.yaml"), "--as", "Chủ tịch", home=tmp_path)
    assert "cong-doan-may-2025" in opened.stdout + opened.stderr
    code = "cong-doan-may-2025"
    shown = daihoi("check", code, home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "10 thay cho 15" in shown.stdout
    found = json.loads(daihoi("check", code, "--json", home=tmp_path).stdout)
    assert [c["rule"] for c in found["checks"]] == [f"R{n:02}" for n in range(1, 25)]
    page = tmp_path / "trang.html"
    assert daihoi("check", code, "--html", str(page), home=tmp_path).returncode == 0
    assert "BẢNG ĐỐI CHIẾU QUY ĐỊNH" in page.read_text(encoding="utf-8")
    waived = daihoi("waive", code, "R11", "--reason", "Mưa lũ", "--as", "LĐLĐ huyện", home=tmp_path)
    assert waived.returncode == 0, waived.stderr
    assert "Mưa lũ" in daihoi("check", code, home=tmp_path).stdout
    assert daihoi("waive", code, "R16", "--reason", "x", "--as", "LĐLĐ huyện", home=tmp_path).returncode == 2
