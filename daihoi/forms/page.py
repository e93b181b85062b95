"""The form on Prefect's page, as JSON schema, and what stands above it."""

from typing import Any

from daihoi.forms.about_comments import about_comments
from daihoi.forms.briefing import briefing
from daihoi.forms.filling import known_answer, last_answer
from daihoi.forms.labels import with_labels
from daihoi.rules import procedure
from daihoi.rules.authority import grant_for
from schemas.dossier import Dossier
from schemas.request import Request

NUMBER_FIELD = "so_yeu_cau"
WHO_FIELD = "nguoi_nop"
CODE_FIELD = "ma_xac_nhan"


def page_schema(dossier: Dossier, request: Request) -> dict[str, Any]:
    """The form on Prefect's page. Its required number is the request's, so that a stale page answers nothing else."""
    row = procedure.row_of(dossier, request.kind)
    number = {
        "type": "integer",
        "title": "Số yêu cầu (không sửa)",
        "enum": [request.number],
        "default": request.number,
        "position": 0,
    }
    if row.private:
        return {
            "type": "object",
            "title": procedure.title_of(request.kind, request.subject).vi,
            "properties": {NUMBER_FIELD: number},
            "required": [NUMBER_FIELD],
        }
    who = {"type": "string", "title": "Người nộp (họ tên)", "minLength": 2, "maxLength": 200, "position": 1}
    who_they_are = {WHO_FIELD: who}
    if grant_for(request.kind).binds:
        title = "Mã xác nhận một lần của người nộp (6 chữ số trên điện thoại)"
        who_they_are[CODE_FIELD] = {"type": "string", "title": title, "maxLength": 20, "position": 2}
    schema = with_labels(
        row.form.model_json_schema(ref_template="#/definitions/{model}", by_alias=True), row.form.__name__
    )
    properties = {name: {**body, "position": n} for n, (name, body) in enumerate(schema["properties"].items(), 3)}
    filled = request.draft or last_answer(dossier, request) or known_answer(dossier, request) or {}
    for name, body in properties.items():
        if name in filled:
            body["default"] = filled[name]
    return {
        "type": "object",
        "title": procedure.title_of(request.kind, request.subject).vi,
        "properties": {NUMBER_FIELD: number, **who_they_are, **properties},
        "required": [NUMBER_FIELD, WHO_FIELD, *schema.get("required", [])],
        "definitions": schema.get("$defs", {}),
    }


def page_description(dossier: Dossier, request: Request) -> str:
    """What stands above the form: what is decided on, and what was wrong with the last answer."""
    row = procedure.row_of(dossier, request.kind)
    due = f"{request.due_on:%d/%m/%Y}" if request.due_on else "–"
    lines = [
        f"## Yêu cầu số {request.number}: {procedure.title_of(request.kind, request.subject).vi}",
        f"{dossier.opening.cell.name} · hạn {due} · lượt {request.round}",
    ]
    if request.findings and request.draft is not None:
        lines += ["", "**Bản nộp trước chưa được nhận:**", *[f"- {f.words.vi}" for f in request.findings]]
    for late in dossier.late:
        lines += [
            "",
            f"Bản nộp của {late.who} cho yêu cầu {late.request} đến sau khi {late.settled_by or 'yêu cầu ấy'} đã giải quyết xong, nên không được dùng; nội dung còn giữ trong nhật ký.",
        ]
    lines += about_comments(dossier, request)
    if not row.private and (seen := briefing(dossier, request)):
        lines += ["", *seen]
    if row.private:
        lines += [
            "",
            f"Nội dung này có tên người hoặc phiếu bầu nên chỉ nộp bằng dòng lệnh: `daihoi answer {request.number} FILE`.",
        ]
    else:
        lines += [
            "",
            f"Cũng có thể nộp bằng dòng lệnh: `daihoi form {request.number}`, rồi `daihoi answer {request.number} FILE`.",
        ]
    return "\n".join(lines)
