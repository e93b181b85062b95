"""What the page says of the register above a form: counts and commands, never who said what."""

from daihoi.rules.register import all_comments, comments_of, decisions_of, late_undecided, who_answered
from schemas.comments import Stage
from schemas.dossier import Dossier
from schemas.request import Request
from schemas.step import Kind


def about_comments(dossier: Dossier, request: Request) -> list[str]:
    """Lines for the requests that have to do with comments; none for the others."""
    code = dossier.code
    match request.kind:
        case Kind.COMMENTS:
            asked = who_answered(dossier)
            said = sum(c.stage is Stage.DRAFT for c in all_comments(dossier))
            lines = [
                f"Sổ ý kiến: {said} ý kiến; {sum(a.answered for a in asked)}/{len(asked)} nơi đã trả lời.",
                f"Gửi dự thảo: `daihoi comments draft {code} --to TỆP.docx`; nhận về: `daihoi comments import {code} TỆP`; đóng sổ: `daihoi comments close {code}`.",
            ]
        case Kind.DISPOSITIONS:
            comments, decided = comments_of(dossier), decisions_of(dossier)
            left, late = sum(c.id not in decided for c in comments), len(late_undecided(dossier))
            lines = [
                f"Sổ ý kiến: {len(comments)} ý kiến, {left} chưa quyết định"
                + (f", {late} đến muộn chưa xem." if late else "."),
                f"Quyết định trong Excel: `daihoi comments sheet {code} --register --to SO.xlsx`, rồi `daihoi comments decide {code} --from SO.xlsx`. Đã quyết định hết thì ô «Quyết định về từng ý kiến» để trống.",
            ]
        case Kind.REVIEW if dossier.read_version is not None:
            lines = [
                f"Lần trước đã xem bản {dossier.read_version}, nay là bản {dossier.drafts[-1].version}. Chỉ xem chỗ đổi: `daihoi comments redline {code} --since-review --to TỆP.html`.",
            ]
        case _:
            return []
    return [part for line in lines for part in ("", line)]
