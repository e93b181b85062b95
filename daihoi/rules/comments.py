"""Checks of the comments and their dispositions: R07."""

from daihoi.rules.findings import block, practice
from daihoi.rules.report import unknown_places
from schemas.comments import CommentRegister, Dispositions, Outcome
from schemas.dossier import Dossier
from schemas.finding import Finding


def check_comments(answer: CommentRegister, dossier: Dossier) -> list[Finding]:
    """Every comment has an id of its own."""
    ids = [c.id for c in answer.comments]
    return [
        block("R07", f"comments[{i}]", f"Mã ý kiến {i} dùng hai lần.", f"The comment id {i} is used twice.", practice())
        for i in sorted({i for i in ids if ids.count(i) > 1})
    ]


def check_dispositions(answer: Dispositions, dossier: Dossier) -> list[Finding]:
    """R07: every comment decided once; an accepted one points to a change that the draft has room for."""
    found: list[Finding] = []
    register = dossier.answers.comments
    ids = [c.id for c in register.comments] if register else []
    decided = [d.comment for d in answer.dispositions]
    for i in ids:
        if decided.count(i) == 0:
            found.append(
                block(
                    "R07",
                    f"dispositions[{i}]",
                    f"Ý kiến {i} chưa được tiếp thu hoặc giải trình; hãy thêm một mục cho ý kiến này.",
                    f"Comment {i} has no disposition; add an entry for it.",
                    practice(),
                )
            )
        elif decided.count(i) > 1:
            found.append(
                block(
                    "R07",
                    f"dispositions[{i}]",
                    f"Ý kiến {i} được quyết định hai lần.",
                    f"Comment {i} is decided twice.",
                    practice(),
                )
            )
    for i in sorted(set(decided) - set(ids)):
        found.append(
            block(
                "R07",
                f"dispositions[{i}]",
                f"Không có ý kiến nào mang mã {i}.",
                f"There is no comment {i}.",
                practice(),
            )
        )
    for d in answer.dispositions:
        if d.outcome is not Outcome.EXPLAINED and d.amendment is None:
            found.append(
                block(
                    "R07",
                    f"dispositions[{d.comment}].amendment",
                    f"Ý kiến {d.comment} được tiếp thu nhưng chưa ghi câu chữ mới; hãy điền ô amendment.",
                    f"Comment {d.comment} is accepted but names no new wording; fill in amendment.",
                    practice(),
                )
            )
    if dossier.answers.report:
        for place in unknown_places(dossier.answers.report, answer):
            found.append(
                block(
                    "R07",
                    f"amendment.place={place}",
                    f"Dự thảo không có chỗ «{place}».",
                    f"The draft has no place “{place}”.",
                    practice(),
                )
            )
    return found
