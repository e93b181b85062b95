"""Proofreading of one text by itself: numbering, unfinished sentences, names, papers that do not exist yet, votes."""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz

from daihoi.rules.election import contests
from daihoi.rules.findings import practice, warn
from daihoi.rules.sheets import Line, Sheet
from schemas.dossier import Dossier
from schemas.finding import Finding

_ROMAN = re.compile(r"^(?:PHẦN\s+)?(?P<n>X{0,2}(?:IX|IV|V?I{0,3}))(?P<mark>[./)]|\s*[-–])\s+\S")
_ARABIC = re.compile(r"^(?P<n>\d{1,2}(?:\.\d{1,2}){0,2})(?P<mark>[./)])\s+(?=\S)")
_VALUES = {"I": 1, "V": 5, "X": 10}

_NATIONAL = {
    "XI": date(2011, 1, 19),
    "XII": date(2016, 1, 28),
    "XIII": date(2021, 2, 1),
    "XIV": date(2026, 1, 23),
}
"""The day each national congress closed: before it there was no resolution of it to carry out (general knowledge)."""
_RESOLUTION_OF = re.compile(
    r"nghị quyết\s+(?:của\s+)?đại hội\s+(?:đại biểu\s+)?(?:toàn quốc\s+)?(?:lần thứ\s+)?(?:đảng\s+)?(?:lần thứ\s+)?(?P<n>X[IVX]*)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"sau khi (?:được )?ban hành|khi (?:được )?ban hành|sắp (?:tới|diễn ra)|dự thảo", re.IGNORECASE)
_UNFINISHED = re.compile(r"^(?:sau khi|qua) (?:nghe|thảo luận|nghiên cứu)\b", re.IGNORECASE)
_MAIN_CLAUSE = re.compile(r"[,;]\s*(?:toàn thể\s+)?đại hội\s*(?:chi bộ\s+)?\S*", re.IGNORECASE)
_DECISION = re.compile(
    r"\b(?:đại hội|chi bộ)\b[^.;\n]{0,60}\b(?:nhất trí|thống nhất|thông qua|quyết nghị)\b", re.IGNORECASE
)
_VOTES = re.compile(
    r"\d+\s*(?:(?:/|trên)\s*\d+\s*)?(?:phiếu|(?:đồng chí|đại biểu|đảng viên)\s+(?:biểu quyết\s+)?(?:tán thành|nhất trí))"
    r"|(?:tán thành|biểu quyết)\s*:?\s*\d+|\d+(?:,\d+)?\s*%[^.\n]{0,40}(?:tán thành|nhất trí|biểu quyết)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b[^\W\d_a-zà-ỹ][^\W\d_]+(?:\s+[^\W\d_a-zà-ỹ][^\W\d_]+){1,4}")
_ALMOST = 88


def proofread(sheet: Sheet, dossier: Dossier) -> list[Finding]:
    """Everything the text has against itself and against the calendar; each finding names paper, place and words."""
    return [
        *check_numbering(sheet),
        *check_sentences(sheet),
        *check_future(sheet, dossier.opening.opening_on),
        *check_cell_name(sheet, dossier),
        *check_persons(sheet, dossier),
        # A draft says what will be voted; its votes are yet to come.
        *(() if sheet.paper.startswith("P") else check_votes(sheet)),
    ]


def finding(code: str, sheet: Sheet, line: Line, vi: str, en: str) -> Finding:
    """A note on one line of a paper."""
    return warn(
        code, line.place, f"{sheet.paper}, {line.place}: {vi}", f"{sheet.paper}, {line.place}: {en}", practice()
    )


def short(text: str, length: int = 60) -> str:
    """The beginning of a text, to find it by."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _roman(text: str) -> int:
    values = [_VALUES[c] for c in text]
    return sum(-v if any(w > v for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values))


def check_numbering(sheet: Sheet) -> Iterator[Finding]:
    """Section numbers run on without a gap, in one style, and never stand inside a list."""
    last, marks = 0, set[str]()
    open_: list[tuple[int, ...]] = []
    for line in sheet.lines:
        roman = _ROMAN.match(line.text)
        if roman is not None and roman["n"]:
            n, mark = _roman(roman["n"]), roman["mark"].strip()
            name = short(line.text)
            if line.bullet:
                vi, en = f"mục «{name}» đứng trong danh sách của mục trước.", f"section “{name}” stands inside a list."
                yield finding("PROOF-LIST", sheet, line, vi, en)
            if n not in (last + 1, 1):
                vi = f"mục «{name}» không nối tiếp mục số {last}."
                yield finding("PROOF-NUMBER", sheet, line, vi, f"section “{name}” does not follow number {last}.")
            if marks and mark not in marks:
                vi, en = f"mục «{name}» đánh số khác kiểu các mục trước.", f"section “{name}” is numbered otherwise."
                yield finding("PROOF-NUMBER", sheet, line, vi, en)
            last, open_ = n, []
            marks.add(mark)
            continue
        arabic = _ARABIC.match(line.text)
        if arabic is None:
            continue
        number, name = tuple(int(part) for part in arabic["n"].split(".")), short(line.text)
        if line.bullet:
            vi, en = f"mục «{name}» vừa có dấu đầu dòng vừa có số.", f"“{name}” has both a dash and a number."
            yield finding("PROOF-LIST", sheet, line, vi, en)
        if not _goes_on(number, open_):
            before = ".".join(map(str, open_[-1])) if open_ else "–"
            vi = f"mục «{name}» không nối tiếp mục {before}."
            yield finding("PROOF-NUMBER", sheet, line, vi, f"“{name}” does not follow {before}.")
            open_.append(number)


def _goes_on(number: tuple[int, ...], open_: list[tuple[int, ...]]) -> bool:
    """Whether ``number`` continues one of the lists that are open, or begins one; ``open_`` is brought up to it."""
    for depth in range(len(open_) - 1, -1, -1):
        if open_[depth] == (*number[:-1], number[-1] - 1):
            open_[depth:] = [number]
            return True
    if number[-1] == 1 and (len(number) == 1 or number[:-1] in open_):
        open_.append(number)
        return True
    return False


def check_sentences(sheet: Sheet) -> Iterator[Finding]:
    """«Sau khi nghe …» must come to what the congress then did."""
    for n, line in enumerate(sheet.lines):
        if not _UNFINISHED.match(line.text) or _MAIN_CLAUSE.search(line.text):
            continue
        following = sheet.lines[n + 1] if n + 1 < len(sheet.lines) else None
        if line.text.rstrip().endswith(",") and following and following.text[:7].casefold() == "đại hội":
            continue
        yield finding("PROOF-SENTENCE", sheet, line, f"câu «{short(line.text)}» chưa có vế chính (đại hội đã làm gì).",
                      f"the sentence “{short(line.text)}” has no main clause.")  # fmt: skip


def check_future(sheet: Sheet, day: date) -> Iterator[Finding]:
    """No call to carry out a resolution that did not exist on the congress day."""
    for line in sheet.lines:
        for found in _RESOLUTION_OF.finditer(line.text):
            closed = _NATIONAL.get(found["n"].upper())
            if closed is None or closed <= day:
                continue
            if _NOT_YET.search(line.text, max(0, found.start() - 40), found.end() + 60):
                continue
            yield finding("PROOF-FUTURE", sheet, line,
                          f"«{found[0]}» chưa có vào ngày đại hội ({day:%d/%m/%Y}); văn bản ấy có từ {closed:%d/%m/%Y}.",
                          f"“{found[0]}” did not exist on the congress day ({day}); it dates from {closed}.")  # fmt: skip


def check_cell_name(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """One text calls the cell by one name."""
    cell = dossier.opening.cell
    forms = sorted({cell.name, cell.short, *cell.aliases}, key=len, reverse=True)
    used: dict[str, Line] = {}
    for line in sheet.lines:
        rest = line.text
        for form in forms:
            # «VISTIP» is a name, «vistip-2020» is not; a name of several words may stand in capitals.
            case = 0 if " " not in form else re.IGNORECASE
            if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", rest, case):
                used.setdefault(form, line)
                # A short name inside a longer one is not a second form.
                rest = re.sub(re.escape(form), " ", rest, flags=case)
    if cell.name in used:
        used.pop(cell.short, None)
    if len(used) > 1:
        names, last = "; ".join(f"«{short(form, 40)}»" for form in used), list(used.values())[-1]
        yield finding("PROOF-NAME", sheet, last, f"tên đơn vị viết theo {len(used)} cách: {names}; hãy dùng một cách.",
                      f"the cell is called by {len(used)} names: {names}; use one.")  # fmt: skip


def check_persons(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """A name that is almost one we know is a slip of the pen."""
    known = _known_persons(dossier)
    told: set[str] = set()
    for line in sheet.lines:
        for found in _PERSON.findall(line.text):
            if found in told or any(k in found or found in k for k in known):
                continue
            for name in known:
                if len(found.split()) == len(name.split()) and fuzz.ratio(found, name) >= _ALMOST:
                    told.add(found)
                    yield finding("PROOF-PERSON", sheet, line, f"«{found}» gần giống «{name}»; hãy kiểm tra họ tên.",
                                  f"“{found}” is almost “{name}”; check the name.")  # fmt: skip
                    break


def _known_persons(dossier: Dossier) -> frozenset[str]:
    given = dossier.answers
    names = {m.name for m in dossier.opening.roster}
    if given.sitting:
        names |= {given.sitting.chair, given.sitting.secretary, *given.sitting.presidium}
    if given.personnel:
        names |= {c.name for race in given.personnel.races for c in race.candidates}
    names |= {w.name for c in contests(dossier) for w in c.winners}
    return frozenset(n for n in names if len(n.split()) > 1)


def check_votes(sheet: Sheet) -> Iterator[Finding]:
    """What was agreed was voted: a text that says so gives a figure somewhere."""
    if _VOTES.search(sheet.text):
        return
    said = next((line for line in sheet.lines if _DECISION.search(line.text)), None)
    if said is not None:
        yield finding("PROOF-VOTES", sheet, said, f"«{short(said.text)}» nói đại hội đã quyết định nhưng không có số phiếu nào.",
                      f"“{short(said.text)}” says the congress decided, and no vote is given anywhere.")  # fmt: skip
