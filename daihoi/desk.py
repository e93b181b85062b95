"""Where answers are handed in: rules and store in one transaction, the same for both doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from daihoi.admission import admit, must_be_another
from daihoi.errors import AlreadySettled, BadInput, NotAllowed, RequestNotFound
from daihoi.forms.blanks import filled_in
from daihoi.intake.markup import without_markup
from daihoi.intake.plain import must_be_plain
from daihoi.misfits import misfits
from daihoi.rules import procedure
from daihoi.rules.duties import check_lateness
from daihoi.rules.judgement import judge
from daihoi.rules.replay import reopened, returned_to
from daihoi.rules.rulesets import resolve
from daihoi.rules.timetable import moved
from daihoi.store import Store, Writing
from daihoi.store.codes import TypedCode
from schemas.cell import Role
from schemas.dossier import Dossier, Life, Paper
from schemas.finding import Finding, Severity
from schemas.plan import Opening
from schemas.record import Act
from schemas.request import Request
from schemas.review import Review
from schemas.step import Kind

ENGINE = "daihoi"


@dataclass(frozen=True)
class Receipt:
    """What the desk gives back for an answer."""

    code: str
    number: int
    kind: Kind
    subject: str | None
    """Which of several of its kind."""
    accepted: bool
    findings: tuple[Finding, ...]
    waiting: tuple[Request, ...]
    """The requests open afterwards."""
    wakes: bool
    """True when the run has work to do: papers to write, or the end."""


def open_congress(store: Store, opening: Opening, who: str, day: date) -> Dossier:
    """Open a dossier under the rules of its opening day and ask for the first answer; raises `NotAllowed`."""
    must_be_plain(opening.model_dump(mode="json"))
    admit(store, Act.DOSSIER_OPEN, opening, who, day)
    with store.writing() as w:
        return _open(w, opening, who, day)


def open_congresses(store: Store, openings: Sequence[Opening], who: str, day: date) -> list[Dossier]:
    """Open several dossiers in one transaction: all or none; raises as `open_congress` does."""
    for opening in openings:
        admit(store, Act.DOSSIER_OPEN, opening, who, day)
    with store.writing() as w:
        return [_open(w, opening, who, day) for opening in openings]


def _open(w: Writing, opening: Opening, who: str, day: date) -> Dossier:
    rules = resolve(opening.opening_on, opening.profile, opening.overrides)
    payload = {
        "opening": opening.model_dump(mode="json"),
        "rules": rules.model_dump(mode="json"),
        "procedure": procedure.VERSION,
    }
    dossier = w.open_dossier(opening.code, who, Role.ORGANISER, day, payload)
    return ask_next(w, dossier, day)


def ask_next(w: Writing, dossier: Dossier, day: date) -> Dossier:
    """The one door that opens requests; idempotent, since what is open is not asked again."""
    for question in procedure.next_questions(dossier):
        dossier, _ = w.open_request(dossier, question, ENGINE, day)
    return dossier


def continue_congress(store: Store, code: str, day: date) -> Dossier:
    """Ask for what is next, or close the congress when nothing is left."""
    with store.writing() as w:
        dossier = ask_next(w, w.dossier(code), day)
        if procedure.is_finished(dossier):
            dossier = w.append(dossier, Act.DOSSIER_CLOSE, ENGINE, day)
        return dossier


def read_answer(form: type[BaseModel], raw: dict[str, Any]) -> tuple[Any, tuple[Finding, ...]]:
    """The typed answer, or findings that name each field that does not fit the form."""
    try:
        return form.model_validate(raw), ()
    except ValidationError as error:
        return None, misfits(form, error)


def hand_in(
    store: Store,
    number: int,
    raw: dict[str, Any],
    who: str,
    day: date,
    *,
    code: str | None = None,
    dry_run: bool = False,
    typed: TypedCode | None = None,
    reason: str | None = None,
) -> Receipt:
    """Judge an answer to request ``number``; accepted or refused, it is kept. ``reason`` says why it comes late.

    Raises `RequestNotFound`, also when the request belongs to another congress than ``code``,
    `AlreadySettled`, naming by whom, and `NotAllowed`, naming who may. The code ``typed`` is spent even when
    the rules refuse the answer.
    """
    must_be_plain(raw)
    raw, told = without_markup(raw)
    proof = None if dry_run else _admit_answer(store, number, who, day, typed)
    with store.writing() as w:
        dossier = w.dossier_of(number)
        request = dossier.request(number)
        if request is None or (code is not None and dossier.code != code):
            raise RequestNotFound(number)
        if not request.is_open:
            raise AlreadySettled.of(request)
        if proof is not None and not store.rehearsal:
            must_be_another(dossier, request, who)
        return _settle(w, dossier, request, raw, who, day, proof, told, dry_run=dry_run, reason=reason)


def _admit_answer(store: Store, number: int, who: str, day: date, typed: TypedCode | None) -> str:
    """How we know ``who``, before anything is written: a code is spent in a transaction of its own."""
    if store.rehearsal:
        return "open"
    dossier, request = store.get_request(number)
    if not request.is_open:
        raise AlreadySettled.of(request)
    must_be_another(dossier, request, who)
    return admit(store, request.kind, dossier.opening, who, day, typed, request.role)


def hand_in_from_page(
    store: Store,
    number: int,
    raw: dict[str, Any],
    who: str,
    day: date,
    *,
    code: str,
    typed: TypedCode | None = None,
) -> Receipt:
    """As `hand_in`; but who may not answer is told above the form, where nobody reads an exception."""
    try:
        return hand_in(store, number, raw, who, day, code=code, typed=typed)
    except NotAllowed as error:
        finding = Finding(code="AUTH", severity=Severity.BLOCK, words=error.words)
        with store.writing() as w:
            dossier = w.dossier(code)
            request = dossier.request(number)
            if request is None or not request.is_open:
                raise
            if (request.draft, request.findings) != (raw, (finding,)):  # else read twice, as in `_settle`
                payload = {"kind": request.kind.value, "findings": [finding.model_dump(mode="json")], "answer": raw}
                dossier = w.append(dossier, Act.ANSWER_REFUSE, who, day, request.role, number, payload)
            return Receipt(
                code, number, request.kind, request.subject, False, (finding,), dossier.holding_requests, False
            )


def keep_late(store: Store, number: int, raw: dict[str, Any], who: str, day: date) -> None:
    """Keep an answer from the page that came after its request was settled: its author has no copy, and is told there."""
    must_be_plain(raw)
    code = store.get_code_of(number)
    with store.writing() as w:
        dossier = w.dossier(code)
        request = dossier.request(number)
        if request is not None and not request.is_open:
            payload = {"number": number, "kind": request.kind.value, "answer": raw}
            w.append(dossier, Act.ANSWER_LATE, who, day, request.role, payload=payload)


def _judge(request: Request, raw: dict[str, Any], dossier: Dossier) -> tuple[Any, tuple[Finding, ...]]:
    """The typed answer, or None when it does not fit the form or a rule blocks it; and all findings."""
    answer, findings = read_answer(procedure.row_of(dossier, request.kind).form, filled_in(raw))
    if answer is not None:
        findings = judge(request.kind, answer, dossier, request.subject)
    return (None if any(f.blocks for f in findings) else answer), findings


def _settle(
    w: Writing,
    dossier: Dossier,
    request: Request,
    raw: dict[str, Any],
    who: str,
    day: date,
    proof: str | None = None,
    told: tuple[Finding, ...] = (),
    *,
    dry_run: bool = False,
    reason: str | None = None,
) -> Receipt:
    number, kind = request.number, request.kind
    answer, findings = _judge(request, raw, dossier)
    findings = (*told, *findings)
    if answer is not None:
        findings = (*findings, *check_lateness(request, day, reason))

    def receipt(after: Dossier, *, wakes: bool = False) -> Receipt:
        return Receipt(
            after.code, number, kind, request.subject, answer is not None, findings, after.holding_requests, wakes
        )

    if dry_run:
        return receipt(dossier)
    payload = {"kind": kind.value, "findings": [f.model_dump(mode="json") for f in findings]}
    if answer is None:
        if request.draft == raw and request.findings == findings:
            return receipt(dossier)  # read twice, after a crash between reading and forgetting
        refused = {**payload, "answer": raw}
        return receipt(w.append(dossier, Act.ANSWER_REFUSE, who, day, request.role, number, refused, proof))
    body = answer.model_dump(mode="json", by_alias=True)
    after = w.append(dossier, Act.ANSWER_ACCEPT, who, day, request.role, number, {**payload, "answer": body}, proof)
    if isinstance(answer, Review) and (again := returned_to(answer)) is not None:
        because = {"kind": again.value, "because": "returned"}
        after = w.append(after, Act.STEP_REOPEN, who, day, request.role, number, because)
    after = ask_next(w, after, day)
    holding = after.holding_requests
    # The step's last answer wakes the run, which leaves a task run with the findings' codes; answers inside
    # a step, and follow-up duties, do not.
    step_over = not holding or holding[0].step != request.step
    return receipt(after, wakes=kind is not Kind.DUTY and (step_over or bool(procedure.papers_due(after))))


def record_paper(store: Store, code: str, paper: Paper, day: date) -> Dossier:
    """Write down a written paper, once for the journal line that made it due."""
    return record_papers(store, code, (paper,), day)


def record_papers(store: Store, code: str, papers: Sequence[Paper], day: date) -> Dossier:
    """The same for several in one transaction; those that are not due (any more) are passed over."""
    with store.writing() as w:
        dossier = w.dossier(code)
        due = {(d.code, d.subject, d.made_from) for d in procedure.papers_due(dossier)}
        for paper in papers:
            if (paper.code, paper.subject, paper.made_from) in due:
                written = {"paper": paper.model_dump(mode="json")}
                dossier = w.append(dossier, Act.PAPER_WRITE, ENGINE, day, payload=written)
        return dossier


def correct(
    store: Store, number: int, raw: dict[str, Any], who: str, day: date, *, typed: TypedCode | None = None
) -> Receipt:
    """Replace an accepted answer as the next round; what stood on it is done again. Raises `NotAllowed`."""
    must_be_plain(raw)
    raw, told = without_markup(raw)
    before, answered = store.get_request(number)
    code = before.code
    proof = admit(store, answered.kind, before.opening, who, day, typed, answered.role)
    with store.writing() as w:
        dossier = w.dossier(code)
        _must_be_active(dossier)
        request = dossier.request(number)
        if request is None or request.settled_at is None or not dossier.is_answered(request.kind, request.subject):
            raise BadInput(
                f"Yêu cầu số {number} không có bản nộp đang dùng để thay; gõ `daihoi show {code}` để xem.",
                f"Request {number} has no answer in force to replace; type `daihoi show {code}`.",
            )
        # What stands on the answer falls with it, and must not be held against the new one.
        without = dossier.model_copy(update=reopened(dossier, request.kind, request.subject))
        answer, findings = _judge(request, raw, without)
        if answer is None:
            return Receipt(
                code, number, request.kind, request.subject, False, findings, dossier.holding_requests, False
            )
        because = {"kind": request.kind.value, "subject": request.subject, "because": "corrected"}
        dossier = w.append(dossier, Act.STEP_REOPEN, who, day, request.role, number, because, proof)
        row = procedure.row_of(dossier, request.kind)
        question = procedure.Question(row, procedure.due_on(row, dossier), request.subject)
        dossier, again = w.open_request(dossier, question, who, day)
        return _settle(w, dossier, again, raw, who, day, proof, told)


def check_postponement(dossier: Dossier, opening_on: date, day: date) -> None:
    """Raises `BadInput` when the opening day cannot move there: the same day, a day gone by, a congress already held."""
    _must_be_active(dossier)
    if dossier.answers.sitting is not None:
        raise BadInput(
            f"Đại hội của hồ sơ «{dossier.code}» đã họp ngày {dossier.answers.sitting.held_on:%d/%m/%Y}, không đổi ngày khai mạc được nữa.",
            f"The congress of “{dossier.code}” was held on {dossier.answers.sitting.held_on}; its opening day cannot move.",
        )
    if opening_on == dossier.opening.opening_on:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» vốn đã khai mạc ngày {opening_on:%d/%m/%Y}; không có gì để đổi.",
            f"“{dossier.code}” opens on {opening_on} already; nothing would change.",
        )
    if opening_on < day:
        raise BadInput(
            f"Ngày khai mạc mới {opening_on:%d/%m/%Y} đã qua (hôm nay {day:%d/%m/%Y}); hãy chọn ngày sau hôm nay.",
            f"The new opening day {opening_on} is past (today is {day}); choose a later day.",
        )


def postpone(store: Store, code: str, opening_on: date, who: str, day: date, reason: str) -> Dossier:
    """Move the opening day; what is not done is planned anew, under the rules of the new day, with a journal line.

    Raises `NotAllowed`, `BadInput` (see `check_postponement`) and `NoRuleSet`.
    """
    must_be_plain(reason)
    admit(store, Act.DOSSIER_POSTPONE, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        check_postponement(dossier, opening_on, day)
        later = moved(dossier, opening_on)
        due = {
            str(r.number): r.due_on.isoformat()
            for r in later.open_requests
            if r.due_on is not None and r != dossier.request(r.number)
        }
        payload = {
            "opening_on": opening_on.isoformat(),
            "rules": later.rules.model_dump(mode="json"),
            "reason": reason,
            "due": due,
        }
        dossier = w.append(dossier, Act.DOSSIER_POSTPONE, who, day, Role.ORGANISER, payload=payload)
        if dossier.answers.plan is not None:
            dossier = w.append(
                dossier,
                Act.STEP_REOPEN,
                who,
                day,
                Role.ORGANISER,
                payload={"kind": Kind.PLAN.value, "because": "postponed"},
            )
        return ask_next(w, dossier, day)


def cancel(store: Store, code: str, who: str, day: date, reason: str, *, typed: TypedCode | None = None) -> Dossier:
    """Call the congress off. Raises `NotAllowed`."""
    must_be_plain(reason)
    proof = admit(store, Act.DOSSIER_CANCEL, store.get_dossier(code).opening, who, day, typed)
    with store.writing() as w:
        dossier = w.dossier(code)
        _must_be_active(dossier)
        return w.append(dossier, Act.DOSSIER_CANCEL, who, day, Role.ORGANISER, payload={"reason": reason}, proof=proof)


def _must_be_active(dossier: Dossier) -> None:
    if dossier.life is not Life.ACTIVE:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» đã kết thúc, không thay đổi được nữa.",
            f"Dossier “{dossier.code}” is over and cannot be changed.",
        )
