"""A request's form for people who work in Word and Excel, and the way back."""

from pathlib import Path

from daihoi.errors import BadInput
from daihoi.forms.filling import known_answer, last_answer
from daihoi.forms.outline import Filled
from daihoi.rules import procedure
from schemas.dossier import Dossier
from schemas.request import Request

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
    try:
        if place.stat().st_size > LARGEST:
            raise BadInput(
                f"Tệp {place.name} lớn quá 20 MB; mẫu chỉ gồm chữ, hãy bỏ ảnh.",
                f"{place.name} is larger than 20 MB; the form is text only, take the pictures out.",
            )
        content = place.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(
            f"Không thấy tệp {place}; hãy kiểm tra đường dẫn.", f"There is no file {place}; check the path."
        ) from error
    except OSError as error:
        raise BadInput(
            f"Không đọc được tệp {place}: {error.strerror}.", f"{place} cannot be read: {error.strerror}."
        ) from error
    form = procedure.row_of(dossier, request.kind).form
    if place.suffix.lower() == ".xlsx":
        from daihoi.forms.workbook import read_workbook

        return read_workbook(form, content, request.number, place.name)
    from daihoi.forms.wordform import read_word_form

    return read_word_form(form, content, request.number, place.name)
