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

from daihoi.cli.cast import Cast, Player, Telephone
from daihoi.intake.examples import answer_file
from daihoi.rules.authority import grant_for
from daihoi.settings import Settings
from schemas.cell import Role
from schemas.step import Kind

ON_PAGE = frozenset({Kind.REPLIES, Kind.NEWS, Kind.RESULTS})
"""What the rehearsal answers on Prefect's page; the rest at the command line."""


@dataclass(frozen=True)
class Turn:
    """One thing handed in: the request, who and which file, through which door, and what was said."""

    request: Mapping[str, Any]
    who: str
    file: Path
    door: str
    refused_on_purpose: bool
    code: int
    said: str


class Rehearsal:
    """Plays the people of ``folder`` against the store and server of ``settings``.

    ``guarded``, they are enrolled and type one-time codes; else nobody is asked who they are, and papers say so.
    """

    def __init__(self, folder: Path, settings: Settings, *, guarded: bool = False) -> None:
        self.folder, self.settings, self.guarded = folder, settings, guarded
        self.code = folder.name
        self.cast = Cast(folder)
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
            "DAIHOI_OPEN": "0" if self.guarded else "1",
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

    def enrol(self) -> Iterator[Player]:
        """Write down who is who and give each a telephone; yields each person once they have one."""
        for player in self.cast.players:
            self.daihoi("person", "add", player.name, "--role", player.role, "--unit", player.unit)
            enrolled = self.daihoi("person", "enrol", player.name, "--json")
            if enrolled.returncode == 0:
                self.cast.telephones[player.name] = Telephone(json.loads(enrolled.stdout)["address"])
            yield player

    def open(self) -> subprocess.CompletedProcess[str]:
        """Open the congress of the example."""
        opening = str(self.folder / "opening.yaml")
        return self.daihoi("new", opening, "--as", self.cast.first(Role.ORGANISER))

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
        number, who = str(request["number"]), self.cast.speaker(request)
        code = ["--otp", self.cast.telephones[who].code()] if self._binds(request["kind"]) else []
        if request["kind"] in ON_PAGE:
            door = "trang Prefect"
            done = self.daihoi(number, str(file), "--as", who, *code, module="daihoi.cli.resume")
        else:
            door, done = "dòng lệnh", self.daihoi("answer", number, str(file), "--as", who, *code)
        said = (done.stdout + done.stderr).strip()
        return Turn(request, who, file, door, refused_on_purpose, done.returncode, said)

    def _binds(self, kind: str) -> bool:
        return self.guarded and grant_for(Kind(kind)).binds
