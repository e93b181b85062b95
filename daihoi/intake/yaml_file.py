"""A YAML file from a person: every way it can be wrong has a sentence."""

from pathlib import Path
from typing import Any, cast

import yaml

from daihoi.errors import BadInput
from daihoi.intake.reading import read_file
from schemas.words import Words

LARGEST = 5 * 1024 * 1024


class _Loader(yaml.SafeLoader):
    """Dates stay text: the form decides what is a date. No references: twenty lines of them would fill the memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("reference")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: str) -> dict[str, Any]:
    """The mapping in the file at ``path`` (``-`` is standard input); raises `BadInput`."""
    name = "-" if path == "-" else Path(path).name
    too_large = Words(
        vi=f"Tệp {name} lớn quá 5 MB; bản nộp chỉ gồm chữ, hãy bỏ phần thừa.",
        en=f"{name} is larger than 5 MB; an answer is text only.",
    )
    content = read_file(path, LARGEST, too_large)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"Tệp {name} không phải UTF-8 (lỗi ở byte {error.start}); hãy lưu lại với mã UTF-8.",
            f"{name} is not UTF-8 (byte {error.start}); save it again as UTF-8.",
        ) from error
    try:
        found = yaml.load(text, _Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        at_vi = f" ở dòng {mark.line + 1}, cột {mark.column + 1}" if mark else ""
        at_en = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadInput(
            f"Tệp {name} không đúng dạng YAML{at_vi}; hãy xem dấu hai chấm, thụt dòng và dấu nháy.",
            f"{name} is not YAML{at_en}; look at colons, indentation and quotes.",
        ) from error
    if not isinstance(found, dict):
        raise BadInput(
            f"Tệp {name} phải gồm các dòng «ô: giá trị»; gõ `daihoi form N` để lấy mẫu.",
            f"{name} must hold “field: value” lines; `daihoi form N` gives the form.",
        )
    return cast(dict[str, Any], found)
