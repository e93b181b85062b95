"""How fast comments come in, are grouped, decided and written, against the time that reading the files alone takes.

    python bench/comments.py [--files 600] [--comments 5000] [--json]

A 40-page draft is sent to every author; each file comes back with remarks in the margin and tracked changes. The
store is a fresh SQLite file. "Reading alone" unzips each file and parses its XML with the same parser, and nothing else.
"""

import argparse
import io
import json
import random
import tempfile
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rich.progress import track

from daihoi import clerk, desk, gathering
from daihoi.documents.draft import draft_docx, framing_of
from daihoi.documents.redline import redline_docx
from daihoi.documents.rendering import render_paper
from daihoi.documents.trace_page import register_page
from daihoi.intake.batch import Sender
from daihoi.intake.word_file import read_returned
from daihoi.intake.yaml_file import read_yaml
from daihoi.rules.grouping import propose_groups
from daihoi.rules.register import all_comments, comments_of
from daihoi.rules.replay import replay
from daihoi.store import Store, open_store
from schemas.comments import Disposition, Outcome, SourceKind, Stage
from schemas.draft import Draft
from schemas.plan import Opening
from schemas.step import Kind

EXAMPLE = Path(__file__).parents[1] / "examples" / "vistip-2020"
CODE = "vistip-2020"
DAY = date(2020, 7, 1)
WHO = "Bí thư"
AT_ONCE = 50
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SAID = (
    "Đề nghị nói rõ người chịu trách nhiệm.",
    "Nên ghi thời hạn cụ thể cho việc này.",
    "Ý này trùng với phần trên, nên gộp.",
    "Số liệu cần ghi nguồn.",
    "Nhất trí, nhưng câu hơi dài, nên tách thành hai câu.",
    "Đề nghị bổ sung vai trò của Công đoàn.",
    "Đề nghị nói rõ người chịu trách nhiệm chính.",
)


