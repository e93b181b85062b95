"""Approved and returned at the same instant: one counts, the other is told who was first, the congress goes on with it."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil

from daihoi.intake.examples import answer_file
from daihoi.rules.replay import replay
from daihoi.store import open_store
from schemas.dossier import Dossier, Life
from schemas.record import Act
from schemas.review import Verdict
from schemas.step import Kind
from tests.integration.walking import EXAMPLES, Walk

SMALL = "to-ky-thuat-2025"
DECIDED = {"Bí thư cấp trên": Verdict.APPROVED, "Phó bí thư cấp trên": Verdict.RETURNED}
FILES = {
    verdict: answer_file(EXAMPLES / SMALL, Kind.REVIEW, 1 + n) for n, verdict in enumerate(("returned", "approved"))
}


def hand_in(number: int, who: str, home: Path) -> subprocess.Popen[str]:
    """Somebody at a terminal of their own."""
    command = [sys.executable, "-m", "daihoi.cli.main", "answer", str(number), str(FILES[DECIDED[who]]), "--as", who]
    env = {**os.environ, "DAIHOI_HOME": str(home), "DAIHOI_PORT": "9", "DAIHOI_BUSY_SECONDS": "60"}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def has_open(process: subprocess.Popen[str], file: Path) -> bool:
    return process.poll() is not None or any(f.path == str(file) for f in psutil.Process(process.pid).open_files())


def decide_at_once(walk: Walk, home: Path) -> tuple[str, Dossier]:
    """Both answers, kept waiting at the door of the store until both are there; who was first, and the dossier."""
    number, file = walk.to(Kind.REVIEW).number, home / "daihoi.db"
    door = sqlite3.connect(file, isolation_level=None)
    door.execute("BEGIN IMMEDIATE")
    both = {who: hand_in(number, who, home) for who in DECIDED}
    while not all(has_open(p, file) for p in both.values()):
        time.sleep(0.05)
    door.execute("ROLLBACK")
    door.close()
    said = {who: " ".join(p.communicate(timeout=120)[0].split()) for who, p in both.items()}
    codes = {who: p.returncode for who, p in both.items()}
    assert sorted(codes.values()) == [0, 1], said
    first, second = sorted(DECIDED, key=lambda who: codes[who])
    assert f"Đã nhận yêu cầu {number}" in said[first]
    assert first in said[second]
    assert "daihoi pending" in said[second]
    dossier = walk.store.get_dossier(SMALL)
    accepted = [r for r in walk.store.list_journal(SMALL) if r.request == number and r.act is Act.ANSWER_ACCEPT]
    assert [r.who for r in accepted] == [first]
    assert dossier.request(number).settled_by == first  # type: ignore[union-attr]
    return first, dossier


def test_two_opposite_answers_at_the_same_instant(tmp_path: Path) -> None:
    for n in range(2):
        home = tmp_path / str(n)
        walk = Walk(open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True), SMALL, home)
        walk.open()
        first, dossier = decide_at_once(walk, home)
        again = Kind.PERSONNEL in {r.kind for r in dossier.open_requests}
        assert again == (DECIDED[first] is Verdict.RETURNED)
        walk.places[Kind.REVIEW] += 1
        end = walk.to_end()
        assert end.life is Life.CLOSED
        assert replay(walk.store.list_journal(SMALL)) == end
