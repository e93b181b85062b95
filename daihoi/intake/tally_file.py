"""The tally sheet of one election from a YAML file or a filled-in workbook, and the empty workbook itself."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daihoi.errors import BadInput
from daihoi.intake.office import must_be_sound
from daihoi.intake.yaml_file import LARGEST, read_yaml
from daihoi.rules.names import key_of
from schemas.attendance import Reason
from schemas.cell import Standing
from schemas.election import Office, Proposal
from schemas.tally import TallySheet

FACTS, ROSTER, LIST, ROUND = "Cuộc bầu", "Danh sách", "Danh sách bầu", "Lần"
"""The sheets of the workbook; one sheet «Lần 1», «Lần 2» … for each round."""

_WORDS: Mapping[str, Any] = {
    "có": True,
    "x": True,
    "không": False,
    "chính thức": Standing.OFFICIAL,
    "dự bị": Standing.PROBATIONARY,
    "sinh hoạt tạm thời": Standing.ATTACHED,
    "dự khuyết": Standing.ALTERNATE,
    "chưa rõ": Standing.UNKNOWN,
    "chuyển sinh hoạt": Reason.TRANSFERRED,
    "được miễn": Reason.EXEMPT,
    "đình chỉ": Reason.SUSPENDED,
    "có báo cáo": Reason.REPORTED,
    "không báo cáo": Reason.UNREPORTED,
    "giới thiệu": Proposal.INTRODUCED,
    "đề cử": Proposal.NOMINATED,
    "ứng cử": Proposal.SELF,
    "chi ủy": Office.COMMITTEE,
    "cấp ủy": Office.COMMITTEE,
    "ban chấp hành": Office.COMMITTEE,
    "bí thư": Office.SECRETARY,
    "chủ tịch": Office.SECRETARY,
    "phó bí thư": Office.DEPUTY,
    "phó chủ tịch": Office.DEPUTY,
    "đại biểu": Office.DELEGATES,
    "đại biểu dự khuyết": Office.ALTERNATES,
}
_FACTS = {
    "tên cuộc bầu": "title",
    "ngày khai mạc": "opening_on",
    "loại hình": "profile",
    "chức danh": "office",
    "đại hội đại biểu": "delegates",
    "số lượng được bầu": "seats",
    "biểu quyết số lượng: tán thành": "seats_vote.for",
    "biểu quyết số lượng: không tán thành": "seats_vote.against",
    "biểu quyết số lượng: ý kiến khác": "seats_vote.other",
    "biểu quyết danh sách: tán thành": "list_vote.for",
    "biểu quyết danh sách: không tán thành": "list_vote.against",
    "biểu quyết danh sách: ý kiến khác": "list_vote.other",
    "ban kiểm phiếu (trưởng ban trước; cách nhau bằng dấu chấm phẩy)": "counters",
    "cấp ủy đã trúng cử (khi bầu bí thư, phó bí thư)": "committee",
}
_ROSTER = {
    "họ và tên": "name",
    "tư cách": "standing",
    "triệu tập": "summoned",
    "có mặt": "present",
    "mã lý do": "code",
    "lý do": "reason",
    "lý do được chấp nhận": "accepted",
    "đơn vị": "unit",
    "thay đại biểu": "replaces",
    "về sớm": "left_early",
}
_LIST = {
    "họ và tên": "name",
    "đưa ra bằng cách": "how",
    "ngoài đại hội": "outsider",
    "số ủng hộ": "support",
    "đã rút": "withdrawn",
}
_COUNT = {
    "người kiểm": "counted_by",
    "số phiếu phát": "issued",
    "số phiếu thu": "collected",
    "số phiếu hợp lệ": "valid",
    "số phiếu không hợp lệ": "invalid",
    "vì sao không hợp lệ": "invalid_because",
}
_DECISION = "bầu tiếp"


def read_tally(path: str) -> TallySheet:
    """The sheet in the YAML file or workbook at ``path``; raises `BadInput` naming file, field and remedy."""
    raw = _read_workbook(path) if path.casefold().endswith((".xlsx", ".xlsm")) else read_yaml(path)
    try:
        return TallySheet.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"]) or "(cả tệp)"
        name = Path(path).name
        raise BadInput(
            f"Tệp {name}, ô «{field}»: {_what_is_wrong(first)}. Xem docs/tally.md để biết cách ghi.",
            f"{name}, field “{field}”: {first['msg']}. docs/tally.md says how to fill it in.",
        ) from error


def _what_is_wrong(error: Any) -> str:
    return {
        "missing": "còn thiếu, hãy điền vào",
        "extra_forbidden": "không có ô này, hãy sửa tên ô hoặc bỏ đi",
        "too_long": "nhiều quá mức cho phép",
    }.get(error["type"], f"chưa đúng ({error['msg']})")


def _read_workbook(path: str) -> dict[str, Any]:
    from openpyxl import load_workbook  # imported late: most tallies are YAML

    name = Path(path).name
    try:
        if Path(path).stat().st_size > LARGEST:
            raise BadInput(f"Tệp {name} lớn quá 5 MB; đây không phải bảng kiểm phiếu.", f"{name} is larger than 5 MB.")
        must_be_sound(Path(path).read_bytes())
        book = load_workbook(path, read_only=False, data_only=True)
    except FileNotFoundError as error:
        raise BadInput(
            f"Không thấy tệp {path}; hãy kiểm tra đường dẫn.", f"There is no file {path}; check the path."
        ) from error
    except BadInput:
        raise
    except Exception as error:  # a workbook broken inside fails in the library in a dozen ways
        raise BadInput(
            f"Không mở được tệp {name} bằng Excel; hãy lưu lại ở dạng .xlsx.",
            f"{name} is not a workbook that can be read; save it again as .xlsx.",
        ) from error
    missing = [s for s in (FACTS, ROSTER, LIST) if s not in book.sheetnames]
    if missing:
        raise BadInput(
            f"Tệp {name} thiếu trang {', '.join(missing)}; lấy mẫu trắng bằng `daihoi tally --blank TỆP.xlsx`.",
            f"{name} lacks the sheet {', '.join(missing)}; get a blank one with `daihoi tally --blank FILE.xlsx`.",
        )
    facts = _facts(_rows(book[FACTS]), name)
    nominees = [r for _, r in _records(_rows(book[LIST]), _LIST, name, LIST)]
    rounds = [
        _round(_rows(book[s]), name, s)
        for s in sorted(book.sheetnames, key=lambda s: (len(s), s))
        if s.startswith(f"{ROUND} ")
    ]
    return {
        **facts,
        "roster": [r for _, r in _records(_rows(book[ROSTER]), _ROSTER, name, ROSTER)],
        "nominees": nominees,
        "names": [n["name"] for n in nominees if not n.get("withdrawn") and "name" in n],
        "rounds": [r for r in rounds if r],
    }


def _rows(sheet: Any) -> list[list[Any]]:
    # Asking for more rows than there are makes every empty cell of them.
    rows, columns = min(sheet.max_row, 2000), min(sheet.max_column, 20)
    return [list(row) for row in sheet.iter_rows(values_only=True, max_row=rows, max_col=columns)]


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return _WORDS.get(key_of(text), text)
    return cell


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _facts(rows: list[list[Any]], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        if len(row) < 2 or not _filled(row[0]) or not _filled(row[1]):
            continue
        field = _FACTS.get(key_of(str(row[0])))
        if field is None:
            raise BadInput(
                f"Tệp {name}, trang «{FACTS}»: không có ô «{row[0]}»; đừng sửa cột đầu của mẫu.",
                f"{name}, sheet “{FACTS}”: there is no field “{row[0]}”; leave the first column as it is.",
            )
        value = _value(row[1])
        if field in ("counters", "committee"):
            value = [part.strip() for part in str(row[1]).split(";") if part.strip()]
        head, _, rest = field.partition(".")
        if rest:
            found.setdefault(head, {})[rest] = value
        else:
            found[head] = str(row[1]).strip() if head == "title" else value
    return found


def _records(
    rows: list[list[Any]], fields: Mapping[str, str], name: str, sheet: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    if not rows:
        return
    heads = [fields.get(key_of(str(h))) if _filled(h) else None for h in rows[0]]
    unknown = [str(h) for h, f in zip(rows[0], heads, strict=True) if _filled(h) and f is None]
    if unknown:
        raise BadInput(
            f"Tệp {name}, trang «{sheet}»: không có cột «{unknown[0]}»; các cột: {', '.join(fields)}.",
            f"{name}, sheet “{sheet}”: there is no column “{unknown[0]}”; there are: {', '.join(fields)}.",
        )
    for number, row in enumerate(rows[1:], 2):
        record = {
            f: (" ".join(str(c).split()) if f in ("name", "reason", "unit", "replaces") else _value(c))
            for f, c in zip(heads, row, strict=True)
            if f is not None and _filled(c)
        }
        if record:
            yield number, record


def _round(rows: list[list[Any]], name: str, sheet: str) -> dict[str, Any]:
    counts: list[dict[str, Any]] = [{"tallies": []}, {"tallies": []}]
    decision: dict[str, Any] | None = None
    for row in rows[1:]:
        if not row or not _filled(row[0]):
            continue
        label, cells = " ".join(str(row[0]).split()), ([*list(row[1:3]), None, None])[:2]
        if key_of(label) == _DECISION:
            if _filled(cells[0]):
                decision = {"again": _value(cells[0])}
            continue
        field = _COUNT.get(key_of(label))
        for count, cell in zip(counts, cells, strict=True):
            if not _filled(cell):
                continue
            if field is None:
                count["tallies"].append({"name": label, "votes": _value(cell)})
            else:
                count[field] = str(cell).strip() if field in ("counted_by", "invalid_because") else _value(cell)
    given = [c for c in counts if len(c) > 1 or c["tallies"]]
    if not given and decision is None:
        return {}
    return {"counts": given, **({"decision": decision} if decision else {})}


def write_blank(path: str, sheet: TallySheet | None = None) -> None:
    """Write the workbook to ``path``: empty, or filled in from ``sheet``."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    facts = book.active
    assert facts is not None
    facts.title = FACTS
    for row in _fact_rows(sheet):
        facts.append(row)
    roster = book.create_sheet(ROSTER)
    for row in _roster_rows(sheet):
        roster.append(row)
    names = book.create_sheet(LIST)
    for row in _list_rows(sheet):
        names.append(row)
    for number in range(1, max(1, len(sheet.rounds) if sheet else 1) + 1):
        page = book.create_sheet(f"{ROUND} {number}")
        for row in _round_rows(sheet, number):
            page.append(row)
    for page in book.worksheets:
        for column in range(1, page.max_column + 1):
            page.column_dimensions[get_column_letter(column)].width = 46 if page is facts and column == 1 else 24
        for cell in page["A"] if page is facts else page[1]:
            cell.font = Font(bold=True)
    book.save(path)


