"""The registry: gives papers their numbers, and takes in what was signed on paper or issued by others."""

from datetime import date

from daihoi.admission import admit
from daihoi.desk import ENGINE
from daihoi.documents.catalogue import PAPERS, PaperKind, Series
from daihoi.errors import BadInput, NumberTaken
from daihoi.rules.findings import words_in
from daihoi.rules.numbers import (
    CONGRESS,
    Number,
    check_type,
    numbers_of,
    read_number,
    symbol_of,
    typed_numbers,
    writes_as_state,
)
from daihoi.store import Store, Writing
from daihoi.store.numbers import take
from schemas.cell import Role
from schemas.dossier import Attachment, Dossier
from schemas.record import Act


def kind_of(code: str) -> PaperKind:
    """The catalogue's row of a code or a paper's place (``C08-committee.1``); raises `BadInput` with the known codes."""
    kind = PAPERS.get(code.partition("-")[0].upper())
    if kind is None:
        raise BadInput(
            f"Danh mục không có văn bản «{code}»; các mã là {', '.join(PAPERS)}.",
            f"The catalogue has no paper “{code}”; the codes are {', '.join(PAPERS)}.",
        )
    return kind


def wants_number(kind: PaperKind, dossier: Dossier) -> bool:
    """Whether the program numbers the paper now: not a draft, not the superior's, not a type its issuer may not use."""
    if kind.type is None or kind.series is None or kind.series is Series.SUPERIOR or kind.code in _TYPED:
        return False
    if kind.draft and (kind.code not in ("P11", "P13", "P14") or dossier.answers.sitting is None):
        return False
    opening = dossier.opening
    return not check_type(kind.type, opening.opening_on, opening.profile, congress=kind.series is Series.CONGRESS)


_TYPED = ("P08", "C10", "S01")
"""Their numbers are typed into the answer that makes them due."""


def give_number(
    store: Store, code: str, paper: str, day: date, wanted: int | None = None, who: str | None = None
) -> str | None:
    """The number of ``paper`` (its place in the dossier): the one it has, the one that is wanted, or the next of its series.

    None where the paper bears none. Raises `NumberTaken`, `BadInput` and, for a person, `NotAllowed`.
    """
    kind = kind_of(paper)
    place = kind.code + paper[len(kind.code) :]
    proof = admit(store, Act.NUMBER_GIVE, store.get_dossier(code).opening, who, day) if who else None
    with store.writing() as w:
        dossier = w.dossier(code)
        _keep_typed(w, dossier)
        known = numbers_of(dossier).get(place)
        if known is not None or not (wants_number(kind, dossier) or wanted is not None):
            if wanted is not None and known is not None:
                raise BadInput(
                    f"Văn bản {kind.code} đã mang số {known}; số đã cấp không đổi.",
                    f"Paper {kind.code} already bears number {known}; a number given does not change.",
                )
            return known
        if kind.type is None or kind.series is None or kind.series is Series.SUPERIOR:
            raise BadInput(
                f"Văn bản {kind.code} ({kind.called(words_in(dossier)).vi}) không lấy số ở đây.",
                f"Paper {kind.code} ({kind.en}) takes no number here.",
            )
        congress = kind.series is Series.CONGRESS
        opening = dossier.opening
        if barred := check_type(kind.type, opening.opening_on, opening.profile, congress=congress):
            raise BadInput(barred[0].words.vi, barred[0].words.en)
        symbol = CONGRESS if congress else symbol_of(dossier)
        n = take(w, dossier.opening.cell.name, series_of(kind, dossier), code, place, wanted)
        number = str(Number(n, kind.type, symbol, writes_as_state(dossier)))
        role = Role.ORGANISER if who else None
        w.append(dossier, Act.NUMBER_GIVE, who or ENGINE, day, role, payload={"paper": place, "number": number}, proof=proof)  # fmt: skip
        return number


def _keep_typed(w: Writing, dossier: Dossier) -> None:
    """Numbers typed into answers are taken too, so that the next one given does not meet them."""
    for paper, text in typed_numbers(dossier).items():
        kind, number = PAPERS[paper], read_number(text)
        if number is not None and number.type == kind.type:
            try_take(w, dossier, kind, number.n)


def try_take(w: Writing, dossier: Dossier, kind: PaperKind, n: int) -> bool:
    """Write down a number that stands on a paper already; False when another paper has it (R19 has said so)."""
    try:
        take(w, dossier.opening.cell.name, series_of(kind, dossier), dossier.code, kind.code, n)
    except NumberTaken:
        return False
    return True


def series_of(kind: PaperKind, dossier: Dossier) -> str:
    """The series of the paper's number: the committee's by type and term, the congress's for all types."""
    if kind.series is Series.CONGRESS:
        return f"{CONGRESS} {dossier.opening.new_term}"
    term = dossier.opening.new_term if kind.term == "new" else dossier.opening.closing_term
    return f"{kind.type}/{symbol_of(dossier)} {term}"


def attach(store: Store, code: str, attachment: Attachment, who: str, day: date) -> Dossier:
    """Put a file on file for a paper; raises `BadInput` for a code that is not in the catalogue, and `NotAllowed`."""
    kind_of(attachment.paper)
    proof = admit(store, Act.PAPER_ATTACH, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        if any(a.digest == attachment.digest and a.paper == attachment.paper for a in dossier.attachments):
            return dossier
        payload = {"attachment": attachment.model_dump(mode="json")}
        return w.append(dossier, Act.PAPER_ATTACH, who, day, Role.ORGANISER, payload=payload, proof=proof)
