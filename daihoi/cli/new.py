"""`daihoi new FILE`: open a congress and start its run."""

import argparse

from pydantic import ValidationError

from daihoi import desk
from daihoi.cli.following import follow
from daihoi.cli.options import add_actor, who_acts
from daihoi.cli.views import say
from daihoi.errors import BadInput
from daihoi.intake.yaml_file import read_yaml
from daihoi.misfits import misfit
from daihoi.rules import procedure
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.dossier import Dossier
from schemas.plan import Opening


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file with the opening facts."""
    parser.add_argument("file")
    add_actor(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Open the dossier, start its run, say what comes first."""
    who = who_acts(options, settings)
    try:
        opening = Opening.model_validate(read_yaml(options.file))
    except ValidationError as error:
        wrong = misfit(Opening, error.errors()[0]).words
        raise BadInput(
            f"Tệp {options.file}: {wrong.vi} Hãy sửa rồi gõ lại.", f"{options.file}: {wrong.en} Mend it and try again."
        ) from error
    store = open_store(settings.database_url)
    dossier = desk.open_congress(store, opening, who, today())
    follow(settings, store, dossier.code)
    _view(dossier, settings.lang)
    return 0


def _view(dossier: Dossier, lang: str) -> None:
    say(
        f"Đã mở hồ sơ «{dossier.code}» theo bộ quy định {dossier.rules.id}.",
        f"Opened “{dossier.code}” under {dossier.rules.id}.",
        lang,
    )
    for request in dossier.open_requests:
        title = procedure.title_of(request.kind, request.subject).to(lang)
        say(
            f"Việc đầu tiên: {title} (yêu cầu {request.number}). Gõ `daihoi form {request.number}`.",
            f"First: {title} (request {request.number}). Type `daihoi form {request.number}`.",
            lang,
        )
