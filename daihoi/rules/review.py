"""Checks of the superior's review: R09, R10."""

from daihoi.rules.election import elects
from daihoi.rules.findings import block, practice
from daihoi.rules.numbers import check_number
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.review import Replies, Review, Submission, Verdict

REOPENABLE = ("plan", "report", "personnel", "comments", "dispositions")


def check_submission(answer: Submission, dossier: Dossier) -> list[Finding]:
    """The dossier goes up before the opening day."""
    if answer.sent_on >= dossier.opening.opening_on:
        return [
            block(
                "R09",
                "sent_on",
                "Hồ sơ phải trình trước ngày khai mạc.",
                "The dossier must go up before the opening day.",
                practice(),
            )
        ]
    return check_enclosures(dossier) + check_number(answer.number, "P08", "TTr", dossier, congress=False)


def check_enclosures(dossier: Dossier) -> list[Finding]:
    """R08: the papers that every superior asked for stand in the dossier; the personnel plan where there is an election."""
    written = {p.code for p in dossier.papers}
    wanted = {"P01": True, "P02": True, "P04": True, "P05": elects(dossier)}
    missing = [code for code, needed in wanted.items() if needed and code not in written]
    if not missing:
        return []
    return [
        block(
            "R08",
            None,
            f"Hồ sơ trình còn thiếu {', '.join(missing)}; chờ chương trình lập xong văn bản rồi trình lại.",
            f"The dossier lacks {', '.join(missing)}; wait until the papers are written, then send it up again.",
            practice(),
        )
    ]


def check_review(answer: Review, dossier: Dossier) -> list[Finding]:
    """R09: the answer is dated after sending and before the opening day; a return names what it reopens."""
    found: list[Finding] = []
    sent = dossier.answers.submission
    if sent and answer.decided_on < sent.sent_on:
        found.append(
            block(
                "R09",
                "decided_on",
                f"Ngày duyệt {answer.decided_on:%d/%m/%Y} sớm hơn ngày trình {sent.sent_on:%d/%m/%Y}.",
                f"Decided on {answer.decided_on}, before it was sent on {sent.sent_on}.",
                practice(),
            )
        )
    if answer.decided_on >= dossier.opening.opening_on:
        found.append(
            block(
                "R09",
                "decided_on",
                f"Ngày duyệt phải trước ngày khai mạc {dossier.opening.opening_on:%d/%m/%Y}.",
                f"The decision must be dated before the opening day {dossier.opening.opening_on}.",
                practice(),
            )
        )
    if answer.verdict is Verdict.RETURNED and (answer.reopen or "report") not in REOPENABLE:
        found.append(
            block(
                "REVIEW-REOPEN",
                "reopen",
                f"Ô reopen phải là một trong: {', '.join(REOPENABLE)}.",
                f"reopen must be one of {', '.join(REOPENABLE)}.",
                practice(),
            )
        )
    if len({o.id for o in answer.opinions}) < len(answer.opinions):
        found.append(
            block("R10", "opinions", "Hai ý kiến mang cùng một mã.", "Two opinions bear the same id.", practice())
        )
    return found


def check_replies(answer: Replies, dossier: Dossier) -> list[Finding]:
    """R10: every opinion of the superior is answered."""
    given = {r.opinion for r in answer.replies}
    return [
        block(
            "R10",
            f"replies[{o.id}]",
            f"Ý kiến {o.id} của cấp trên chưa được trả lời; hãy thêm một mục vào replies.",
            f"Opinion {o.id} of the superior has no reply; add an entry to replies.",
            practice(),
        )
        for o in dossier.opinions
        if o.id not in given
    ]
