"""A congress rehearsed through the program's own doors: every answer is handed in by a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.authority import grant_for
from daihoi.settings import Settings
from schemas.step import Kind

SPEAKERS = {
    "organiser": "Người tổ chức",
    "superior": "Ban thường vụ cấp trên",
    "presidium": "Đoàn chủ tịch",
    "counting": "Trưởng ban kiểm phiếu",
    "editor": "Biên tập viên",
}
ON_PAGE = frozenset({Kind.REPLIES, Kind.NEWS, Kind.RESULTS})
"""What the rehearsal answers on Prefect's page; the rest at the command line."""


OTHER_COUNTER = "Người kiểm phiếu thứ hai"


def speaker_of(request: Mapping[str, Any]) -> str:
    """Who answers ``request``; two counts are entered by two people."""
    speaker = SPEAKERS[request["role"]]
    if request["kind"] == Kind.COUNT:
        return speaker if request["subject"].endswith(".a") else OTHER_COUNTER
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


class Telephone:
    """What a person reads their one-time codes from; a code works once, and one half minute early is let pass."""

    def __init__(self, address: str) -> None:
        from pyotp import parse_uri
        from pyotp.totp import TOTP

        made = parse_uri(address)
        assert isinstance(made, TOTP)
        self._codes, self._last = made, 0

    def next_code(self) -> str:
        """A code not typed before, good for three quarters of a minute; waits when there is none."""
        while (step := max(self._last + 1, int(time.time() + 15) // 30)) > time.time() // 30 + 1:
            time.sleep(1)
        self._last = step
        return self._codes.generate_otp(step)

    def code_at(self, at: datetime) -> str:
        """What it showed at ``at``."""
        return self._codes.at(at)


class Rehearsal:
    """Plays the people of ``folder`` against the store and server of ``settings``.

    ``guarded`` asks them for roles and codes as a real installation does; else everybody may do everything.
    """

    def __init__(self, folder: Path, settings: Settings, *, guarded: bool = False) -> None:
        self.folder, self.settings = folder, settings
        self.code = folder.name
        self.guarded = guarded
        self._telephones: dict[str, Telephone] = {}
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
            "DAIHOI_MAIL": "file",
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

    def enrol_people(self) -> Iterator[str]:
        """Give everybody their role and their codes, as the operator does; yields each name."""
        facts = read_yaml(str(self.folder / "opening.yaml"))
        for n, (role, name) in enumerate((*SPEAKERS.items(), ("counting", OTHER_COUNTER)), 1):
            unit = facts["superior" if role == "superior" else "cell"]["name"]
            told = ("--mail", f"{role}-{n}@dien-tap.example", "--as", "Người quản trị máy")
            self.daihoi("person", "add", name, "--role", role, "--unit", unit, *told)
            enrolled = self.daihoi("person", "enrol", name, "--json", *told[2:])
            self._telephones[name] = Telephone(json.loads(enrolled.stdout)["address"])
            yield name

    def telephone(self, name: str) -> Telephone:
        """The telephone of somebody who was enrolled."""
        return self._telephones[name]

    def let_watch(self, *days: date) -> list[EmailMessage]:
        """Let the watch look on each of ``days``; gives the letters it wrote into the folder, in order."""
        folder = self.settings.home / "mail"
        letters: list[EmailMessage] = []
        for day in days:
            before = set(folder.glob("*.eml"))
            self.let_it_be(day)
            self.daihoi("watch", "--no-prefect")
            for file in sorted(set(folder.glob("*.eml")) - before):
                letters.append(message_from_bytes(file.read_bytes(), policy=default))
        return letters

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
        said_by = ["--as", who]
        if self.guarded and grant_for(Kind(request["kind"])).binds:
            said_by += ["--otp", self.telephone(who).next_code()]
        if request["kind"] in ON_PAGE:
            door, done = "trang Prefect", self.daihoi(number, str(file), *said_by, module="daihoi.cli.resume")
        else:
            door, done = "dòng lệnh", self.daihoi("answer", number, str(file), *said_by)
        said = (done.stdout + done.stderr).strip()
        return Turn(request, file, door, refused_on_purpose, done.returncode, said)
