"""Checks of the comments and their dispositions: R07."""

from collections import Counter
from collections.abc import Mapping

from daihoi.rules.amendments import Applied, Conflict, unknown_places
from daihoi.rules.drafts import applied_at_sitting, applied_dispositions, latest_draft, proposals_of
from daihoi.rules.findings import block, practice, warn
from daihoi.rules.register import all_comments, comments_of, decisions_of, late_undecided, who_answered
from daihoi.rules.report import check_target
from schemas.comments import BodyOpinion, CommentRegister, Disposition, Dispositions, Outcome, Stage
from schemas.dossier import Dossier
from schemas.finding import Finding

_SHOWN = 20
"""So many missing ones are named; the rest is counted."""


def check_comments(answer: CommentRegister, dossier: Dossier) -> list[Finding]:
    """Every comment has an id of its own; as many were asked as answered; late ones are looked at."""
    ids = Counter(c.id for c in (*dossier.gathering.comments, *answer.comments))
    found = [
        block("R07", f"comments[{i}]", f"Mã ý kiến {i} dùng hai lần.", f"The comment id {i} is used twice.", practice())
        for i, n in sorted(ids.items())
        if n > 1
    ]
    heard = sum(a.answered for a in who_answered(dossier))
    if heard > answer.asked:
        found.append(
            warn(
                "R07",
                "asked",
                f"Hỏi {answer.asked} nơi nhưng có {heard} nơi trả lời; hãy kiểm tra ô asked.",
                f"{answer.asked} were asked but {heard} have answered; check the field asked.",
                practice(),
            )
        )
    return found


def check_body(answer: BodyOpinion, dossier: Dossier) -> list[Finding]:
    """No more agree than met."""
    if answer.met is not None and answer.supporters is not None and answer.supporters > answer.met:
        return [
            block(
                "R07",
                "supporters",
                f"Có {answer.supporters} người tán thành nhưng chỉ {answer.met} người dự họp.",
                f"{answer.supporters} agree but only {answer.met} met.",
                practice(),
            )
        ]
    return []


def check_dispositions(answer: Dispositions, dossier: Dossier) -> list[Finding]:
    """R07: every comment decided once; an accepted one points to a change that the draft has room for."""
    found: list[Finding] = []
    comments = {c.id: c for c in comments_of(dossier)}
    given = Counter(d.comment for d in answer.dispositions)
    decided = decisions_of(dossier, answer.dispositions)
    for i, n in sorted(given.items()):
        if n > 1:
            found.append(
                block(
                    "R07",
                    f"dispositions[{i}]",
                    f"Ý kiến {i} được quyết định hai lần.",
                    f"Comment {i} is decided twice.",
                    practice(),
                )
            )
    known = {c.id for c in all_comments(dossier)}
    for i in sorted(set(given) - known):
        found.append(
            block(
                "R07",
                f"dispositions[{i}]",
                f"Không có ý kiến nào mang mã {i}.",
                f"There is no comment {i}.",
                practice(),
            )
        )
    found += _undecided([i for i in comments if i not in decided], "dispositions")
    late = [c.id for c in late_undecided(dossier) if c.stage is Stage.DRAFT]
    if late:
        found.append(
            block(
                "R07-LATE",
                "late",
                f"{len(late)} ý kiến đến sau hạn chưa được xem ({', '.join(late[:_SHOWN])}); hãy nhận hoặc để ngoài: `daihoi comments late {dossier.code} MÃ --take` hoặc `--leave`.",
                f"{len(late)} comments came late and were not looked at ({', '.join(late[:_SHOWN])}): `daihoi comments late {dossier.code} ID --take` or `--leave`.",
                practice(),
            )
        )
    mine = {i: d for i, d in decided.items() if i in comments}
    found += _without_wording(mine, dossier, Stage.DRAFT)
    found += [f for d in mine.values() if d.amendment and d.amendment.target for f in check_target(d.amendment.target)]
    draft = latest_draft(dossier)
    if dossier.answers.report:
        places = [d.amendment.place for d in mine.values() if d.amendment]
        for place in dict.fromkeys(unknown_places(dossier.answers.report, places, draft)):
            found.append(
                block(
                    "R07",
                    f"amendment.place={place}",
                    f"Dự thảo không có chỗ «{place}».",
                    f"The draft has no place “{place}”.",
                    practice(),
                )
            )
    applied = applied_dispositions(dossier, decided)
    return found + (_not_applied(applied) if applied else [])


