"""Papers say what the organisation is: no party words in the union's papers, no cell in a committee's."""

import re
from pathlib import Path

import pytest

from daihoi import desk
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.proofreading import check_numbering
from daihoi.rules.sheets import sheet_of_text
from daihoi.store import Store, files
from schemas.step import Kind
from tests.integration.walking import DAY, EXAMPLES, Walk

PARTY_WORDS = re.compile(r"đảng viên|chi bộ\b|chi ủy|cấp ủy|ĐẢNG CỘNG SẢN", re.IGNORECASE)
QUOTED = re.compile(r"Chi bộ (Xí nghiệp|Phòng Kỹ thuật)")
"""The party cell of the same unit may be invited, and told."""


@pytest.mark.parametrize("example", ["cong-doan-may-2025", "chi-doan-ky-thuat-2024"])
def test_papers_of_the_unions_use_no_party_words(store: Store, tmp_path: Path, example: str) -> None:
    walk = Walk(store, example, tmp_path)
    walk.open()
    dossier = walk.to_end()
    said: dict[str, list[str]] = {}
    for paper in dossier.papers:
        if paper.code == "S10":  # Quotes the rules, which are written for all.
            continue
        text = files.read(tmp_path / "files", paper.files["md"]).decode()
        if found := PARTY_WORDS.findall(QUOTED.sub("", text)):
            said[paper.place] = found
    assert said == {}


def test_a_basis_without_a_number_is_not_called_one(store: Store, tmp_path: Path) -> None:
    for example, basis in (("chi-doan-ky-thuat-2024", "Điều lệ Đoàn"), ("vistip-2020", "văn bản số 244-QĐ/TW")):
        walk = Walk(store, example, tmp_path)
        walk.open()
        walk.to(Kind.ATTENDANCE)
        assert f"- Căn cứ {basis}" in walk.texts["P14"]


def test_a_title_that_names_its_term_is_not_given_it_again(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    walk.open()
    walk.to_end()
    for code in ("P05", "P06"):
        subject = next(line for line in walk.texts[code].splitlines() if line.startswith("**") and "nhiệm kỳ" in line)
        assert subject.count("nhiệm kỳ") == 1


def test_a_report_without_its_optional_parts_has_no_empty_heading_and_no_gap(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "to-ky-thuat-2025", tmp_path)
    walk.open()
    request = walk.to(Kind.REPORT)
    raw = read_yaml(str(EXAMPLES / "to-ky-thuat-2025" / "answers" / "report.yaml"))
    receipt = desk.hand_in(store, request.number, raw | {"weaknesses": [], "lessons": []}, "Chi ủy", DAY)
    assert receipt.accepted, [f.words.vi for f in receipt.findings]
    walk.write()
    for code in ("P02", "P07"):
        text = walk.texts[code]
        assert "Hạn chế, khuyết điểm" not in text
        assert "Bài học kinh nghiệm" not in text
        assert not list(check_numbering(sheet_of_text(code, text)))
        # A heading is followed by words, or by a lower heading.
        followed = re.findall(r"^(#+) .*\n+(#+) ", text, re.MULTILINE)
        assert [(high, low) for high, low in followed if len(low) <= len(high)] == []
