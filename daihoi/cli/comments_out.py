"""What goes out about comments: the draft, the sheets, the notices, the redline."""

import argparse
from pathlib import Path

from daihoi.cli.options import write_file
from daihoi.cli.views import say
from daihoi.documents.draft import draft_docx, draft_markdown, draft_yaml
from daihoi.errors import BadInput
from daihoi.rules.register import all_comments, decisions_of
from daihoi.rules.report import report_in_force
from daihoi.settings import Settings
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
    if ending == ".docx":
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
        rows = comment_sheet.register_rows(all_comments(dossier), decisions_of(dossier), dossier.gathering.groups)
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
