"""A form as fields and tables: what Word and Excel show of it, and the way back to an answer."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel

from daihoi.forms.labels import label

Path = tuple[str, ...]
YES, NO = "có", "không"


@dataclass(frozen=True)
class Field:
    """One place to fill in; ``path`` leads to it from the answer, or from the row of its table."""

    path: Path
    label: str
    help: str
    type: str
    """text, prose, lines, int, number, date, moment, bool or choice."""
    required: bool = False
    choices: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Table:
    """A list of the answer: a row an item. A table of rows within rows says in its first column to which it belongs."""

    path: Path
    label: str
    help: str
    columns: tuple[Field, ...]
    simple: bool = False
    """A list of plain texts."""
    parent: Path | None = None


@dataclass(frozen=True)
class Outline:
    """The whole form."""

    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    unions: dict[Path, dict[str, frozenset[str]]]
    """Where one of several kinds is chosen: the fields of each kind, by table and field path."""
    order: tuple[str, ...]
    """The answer's own fields, in the order of the form."""


@cache
def _choices() -> dict[str, dict[str, str]]:
    return yaml.safe_load(files("daihoi.forms").joinpath("choices.yaml").read_text(encoding="utf-8"))


class _Reader:
    def __init__(self, defs: dict[str, Any]) -> None:
        self.defs = defs
        self.fields: list[Field] = []
        self.tables: list[Table] = []
        self.unions: dict[Path, dict[str, frozenset[str]]] = {}

    def named(self, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The schema behind references and options, with the name of its noun."""
        if "anyOf" in schema:
            schema = next(s for s in schema["anyOf"] if s.get("type") != "null")
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            return name, self.defs[name]
        return "", schema

    def noun(
        self, name: str, schema: dict[str, Any], at: Path, into: list[Field], table: Path, *, needed: bool
    ) -> None:
        """Take in the fields of one noun that stands at ``at`` of ``table``."""
        for key, raw in schema.get("properties", {}).items():
            title, help_ = label(name, key)
            required = needed and key in schema.get("required", ())
            if offered := _choices().get(f"{name}.{key}"):
                # A text of which only some values are taken.
                into.append(Field((*at, key), title, help_, "choice", required, offered))
                continue
            self.one((*at, key), title, help_, raw, into, table, required=required)

    def one(
        self, path: Path, title: str, help_: str, raw: dict[str, Any], into: list[Field], table: Path, *, required: bool
    ) -> None:
        name, schema = self.named(raw)
        if "oneOf" in schema:
            self.union(path, title, schema, into, table)
        elif "enum" in schema:
            into.append(Field(path, title, help_, "choice", required, self.choices(name, schema["enum"])))
        elif schema.get("type") == "object":
            before = len(into)
            self.noun(name, schema, path, into, table, needed=required)
            for n in range(before, len(into)):
                one = into[n]
                into[n] = Field(one.path, f"{title}: {one.label}", one.help, one.type, one.required, one.choices)
        elif schema.get("type") == "array":
            self.array(path, title, help_, schema, into, table, required=required)
        else:
            into.append(Field(path, title, help_, self.kind(schema, raw), required))

    def array(
        self,
        path: Path,
        title: str,
        help_: str,
        schema: dict[str, Any],
        into: list[Field],
        table: Path,
        *,
        required: bool,
    ) -> None:
        name, item = self.named(schema["items"])
        if item.get("type") != "object":
            if table:
                into.append(Field(path, title, help_ or "Mỗi mục một dòng.", "lines", required))
            else:
                column = Field((), title, help_, self.kind(item, item), required=True)
                self.tables.append(Table(path, title, help_, (column,), simple=True))
            return
        columns: list[Field] = []
        place = len(self.tables)
        self.noun(name, item, (), columns, (*table, *path), needed=True)
        self.tables.insert(place, Table((*table, *path), title, help_, tuple(columns), parent=table or None))

    def union(self, path: Path, title: str, schema: dict[str, Any], into: list[Field], table: Path) -> None:
        kinds: dict[str, frozenset[str]] = {}
        found: dict[str, Field] = {}
        for value, ref in schema["discriminator"]["mapping"].items():
            name, body = self.named({"$ref": ref})
            kinds[value] = frozenset(body["properties"])
            for key, raw in body["properties"].items():
                if key == "kind" or key in found:
                    continue
                words, help_ = label(name, key)
                inner: list[Field] = []
                self.one((*path, key), f"{title}: {words}", help_, raw, inner, table or ("",), required=False)
                found |= {key: inner[0]} if inner else {}
        choices = self.choices("Measure", list(kinds))
        into.append(
            Field((*path, "kind"), title, "Chọn một loại, rồi điền các ô của loại ấy.", "choice", False, choices)
        )
        into.extend(found.values())
        self.unions[(*table, *path)] = kinds

    @staticmethod
    def choices(name: str, values: list[Any]) -> dict[str, str]:
        known = _choices().get(name, {})
        return {str(v): known.get(str(v), str(v)) for v in values}

    @staticmethod
    def kind(schema: dict[str, Any], raw: dict[str, Any]) -> str:
        if any(s.get("type") in ("number", "integer") for s in (*raw.get("anyOf", ()), schema)):
            return "int" if schema.get("type") == "integer" else "number"
        if schema.get("format") in ("date", "date-time"):
            return "date" if schema["format"] == "date" else "moment"
        if schema.get("type") == "boolean":
            return "bool"
        return "prose" if schema.get("maxLength", 0) > 10_000 else "text"


def outline_of(form: type[BaseModel]) -> Outline:
    """The form's fields and tables, in its own order."""
    schema = form.model_json_schema(by_alias=True)
    reader = _Reader(schema.get("$defs", {}))
    reader.noun(form.__name__, schema, (), reader.fields, (), needed=True)
    return Outline(tuple(reader.fields), tuple(reader.tables), reader.unions, tuple(schema.get("properties", {})))


def title_of(outline: Outline, path: str) -> str | None:
    """What the form calls the field at ``path`` (``areas.2.text``), with its table; None when it has no such field."""
    keys = tuple(key for key in path.split(".") if not key.isdigit())
    for at, kinds in outline.unions.items():
        if keys[: len(at)] == at and keys[len(at) : len(at) + 1] and keys[len(at)] in kinds:
            keys = (*at, *keys[len(at) + 1 :])  # The kind that was chosen is no field of its own.
    numbers = [int(key) + 1 for key in path.split(".") if key.isdigit()]
    for one in outline.fields:
        if one.path == keys:
            return one.label
    for table in sorted(outline.tables, key=lambda t: -len(t.path)):
        if table.path != keys[: len(table.path)]:
            continue
        row = f"{table.label}, dòng {numbers[-1]}" if numbers else table.label
        column = next((c.label for c in table.columns if c.path and c.path == keys[len(table.path) :]), None)
        return f"{row}: {column}" if column else row
    return None


# --- from an answer to cells


def get(body: Any, path: Path) -> Any:
    """What stands at ``path``, or None."""
    found = body
    for key in path:
        found = _mapping(found).get(key)
    return found


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


@dataclass(frozen=True)
class Row:
    """One row of a table: its values, column by column, and which row of the table above it belongs to (from 1)."""

    values: tuple[Any, ...]
    owner: int | None = None


def rows_of(outline: Outline, table: Table, body: dict[str, Any]) -> list[Row]:
    """The rows of ``table`` in an answer."""
    if table.parent is None:
        items = _list(get(body, table.path))
        return [Row((item,) if table.simple else tuple(get(item, c.path) for c in table.columns)) for item in items]
    inner = table.path[len(table.parent) :]
    return [
        Row(tuple(get(item, c.path) for c in table.columns), n)
        for n, owner in enumerate(_list(get(body, table.parent)), 1)
        for item in _list(get(owner, inner))
    ]


def shown(one: Field, value: Any) -> str:
    """A value as a person reads it in a cell."""
    if value is None:
        return ""
    if one.type == "bool":
        return (YES if value else NO) if isinstance(value, bool) else ""
    if one.type == "choice":
        return one.choices.get(str(value), str(value))
    if one.type == "lines":
        return "\n".join(str(v) for v in _list(value)) or str(value)
    if one.type == "date" and (day := _day(value)):
        return f"{day:%d/%m/%Y}"
    return str(value)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


# --- from cells to an answer


@dataclass(frozen=True)
class Filled:
    """What was read from a file: the answer, as YAML would give it, and where each field stands in the file."""

    raw: dict[str, Any]
    where: dict[str, str]

    def place_of(self, path: str | None) -> str | None:
        """The cell or heading of a finding's field (``lines.3.name``, ``targets[T5].measure``); None when unknown."""
        if path is None:
            return None
        name = self._numbered(path)
        while name:
            if name in self.where:
                return self.where[name]
            name = name.rpartition(".")[0]
        return None

    def _numbered(self, path: str) -> str:
        """``targets[T5].measure`` as ``targets.4.measure``."""
        head, bracket, rest = path.partition("[")
        key, _, tail = rest.partition("]")
        items = get(self.raw, tuple(head.split("."))) if bracket else None
        if not bracket:
            return path
        if key.isdigit():
            return f"{head}.{key}{tail}"
        for n, item in enumerate(_list(items)):
            if key in [str(v) for v in _mapping(item).values()]:
                return f"{head}.{n}{tail}"
        return head


class Answer:
    """Builds the answer field by field, remembering where each came from."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.raw: dict[str, Any] = {}
        self.where: dict[str, str] = {}
        self._items: dict[Path, list[dict[str, Any]]] = {}
        self._names: dict[Path, list[str]] = {}

    def put(self, one: Field, cell: Any, place: str) -> None:
        """One field of the answer itself."""
        self.where[".".join(one.path)] = place
        value = read_value(one, cell)
        if value is not None:
            _set(self.raw, one.path, value)

    def row(self, table: Table, cells: list[Any], places: list[str], owner: int | None = None) -> bool:
        """One row of a table; False when it is empty, or when the row it belongs to is not there."""
        values = [read_value(c, cell) for c, cell in zip(table.columns, cells, strict=True)]
        if all(v is None for v in values):
            return False
        if table.simple:
            items = _list(get(self.raw, table.path))
            self.where[f"{'.'.join(table.path)}.{len(items)}"] = places[0]
            _set(self.raw, table.path, [*items, values[0]])
            return True
        item: dict[str, Any] = {}
        if table.parent is None:
            inside, inner, name = self.raw, table.path, ".".join(table.path)
        else:
            owners = self._items.get(table.parent, [])
            if owner is None or not 1 <= owner <= len(owners):
                return False
            inside, inner = owners[owner - 1], table.path[len(table.parent) :]
            name = ".".join((self._names[table.parent][owner - 1], *inner))
        items = _list(get(inside, inner))
        name = f"{name}.{len(items)}"
        _set(inside, inner, [*items, item])
        self._items.setdefault(table.path, []).append(item)
        self._names.setdefault(table.path, []).append(name)
        self.where[name] = places[0]
        for column, value, place in zip(table.columns, values, places, strict=True):
            self.where[".".join((name, *column.path))] = place
            if value is not None:
                _set(item, column.path, value)
        self._choose(table.path, item)
        return True

    def _choose(self, table: Path, item: dict[str, Any]) -> None:
        """Of the fields that several kinds share a row with, keep those of the kind that was chosen."""
        for path, kinds in self.outline.unions.items():
            if path[: len(table)] != table:
                continue
            chosen = _mapping(get(item, path[len(table) :]))
            known = kinds.get(str(chosen.get("kind")))
            for key in list(chosen) if known else ():
                if key not in (known or ()):
                    del chosen[key]

    def done(self) -> Filled:
        """What was read."""
        for table in self.outline.tables:
            path = table.path
            # A table that holds nothing yet has no cell to point at.
            self.where.setdefault(".".join(path), f"phần «{table.label}»")
            if table.parent is not None:
                continue
            # An empty list and a list left out mean the same to a form; a required one must be said to be empty.
            if get(self.raw, path) is None and len(path) == 1:
                self.raw[path[0]] = []
        return Filled(self.raw, self.where)


def _set(body: dict[str, Any], path: Path, value: Any) -> None:
    for key in path[:-1]:
        body = body.setdefault(key, {})
    body[path[-1]] = value


def read_value(one: Field, cell: Any) -> Any:
    """A cell's value as the form wants it; what does not fit stays as written, so that the form can say so."""
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "" or cell == "…":
        return None
    match one.type:
        case "bool":
            return _yes_or_no(cell)
        case "choice":
            plain = str(cell).casefold()
            return next((v for v, words in one.choices.items() if plain in (v.casefold(), words.casefold())), str(cell))
        case "lines":
            return [line.strip() for line in str(cell).splitlines() if line.strip()]
        case "int" | "number":
            return _figure(cell)
        case "date":
            return _date_text(cell)
        case "moment":
            return cell.isoformat() if isinstance(cell, datetime) else str(cell)
        case _:
            return _text(cell)


def _yes_or_no(cell: Any) -> Any:
    plain = str(cell).casefold()
    if plain in (YES, "x", "true", "đúng", "1", "1.0", "yes"):
        return True
    return False if plain in (NO, "false", "sai", "0", "0.0", "no") else str(cell)


def _figure(cell: Any) -> Any:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else repr(cell)
    if isinstance(cell, int):
        return cell
    text = str(cell).replace(" ", "").replace(",", ".").rstrip("%")
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return text if "." in text else int(text)
    return str(cell)


def _date_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(str(cell), form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return str(cell)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    return str(cell)