def big_report(pages: int) -> dict[str, Any]:
    """The example's report, its fields filled until it is about so many pages (some 400 words each)."""
    raw = read_yaml(str(EXAMPLE / "answers" / "report.yaml"))
    rng = random.Random(1)
    words = " ".join(a["text"] for a in raw["areas"]).split()
    for n in range(pages * 400 // 60):
        area = raw["areas"][n % len(raw["areas"])]
        area["text"] += f"\n\nĐiểm {n + 1}. " + " ".join(rng.choice(words) for _ in range(60)) + "."
    return raw


def up_to_comments(store: Store, files: Path, pages: int) -> None:
    """A congress whose draft is out."""
    desk.open_congress(store, Opening.model_validate(read_yaml(str(EXAMPLE / "opening.yaml"))), WHO, DAY)
    for _ in range(40):
        for _ in clerk.write_due(store, files, CODE, DAY, forms=("md",)):
            pass
        request = desk.continue_congress(store, CODE, DAY).holding_requests[0]
        if request.kind is Kind.COMMENTS:
            return
        given = EXAMPLE / "answers" / f"{request.kind.value}.yaml"
        raw = big_report(pages) if request.kind is Kind.REPORT else read_yaml(str(given))
        assert desk.hand_in(store, request.number, raw, WHO, DAY).accepted
    raise AssertionError("comments were never asked for")


def returned(source: bytes, draft: Draft, rng: random.Random, count: int, author: str) -> bytes:
    """The draft as one author sends it back: half remarks in the margin, half tracked changes, written as raw XML."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    text = parts["word/document.xml"].decode()
    remarks: list[str] = []
    for n, p in enumerate(rng.sample([p for p in draft.paragraphs if len(p.text.split()) > 8], count)):
        words = p.text.split()
        at = rng.randrange(len(words) - 4)
        head, quote, tail = " ".join(words[:at]), " ".join(words[at : at + 4]), " ".join(words[at + 4 :])
        old = f"<w:t>{p.text}</w:t>"
        if n % 2:
            new = (
                f'<w:t xml:space="preserve">{head} </w:t></w:r><w:del w:id="{n}" w:author="{author}" w:date="2020-07-02T08:00:00Z">'
                f'<w:r><w:delText>{quote}</w:delText></w:r></w:del><w:ins w:id="{900 + n}" w:author="{author}" w:date="2020-07-02T08:00:00Z">'
                f'<w:r><w:t>{quote} hơn</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> {tail}</w:t>'
            )
        else:
            new = (
                f'<w:t xml:space="preserve">{head} </w:t></w:r><w:commentRangeStart w:id="{n}"/><w:r><w:t>{quote}</w:t></w:r>'
                f'<w:commentRangeEnd w:id="{n}"/><w:r><w:commentReference w:id="{n}"/></w:r><w:r><w:t xml:space="preserve"> {tail}</w:t>'
            )
            remarks.append(
                f'<w:comment w:id="{n}" w:author="{author}"><w:p><w:r><w:t>{rng.choice(SAID)}</w:t></w:r></w:p></w:comment>'
            )
        text = text.replace(old, new, 1)
    parts["word/document.xml"] = text.encode()
    parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}">{"".join(remarks)}</w:comments>'.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


def read_alone(path: Path) -> None:
    """What no reader can do without: unzip the two parts and parse them."""
    with zipfile.ZipFile(path) as archive:
        for part in ("word/document.xml", "word/comments.xml"):
            ElementTree.fromstring(archive.read(part))


@dataclass(frozen=True)
class Measured:
    """Seconds by what was done, and how big the register was."""

    seconds: dict[str, float]
    files: int
    comments: int
    paragraphs: int
    groups: int
    answer_warm: float
    """Seconds that one more change of the dossier takes where its state is known already (a worker)."""
    answer_cold: float
    """The same in a process that has to read it first (a command)."""


def measure(files: int = 600, comments: int = 5000, pages: int = 40, *, quiet: bool = False) -> Measured:
    """Drive one register from the files to the synthesis."""
    took: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Generator[None]:
        start = time.perf_counter()
        yield
        took[name] = took.get(name, 0.0) + time.perf_counter() - start

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
        up_to_comments(store, home / "files", pages)
        dossier = store.get_dossier(CODE)
        draft = dossier.drafts[-1]
        source = draft_docx(draft, dossier.opening)
        rng = random.Random(2)
        paths: list[Path] = []
        left = comments
        for n in range(files):
            count = left // (files - n)
            left -= count
            path = home / f"{n}.docx"
            path.write_bytes(returned(source, draft, rng, count, f"Người {n}"))
            paths.append(path)
        with timed("read alone"):
            for path in paths:
                read_alone(path)
        framing = {d.version: framing_of(d, dossier.opening) for d in dossier.drafts}
        for at in track(range(0, len(paths), AT_ONCE), "import", disable=quiet):
            with timed("read into comments"):
                batches = [
                    read_returned(dossier, str(p), Sender(None, SourceKind.MEMBER, DAY), framing)
                    for p in paths[at : at + AT_ONCE]
                ]
            with timed("into the register"):
                gathering.take_in(store, CODE, batches, WHO, DAY, stage=Stage.DRAFT)
        gathered = all_comments(store.get_dossier(CODE))
        assert len(gathered) == comments, len(gathered)
        with timed("propose groups"):
            groups = propose_groups(comments_of(store.get_dossier(CODE)))
        _answer(store, Kind.COMMENTS, {"asked": files})
        with timed("decide"):
            noted = [
                Disposition(comment=c.id, outcome=Outcome.EXPLAINED, reason="Đã có trong dự thảo.") for c in gathered
            ]
            gathering.decide(store, CODE, noted, WHO, DAY)
            _answer(store, Kind.DISPOSITIONS, {"decided_on": DAY.isoformat()})
        with timed("write the synthesis (md, html)"):
            written = {
                w.paper.code: w.text for w in clerk.write_due(store, home / "files", CODE, DAY, forms=("md", "html"))
            }
        assert all(f"**{c.id}**" in written["P04"] for c in gathered)
        dossier = store.get_dossier(CODE)
        with timed("write the synthesis (Word, PDF)"):
            render_paper("P04", clerk.context(dossier, 1), ("docx", "pdf"))
        with timed("write the redline (Word)"):
            redline_docx(dossier, dossier.drafts[0], dossier.drafts[-1], DAY)
        with timed("every opinion's way (page)"):
            page = register_page(dossier, store.list_journal(CODE))
        assert page is not None
        answers = [_answer_again(store), _answer_again(open_store(store.engine.url.render_as_string(), rehearsal=True))]
        with timed("replay the journal"):
            assert replay(store.list_journal(CODE)) == store.get_dossier(CODE)
    return Measured(took, files, comments, len(draft.paragraphs), len(groups), answers[0], answers[1])


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--comments", type=int, default=5000)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.files, options.comments, options.pages, quiet=options.json)
    if options.json:
        print(json.dumps(asdict(found)))
        return
    print(f"{found.files} files, {found.comments} comments, {found.paragraphs} paragraphs, {found.groups} groups")
    for name, seconds in found.seconds.items():
        print(f"  {name:<32}{seconds:8.2f} s{found.comments / seconds:12.0f} comments/s")
    print(f"  one more answer: {found.answer_warm * 1000:.0f} ms, from a new process {found.answer_cold * 1000:.0f} ms")
    ratio = found.seconds["read into comments"] / found.seconds["read alone"]
    print(f"  read into comments / read alone: {ratio:.1f}")


def _answer_again(store: Store) -> float:
    start = time.perf_counter()
    gathering.ask(store, CODE, (), None, DAY, WHO, DAY)
    return time.perf_counter() - start


def _answer(store: Store, kind: Kind, raw: dict[str, Any]) -> None:
    request = next(r for r in store.get_dossier(CODE).open_requests if r.kind is kind)
    receipt = desk.hand_in(store, request.number, raw, WHO, DAY)
    assert receipt.accepted, [f.words.en for f in receipt.findings]


if __name__ == "__main__":
    main()
