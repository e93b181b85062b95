"""What is typed about time and duties, through the program's own door."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from daihoi.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "vistip-2020"
CODE = "vistip-2020"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command on 1 June 2020, in English; its exit code and all it said on one line."""
    for name, value in {
        "DAIHOI_HOME": str(tmp_path / "home"),
        "DAIHOI_DATABASE_URL": f"sqlite:///{tmp_path / 'daihoi.db'}",
        "DAIHOI_TODAY": "2020-06-01",
        "DAIHOI_LANG": "en",
        "DAIHOI_OPEN": "1",
        "DAIHOI_MAIL": "file",
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "COLUMNS": "300",
    }.items():
        monkeypatch.setenv(name, value)

    def typed(*words: str, today: str | None = None) -> tuple[int, str]:
        if today is not None:
            monkeypatch.setenv("DAIHOI_TODAY", today)
        try:
            code = main(list(words))
        except SystemExit as exit_:
            code = int(str(exit_.code))
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    assert typed("new", str(EXAMPLE / "opening.yaml"), "--as", "An")[0] == 0
    return typed


def first(run: Run) -> str:
    return str(json.loads(run("pending", "--json")[1])[0]["number"])


def test_a_request_changes_hands_and_stands_in_the_new_list(run: Run) -> None:
    number = first(run)
    code, said = run("assign", number, "Bình", "--reason", "phụ trách văn kiện", "--as", "An")
    assert (code, "Bình's now" in said) == (0, True)
    code, said = run("delegate", number, "Chi", "--until", "10/06/2020", "--reason", "nghỉ phép", "--as", "Bình")
    assert (code, "Chi acts for Bình until 10/06/2020" in said) == (0, True)
    assert number in run("pending", "--mine", "--as", "Chi")[1]
    assert "Nothing waits" in run("pending", "--mine", "--as", "Bình")[1]
    code, said = run("extend", number, "2020-07-10", "--reason", "chờ cấp trên", "--as", "An")
    assert (code, "now due 10/07/2020 (at first 26/06/2020)" in said) == (0, True)
    assert "who: Chi" in run("why", CODE)[1]


def test_all_that_a_person_is_asked_goes_to_who_stands_in_until_they_are_back(run: Run) -> None:
    number = first(run)
    assert run("assign", number, "An", "--reason", "phụ trách", "--as", "An")[0] == 0
    words = ("delegate", "An", "Bình", "--until", "10/06/2020", "--reason", "đi công tác")
    code, said = run(*words, "--as", "An")
    assert (code, "Bình stands in for An in everything" in said) == (0, True)
    assert number in run("pending", "--mine", "--as", "Bình")[1]
    assert "Nothing waits" in run("pending", "--mine", "--as", "An")[1]
    assert "who: Bình" in run("why", CODE)[1]
    assert "person:away An" in run("person", "log")[1]
    code, said = run(*words, "--as", "An")
    assert (code, "has delegated to Bình" in said) == (2, True)
    assert run("delegate", "An", "--back", "--as", "An")[0] == 0
    assert number in run("pending", "--mine", "--as", "An")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("assign", "{n}", "An", "--reason", "x"), "is An's already"),
        (("delegate", "{n}", "An", "--until", "2020-06-10", "--reason", "x"), "cannot delegate to themselves"),
        (("delegate", "{n}", "Bình", "--until", "2020-05-10", "--reason", "x"), "is past"),
        (("delegate", "{n}", "Bình", "--until", "mai", "--reason", "x"), "is not a day"),
        (("delegate", "{n}", "Bình", "--reason", "x"), "--until missing"),
        (("delegate", "{n}", "Bình", "--from", "2020-06-03", "--until", "2020-06-10", "--reason", "x"), "from today"),
        (("delegate", "An", "An", "--until", "2020-06-10", "--reason", "x"), "cannot delegate to themselves"),
        (("delegate", "An", "Bình", "--until", "2020-05-10", "--from", "2020-05-01", "--reason", "x"), "is past"),
        (("delegate", "An", " ", "--until", "2020-06-10", "--reason", "x"), "must be one line"),
        (("delegate", "An", "--back"), "is not away"),
        (("extend", "{n}", "2020-05-01", "--reason", "x"), "before the request was opened"),
        (("extend", "{n}", "2020-06-02", "--reason", "x"), "must be later"),
        (("extend", "999", "2020-07-02", "--reason", "x"), "no request 999"),
        (("person", "add", "An", "--role", "organiser", "--unit", "x", "--mail", "not an address"), "mail"),
        (("person", "add", "An", "--role", "organiser", "--unit", "x", "--mail", "a@b.vn\nBcc: c@d.vn"), "mail"),
        (("pending", "--mine", "--others"), "choose one"),
        (("mail", "--again", "7"), "not one to send again"),
        (("mail", "--bounce", "/nowhere.eml"), "/nowhere.eml cannot be read"),
        (("postpone", CODE, "2020-05-05", "--reason", "x"), "is past"),
        (("why", "khong-co"), "No dossier"),
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    number = first(run)
    assert run("assign", number, "An", "--reason", "giao việc", "--as", "An")[0] == 0
    before = run("journal", CODE)[1]
    acts = () if words[0] in ("person", "pending", "mail", "why") else ("--as", "An")
    code, said = run(*(w.format(n=number) for w in words), *acts, *(("--as", "An") if words[0] == "pending" else ()))
    assert code == 2, said
    assert sentence in said
    assert run("journal", CODE)[1] == before


