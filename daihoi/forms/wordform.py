"""A request's form as a Word file: a heading for each text, lists as bullets, tables for the rest."""

import io
import re
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from pydantic import BaseModel

from daihoi.documents import ooxml
from daihoi.documents.frame import set_widths
from daihoi.errors import BadInput
from daihoi.forms.outline import NO, YES, Answer, Field, Filled, Outline, Path, Table, get, outline_of, rows_of, shown
from daihoi.forms.workbook import OWNER

_GUIDE = "DH Hướng dẫn"
_MARK = "daihoi-yeu-cau-"
_FIGURES = "số liệu"
_SPARE = 2
_FONT = "Times New Roman"
_EMPTY = "…"
"""Stands where nothing was written or chosen yet."""


def write_word_form(form: type[BaseModel], body: dict[str, Any], number: int, title: str) -> bytes:
    """The form as .docx, filled in with ``body``."""
    outline = outline_of(form)
    document = ooxml.blank_document()
    _styles(document)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(15), Mm(20), Mm(20)
    document.add_paragraph(f"Yêu cầu số {number}: {title}", "Title")
    document.add_paragraph(
        "Viết dưới mỗi đề mục; không sửa chữ của đề mục và tiêu đề bảng. Dấu … là chỗ còn trống.", _GUIDE
    )
    small: list[Field] = []
    for key in outline.order:
        own = [f for f in outline.fields if f.path[0] == key]
        tables = [t for t in outline.tables if t.path[0] == key]
        if own and not tables and own[0].type != "prose":
            small += own
            continue
        _facts(document, small, body)
        small = []
        for one in own:
            _heading(document, one.label, _name(one.path), 1)
            _guide(document, one)
            _prose(document, shown(one, get(body, one.path)))
        for table in tables:
            _heading(document, table.label, _name(table.path), 1)
            if table.help:
                document.add_paragraph(table.help, _GUIDE)
            _list(document, outline, table, body)
    _facts(document, small, body)
    properties: Any = document.core_properties
    properties.keywords, properties.title, properties.author = f"{_MARK}{number}", title, ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _styles(document: Doc) -> None:
    styles: Any = document.styles
    guide = styles.add_style(_GUIDE, WD_STYLE_TYPE.PARAGRAPH)
    guide.base_style = styles["Normal"]
    for name, size in (("Normal", 13), ("Title", 16), ("Heading 1", 14), ("Heading 2", 13), (_GUIDE, 11)):
        font = styles[name].font
        font.name, font.size = _FONT, Pt(size)
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(slot), _FONT)
        for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(slot), None)
        font.color.rgb = RGBColor(0x66, 0x66, 0x66) if name == _GUIDE else RGBColor(0, 0, 0)
        font.italic = name == _GUIDE


def _name(path: Path) -> str:
    return "dh_" + "__".join(path)


def _heading(document: Doc, text: str, name: str, level: int) -> None:
    """A heading with a bookmark, so that it is known again when somebody rewords it."""
    paragraph = document.add_heading(text, level)
    element: Any = paragraph._p
    body: Any = document.element
    marks = str(len(body.body.findall(f".//{qn('w:bookmarkStart')}")) + 1)
    element.append(ooxml.make("bookmarkStart", id=marks, name=name[:40]))
    element.append(ooxml.make("bookmarkEnd", id=marks))


def _guide(document: Doc, one: Field) -> None:
    if one.help:
        document.add_paragraph(one.help, _GUIDE)


def _prose(document: Doc, text: str) -> None:
    for line in text.split("\n") or [""]:
        document.add_paragraph(line or _EMPTY if not text else line)


def _facts(document: Doc, fields: list[Field], body: dict[str, Any]) -> None:
    if not fields:
        return
    table = document.add_table(0, 2, "Table Grid")
    for one in fields:
        left, right = table.add_row().cells
        left.text = one.label
        _fill(right, one, shown(one, get(body, one.path)))
        if help_ := _help(one):
            left.add_paragraph(help_, _GUIDE)
    document.add_paragraph("", _GUIDE)


