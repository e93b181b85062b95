"""No private value and no secret of any example comes out of a command, letter, log, public paper, bundle or site.

Each example is played to its end at the command line, everybody with their role and codes; whatever is private is
handed in with a mistake first, since errors like to quote. `tests/orchestration/test_congress.py` looks into Prefect.
"""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import time_machine

from daihoi import clerk, desk
from daihoi.bundle import checking, container
from daihoi.cli.rehearsal import Turn
from daihoi.rules import procedure
from daihoi.settings import Settings
from daihoi.store import files, open_store
from schemas.dossier import Life
from schemas.step import Kind
from tests.house import EXAMPLES, People
from tests.integration.walking import DAY
from tests.secrecy import found_in, private_values, read_folder, secrets_of

PASSWORD = "mat-khau-cai-vao-7391"
CONGRESSES = sorted(p.name for p in EXAMPLES.iterdir() if (p / "opening.yaml").exists())


class Office(People):
    """People without Prefect, who mistype whatever is private, and whose telephones never make them wait."""

    def __init__(self, folder: Path, settings: Settings, clock: time_machine.Traveller) -> None:
        super().__init__(folder, settings, guarded=True)
        self.clock, self.store = clock, open_store(settings.database_url, rehearsal=False)
        self.handing_in: list[str] = []
        self.looking: list[str] = []
        """What was said to whoever handed in, and to whoever looked."""

    def daihoi(self, *arguments: str, module: str = "daihoi.cli.main") -> CompletedProcess[str]:
        """A command; what would be answered on the page is handed in here too."""
        typed = arguments if module == "daihoi.cli.main" else ("answer", *arguments)
        done = super().daihoi(*typed)
        # These two give what is private to whoever asks: an enrolment its secret, `show --json` the whole dossier.
        if typed[:2] != ("person", "enrol") and (typed[0], typed[-1]) != ("show", "--json"):
            (self.handing_in if typed[0] == "answer" else self.looking).append(done.stdout)
        return done

    def look(self, *commands: str) -> None:
        """Type commands that only look."""
        for command in commands:
            self.daihoi(*command.split())

    def waiting(self) -> list[dict[str, Any]]:
        """What waits, once the clerk has written what is due."""
        for _ in clerk.write_due(self.store, self.settings.files, self.code, DAY):
            pass
        desk.continue_congress(self.store, self.code, DAY)
        return super().waiting()

    def _hand_in(self, request: dict[str, Any], file: Path, *, refused_on_purpose: bool = False) -> Turn:
        if procedure.row_of(self.store.get_dossier(self.code), Kind(request["kind"])).private:
            wrong = self.settings.home / "nham.yaml"
            wrong.write_text(f"{file.read_text()}\no_khong_co: 1\n")
            mistaken = self._type(request, wrong, refused_on_purpose=True)
            assert mistaken.code == 1, mistaken.said
            self.look(f"show {self.code}", f"why {self.code}", "watch --no-prefect")
        return self._type(request, file, refused_on_purpose=refused_on_purpose)

    def _type(self, request: dict[str, Any], file: Path, *, refused_on_purpose: bool) -> Turn:
        self.clock.shift(61)
        return super()._hand_in(request, file, refused_on_purpose=refused_on_purpose)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The machine's clock, which the test may put forward."""
    with time_machine.travel(datetime.now(UTC)) as clock:
        yield clock


@pytest.mark.parametrize("example", CONGRESSES)
def test_nothing_private_and_no_secret_of_a_whole_congress_gets_out(
    example: str,
    clock: time_machine.Traveller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "markdown_it")  # thousands of lines without contents
    monkeypatch.setenv("DAIHOI_WEBHOOK", f"http://127.0.0.1:9/hooks/{PASSWORD}")
    home = tmp_path / "home"
    settings = Settings(home, f"sqlite:///{home / 'daihoi.db'}", "http://127.0.0.1:9/api", "vi", None)
    office = Office(EXAMPLES / example, settings, clock)
    assert len(list(office.enrol_people())) == 6
    assert office.open().returncode == 0
    for turn in office.turns():
        assert turn.code == (1 if turn.refused_on_purpose else 0), turn.said
    dossier = office.store.get_dossier(example)
    assert dossier.life is Life.CLOSED
    office.look("pending", "season", "doctor", "verify", "person list", "person log", "watch --no-prefect")
    office.look(*(f"{command} {example}" for command in ("show", "journal", "papers", "why")))
    bundle, copy, site = tmp_path / "b.zip", tmp_path / "copy.zip", tmp_path / "site"
    office.look(f"seal {example} --to {bundle}", f"site {site}", f"backup {copy}")
    # Everybody's role and codes can be seen in the bundle, with no name that may not be there.
    assert json.loads(container.unpack(bundle.read_bytes())["manifest.json"])["left_out"]["roles"] == []
    assert checking.check(bundle.read_bytes()).problems == []

    private, secrets = private_values(office.store, example), {*secrets_of(office.store), PASSWORD}
    secrets.add((home / "seal.pem").read_text().splitlines()[1])
    assert (len(private) > 50, len(secrets)) == (True, 15)
    assert any(m.name in private for m in dossier.opening.roster)
    public = [
        files.read(settings.files, digest) for p in dossier.papers if not p.private for digest in p.files.values()
    ]
    letters = list(read_folder(home / "mail"))
    assert (len(public) > 100, len(letters) > 4) == (True, True)
    places = {
        "commands that look": office.looking,
        "logs": [caplog.text],
        "public papers": public,
        "letters": letters,
        "sealed bundle": [bundle.read_bytes()],
        "site": list(read_folder(site)),
    }
    for place, contents in places.items():
        assert found_in(private | secrets, *contents) == set(), place
    everywhere = [*office.handing_in, copy.read_bytes(), *read_folder(home, home / "files", home / "seal.pem")]
    hidden = {s for s in secrets if s.startswith("gAAAA")}
    assert found_in(secrets - hidden, *everywhere) == set()
    # What is looked for would be found: the private papers and the copy hold it.
    assert found_in(private, copy.read_bytes())
