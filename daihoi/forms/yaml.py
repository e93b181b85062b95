"""A request's form as YAML with Vietnamese comments, filled in as far as known."""

from collections.abc import Iterator
from typing import Any

import yaml

from daihoi.forms.blanks import BLANK, BLANK_DAY, YES_OR_NO
from daihoi.forms.briefing import briefing
from daihoi.forms.filling import known_answer, last_answer
from daihoi.forms.labels import label
from daihoi.rules import procedure
from schemas.dossier import Dossier
from schemas.request import Request

Schema = dict[str, Any]


def yaml_form(dossier: Dossier, request: Request) -> str:
    """The form: what was refused, what was given last round, or an outline with what the dossier knows."""
    form = procedure.row_of(dossier, request.kind).form
    schema = form.model_json_schema(by_alias=True)
    defs: dict[str, Schema] = schema.get("$defs", {})
    title = procedure.title_of(request.kind, request.subject).vi
    due = f" · hạn {request.due_on:%d/%m/%Y}" if request.due_on else ""
    head = [f"# Yêu cầu số {request.number}: {title}{due}", f"# {dossier.opening.cell.name}"]
    body: Any = request.draft or last_answer(dossier, request)
    if request.draft is not None:
        head += ["# Bản nộp trước chưa được nhận:", *[f"#  - {f.words.vi}" for f in request.findings]]
    elif body is not None:
        head.append("# Điền sẵn từ lượt trước; hãy sửa chỗ cần sửa.")
    else:
        head.append("# Thay mỗi dấu … bằng nội dung; bỏ những ô không bắt buộc nếu không có.")
        body = {**_outline(schema, defs), **(known_answer(dossier, request) or {})}
    head += [f"# {line.replace('`', '')}" for line in briefing(dossier, request) if line]
    head.append(f"# Điền xong gõ: daihoi answer {request.number} TỆP")
    return "\n".join([*head, "", *_commented(body, schema, defs, form.__name__)]) + "\n"


def _commented(body: Any, schema: Schema, defs: dict[str, Schema], noun: str) -> Iterator[str]:
    """Each field of the form under a comment that says what it is and what its parts are."""
    for field, value in body.items():
        title, help_ = label(noun, field)
        required = field in schema.get("required", [])
        yield f"# {_sentence(title, help_)}{'' if required else ' (không bắt buộc)'}"
        yield from _legend(schema["properties"].get(field, {}), defs, "#   ", set())
        yield yaml.safe_dump({field: value}, allow_unicode=True, sort_keys=False, width=100).rstrip("\n")


def _legend(schema: Schema, defs: dict[str, Schema], margin: str, seen: set[str]) -> Iterator[str]:
    if "$ref" in schema:
        noun = schema["$ref"].rsplit("/", 1)[-1]
        if noun in seen:
            return
        for field, inner in defs[noun].get("properties", {}).items():
            title, help_ = label(noun, field)
            yield f"{margin}{field}: {_sentence(title, help_)}"
            yield from _legend(inner, defs, margin + "  ", seen | {noun})
    elif "items" in schema:
        yield from _legend(schema["items"], defs, margin, seen)
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _legend(branch, defs, margin, seen)


def _sentence(title: str, help_: str) -> str:
    return f"{title} — {help_}" if help_ else title


def _outline(schema: Schema, defs: dict[str, Schema]) -> Any:
    if "$ref" in schema:
        return _outline(defs[schema["$ref"].rsplit("/", 1)[-1]], defs)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _outline(schema[choice][0], defs)
    if "enum" in schema:
        return " | ".join(str(v) for v in schema["enum"])
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            return {name: _outline(body, defs) for name, body in schema.get("properties", {}).items()}
        case "array":
            return [_outline(schema.get("items", {}), defs)]
        case "integer" | "number":
            return schema.get("default", 0)
        case "boolean":
            return YES_OR_NO
        case _:
            return BLANK_DAY if schema.get("format") == "date" else BLANK
