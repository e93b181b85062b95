"""Publishing the outcome again: the newest public version of each paper, with its digest."""

from prefect import task

from daihoi.documents.standing import public_papers
from daihoi.errors import BadInput
from daihoi.prefect_api import artifact_key
from daihoi.settings import read_settings
from daihoi.store import files
from schemas.step import Step
from tasks.dossier import this_store
from tasks.page import show, show_table
from tasks.papers import write_due

OUTCOME = (Step.RESOLUTION, Step.NEWS, Step.OUTCOME)


@task(name="đăng lại kết quả")
def publish_again(code: str) -> list[str]:
    """Write what is due of the outcome, then show every public paper of it; returns their names and versions.

    Raises `DossierNotFound`, and `BadInput` when there is nothing public of the outcome yet.
    """
    store = this_store()
    store.get_dossier(code)
    for step in OUTCOME:
        write_due(code, step)
    dossier = store.get_dossier(code)
    letters = ("C10", "S")
    papers = [p for p in public_papers(dossier) if p.code.startswith(letters)]
    if not papers:
        raise BadInput(
            f"Hồ sơ «{code}» chưa có nghị quyết hay tin để đăng; gõ `daihoi show {code}` để xem đang ở bước nào.",
            f"Dossier “{code}” has no resolution or news to publish yet; type `daihoi show {code}`.",
        )
    folder = read_settings().files
    for paper in papers:
        text = files.read(folder, paper.files["md"]).decode()
        show(text, artifact_key(code, paper.place), f"{paper.code} · {paper.title} · bản {paper.version}")
    show_table(
        [
            {"Văn bản": p.place, "Tên": p.title, "Bản": p.version, "Số": str(p.number or ""), "SHA-256": p.files["md"]}
            for p in papers
        ],
        key=artifact_key(code, "ket-qua"),
        description=f"Kết quả đã đăng · {dossier.opening.cell.short}",
    )
    return [f"{p.place} bản {p.version}" for p in papers]