def test_a_late_answer_is_taken_and_asked_for_its_reason(run: Run, tmp_path: Path) -> None:
    number = first(run)
    plan = str(EXAMPLE / "answers" / "plan.yaml")
    code, said = run("answer", number, plan, "--dry-run", "--as", "An", today="2020-07-01")
    assert (code, "LATE" in said, "No reason given" in said) == (0, True, True)
    code, said = run("answer", number, plan, "--reason", "chờ kế hoạch cấp trên", "--as", "An")
    assert code == 0
    assert "Reason: chờ kế hoạch cấp trên" in said


def test_the_watch_writes_letters_and_everything_says_when_it_looked(run: Run, tmp_path: Path) -> None:
    assert "THE WATCH HAS NEVER LOOKED" in run("pending")[1]
    unit = yaml.safe_load((EXAMPLE / "opening.yaml").read_text(encoding="utf-8"))["cell"]["name"]
    assert run("person", "add", "An", "--role", "organiser", "--unit", unit, "--mail", "an@cb.example")[0] == 0
    code, said = run("watch", "--no-prefect")
    assert (code, "1 new messages, 1 sent" in said) == (0, True)
    assert len(list((tmp_path / "home" / "mail").glob("*.eml"))) == 1
    for words in (("pending",), ("show", CODE), ("why", CODE)):
        assert "Last watch: 0 minutes ago" in run(*words)[1]
    assert "an@cb.example" in run("mail")[1]
    assert "There are no messages" in run("mail", "--trouble")[1]


def test_a_letter_that_came_back_is_shown_and_goes_to_the_right_address(run: Run, tmp_path: Path) -> None:
    unit = yaml.safe_load((EXAMPLE / "opening.yaml").read_text(encoding="utf-8"))["cell"]["name"]
    run("person", "add", "An", "--role", "organiser", "--unit", unit, "--mail", "an@sai.example")
    run("watch", "--no-prefect")
    [letter] = (tmp_path / "home" / "mail").glob("*.eml")
    sent = next(line for line in letter.read_text().splitlines() if line.startswith("Message-ID:"))
    notice = tmp_path / "bounce.eml"
    notice.write_text(
        'Subject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; sai.example\n\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\n{sent}\n\n--B--\n"
    )
    code, said = run("mail", "--bounce", str(notice))
    assert (code, "came back: smtp; 550 no such user" in said, 'daihoi person mail "An"' in said) == (0, True, True)
    said = run("mail", "--trouble")[1]
    assert "an@sai.example bounced" in said
    assert run("person", "mail", "An", "an@@dung")[0] == 2
    assert run("person", "mail", "Không ai", "an@dung.example")[0] == 2
    assert run("person", "mail", "An", "an@dung.example")[0] == 0
    assert "1 new messages, 1 sent" in run("watch", "--no-prefect")[1]
    assert "an@dung.example sent" in run("mail")[1]
    code, said = run("mail", "--bounce", str(letter))
    assert (code, "not a notice" in said) == (2, True)


def test_the_difference_is_shown_before_anything_moves(run: Run) -> None:
    code, said = run("postpone", CODE, "2020-09-22", "--reason", "dịch bệnh", "--dry-run", "--as", "An")
    assert code == 0
    assert "Opening: 25/08/2020 → 22/09/2020" in said
    assert "draft the report 11/07/2020 08/08/2020" in said
    assert "opens 25/08/2020" in run("show", CODE)[1]
    assert run("postpone", CODE, "2020-09-22", "--reason", "dịch bệnh", "--as", "An")[0] == 0
    assert "opens 22/09/2020" in run("show", CODE)[1]


def test_a_plan_of_a_dossier_marks_what_is_done(run: Run) -> None:
    rows = {e["key"]: e for e in json.loads(run("plan", CODE, "--json")[1])["entries"]}
    assert rows["plan"]["progress"] == "waiting"
    assert str(rows["plan"]["request"]) == first(run)
