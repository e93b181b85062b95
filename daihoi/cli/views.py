"""How answers look in a terminal. The only Rich in the house."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from daihoi.desk import Receipt
from daihoi.rules import procedure
from daihoi.store.writing import Pending
from schemas.dossier import Dossier, Life
from schemas.record import Record
from schemas.step import Kind

console = Console(highlight=False)

ROLES = {
    "organiser": "người tổ chức",
    "superior": "cấp trên",
    "presidium": "đoàn chủ tịch",
    "counting": "ban kiểm phiếu",
    "editor": "biên tập",
}
LIVES = {Life.ACTIVE: "đang chuẩn bị", Life.CLOSED: "đã xong", Life.CANCELLED: "đã hủy"}


def say(vi: str, en: str, lang: str) -> None:
    """One sentence."""
    console.print(escape(en if lang == "en" else vi))


def _dmy(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def opened(dossier: Dossier, lang: str) -> None:
    """A new dossier: its code, its rules, and what to do first."""
    say(
        f"Đã mở hồ sơ «{dossier.code}» theo bộ quy định {dossier.rules.id}.",
        f"Opened “{dossier.code}” under {dossier.rules.id}.",
        lang,
    )
    for request in dossier.open_requests:
        title = procedure.ROWS[request.kind].title.to(lang)
        say(
            f"Việc đầu tiên: {title} (yêu cầu {request.number}). Gõ `daihoi form {request.number}`.",
            f"First: {title} (request {request.number}). Type `daihoi form {request.number}`.",
            lang,
        )


def pending(waiting: Sequence[Pending], today: date, lang: str) -> None:
    """What waits, the most urgent first."""
    if not waiting:
        say("Không có việc nào đang chờ.", "Nothing waits.", lang)
        return
    table = Table(box=None, pad_edge=False)
    for head in ("Số", "Hồ sơ", "Chờ", "Ai", "Hạn"):
        table.add_column(head, overflow="fold")
    for p in waiting:
        late = p.due_on is not None and p.due_on < today
        due = _dmy(p.due_on) + (" (quá hạn)" if late else "")
        table.add_row(
            str(p.number),
            escape(p.code),
            procedure.ROWS[Kind(p.kind)].title.to(lang),
            ROLES[p.role],
            f"[red]{due}[/red]" if late else due,
        )
    console.print(table)


def show(dossier: Dossier, lang: str) -> None:
    """Where one congress stands."""
    console.print(
        f"[bold]{escape(dossier.opening.cell.name)}[/bold] · {dossier.opening.new_term} · khai mạc {_dmy(dossier.opening.opening_on)}"
    )
    console.print(
        f"Hồ sơ {escape(dossier.code)}: {LIVES[dossier.life]}, bộ quy định {dossier.rules.id}, quy trình bản {dossier.procedure}"
    )
    for row in procedure.TABLE:
        given = row.kind in dossier.accepted_at
        waits = next((r for r in dossier.open_requests if r.kind is row.kind), None)
        mark = (
            "[green]✓[/green]"
            if given
            else f"[yellow]→ yêu cầu {waits.number}, hạn {_dmy(waits.due_on)}[/yellow]"
            if waits
            else "·"
        )
        if given or waits or row.needed(dossier):
            console.print(f"  {mark} {row.title.to(lang)}")


def receipt(receipt: Receipt, lang: str) -> None:
    """What the desk said of an answer, and the next command."""
    title = procedure.ROWS[receipt.kind].title.to(lang)
    if receipt.accepted:
        console.print(f"[green]Đã nhận[/green] yêu cầu {receipt.number}: {title}.")
    else:
        console.print(
            f"[red]Chưa nhận[/red] yêu cầu {receipt.number}: {title}. Bản nộp được giữ; sửa rồi gõ lại `daihoi answer {receipt.number} TỆP`."
        )
    for f in receipt.findings:
        colour, word = ("red", "phải sửa") if f.blocks else ("yellow", "lưu ý")
        source = f" ({f.basis.document}{', điều/mục ' + f.basis.article if f.basis.article else ''})" if f.basis else ""
        console.print(f"  [{colour}]{word}[/{colour}] {escape(f.code)}: {escape(f.words.to(lang) + source)}")
    if receipt.accepted:
        for r in receipt.waiting:
            console.print(
                f"  tiếp theo: {procedure.ROWS[r.kind].title.to(lang)} (yêu cầu {r.number}, {ROLES[r.role]}, hạn {_dmy(r.due_on)})"
            )


def papers(dossier: Dossier, lang: str) -> None:
    """The papers of a dossier."""
    table = Table(box=None, pad_edge=False)
    for head in ("Mã", "Văn bản", "Bản", "Dạng", "SHA-256"):
        table.add_column(head, overflow="fold")
    for p in dossier.papers:
        table.add_row(p.code, escape(p.title), str(p.version), " ".join(p.files), next(iter(p.files.values()))[:12])
    console.print(table)


def journal(records: Iterable[Record], lang: str) -> None:
    """The journal, one line a record."""
    for r in records:
        about = f" yêu cầu {r.request}" if r.request else ""
        kind = f" {r.payload['kind']}" if "kind" in r.payload else ""
        paper = f" {r.payload['paper']['code']} v{r.payload['paper']['version']}" if "paper" in r.payload else ""
        console.print(f"{r.seq:>4}  {r.at:%d/%m/%Y %H:%M:%S}  {r.act}{about}{kind}{paper}  {escape(r.who)}")
