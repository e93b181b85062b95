"""What goes out about comments: the draft, the sheets, the notices, the redline."""

import argparse
from pathlib import Path

from daihoi.cli.options import write_file
from daihoi.cli.progress import tracked, waiting
from daihoi.cli.views import say
from daihoi.documents.draft import draft_docx, draft_markdown, draft_yaml, mark_docx
from daihoi.errors import BadInput
from daihoi.rules.register import all_comments, comments_of, decisions_of
from daihoi.rules.report import report_in_force
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.draft import Draft


def version_of(dossier: Dossier, number: int | None) -> Draft:
    """The version asked for, or the newest; raises `BadInput`."""
    if not dossier.drafts:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có dự thảo báo cáo; gõ `daihoi show {dossier.code}`.",
            f"Dossier “{dossier.code}” has no draft report yet; type `daihoi show {dossier.code}`.",
        )
    if number is None:
        return dossier.drafts[-1]
    found = next((d for d in dossier.drafts if d.version == number), None)
    if found is None:
        raise BadInput(
            f"Không có bản {number}; các bản là 1 đến {dossier.drafts[-1].version}.",
            f"There is no version {number}; there are 1 to {dossier.drafts[-1].version}.",
        )
    return found


def run_draft(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments draft`."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    draft = version_of(dossier, options.version)
    path = Path(options.to)
    ending = path.suffix.lower()
    if options.official:
        content = _official(dossier, draft, ending, options)
    elif ending == ".docx":
        content = draft_docx(draft, dossier.opening, options.recipient, options.source)
    elif ending in (".md", ".markdown"):
        content = draft_markdown(draft, dossier.opening).encode()
    elif ending in (".yaml", ".yml"):
        report = report_in_force(dossier)
        if report is None or draft is not dossier.drafts[-1]:
            raise BadInput(
                "Chỉ ghi được bản mới nhất ra YAML; bản cũ hãy ghi ra .docx hoặc .md.",
                "Only the newest version can be written as YAML; write an older one as .docx or .md.",
            )
        content = draft_yaml(report, draft).encode()
    else:
        raise BadInput(
            f"Tên tệp {path.name} phải có đuôi .docx, .md hoặc .yaml.",
            f"The file {path.name} must end in .docx, .md or .yaml.",
        )
    write_file(path, content)
    say(
        f"Đã ghi bản {draft.version} ra {path}. Khi nhận lại: `daihoi comments import {options.code} TỆP`.",
        f"Version {draft.version} is in {path}. When it comes back: `daihoi comments import {options.code} FILE`.",
        settings.lang,
    )
    return 0


def _official(dossier: Dossier, draft: Draft, ending: str, options: argparse.Namespace) -> bytes:
    """The draft as the political report looks when it is laid before the congress, its paragraphs marked."""
    from daihoi import clerk
    from daihoi.documents.rendering import render_paper

    if ending != ".docx" or draft is not dossier.drafts[-1]:
        raise BadInput(
            "Theo thể thức thì chỉ ghi được bản mới nhất, ra tệp .docx.",
            "In the official layout only the newest version can be written, as .docx.",
        )
    made = render_paper("P02", clerk.context(dossier, draft.version), ("docx",))
    return mark_docx(made["docx"], draft, dossier.opening, options.recipient, options.source)


def run_sheet(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments sheet`."""
    from daihoi.documents import comment_sheet

    dossier = open_store(settings.database_url).get_dossier(options.code)
    path = Path(options.to)
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise BadInput(
            f"Tên tệp {path.name} phải có đuôi .xlsx hoặc .csv.", f"The file {path.name} must end in .xlsx or .csv."
        )
    if options.register:
        comments = list(tracked(all_comments(dossier), "ghi sổ"))
        rows = comment_sheet.register_rows(comments, decisions_of(dossier), dossier.gathering.groups)
        content = comment_sheet.register_xlsx(rows) if ending == ".xlsx" else comment_sheet.register_csv(rows)
    elif ending == ".xlsx":
        content = comment_sheet.form_xlsx(version_of(dossier, None), dossier.opening)
    else:
        content = comment_sheet.form_csv()
    write_file(path, content)
    if options.register:
        say(
            f"Đã ghi sổ ý kiến ra {path}; điền cột «Quyết định», «Lý do» rồi gõ `daihoi comments decide {options.code} --from {path}`.",
            f"The register is in {path}; fill in the decisions, then `daihoi comments decide {options.code} --from {path}`.",
            settings.lang,
        )
    else:
        say(
            f"Đã ghi bảng mẫu ra {path}; khi nhận lại gõ `daihoi comments import {options.code} {path}`.",
            f"The form is in {path}; when it comes back, `daihoi comments import {options.code} {path}`.",
            settings.lang,
        )
    return 0


def run_redline(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments redline`."""
    from daihoi.documents.redline import redline_docx, redline_html

    dossier = open_store(settings.database_url).get_dossier(options.code)
    new = version_of(dossier, options.new)
    if options.since_review:
        if dossier.read_version is None:
            raise BadInput(
                "Cấp trên chưa xem bản nào, nên chưa có gì để so; hãy gửi cả dự thảo.",
                "The superior has read no version yet; send the whole draft.",
            )
        old = version_of(dossier, dossier.read_version)
    elif options.old is None and new.version == 1:
        raise BadInput("Mới có một bản dự thảo, chưa có gì để so.", "There is only one version: nothing to compare.")
    else:
        old = version_of(dossier, options.old if options.old is not None else new.version - 1)
    if old.version > new.version:
        raise BadInput(
            f"Bản {old.version} mới hơn bản {new.version}; hãy đổi chỗ --old và --new.",
            f"Version {old.version} is younger than {new.version}; swap --old and --new.",
        )
    path = Path(options.to)
    only = bool(options.since_review)
    if path.suffix.lower() == ".docx":
        content = redline_docx(
            dossier, old, new, today(), only_changes=only, track=lambda entries: tracked(entries, "so hai bản")
        )
    elif path.suffix.lower() in (".html", ".htm"):
        content = redline_html(dossier, old, new, only_changes=only).encode()
    else:
        raise BadInput(
            f"Tên tệp {path.name} phải có đuôi .docx hoặc .html.", f"The file {path.name} must end in .docx or .html."
        )
    write_file(path, content)
    say(
        f"Đã ghi bản {new.version} so với bản {old.version} ra {path}.",
        f"Version {new.version} against version {old.version} is in {path}.",
        settings.lang,
    )
    return 0


def run_synthesis(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments synthesis`: the paper as it would be now; the one on file is written when the step closes."""
    from daihoi import clerk
    from daihoi.documents.rendering import render_paper

    dossier = open_store(settings.database_url).get_dossier(options.code)
    path = Path(options.to)
    form = path.suffix.lower().removeprefix(".")
    if form not in ("docx", "pdf", "html", "md"):
        raise BadInput(
            f"Tên tệp {path.name} phải có đuôi .docx, .pdf, .html hoặc .md.",
            f"The file {path.name} must end in .docx, .pdf, .html or .md.",
        )
    version_of(dossier, None)
    with waiting("lập báo cáo tổng hợp"):
        content = render_paper("P04", clerk.context(dossier, 1), (form,))[form]
    write_file(path, content)
    left = sum(c.id not in decisions_of(dossier) for c in comments_of(dossier))
    say(
        f"Đã ghi báo cáo tổng hợp ra {path}; {left} ý kiến chưa quyết định.",
        f"The synthesis is in {path}; {left} comments are undecided.",
        settings.lang,
    )
    return 0


def run_notices(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments notices`."""
    from daihoi.documents.notices import notice_docx, notices_of

    dossier = open_store(settings.database_url).get_dossier(options.code)
    folder = Path(options.to)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"Không tạo được thư mục {folder} ({error.strerror}).", f"{folder} cannot be made ({error.strerror})."
        ) from error
    notices = notices_of(dossier)
    open_ = 0
    for notice in tracked(notices, "ghi thư"):
        write_file(folder / f"{notice.file}.docx", notice_docx(dossier, notice))
        open_ += sum(a.decision is None for a in notice.answered)
    say(
        f"Đã ghi {len(notices)} thư ra {folder}."
        + (f" {open_} ý kiến chưa quyết định: thư ghi là đang được xem xét." if open_ else ""),
        f"{len(notices)} letters are in {folder}."
        + (f" {open_} comments are undecided: their letters say so." if open_ else ""),
        settings.lang,
    )
    return 0
