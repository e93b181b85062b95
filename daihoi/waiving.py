"""A check waived for one congress: only what stands on a basis that was not read in its source."""

from datetime import date

from daihoi import desk
from daihoi.admission import admit
from daihoi.errors import BadInput
from daihoi.rules.conformance import TITLES
from daihoi.rules.waivers import WAIVABLE
from daihoi.store import Store
from daihoi.store.codes import TypedCode
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.record import Act


def waive(
    store: Store, code: str, rule: str, reason: str, who: str, day: date, *, typed: TypedCode | None = None
) -> Dossier:
    """Waive check ``rule`` of dossier ``code``, with a reason that its conformance sheet prints.

    Raises `BadInput` for a check that does not exist or stands on a source that was read, and `NotAllowed`.
    """
    rule, reason = rule.strip().upper(), reason.strip()
    _refuse(rule, reason)
    proof = admit(store, Act.FINDING_WAIVE, store.get_dossier(code).opening, who, day, typed)
    with store.writing() as w:
        dossier = w.dossier(code)
        if dossier.life is not Life.ACTIVE:
            raise BadInput(
                f"Hồ sơ «{code}» đã kết thúc, không thay đổi được nữa.",
                f"Dossier “{code}” is over and cannot be changed.",
            )
        payload = {"rule": rule, "reason": reason}
        dossier = w.append(dossier, Act.FINDING_WAIVE, who, day, Role.SUPERIOR, payload=payload, proof=proof)
        return desk.ask_next(w, dossier, day)


def _refuse(rule: str, reason: str) -> None:
    if rule not in TITLES:
        raise BadInput(
            f"Không có phép kiểm «{rule}»; các phép kiểm là R01 đến R24, xem `daihoi check MÃ`.",
            f"There is no check “{rule}”; checks are R01 to R24, see `daihoi check CODE`.",
        )
    if rule not in WAIVABLE:
        raise BadInput(
            f"{rule} dựa trên văn bản đã đọc hoặc trên số học nên không bỏ qua được; chỉ bỏ qua được {', '.join(WAIVABLE)}.",
            f"{rule} stands on a source that was read, or on arithmetic, and cannot be waived; only {', '.join(WAIVABLE)} can.",
        )
    if not reason:
        raise BadInput('Hãy ghi lý do: --reason "…".', 'Give the reason: --reason "…".')
