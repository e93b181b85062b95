"""`daihoi season` at the terminal: once, live and as a page."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from daihoi import desk
from daihoi.cli import season
from daihoi.cli.main import main
from daihoi.store import open_store
from tests.integration.walking import DAY, Walk


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A congress that has just been opened, in the store that the commands look at."""
    monkeypatch.setenv("DAIHOI_HOME", str(tmp_path))
    monkeypatch.setenv("DAIHOI_TODAY", DAY.isoformat())
    walk = Walk(open_store(f"sqlite:///{tmp_path / 'daihoi.db'}"), "vistip-2020", tmp_path)
    walk.open()
    return walk


def test_the_page_needs_nothing_beside_itself(walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["season", "--html", str(tmp_path / "mua.html")]) == 0
    page = (tmp_path / "mua.html").read_text(encoding="utf-8")
    assert walk.store.get_dossier(walk.code).opening.cell.name in page
    assert "<svg" in page
    assert not re.findall(r'(?:src|href)="(?!#|data:)', page)


def test_a_superior_may_be_named_by_a_part_and_a_wrong_one_is_told_the_right_ones(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    superior = walk.store.get_dossier(walk.code).opening.superior.name
    assert main(["season", superior.split()[-1]]) == 0
    assert main(["season", "Đảng ủy Không Có"]) == 2
    assert superior in " ".join(capsys.readouterr().err.split())


def test_live_it_shows_what_moved_meanwhile(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(season, "console", Console(file=terminal, force_terminal=True, width=140, height=40))
    looks: list[str] = []

    def meanwhile(_seconds: float) -> None:
        looks.append(terminal.getvalue())
        terminal.truncate(terminal.seek(0))
        if len(looks) == 2:
            raise KeyboardInterrupt
        for request in walk.write().holding_requests:
            walk.answer(request)
        desk.continue_congress(walk.store, walk.code, DAY)

    monkeypatch.setattr(season.time, "sleep", meanwhile)
    assert main(["season", "--watch"]) in (0, 130)
    before, after = looks
    assert "kế hoạch 1" in before
    assert "báo cáo 1" in after
