"""A congress rehearsed through the program's own doors: every answer is handed in by a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from daihoi.intake.examples import answer_file
from daihoi.settings import Settings
from schemas.step import Kind

SPEAKERS = {
    "organiser": "Bí thư chi bộ",
    "superior": "Ban thường vụ cấp trên",
    "presidium": "Đoàn chủ tịch",
    "counting": "Trưởng ban kiểm phiếu",
    "editor": "Biên tập viên",
}
ON_PAGE = frozenset({Kind.REPLIES, Kind.NEWS, Kind.RESULTS})
"""What the rehearsal answers on Prefect's page; the rest at the command line."""


def speaker_of(request: Mapping[str, Any]) -> str:
    """Who answers ``request``; two counts are entered by two people."""
    speaker = SPEAKERS[request["role"]]
    if request["kind"] == Kind.COUNT:
        return f"Người kiểm phiếu thứ {'nhất' if request['subject'].endswith('.a') else 'hai'}"
    return speaker


@dataclass(frozen=True)
class Turn:
    """One thing handed in: the request, the file, through which door, and what was said."""

    request: Mapping[str, Any]
    file: Path
    door: str
    refused_on_purpose: bool
    code: int
    said: str


class Rehearsal:
    """Plays the people of ``folder`` against the store and server of ``settings``."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.code = folder.name
        self._asked: Counter[str] = Counter()
        self._today = settings.home / "today"

    def environment(self) -> dict[str, str]:
        """What every process of the rehearsal sees, the worker too: its own home and the rehearsed day."""
        return {
            **os.environ,
            "DAIHOI_HOME": str(self.settings.home),
            "DAIHOI_DATABASE_URL": self.settings.database_url,
            "DAIHOI_LANG": self.settings.lang,
            "DAIHOI_TODAY": f"@{self._today}",
            "DAIHOI_OPEN": "1",
            "PREFECT_API_URL": self.settings.prefect_api,
        }

    def let_it_be(self, day: date) -> None:
        """Set the rehearsed day."""
        self._today.parent.mkdir(parents=True, exist_ok=True)
        self._today.write_text(day.isoformat())

    def daihoi(self, *arguments: str, module: str = "daihoi.cli.main") -> subprocess.CompletedProcess[str]:
        """Run one command as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def open(self) -> subprocess.CompletedProcess[str]:
        """Open the congress of the example."""
        return self.daihoi("new", str(self.folder / "opening.yaml"), "--as", SPEAKERS["organiser"])

    def is_over(self) -> bool:
        """True when the congress is closed."""
        return json.loads(self.daihoi("show", self.code, "--json").stdout)["life"] == "closed"

    def waiting(self) -> list[dict[str, Any]]:
        """The open requests, the most urgent first; follow-up duties do not hold the congress and are left out."""
        found = json.loads(self.daihoi("pending", self.code, "--json").stdout or "[]")
        return [r for r in found if r["kind"] != Kind.DUTY]

    def turns(self, seconds: float = 600) -> Iterator[Turn]:
        """Answer whatever waits until the congress is closed, a turn at a time; stops early when one goes wrong."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            waiting = self.waiting()
            if not waiting:
                if self.is_over():
                    return
                time.sleep(0.2)
                continue
            for turn in self._answer(waiting[0]):
                yield turn
                if turn.code != (1 if turn.refused_on_purpose else 0):
                    return
        raise TimeoutError(f"{self.code} was not over after {seconds:.0f} s")

    def _answer(self, request: dict[str, Any]) -> Iterator[Turn]:
        kind, subject = request["kind"], request["subject"]
        place = f"{kind}:{subject}"
        if request["due_on"]:
            self.let_it_be(date.fromisoformat(request["due_on"]))
        self._asked[place] += 1
        wrong = self.folder / "answers" / f"{kind}.refused.yaml"
        if wrong.exists() and self._asked[place] == 1:
            yield self._hand_in(request, wrong, refused_on_purpose=True)
        yield self._hand_in(request, answer_file(self.folder, kind, self._asked[place], subject))

    def _hand_in(self, request: dict[str, Any], file: Path, *, refused_on_purpose: bool = False) -> Turn:
        number, who = str(request["number"]), speaker_of(request)
        if request["kind"] in ON_PAGE:
            door, done = "trang Prefect", self.daihoi(number, str(file), "--as", who, module="daihoi.cli.resume")
        else:
            door, done = "dòng lệnh", self.daihoi("answer", number, str(file), "--as", who)
        said = (done.stdout + done.stderr).strip()
        return Turn(request, file, door, refused_on_purpose, done.returncode, said)