def check_discussion(dossier: Dossier) -> list[Finding]:
    """R07 at the sitting: everything said on the draft there is decided before the resolution is issued."""
    comments = {c.id: c for c in comments_of(dossier, Stage.SITTING)}
    decided = {i: d for i, d in decisions_of(dossier).items() if i in comments}
    found = _undecided([i for i in comments if i not in decided], "discussion")
    found += _without_wording(decided, dossier, Stage.SITTING)
    applied = applied_at_sitting(dossier)
    return found + (_not_applied(applied) if applied else [])


def _undecided(ids: list[str], field: str) -> list[Finding]:
    found = [
        block(
            "R07",
            f"{field}[{i}]",
            f"Ý kiến {i} chưa được tiếp thu hoặc giải trình; hãy thêm một mục cho ý kiến này.",
            f"Comment {i} has no disposition; add an entry for it.",
            practice(),
        )
        for i in ids[:_SHOWN]
    ]
    if len(ids) > _SHOWN:
        found.append(
            block(
                "R07",
                field,
                f"Còn {len(ids) - _SHOWN} ý kiến nữa chưa được quyết định.",
                f"{len(ids) - _SHOWN} more comments have no disposition.",
                practice(),
            )
        )
    return found


def _without_wording(decided: Mapping[str, Disposition], dossier: Dossier, stage: Stage) -> list[Finding]:
    worded = {p.by for p in proposals_of(dossier, stage, decided)}
    found: list[Finding] = []
    for name, d in decided.items():
        if d.outcome is Outcome.ANSWERED:
            found.append(
                block(
                    "R07",
                    f"dispositions[{name}].outcome",
                    f"Ý kiến {name}: chỉ ý kiến của cấp trên mới được ghi là đã trả lời; hãy chọn accepted, partly hoặc explained.",
                    f"Comment {name}: only an opinion of the superior may be just answered; choose accepted, partly or explained.",
                    practice(),
                )
            )
        elif d.outcome is not Outcome.EXPLAINED and name not in worded:
            found.append(
                block(
                    "R07",
                    f"dispositions[{name}].amendment",
                    f"Ý kiến {name} được tiếp thu nhưng chưa ghi câu chữ mới; hãy thêm --wording (hoặc điền ô amendment), hoặc gộp vào nhóm có câu chữ ấy.",
                    f"Comment {name} is accepted but names no new wording; add --wording (or fill in amendment), or join it to a group that has one.",
                    practice(),
                )
            )
    return found


def _not_applied(applied: Applied) -> list[Finding]:
    found = [_conflict(c) for c in applied.conflicts]
    why = {
        "lost": (
            "những chữ cần sửa không còn trong dự thảo; hãy ghi câu chữ mới vào ô amendment",
            "the words to change are no longer in the draft; write the new wording into amendment",
        ),
        "cannot": (
            "chỗ này của báo cáo không nhận được thay đổi như vậy; hãy ghi câu chữ mới vào ô amendment (chỉ tiêu mới thì điền target)",
            "this place of the report cannot take such a change; write the new wording into amendment (a new target into target)",
        ),
        "taken": (
            "mã của chỉ tiêu mới đã có trong dự thảo; hãy chọn mã khác",
            "the draft has a target with the new one's id already; choose another id",
        ),
    }
    for by, reason in dict.fromkeys(applied.unplaced):
        if reason in why:
            vi, en = why[reason]
            found.append(block("R07", f"dispositions[{by}]", f"Ý kiến {by}: {vi}.", f"Comment {by}: {en}.", practice()))
    return found


def _conflict(conflict: Conflict) -> Finding:
    place = conflict.paragraph or conflict.place
    sides = "; ".join(f"{by}: «{wording}»" for by, wording in conflict.wanted)
    return block(
        "R07-CONFLICT",
        f"conflict[{place}]",
        f"Các ý kiến được tiếp thu cùng sửa một chỗ ở {place}, hãy chọn một câu chữ. Đang là «{conflict.reads}». {sides}.",
        f"Accepted comments change the same words of {place}; choose one wording. It reads “{conflict.reads}”. {sides}.",
        practice(),
    )