def _fill(cell: Any, one: Field | None, text: str) -> None:
    """Set a cell; where there is something to choose from, as a drop-down of Word's own."""
    words = _options(one) if one else ()
    if not words:
        cell.text = text
        return
    if text and text not in words:
        words = (*words, text)  # What was refused is shown as it was written.
    control = ooxml.make("sdt")
    properties = ooxml.append(control, "sdtPr")
    ooxml.append(properties, "alias", val=one.label[:64] if one else "")
    choices = ooxml.append(properties, "dropDownList")
    for word in (_EMPTY, *words):
        ooxml.append(choices, "listItem", displayText=word, value=word)
    run = ooxml.append(ooxml.append(control, "sdtContent"), "r")
    ooxml.append(run, "t").text = text or _EMPTY
    cell.paragraphs[0]._p.append(control)


def _options(one: Field) -> tuple[str, ...]:
    return tuple(one.choices.values()) or ((YES, NO) if one.type == "bool" else ())


def _help(one: Field) -> str:
    return " / ".join(one.choices.values()) if one.choices else "có / không" if one.type == "bool" else one.help


def _is_sections(table: Table) -> bool:
    return [c.type for c in table.columns] == ["choice", "text", "prose"]


def _list(document: Doc, outline: Outline, table: Table, body: dict[str, Any]) -> None:
    rows = rows_of(outline, table, body)
    if table.simple:
        for row in rows or [None]:
            document.add_paragraph(shown(table.columns[0], row.values[0]) if row else _EMPTY, "List Bullet")
        return
    if _is_sections(table):
        known = {str(row.values[0]): row.values for row in rows}
        for value, words in (
            table.columns[0].choices | {k: k for k in known if k not in table.columns[0].choices}
        ).items():
            if rows and value not in known:
                continue
            filled = known.get(value, (value, words[0].upper() + words[1:], ""))
            _heading(document, str(filled[1]), _name((*table.path, value)), 2)
            _prose(document, shown(table.columns[2], filled[2]))
        return
    columns = _columns(outline, table)
    made: Any = document.add_table(1, len(columns) + (1 if table.parent else 0), "Table Grid")
    heads = [OWNER] if table.parent else []
    for cell, head in zip(made.rows[0].cells, heads + [name for name, _ in columns], strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    ooxml.append(made.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    picked = [None] * len(heads) + [fields[0] if len(fields) == 1 else None for _, fields in columns]
    for row in rows:
        by_path = dict(zip((c.path for c in table.columns), row.values, strict=True))
        texts = [str(row.owner)] if table.parent else []
        texts += [_cell(fields, by_path) for _, fields in columns]
        _fill_row(made, picked, texts)
    for _ in range(_SPARE):
        _fill_row(made, picked, [""] * len(picked))
    # Long texts get the room; Word keeps these widths when rows are added.
    weights = [1.0] * (1 if table.parent else 0)
    weights += [
        {"prose": 4.0, "lines": 3.0, "text": 2.0}.get(f[0].type, 1.3) if len(f) == 1 else 2.6 for _, f in columns
    ]
    set_widths(made, tuple(170 * w / sum(weights) for w in weights))
    helps = [f"{c.label}: {h}." for c in table.columns if (h := _help(c)) and len(h) < 200]
    document.add_paragraph(" ".join(helps), _GUIDE)


def _fill_row(table: WordTable, picked: list[Field | None], texts: list[str]) -> None:
    for cell, one, text in zip(table.add_row().cells, picked, texts, strict=True):
        _fill(cell, one, text)


Column = tuple[str, tuple[Field, ...]]


def _columns(outline: Outline, table: Table) -> list[Column]:
    """Heading and fields of each column; the figures of several kinds share one."""
    unions = {path[len(table.path) :] for path in outline.unions if path[: len(table.path)] == table.path}
    columns: list[Column] = []
    for one in table.columns:
        at = next((u for u in unions if one.path[: len(u)] == u), None)
        if at is None or one.path == (*at, "kind"):
            columns.append((one.label, (one,)))
        elif columns and columns[-1][0].endswith(_FIGURES):
            columns[-1] = (columns[-1][0], (*columns[-1][1], one))
        else:
            columns.append((f"{columns[-1][0]}, {_FIGURES}", (one,)))
    return columns


def _short(one: Field) -> str:
    return one.label.rpartition(": ")[2]


def _cell(fields: tuple[Field, ...], values: dict[Path, Any]) -> str:
    if len(fields) == 1:
        return shown(fields[0], values[fields[0].path])
    texts = ((f, shown(f, values[f.path]).replace("\n", " | ")) for f in fields)
    return "\n".join(f"{_short(f)}: {text}" for f, text in texts if text)


# --- reading


def read_word_form(form: type[BaseModel], content: bytes, number: int, name: str) -> Filled:
    """The answer in a filled-in Word form; raises `BadInput`, also when it is the form of another request."""
    try:
        document: Any = Document(io.BytesIO(content))
    except Exception as error:
        raise BadInput(
            f"Tệp {name} không phải Word (.docx) đọc được; hãy mở bằng Word rồi lưu lại dạng .docx.",
            f"{name} is not a readable Word file (.docx); open it in Word and save it again as .docx.",
        ) from error
    made_for = str(document.core_properties.keywords or "")
    if not made_for.startswith(_MARK):
        raise BadInput(
            f"Tệp {name} không phải mẫu do `daihoi form {number} --as docx` lập ra.",
            f"{name} is not a form made by `daihoi form {number} --as docx`.",
        )
    if made_for != f"{_MARK}{number}":
        other = made_for.removeprefix(_MARK)
        raise BadInput(
            f"Tệp {name} là mẫu của yêu cầu số {other}, không phải số {number}; hãy lấy mẫu mới bằng "
            f"`daihoi form {number} --as docx`.",
            f"{name} is the form of request {other}, not {number}; take a new one with `daihoi form {number} --as docx`.",
        )
    return _Reading(outline_of(form), document).read()


class _Reading:
    """Walks the document from top to bottom: where are we, and what stands there."""

    def __init__(self, outline: Outline, document: Any) -> None:
        self.outline, self.document = outline, document
        self.answer = Answer(outline)
        self.names = {_name(f.path)[:40]: f for f in outline.fields} | {_name(t.path)[:40]: t for t in outline.tables}
        self.labels = {_plain(v.label): v for v in self.names.values()}
        self.facts = {_plain(f.label): f for f in outline.fields}
        self.here: Field | Table | None = None
        self.heading = ""
        self.section: tuple[str, str] | None = None
        self.lines: list[str] = []

    def read(self) -> Filled:
        """The answer."""
        for element in self.document.element.body.iterchildren():
            if element.tag == qn("w:p"):
                self._paragraph(Paragraph(element, self.document))
            elif element.tag == qn("w:tbl"):
                self._table(WordTable(element, self.document))
        self._close()
        return self.answer.done()

    def _paragraph(self, paragraph: Paragraph) -> None:
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        text = _text(paragraph._p)
        if style.startswith("Heading 1"):
            self._close()
            self.here = self._known(paragraph, text)
            self.heading, self.section = text, None
        elif style.startswith("Heading 2") and isinstance(self.here, Table):
            self._close()
            self.section = (self._key(paragraph, text, self.here), text)
        elif style not in (_GUIDE, "Title"):
            self.lines.append(text)

    def _known(self, paragraph: Paragraph, text: str) -> Field | Table | None:
        return next((self.names[n] for n in _marks(paragraph) if n in self.names), self.labels.get(_plain(text)))

    @staticmethod
    def _key(paragraph: Paragraph, text: str, table: Table) -> str:
        choices = table.columns[0].choices
        for mark in _marks(paragraph):
            for value in choices:
                if mark == _name((*table.path, value))[:40]:
                    return value
        plain = _plain(text)
        return next((v for v, words in choices.items() if _plain(words) in plain), text)

    def _close(self) -> None:
        """Hand over the lines gathered under the heading we leave."""
        lines, self.lines = [line for line in self.lines if line != _EMPTY], []
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")
        place = f"đề mục «{self.section[1] if self.section else self.heading}»"
        if isinstance(self.here, Field):
            self.answer.put(self.here, text, place)
        elif isinstance(self.here, Table) and self.here.simple:
            for line in lines:
                self.answer.row(self.here, [line], [place])
        elif isinstance(self.here, Table) and self.section is not None:
            # A heading without a text is a part that nobody wrote.
            if text:
                self.answer.row(self.here, [*self.section, text], [place] * 3)
        elif text and self.heading and self.here is None:
            raise BadInput(
                f"Đề mục «{self.heading}» không có trong mẫu; hãy dùng đúng các đề mục của mẫu.",
                f"The heading “{self.heading}” is not in the form; use the form's own headings.",
            )

    def _table(self, table: WordTable) -> None:
        rows = [[_cell_text(cell) for cell in row.cells] for row in table.rows]
        if isinstance(self.here, Table) and not self.here.simple and (heads := self._heads(rows, self.here)):
            self._rows(rows[1:], heads, self.here)
            return
        for left, *right in rows:
            one = self.facts.get(_plain(left.split("\n")[0]))
            if one is not None and right:
                self.answer.put(one, right[0], f"bảng, dòng «{one.label}»")

    def _heads(self, rows: list[list[str]], table: Table) -> dict[str, int]:
        heads = {_plain(text): n for n, text in enumerate(rows[0])} if rows else {}
        missing = [name for name, _ in _columns(self.outline, table) if _plain(name) not in heads]
        if missing and len(missing) < len(heads):
            raise BadInput(
                f"Bảng «{table.label}» mất cột «{missing[0]}»; hãy lấy mẫu mới và chép số liệu sang.",
                f"The table “{table.label}” lost the column “{missing[0]}”; take a new form and copy the data over.",
            )
        return {} if missing else heads

    def _rows(self, rows: list[list[str]], heads: dict[str, int], table: Table) -> None:
        for r, row in enumerate(rows, 1):
            values: dict[Path, Any] = {}
            for name, fields in _columns(self.outline, table):
                values |= _values(fields, row[heads[_plain(name)]])
            place = f"bảng «{table.label}», dòng {r}"
            owner = row[heads[_plain(OWNER)]].strip() if _plain(OWNER) in heads else ""
            cells = [values.get(c.path) for c in table.columns]
            if all(cell in (None, "", _EMPTY) for cell in cells):
                continue
            number = int(owner) if owner.isdigit() else 1 if table.parent else None
            if not self.answer.row(table, cells, [f"{place}, cột «{c.label}»" for c in table.columns], number):
                raise BadInput(
                    f"Bảng «{table.label}», dòng {r} ghi thuộc dòng «{owner}», nhưng bảng trước không có dòng ấy.",
                    f"Table “{table.label}”, row {r} belongs to row “{owner}”, which the table before does not have.",
                )


def _values(fields: tuple[Field, ...], text: str) -> dict[Path, Any]:
    if len(fields) == 1:
        return {fields[0].path: text}
    found: dict[Path, Any] = {}
    for line in text.splitlines():
        head, colon, rest = line.partition(":")
        one = next((f for f in fields if _plain(_short(f)) == _plain(head)), None)
        if colon and one is not None:
            found[one.path] = rest.strip().replace(" | ", "\n") if one.type == "lines" else rest.strip()
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".:")


def _marks(paragraph: Paragraph) -> list[str]:
    element: Any = paragraph._p
    return [str(m.get(qn("w:name"))) for m in element.iter(qn("w:bookmarkStart"))]


def _text(element: Any) -> str:
    """The words of a paragraph, also inside links and fields, with its line breaks."""
    parts: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        parts.append(node.text or "" if node.tag == qn("w:t") else "\n" if node.tag == qn("w:br") else "\t")
    return "".join(parts).strip()


def _cell_text(cell: Any) -> str:
    lines = (_text(p._p) for p in cell.paragraphs if not (p.style is not None and p.style.name == _GUIDE))
    return "\n".join(lines).strip()
