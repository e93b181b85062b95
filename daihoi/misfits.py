"""What does not fit a form, said to a person: the field, what is wrong with it, what would fit."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from daihoi.forms.outline import outline_of, title_of
from schemas.finding import Finding, Severity
from schemas.words import Words

# What the nouns themselves object to, in the words of the code and in the reader's.
OURS = {
    "must hold no control characters": "không được có ký tự điều khiển; hãy gõ lại thay vì dán",
    "the term must end after it starts": "nhiệm kỳ phải kết thúc sau khi bắt đầu",
    "the new term must follow the closing term": "nhiệm kỳ mới phải tiếp sau nhiệm kỳ kết thúc",
    "an explained comment changes nothing: drop the amendment or accept it": "ý kiến chỉ giải trình thì không có câu chữ mới; hãy bỏ ô amendment hoặc chọn tiếp thu",
    "more agree than met": "số người tán thành nhiều hơn số người dự họp",
    "names are given only when there is a further ballot": "chỉ ghi tên khi có bầu tiếp",
    "a refusal needs its reason": "không chuẩn y thì phải ghi lý do",
    "give at least one opinion when returning or asking for changes": "trả lại hoặc yêu cầu sửa thì phải ghi ít nhất một ý kiến",
    "give a line for each name, or the ballots": "hãy ghi số phiếu từng người (tallies), hoặc từng loại phiếu (ballots)",
    "two elections bear the same title": "hai lần bầu trùng tên",
    "a place is either dropped or gets something added after it": "một chỗ thì hoặc bỏ đi, hoặc thêm đoạn mới sau nó",
    "a new target is added, and its words are the wording": "chỉ tiêu mới phải là phần thêm, lời văn của nó là câu chữ mới",
}

_DATE = ("hãy ghi ngày dạng 2026-12-31", "write the day like 2026-12-31")
_MOMENT = ("hãy ghi ngày giờ dạng 2026-12-31T08:30:00+07:00", "write day and hour like 2026-12-31T08:30:00+07:00")
_NUMBER = ("phải là số", "it must be a number")
_TEXT = ("phải là chữ; đặt trong dấu nháy nếu cần", "it must be text; put it in quotes if need be")
_LIST = ("phải là danh sách, mỗi mục một dòng bắt đầu bằng dấu gạch", "it must be a list, one item a line after a dash")
_GROUP = ("phải gồm các ô con, mỗi ô một dòng", "it must hold fields of its own, one a line")
_YES = ("chỉ ghi true (có) hoặc false (không)", "write true or false")

_SENTENCES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE),
    **dict.fromkeys(("datetime_parsing", "datetime_type", "datetime_from_date_parsing", "timezone_aware"), _MOMENT),
    **dict.fromkeys(
        ("int_parsing", "int_type", "decimal_parsing", "decimal_type", "float_parsing", "float_type"), _NUMBER
    ),
    **dict.fromkeys(("finite_number", "decimal_max_digits", "int_parsing_size", "decimal_whole_digits"), _NUMBER),
    **dict.fromkeys(("string_type", "string_unicode"), _TEXT),
    **dict.fromkeys(("tuple_type", "list_type", "iterable_type", "set_type"), _LIST),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), _GROUP),
    **dict.fromkeys(("bool_parsing", "bool_type"), _YES),
    "int_from_float": ("phải là số nguyên", "it must be a whole number"),
    "string_too_short": ("không được để trống", "it must not be empty"),
    "string_too_long": ("dài quá {max_length} ký tự", "it is longer than {max_length} characters"),
    "string_pattern_mismatch": (
        "chỉ gồm chữ không dấu, số, dấu gạch và dấu chấm, không có dấu cách",
        "it takes plain letters, digits, dashes and dots only",
    ),
    "too_short": ("cần ít nhất {min_length} mục", "it needs at least {min_length} entries"),
    "too_long": ("có nhiều hơn {max_length} mục", "it has more than {max_length} entries"),
    "greater_than_equal": ("phải từ {ge} trở lên", "it must be {ge} or more"),
    "greater_than": ("phải lớn hơn {gt}", "it must be more than {gt}"),
    "less_than_equal": ("phải từ {le} trở xuống", "it must be {le} or less"),
    "less_than": ("phải nhỏ hơn {lt}", "it must be less than {lt}"),
    "enum": ("phải là một trong {expected}", "it must be one of {expected}"),
    "literal_error": ("phải là {expected}", "it must be {expected}"),
    "union_tag_invalid": ("ô kind phải là một trong {expected_tags}", "kind must be one of {expected_tags}"),
    "union_tag_not_found": (
        "thiếu ô kind cho biết đo bằng gì",
        "the field kind, which says how it is measured, is missing",
    ),
    "none_required": ("phải để trống", "it must be empty"),
}


def describe(error: Any) -> Words:
    """What is wrong with the value, without naming the field; ``error`` is one of pydantic's."""
    context: dict[str, Any] = error.get("ctx") or {}
    if error["type"] == "value_error":
        said = str(context.get("error", error["msg"]))
        return Words(vi=OURS.get(said, said), en=said)
    vi, en = _SENTENCES.get(error["type"], ("giá trị không hợp với ô này", error["msg"]))
    known = {k: str(v).replace(" or ", ", ") for k, v in context.items()}
    return Words(vi=vi.format_map(known), en=en.format_map(known))


def misfits(form: type[BaseModel], error: ValidationError) -> tuple[Finding, ...]:
    """A finding for each field that does not fit; a list whose only fault is a wrong entry is not also called too short."""
    errors = error.errors()
    above = {e["loc"][:n] for e in errors for n in range(len(e["loc"]))}
    return tuple(misfit(form, e) for e in errors if e["type"] != "too_short" or e["loc"] not in above)


def misfit(form: type[BaseModel], error: Any) -> Finding:
    """A finding that names the field, and for an unknown one the nearest that the form has."""
    field = ".".join(str(p) for p in error["loc"]) or "(cả bản nộp)"
    title = title_of(outline_of(form), field)
    # Who fills in Word, Excel or the page knows a field by its title, who types YAML by its key.
    named = f"«{title}» ({field})" if title and not title.endswith(str(error["loc"][-1])) else f"«{field}»"
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), _field_names(form), 1)
        hint = f" Có phải là «{near[0]}»?" if near else ""
        hint_en = f" Did you mean “{near[0]}”?" if near else ""
        words = Words(vi=f"Không có ô «{field}».{hint}", en=f"There is no field “{field}”.{hint_en}")
    elif error["type"] == "missing":
        words = Words(vi=f"Thiếu ô {named}; hãy điền vào.", en=f"The field “{field}” is missing; fill it in.")
    else:
        what = describe(error)
        words = Words(vi=f"Ô {named} chưa đúng: {what.vi}.", en=f"The field “{field}” is wrong: {what.en}.")
    return Finding(code="FORM", severity=Severity.BLOCK, field=field, words=words)


def _field_names(form: type[BaseModel]) -> list[str]:
    names: list[str] = []
    for definition in form.model_json_schema().get("$defs", {}).values():
        names += definition.get("properties", {})
    return [*form.model_fields, *names]
