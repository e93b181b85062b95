"""`daihoi plan` as it is typed: no store, no server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

Typed = subprocess.CompletedProcess[str]


def daihoi(home: Path, *typed: str, today: str = "2026-11-24", lang: str = "vi") -> Typed:
    env = {**os.environ, "DAIHOI_HOME": str(home), "DAIHOI_TODAY": today, "DAIHOI_LANG": lang, "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "daihoi.cli.main", *typed], env=env, capture_output=True, text=True, check=False
    )


def test_one_day_is_planned_and_written_as_picture_and_calendar(tmp_path: Path) -> None:
    files = {ending: tmp_path / f"plan.{ending}" for ending in ("svg", "png", "ics")}
    said = daihoi(tmp_path, "plan", "20/04/2027", *[w for e, f in files.items() for w in (f"--{e}", str(f))])
    assert said.returncode == 0, said.stderr
    assert "báo cáo kết quả" in said.stdout
    assert "mặc định của chương trình" in said.stdout
    assert files["svg"].read_text(encoding="utf-8").startswith("<svg")
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    assert files["ics"].read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert not (tmp_path / "daihoi.db").exists()


def test_of_several_days_it_says_which_work(tmp_path: Path) -> None:
    said = daihoi(tmp_path, "plan", "2026-12-10", "2027-02-08", "2027-04-20..2027-04-21", "--json")
    assert said.returncode == 0, said.stderr
    works = {row["opening_on"]: row["works"] for row in json.loads(said.stdout)}
    assert works == {"2026-12-10": False, "2027-02-08": False, "2027-04-20": True, "2027-04-21": True}
    assert daihoi(tmp_path, "plan", "2026-12-10", "2026-12-11").returncode == 1


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("2020-08-25",), 1, "is past"),
        (("2027-02-08",), 1, "public holiday"),
        (("2026-12-10",), 1, "Cannot be met"),
        (("2010-01-01",), 2, "No rule-set covers"),
        (("2027-13-40",), 2, "not a day"),
        (("2027-05-01..2027-04-01",), 2, "swap them"),
        (("2027-04-20", "--profile", "dang_bo"), 2, "no profile"),
        (("2027-04-20", "--svg", "/nowhere/at/all.svg"), 2, "/nowhere/at/all.svg cannot be written"),
    ],
)
def test_what_does_not_work_is_said_in_one_sentence(
    tmp_path: Path, typed: tuple[str, ...], code: int, words: str
) -> None:
    said = daihoi(tmp_path, "plan", *typed, lang="en")
    assert said.returncode == code, said.stdout + said.stderr
    assert words in " ".join((said.stdout + said.stderr).split())
    assert "Traceback" not in said.stderr


def test_an_organisations_own_calendar_corrects_the_plan(tmp_path: Path) -> None:
    def due_of_results() -> str:
        entries = json.loads(daihoi(tmp_path, "plan", "2027-04-20", "--json").stdout)["entries"]
        return next(e["due"] for e in entries if e["key"] == "results")

    before = due_of_results()
    (tmp_path / "calendar.yaml").write_text(
        "corrections:\n  - {day: 2027-04-22, works: false, name: Nghỉ tránh bão}\n", encoding="utf-8"
    )
    assert (before, due_of_results()) == ("2027-04-29", "2027-05-04")


def test_a_calendar_that_cannot_be_read_names_file_field_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "calendar.yaml").write_text("corrections:\n  - {day: hôm qua, works: false}\n", encoding="utf-8")
    said = daihoi(tmp_path, "plan", "2027-04-20", lang="en")
    assert said.returncode == 2
    assert "calendar.yaml" in said.stderr
    assert "corrections.0.day" in said.stderr
