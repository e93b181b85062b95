"""Erasing private values whose time is over: the values go, the journal and its digests stay."""

from datetime import date
from pathlib import Path

from daihoi.admission import admit
from daihoi.errors import BadInput
from daihoi.rules.replay import replay
from daihoi.rules.retention import kept_until, without_private
from daihoi.store import Store, files
from daihoi.store.codes import TypedCode
from daihoi.store.private import erase_private, reclaim
from schemas.cell import Role
from schemas.dossier import Dossier, Life
from schemas.record import Act


def erasable(store: Store, day: date, years: int) -> list[Dossier]:
    """The finished dossiers whose private values have been kept long enough."""
    found = [store.get_dossier(code) for code in store.list_codes()]
    return [d for d in found if d.life is not Life.ACTIVE and d.erased_on is None and kept_until(d, years) < day]


def erase(
    store: Store,
    folder: Path,
    code: str,
    who: str,
    day: date,
    reason: str,
    *,
    years: int,
    early: bool = False,
    typed: TypedCode | None = None,
) -> int:
    """Erase the private values and papers of ``code``; returns how many values went.

    Raises `BadInput` while the congress is active, before its time unless ``early``, and when the journal does not
    give the stored state: then nobody could tell afterwards what had been there.
    """
    before = store.get_dossier(code)
    _must_be_due(before, day, years, early=early)
    if replay(store.list_journal(code)) != before:
        raise BadInput(
            f"Nhật ký và trạng thái của «{code}» không khớp; không xóa gì. Gõ `daihoi doctor`.",
            f"Journal and state of “{code}” differ; nothing was erased. Type `daihoi doctor`.",
        )
    proof = admit(store, Act.PRIVATE_ERASE, before.opening, who, day, typed)
    with store.writing() as w:
        dossier = w.dossier(code)
        payload = {"reason": reason, "state": without_private(dossier)}
        w.append(dossier, Act.PRIVATE_ERASE, who, day, Role.ORGANISER, payload=payload, proof=proof)
        gone = erase_private(w.connection, code)
    reclaim(store.engine)
    _forget_papers(store, folder, before)
    return gone


def _must_be_due(dossier: Dossier, day: date, years: int, *, early: bool) -> None:
    if dossier.erased_on is not None:
        raise BadInput(
            f"Nội dung riêng của «{dossier.code}» đã xóa ngày {dossier.erased_on:%d/%m/%Y}.",
            f"The private values of “{dossier.code}” were erased on {dossier.erased_on}.",
        )
    if dossier.life is Life.ACTIVE:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa kết thúc nên chưa xóa được gì.",
            f"Dossier “{dossier.code}” is still being prepared; nothing can be erased.",
        )
    until = kept_until(dossier, years)
    if day <= until and not early:
        raise BadInput(
            f"Nội dung riêng của «{dossier.code}» được giữ đến hết ngày {until:%d/%m/%Y}; muốn xóa sớm, thêm --early.",
            f"The private values of “{dossier.code}” are kept until {until}; to erase them earlier, add --early.",
        )


def _forget_papers(store: Store, folder: Path, dossier: Dossier) -> None:
    """Delete the bytes of its private papers, unless another dossier's paper is the same to the byte."""
    others = (store.get_dossier(code) for code in store.list_codes() if code != dossier.code)
    kept = {digest for d in others for p in d.papers for digest in p.files.values()}
    kept |= {digest for p in dossier.papers if not p.private for digest in p.files.values()}
    for paper in dossier.papers:
        if paper.private:
            for digest in set(paper.files.values()) - kept:
                files.forget(folder, digest)
