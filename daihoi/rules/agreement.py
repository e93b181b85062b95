"""R21 and R23: a text against what the dossier says: targets, terms, days, attendance, votes; and what stays private."""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz, process

from daihoi.rules.attendance import ledger_of
from daihoi.rules.election import contests
from daihoi.rules.findings import block, practice, warn
from daihoi.rules.proofreading import proofread, short
from daihoi.rules.report import report_in_force
from daihoi.rules.sheets import Line, Sheet
from schemas.dossier import Dossier
from schemas.finding import Finding

_TERM = re.compile(r"\b(?P<a>(?:19|20)\d\d)\s*[-–—]\s*(?P<b>(?:19|20)\d\d)\b")
_DAYS = (
    re.compile(r"\b(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>20\d\d)\b"),
    re.compile(r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>20\d\d)", re.IGNORECASE),
)
_HELD = re.compile(
    r"(?:tổ chức|tiến hành|khai mạc|diễn ra|họp)\b[^.\n]{0,40}\bđại hội|\bđại hội\b[^.\n]{0,160}\b(?:được tổ chức|diễn ra|khai mạc|họp)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"(?:có mặt|tham dự|dự đại hội)\D{0,20}(?P<p>\d+)\s*(?:/|trên)\s*(?P<s>\d+)\s*(?:đồng chí\s+)?(?:đảng viên|đại biểu|đoàn viên)",
    re.IGNORECASE,
)
_ADOPTED = re.compile(
    r"nghị quyết[^.\n]{0,60}thông qua[^.\n]{0,30}?(?P<n>\d+)\s*(?:/\s*\d+\s*)?(?:phiếu|đồng chí)", re.IGNORECASE
)
_BIRTH = re.compile(r"sinh năm\s+(?:19|20)\d\d|số CCCD|căn cước", re.IGNORECASE)
_CLOSE = 72


def check_text(sheet: Sheet, dossier: Dossier, *, whole: bool = False) -> list[Finding]:
    """Proofread a text and hold it against the dossier; ``whole``: it must also hold every target of the resolution."""
    found = [*proofread(sheet, dossier), *check_terms(sheet, dossier), *check_days(sheet, dossier)]
    found += [*check_figures(sheet, dossier)]
    if whole:
        found += check_targets(sheet, dossier)
    return found


def differs(sheet: Sheet, line: Line, vi: str, en: str) -> Finding:
    """R21: the text says one thing, the dossier another; stops publication."""
    return block(
        "R21", line.place, f"{sheet.paper}, {line.place}: {vi}", f"{sheet.paper}, {line.place}: {en}", practice()
    )


def check_targets(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """Every target of the resolution stands in the text in the same words."""
    report = report_in_force(dossier)
    texts = [_plain(line.text) for line in sheet.lines]
    whole = " ".join(texts)
    for target in report.targets if report else ():
        words = _plain(target.words)
        if words in whole:
            continue
        near = process.extractOne(words, texts, scorer=fuzz.ratio, score_cutoff=_CLOSE)
        if near is None:
            yield block("R21", f"targets[{target.id}]", f"{sheet.paper}: thiếu chỉ tiêu {target.id} «{short(target.words)}».",
                        f"{sheet.paper}: target {target.id} “{short(target.words)}” is missing.", practice())  # fmt: skip
        else:
            line = sheet.lines[near[2]]
            yield differs(sheet, line, f"chỉ tiêu {target.id} ghi «{short(line.text, 90)}», nghị quyết ghi «{short(target.words, 90)}».",
                          f"target {target.id} reads “{short(line.text, 90)}”, the resolution has “{short(target.words, 90)}”.")  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.replace("\\", "").split()).casefold().rstrip(".;")


def check_terms(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """A term that begins or ends like one of ours is one of ours."""
    ours = {(t.start, t.end) for t in (dossier.opening.closing_term, dossier.opening.new_term)}
    for line in sheet.lines:
        for found in _TERM.finditer(line.text):
            term = (int(found["a"]), int(found["b"]))
            if term in ours or not any(term[0] == a or term[1] == b for a, b in ours):
                continue
            yield differs(sheet, line, f"ghi nhiệm kỳ {found[0]}, hồ sơ ghi {dossier.opening.closing_term} và {dossier.opening.new_term}.",
                          f"says term {found[0]}, the dossier has {dossier.opening.closing_term} and {dossier.opening.new_term}.")  # fmt: skip


def check_days(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """A day that a sentence gives to the congress is the day it was held."""
    sat = dossier.answers.sitting
    held = sat.held_on if sat else dossier.opening.opening_on
    for line in sheet.lines:
        for sentence in re.split(r"(?<=[.!?])\s+(?=[^\W\d_])", line.text):
            days = [d for form in _DAYS for m in form.finditer(sentence) if (d := _day(m))]
            if days and _HELD.search(sentence) and held not in days:
                yield differs(sheet, line, f"ghi đại hội ngày {days[0]:%d/%m/%Y}, hồ sơ ghi {held:%d/%m/%Y}.",
                              f"says the congress was on {days[0]}, the dossier has {held}.")  # fmt: skip


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def check_figures(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """Attendance and the vote on the resolution are those of the minutes."""
    ledger = ledger_of(dossier)
    sat = dossier.answers.sitting
    adopted = next((i.vote for i in sat.items if i.key == "resolution" and i.vote), None) if sat else None
    for line in sheet.lines:
        if ledger is not None and (found := _PRESENT.search(line.text)):
            said, ours = (int(found["p"]), int(found["s"])), (ledger.present, ledger.summoned)
            if said != ours:
                yield differs(sheet, line, f"ghi có mặt {said[0]}/{said[1]}, biên bản ghi {ours[0]}/{ours[1]}.",
                              f"says {said[0]} of {said[1]} present, the minutes have {ours[0]} of {ours[1]}.")  # fmt: skip
        if adopted is not None and (vote := _ADOPTED.search(line.text)) and int(vote["n"]) != adopted.for_:
            yield differs(sheet, line, f"ghi nghị quyết được {vote['n']} phiếu, biên bản ghi {adopted.for_}.",
                          f"says {vote['n']} votes for the resolution, the minutes have {adopted.for_}.")  # fmt: skip


def check_privacy(sheet: Sheet, dossier: Dossier) -> Iterator[Finding]:
    """R23: a post names nobody who lost, nobody's papers, and before recognition nobody elected (that only warns)."""
    elected = {w.name for c in contests(dossier) for w in c.winners}
    stood = {name for c in contests(dossier) for turn in c.turns for name in turn.names}
    recognised = dossier.answers.recognition is not None
    for line in sheet.lines:
        for name in sorted(stood - elected):
            if name in line.text:
                yield block("R23", line.place, f"{line.place}: tin nêu tên {name}, người không trúng cử; hãy bỏ.",
                            f"{line.place}: the post names {name}, who was not elected; leave it out.", practice())  # fmt: skip
        if _BIRTH.search(line.text):
            yield block("R23", line.place, f"{line.place}: tin có chi tiết lý lịch («{short(line.text, 40)}»); hãy bỏ.",
                        f"{line.place}: the post has details of a person's papers (“{short(line.text, 40)}”).", practice())  # fmt: skip
        if not recognised and (named := next((n for n in sorted(elected) if n in line.text), None)):
            yield warn("R23", line.place, f"{line.place}: tin nêu {named} trúng cử khi cấp trên chưa chuẩn y.",
                       f"{line.place}: the post names {named} as elected before recognition.", practice())  # fmt: skip
