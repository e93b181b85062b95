"""`daihoi attach CODE PAPER FILE`: put the signed copy, or a paper that somebody else issued, on file."""

import argparse
from datetime import date
from pathlib import Path

from daihoi import registry
from daihoi.cli.options import add_actor, who_acts
from daihoi.cli.views import say
from daihoi.errors import BadInput
from daihoi.intake.scan import name_of, read_scan
from daihoi.rules.findings import words_in
from daihoi.settings import Settings, today
from daihoi.store import files, open_store
from schemas.dossier import Attachment


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, the paper of the catalogue, the file, and what stands on it."""
    parser.add_argument("code")
    parser.add_argument("paper", metavar="VĂN_BẢN", help="mã trong danh mục, ví dụ C10 hoặc P10")
    parser.add_argument("file", metavar="TỆP", help="ảnh chụp, bản quét hoặc tệp Word của văn bản")
    parser.add_argument("--number", metavar="SỐ", help="số và ký hiệu ghi trên văn bản")
    parser.add_argument("--dated", metavar="NGÀY", help="ngày ghi trên văn bản, ví dụ 2025-08-18")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Keep its bytes, write it down, say so."""
    who = who_acts(options, settings)
    kind = registry.kind_of(options.paper)
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    content = read_scan(Path(options.file))
    paper = dossier.paper(kind.code)
    attachment = Attachment(
        paper=kind.code,
        file=name_of(Path(options.file)),
        digest=files.keep(settings.files, content),
        size=len(content),
        of_version=paper.version if paper else None,
        number=options.number,
        dated=_day(options.dated),
    )
    registry.attach(store, options.code, attachment, who, today())
    say(
        f"Đã lưu {attachment.file} vào hồ sơ {options.code}, văn bản {kind.code} ({kind.called(words_in(dossier)).vi}).",
        f"{attachment.file} is on file in {options.code} as {kind.code} ({kind.en}).",
        settings.lang,
    )
    return 0


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"Ngày «{text}» phải có dạng năm-tháng-ngày, ví dụ 2025-08-18.",
            f"The day “{text}” must look like 2025-08-18.",
        ) from error
