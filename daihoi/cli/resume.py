"""What a person does on Prefect's page, done by a process: fill in the form of the waiting run, press Resume.

For rehearsals and tests; people use the page.
"""

import argparse
import time
from collections.abc import Sequence

from daihoi.cli.views import say
from daihoi.forms.page import CODE_FIELD, NUMBER_FIELD, WHO_FIELD
from daihoi.intake.yaml_file import read_yaml
from daihoi.prefect_api import PrefectApi, PrefectDown
from daihoi.settings import Settings, read_settings
from daihoi.store import Store, open_store


def main(arguments: Sequence[str] | None = None) -> int:
    """Resume the run with the file's fields; 0 when the desk accepted them, 1 when it refused."""
    parser = argparse.ArgumentParser(prog="resume")
    parser.add_argument("number", type=int)
    parser.add_argument("file")
    parser.add_argument("--as", dest="who", required=True)
    parser.add_argument("--otp")
    options = parser.parse_args(arguments)
    settings = read_settings()
    fields = {NUMBER_FIELD: options.number, WHO_FIELD: options.who, **read_yaml(options.file)}
    if options.otp:
        fields[CODE_FIELD] = options.otp
    return resume(open_store(settings.database_url), settings, options.number, fields)


def resume(store: Store, settings: Settings, number: int, fields: dict[str, object], seconds: float = 90) -> int:
    """Press Resume as soon as the page shows the request, and wait until the desk has judged what was typed."""
    dossier, before = store.get_request(number)
    api = PrefectApi(settings.prefect_api)
    until, reason = time.monotonic() + seconds, ""
    while time.monotonic() < until:
        try:
            taken, reason = api.resume(str(store.get_lease(dossier.code).run), fields)
            if taken:
                break
        except PrefectDown as error:
            # A person whose page shows an error presses again.
            reason = str(error)
        time.sleep(0.2)
    else:
        say(f"Trang Prefect chưa nhận: {reason}", f"Prefect's page refused: {reason}", settings.lang)
        return 1
    while time.monotonic() < until:
        _, now = store.get_request(number)
        if not now.is_open:
            say(
                f"Đã nhận yêu cầu {number} từ trang Prefect.",
                f"Request {number} accepted from the page.",
                settings.lang,
            )
            return 0
        if now.findings != before.findings:
            for finding in now.findings:
                say(finding.words.vi, finding.words.en, settings.lang)
            return 1
        time.sleep(0.1)
    say("Chưa thấy kết quả; gõ `daihoi show`.", "No result yet; type `daihoi show`.", settings.lang)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
