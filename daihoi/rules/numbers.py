"""Number and symbol of a paper: how it is read and written, and whether it fits its series (R19, R20)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from daihoi.rules.findings import practice, warn
from schemas.cell import Profile
from schemas.dossier import Dossier
from schemas.finding import Basis, Finding

CONGRESS = "ĐH"
"""The symbol of the congress and of every body it elects: one series for all types, from 01 (36-HD/VPTW, 1.3)."""

_SYMBOLS = {Profile.BASE_COMMITTEE: "ĐU", Profile.TRADE_UNION: "CĐCS", Profile.YOUTH_UNION: "CĐ"}
"""Symbols that the field uses (general knowledge, save ĐU); an office that writes another one is only told so."""

_FORM = re.compile(r"\s*(?:Số:?\s*)?(\d{1,4})\s*[-–]\s*([^\W\d_]{1,4})\s*/\s*(\S{1,20})\s*", re.IGNORECASE)
_STATE_FORM = re.compile(r"\s*(?:Số:?\s*)?(\d{1,4})\s*/\s*([^\W\d_]{1,4})\s*[-–]\s*(\S{1,20})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """«05-TTr/CB»; in the State's way of writing «05/TTr-CĐ»."""

    n: int
    type: str
    symbol: str
    state: bool = False

    def __str__(self) -> str:
        return f"{self.n:02}/{self.type}-{self.symbol}" if self.state else f"{self.n:02}-{self.type}/{self.symbol}"


def read_number(text: str) -> Number | None:
    """The number in ``text``, or None when it has neither the form NN-TYPE/ISSUER nor NN/TYPE-ISSUER."""
    if found := _FORM.fullmatch(text):
        return Number(int(found[1]), found[2], found[3])
    found = _STATE_FORM.fullmatch(text)
    return Number(int(found[1]), found[2], found[3], state=True) if found else None


def writes_as_state(dossier: Dossier) -> bool:
    """Whether the issuer numbers its papers as the State does (general knowledge: unions do)."""
    return dossier.rules.values.get("header") == "state"


def symbol_of(dossier: Dossier) -> str:
    """The issuer's symbol: CB for a cell, or what its profile says."""
    return _SYMBOLS.get(dossier.opening.profile, "CB")


def typed_numbers(dossier: Dossier) -> dict[str, str]:
    """The numbers that people typed into answers, by paper."""
    given = dossier.answers
    typed = {
        "P08": given.submission and given.submission.number,
        "C10": given.resolution and given.resolution.number,
        "S01": given.results and given.results.number,
    }
    return {paper: number for paper, number in typed.items() if number}


def numbers_of(dossier: Dossier) -> dict[str, str]:
    """Every number the dossier's papers bear, by paper."""
    return {**dossier.numbers, **typed_numbers(dossier)}


def check_number(typed: str, paper: str, type_: str, dossier: Dossier, *, congress: bool) -> list[Finding]:
    """Whether a number typed for ``paper`` has its form, its type and its place in the series (R19), and whether
    the issuer may issue the type on the opening day (R20)."""
    symbol = CONGRESS if congress else symbol_of(dossier)
    state = writes_as_state(dossier)
    number = read_number(typed)
    if number is None or (number.type, number.symbol, number.state) != (type_, symbol, state):
        return [
            warn(
                "R19",
                "number",
                f"Số «{typed}» không theo mẫu số, ký hiệu của văn bản này (ví dụ {Number(1, type_, symbol, state)}).",
                f"“{typed}” has not the form of this paper's number (such as {Number(1, type_, symbol, state)}).",
                practice(),
            )
        ]
    found = check_type(number.type, dossier.opening.opening_on, dossier.opening.profile, congress=congress)
    others = {p: n for p, text in numbers_of(dossier).items() if p != paper and (n := read_number(text))}
    mine = [
        (p, n)
        for p, n in others.items()
        # What is issued after the congress is counted in the new term.
        if n.symbol == symbol and (congress or (n.type == type_ and p[0] == paper[0]))
    ]
    holder = next((p for p, n in mine if n.n == number.n), None)
    next_one = 1 + max((n.n for _, n in mine), default=0)
    if holder is not None:
        found.append(
            warn(
                "R19",
                "number",
                f"Số {number.n:02} của dãy này đã cấp cho văn bản {holder} ({others[holder]}); số tiếp theo là "
                f"{Number(next_one, type_, symbol, state)}.",
                f"{number.n:02} of this series belongs to {holder} ({others[holder]}); the next is "
                f"{Number(next_one, type_, symbol, state)}.",
                practice(),
            )
        )
    elif congress and number.n > next_one:
        found.append(
            warn(
                "R19",
                "number",
                f"Số văn bản của đại hội phải liên tục từ 01; số tiếp theo là {Number(next_one, type_, symbol, state)}, "
                f"không phải {number}.",
                f"The congress's numbers run from 01 without a gap; the next is {Number(next_one, type_, symbol, state)}, "
                f"not {number}.",
                Basis(document="36-HD/VPTW", dated=date(2018, 4, 3), article="1.3"),
            )
        )
    return found


@cache
def _types() -> dict[str, list[dict[str, Any]]]:
    return yaml.safe_load(files("daihoi.rules").joinpath("data/types.yaml").read_text(encoding="utf-8"))


_CELLS = (Profile.CELL, Profile.GRASSROOTS_CELL)
"""Whom the rules on types were written for, as far as they are known."""


def check_type(type_: str, day: date, profile: Profile, *, congress: bool) -> list[Finding]:
    """R20: the issuer may not issue ``type_`` on ``day``; empty when it may, or when no rule is known."""
    if profile not in _CELLS:
        return []
    for row in _types()["congress" if congress else "cell"]:
        if not row["from"] <= day or (row["to"] is not None and day > row["to"]):
            continue
        if type_ not in row.get("barred", ()) and type_ in row.get("allowed", (type_,)):
            continue
        basis = Basis.model_validate({k: row[k] for k in ("document", "dated", "article", "confidence")})
        issuer, issuer_en = ("Đại hội chi bộ", "a cell congress") if congress else ("Chi bộ", "a cell")
        return [
            warn(
                "R20",
                "number",
                f"{issuer} không ban hành loại văn bản {type_} vào ngày {day:%d/%m/%Y}; văn bản sẽ không được cấp số.",
                f"On {day} {issuer_en} does not issue papers of type {type_}; the paper gets no number.",
                basis,
            )
        ]
    return []
