"""A request's form as YAML with Vietnamese comments, filled in as far as known."""

from typing import Any

import yaml

from daihoi.forms.filling import known_answer, last_answer
from daihoi.rules import procedure
from schemas.dossier import Dossier
from schemas.request import Request


def yaml_form(dossier: Dossier, request: Request) -> str:
    """The form: what was refused, what was given last round, or an empty outline."""
    row = procedure.row_of(dossier, request.kind)
    head = [
        f"# Yêu cầu số {request.number}: {procedure.title_of(request.kind, request.subject).vi}",
        f"# {dossier.opening.cell.name}",
    ]
    if request.draft is not None:
        head += ["# Bản nộp trước chưa được nhận:"] + [f"#  - {f.words.vi}" for f in request.findings]
        body: Any = request.draft
    elif (last := last_answer(dossier, request)) is not None:
        head.append("# Điền sẵn từ lượt trước; hãy sửa chỗ cần sửa.")
        body = last
    elif (known := known_answer(dossier, request)) is not None:
        head.append("# Điền sẵn những gì hồ sơ đã có; hãy sửa cho đúng với thực tế.")
        body = known
    else:
        head.append("# Thay mỗi dấu … bằng nội dung; bỏ những ô không bắt buộc nếu không có.")
        schema = row.form.model_json_schema(by_alias=True)
        body = _outline(schema, schema.get("$defs", {}))
    return "\n".join(head) + "\n" + yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=100)


def _outline(schema: dict[str, Any], defs: dict[str, Any], depth: int = 0) -> Any:
    if "$ref" in schema:
        return _outline(defs[schema["$ref"].rsplit("/", 1)[-1]], defs, depth)
    if "anyOf" in schema:
        return _outline(schema["anyOf"][0], defs, depth)
    if "oneOf" in schema:
        return _outline(schema["oneOf"][0], defs, depth)
    if "enum" in schema:
        return " | ".join(str(v) for v in schema["enum"])
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "object":
        return {name: _outline(body, defs, depth + 1) for name, body in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [_outline(schema.get("items", {}), defs, depth + 1)]
    if schema.get("type") in ("integer", "number"):
        return schema.get("default", 0)
    if schema.get("format") == "date":
        return "2026-01-31"
    return "…"
