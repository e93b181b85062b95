"""`daihoi form N`: the request's form, filled in as far as known: on screen as YAML, or as a Word or Excel file."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.forms.yaml import yaml_form
from daihoi.settings import Settings
from daihoi.store import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    """The request, and the kind of file."""
    parser.add_argument("number", type=int)
    parser.add_argument("--as", dest="form", choices=("yaml", "docx", "xlsx"), default="yaml", help="dạng của mẫu")
    parser.add_argument("--to", metavar="TỆP", help="ghi vào tệp này (mặc định: yeu-cau-N.docx hoặc .xlsx)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it, or write the file."""
    store = open_store(settings.database_url)
    dossier, request = store.get_request(options.number)
    if options.form == "yaml" and not options.to:
        print(yaml_form(dossier, request))
        return 0
    from daihoi.documents.delivery import deliver
    from daihoi.forms.office import office_form

    place = Path(options.to or f"yeu-cau-{options.number}.{options.form}")
    if options.form == "yaml":
        deliver(place, yaml_form(dossier, request).encode())
    else:
        deliver(place, office_form(dossier, request, options.form))
    say(
        f"Đã ghi mẫu của yêu cầu số {options.number} vào {place}. Điền xong, gõ `daihoi answer {options.number} {place}`.",
        f"The form of request {options.number} is in {place}. When filled in, type `daihoi answer {options.number} {place}`.",
        settings.lang,
    )
    return 0