_BACK = {v: k for k, v in reversed(_WORDS.items()) if not isinstance(v, bool)}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "có" if value else "không"
    return _BACK.get(value, value) if isinstance(value, str) else value


def _fact_rows(sheet: TallySheet | None) -> Iterator[list[Any]]:
    for label, field in _FACTS.items():
        head, _, rest = field.partition(".")
        value = _fact(sheet, head, rest) if sheet is not None else None
        yield [label.capitalize(), _shown(value) if head not in ("title", "profile") else value]


def _fact(sheet: TallySheet, head: str, rest: str) -> Any:
    if head in ("counters", "committee"):
        return "; ".join(sheet.counters if head == "counters" else sheet.committee) or None
    if head == "profile":
        return sheet.profile.value
    value: Any = getattr(sheet, head)
    if rest and value is not None:
        return value.for_ if rest == "for" else getattr(value, rest)
    return value


def _roster_rows(sheet: TallySheet | None) -> Iterator[list[Any]]:
    yield [label.capitalize() for label in _ROSTER]
    for member in sheet.roster if sheet else ():
        cells = [getattr(member, field) for field in _ROSTER.values()]
        yield [
            c if f in ("name", "reason", "unit", "replaces") else _shown(c)
            for f, c in zip(_ROSTER.values(), cells, strict=True)
        ]


def _list_rows(sheet: TallySheet | None) -> Iterator[list[Any]]:
    yield [label.capitalize() for label in _LIST]
    if sheet is None:
        return
    for nominee in sheet.nominees:
        yield [nominee.name, _shown(nominee.how), _shown(nominee.outsider), nominee.support, _shown(nominee.withdrawn)]
    if not sheet.nominees:
        for name in sheet.names:
            yield [name, "giới thiệu", "không", None, "không"]


def _round_rows(sheet: TallySheet | None, number: int) -> Iterator[list[Any]]:
    turn = sheet.rounds[number - 1] if sheet and len(sheet.rounds) >= number else None
    counts = list(turn.counts) if turn else []
    yield ["", "Người kiểm thứ nhất", "Người kiểm thứ hai"]
    for label, field in _COUNT.items():
        yield [label.capitalize(), *(getattr(c, field) for c in counts)]
    names = [t.name for t in counts[0].tallies] if counts else list(sheet.names) if sheet else []
    for name in names:
        votes = [next((t.votes for t in c.tallies if t.name == name), None) for c in counts]
        yield [name, *votes]
    again = turn.decision.again if turn and turn.decision else None
    yield [_DECISION.capitalize(), _shown(again)]
