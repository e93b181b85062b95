"""A request's form for people who work in Word and Excel, and the way back."""

from pathlib import Path

from daihoi.forms.filling import known_answer, last_answer
from daihoi.forms.outline import Filled
from daihoi.intake.reading import read_file
from daihoi.rules import procedure
from schemas.dossier import Dossier
from schemas.request import Request
from schemas.words import Words

LARGEST = 20 * 1024 * 1024
ENDINGS = (".docx", ".xlsx")


def office_form(dossier: Dossier, request: Request, form: str) -> bytes:
    """The form as ``docx`` or ``xlsx``: what was refused, what was given last round, what is known, or empty."""
    row = procedure.row_of(dossier, request.kind)
    body = request.draft or last_answer(dossier, request) or known_answer(dossier, request) or {}
    title = procedure.title_of(request.kind, request.subject).vi
    if form == "xlsx":
        from daihoi.forms.workbook import write_workbook

        return write_workbook(row.form, body, request.number, request.kind.value, title)
    from daihoi.forms.wordform import write_word_form

    return write_word_form(row.form, body, request.number, title)


def read_office_form(dossier: Dossier, request: Request, place: Path) -> Filled:
    """The answer in a filled-in Word or Excel form; raises `BadInput`."""
    too_large = Words(
        vi=f"Tệp {place.name} lớn quá 20 MB; mẫu chỉ gồm chữ, hãy bỏ ảnh.",
        en=f"{place.name} is larger than 20 MB; the form is text only, take the pictures out.",
    )
    content = read_file(place, LARGEST, too_large)
    form = procedure.row_of(dossier, request.kind).form
    if place.suffix.lower() == ".xlsx":
        from daihoi.forms.workbook import read_workbook

        return read_workbook(form, content, request.number, place.name)
    from daihoi.forms.wordform import read_word_form

    return read_word_form(form, content, request.number, place.name)
