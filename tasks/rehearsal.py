"""An example walked from its opening to its archive, in a store of its own that is thrown away."""

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from prefect import task

from daihoi import clerk, desk
from daihoi.documents.manuscript import REHEARSED
from daihoi.documents.standing import describe_standing
from daihoi.errors import BadInput
from daihoi.intake.examples import answer_file
from daihoi.intake.yaml_file import read_yaml
from daihoi.prefect_api import artifact_key
from daihoi.rules import procedure
from daihoi.store import open_store
from schemas.dossier import Dossier, Life
from schemas.plan import Opening
from schemas.request import Request
from schemas.step import place_key
from tasks.page import show

_FOLDER = Path(__file__).resolve().parents[1] / "examples"
EXAMPLES = tuple(sorted(p.name for p in _FOLDER.glob("*") if (p / "opening.yaml").is_file())) or ("vistip-2020",)
"""The examples there are: what the page offers."""


@task(name="diễn tập")
def rehearse_example(example: str) -> str:
    """Walk ``example`` to its end and show its timeline and news; returns what it came to in a sentence."""
    folder = _FOLDER / example
    if not (folder / "opening.yaml").is_file():
        raise BadInput(
            f"Không có ví dụ «{example}»; các ví dụ là: {', '.join(EXAMPLES)}.",
            f"There is no example “{example}”; there are: {', '.join(EXAMPLES)}.",
        )
    with tempfile.TemporaryDirectory(prefix="daihoi-dien-tap-") as home:
        dossier, timeline, news = _walk(folder, Path(home))
    standing = describe_standing(dossier, dossier.opening.opening_on)
    text = f"**{REHEARSED}**\n\n{standing}\n\n**Diễn biến**\n\n{timeline}\n"
    show(text, artifact_key("dien-tap", example), f"Diễn tập · {example}")
    if news:
        show(news, artifact_key("dien-tap", example, "tin"), f"Diễn tập · tin · {example}")
    settled = sum(r.settled_at is not None for r in dossier.requests)
    return f"{settled} yêu cầu được trả lời, {len(dossier.papers)} văn bản được viết."


def _walk(folder: Path, home: Path) -> tuple[Dossier, str, str]:
    store = open_store(f"sqlite:///{home / 'daihoi.db'}", rehearsal=True)
    opening = Opening.model_validate(read_yaml(str(folder / "opening.yaml")))
    day, code = opening.opening_on - timedelta(days=90), opening.code
    desk.open_congress(store, opening, "Diễn tập", day)
    asked, lines, news = Counter[str](), ["| Yêu cầu | Việc | Lượt |", "| --- | --- | --- |"], ""
    for _ in range(200):
        for done in clerk.write_due(store, home / "files", code, day, forms=("md",)):
            lines.append(f"|  | văn bản {done.paper.place}, bản {done.paper.version} |  |")
            news = done.text if done.paper.code == "S08" else news
        dossier = desk.continue_congress(store, code, day)
        if dossier.life is not Life.ACTIVE:
            return dossier, "\n".join(lines), news
        for request in dossier.holding_requests:
            place = place_key(request.kind, request.subject)
            asked[place] += 1
            raw = read_yaml(str(answer_file(folder, request.kind, asked[place], request.subject)))
            receipt = desk.hand_in(store, request.number, raw, _speaker(request), day)
            if not receipt.accepted:
                raise BadInput(
                    f"Diễn tập dừng: bản nộp cho {place} chưa được nhận ({receipt.findings[0].words.vi})",
                    f"The rehearsal stopped: the answer to {place} was refused ({receipt.findings[0].words.en})",
                )
            title = procedure.title_of(request.kind, request.subject).vi
            lines.append(f"| {request.number} | {title} | {request.round} |")
    raise BadInput("Diễn tập không đi đến cuối.", "The rehearsal does not come to its end.")


def _speaker(request: Request) -> str:
    # Two counts are entered by two people.
    return f"Diễn tập {request.subject or ''}".strip()
