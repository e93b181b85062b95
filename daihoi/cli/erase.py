"""`daihoi erase [CODE]`: private values whose time is over, listed or erased."""

import argparse

from daihoi.cli.options import add_actor, typed_code, who_acts
from daihoi.cli.views import dmy, say
from daihoi.errors import BadInput
from daihoi.rules.retention import YEARS, kept_until
from daihoi.settings import Settings, today
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dossier, or nothing for the list; and why."""
    parser.add_argument("code", nargs="?", help="để trống: liệt kê hồ sơ đã hết thời hạn giữ")
    parser.add_argument("--reason", metavar="LÝ_DO")
    parser.add_argument("--early", action="store_true", help="xóa trước thời hạn, ví dụ theo yêu cầu của cấp trên")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List, or erase and say what is left."""
    from daihoi import retention

    store, years = open_store(settings.database_url), settings.retention_years or YEARS
    if options.code is None:
        found = retention.erasable(store, today(), years)
        for dossier in found:
            until = dmy(kept_until(dossier, years))
            say(f"{dossier.code}: giữ đến {until}", f"{dossier.code}: kept until {until}", settings.lang)
        if not found:
            say("Chưa có hồ sơ nào hết thời hạn giữ.", "No dossier has been kept long enough.", settings.lang)
        return 0
    if not options.reason:
        raise BadInput("Hãy cho biết lý do: thêm --reason “…”.", "Say why: add --reason “…”.")
    gone = retention.erase(
        store,
        settings.files,
        options.code,
        who_acts(options, settings),
        today(),
        options.reason,
        years=years,
        early=options.early,
        typed=typed_code(options),
    )
    say(
        f"Đã xóa {gone} nội dung riêng và các văn bản không công khai của «{options.code}». Nhật ký giữ mã của chúng và vẫn"
        " kiểm tra được. Bản sao lưu và tệp niêm phong cũ vẫn còn nội dung: hãy hủy chúng.",
        f"Erased {gone} private values and the private papers of “{options.code}”. The journal keeps their digests and"
        " still verifies. Older backups and sealed files still hold them: destroy those.",
        settings.lang,
    )
    return 0
