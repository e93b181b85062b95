"""Where comments are handed in, grouped and decided: the register's side of the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from daihoi.admission import admit
from daihoi.desk import ask_next
from daihoi.errors import BadInput
from daihoi.intake.batch import Batch
from daihoi.intake.word_file import lost_now
from daihoi.rules.register import (
    all_comments,
    decisions_of,
    digest_of,
    is_late,
    number_comments,
    same_name,
)
from daihoi.store import Store
from schemas.cell import Role
from schemas.comments import ANONYMOUS, Body, Contribution, Disposition, Group, Intake, Stage
from schemas.dossier import Dossier, Life
from schemas.record import Act
from schemas.words import Words


@dataclass(frozen=True)
class Taken:
    """What became of one hand-in, or would become of it."""

    name: str
    added: tuple[Contribution, ...]
    known: int
    """How many of its comments were in the register already."""
    seen_before: bool
    """True when this very file was handed in before."""
    lost: tuple[str, ...]
    """Ids of added comments whose quoted words are not in the newest version."""
    version: int | None
    notes: tuple[Words, ...]


def ask(
    store: Store,
    code: str,
    bodies: Sequence[Body],
    anonymous: bool | None,
    deadline: date | None,
    who: str,
    day: date,
    *,
    without: Sequence[str] = (),
) -> Dossier:
    """Write down which more bodies are asked (or ``without`` which), until when, whether comments may bear no name.

    What is None stays as it was. Raises `BadInput` for a body named twice, and for one that was not asked.
    """
    admit(store, Act.COMMENTS_ASK, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        _active(dossier)
        known = dossier.gathering
        for name in without:
            if not any(same_name(b.name, name) for b in known.bodies):
                raise BadInput(f"Chưa hỏi tổ chức «{name}».", f"“{name}” was not asked.")
        kept = [b for b in known.bodies if not any(same_name(b.name, n) for n in without)]
        kept = [b for b in kept if not any(same_name(b.name, new.name) for new in bodies)]
        names = [b.name.casefold() for b in bodies]
        if len(set(names)) < len(names):
            raise BadInput("Một tổ chức được ghi hai lần.", "A body is named twice.")
        until = deadline or known.deadline
        payload = {
            "bodies": [b.model_dump(mode="json") for b in (*kept, *bodies)],
            "anonymous": known.anonymous if anonymous is None else anonymous,
            "deadline": until.isoformat() if until else None,
        }
        dossier = w.append(dossier, Act.COMMENTS_ASK, who, day, Role.ORGANISER, payload=payload)
        return ask_next(w, dossier, day)


def take_in(
    store: Store, code: str, batches: Sequence[Batch], who: str, day: date, *, stage: Stage, dry_run: bool = False
) -> tuple[Taken, ...]:
    """Add what is new in each hand-in, in one journal line; the same hand-in twice adds nothing.

    Raises `BadInput` when comments without a name are not allowed.
    """
    if dry_run:
        return _judge(store.get_dossier(code), batches, stage)[0]
    admit(store, Act.COMMENTS_ADD, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        taken, intakes = _judge(dossier, batches, stage)
        if intakes:
            payload = {
                "intakes": [i.model_dump(mode="json") for i in intakes],
                "comments": [c.model_dump(mode="json") for t in taken for c in t.added],
            }
            w.append(dossier, Act.COMMENTS_ADD, who, day, Role.ORGANISER, payload=payload)
        return taken


def _judge(dossier: Dossier, batches: Sequence[Batch], stage: Stage) -> tuple[tuple[Taken, ...], list[Intake]]:
    _active(dossier)
    if not dossier.drafts:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có dự thảo báo cáo nên chưa nhận ý kiến được.",
            f"Dossier “{dossier.code}” has no draft report yet, so there is nothing to comment on.",
        )
    if stage is Stage.SITTING and dossier.answers.review is None:
        raise BadInput(
            "Chưa đến phiên đại hội: cấp trên chưa duyệt hồ sơ. Ý kiến lúc này là góp ý dự thảo, hãy bỏ --sitting.",
            "The sitting has not come yet: leave out --sitting.",
        )
    seen = {i.digest for i in dossier.gathering.intakes}
    known = {c.digest for c in all_comments(dossier)}
    ids = [c.id for c in all_comments(dossier)]
    results: list[Taken] = []
    intakes: list[Intake] = []
    for batch in batches:
        if batch.digest in seen:
            results.append(Taken(batch.name, (), len(batch.comments), True, (), batch.version, batch.notes))
            continue
        seen.add(batch.digest)
        fresh = _fresh(dossier, batch, stage, known)
        added = number_comments(fresh, ids)
        ids += [c.id for c in added]
        known |= {c.digest for c in added}
        lost = tuple(c.id for c in added if lost_now(c, dossier.drafts))
        results.append(
            Taken(batch.name, added, len(batch.comments) - len(added), False, lost, batch.version, batch.notes)
        )
        intakes.append(
            Intake(
                digest=batch.digest,
                channel=batch.channel,
                source=batch.sender.source,
                author=batch.sender.author,
                received_on=batch.sender.received_on,
                comments=len(added),
                version=batch.version,
            )
        )
    return tuple(results), intakes


def _fresh(dossier: Dossier, batch: Batch, stage: Stage, known: set[str | None]) -> list[Contribution]:
    fresh: list[Contribution] = []
    times: dict[str, int] = {}
    for comment in batch.comments:
        if same_name(comment.author, ANONYMOUS) and not dossier.gathering.anonymous:
            raise BadInput(
                f"Tệp {batch.name} có ý kiến không ghi tên; hãy thêm --author TÊN, hoặc cho phép bằng `daihoi comments ask {dossier.code} --anonymous`.",
                f"{batch.name} holds a comment without a name; add --author NAME, or allow it with `daihoi comments ask {dossier.code} --anonymous`.",
            )
        first = digest_of(comment, batch.digest)
        nth = times.get(first, 0)
        times[first] = nth + 1
        digest = digest_of(comment, batch.digest, nth) if nth else first
        if digest in known:
            continue
        late = is_late(dossier, stage, comment.received_on)
        fresh.append(comment.model_copy(update={"digest": digest, "late": late, "stage": stage}))
    return fresh


def remember_columns(store: Store, code: str, heading: str, mapping: dict[str, str], who: str, day: date) -> None:
    """Remember how a form tool's columns are to be read."""
    admit(store, Act.COMMENTS_MAP, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        if dossier.gathering.columns.get(heading) != mapping:
            w.append(dossier, Act.COMMENTS_MAP, who, day, Role.ORGANISER, payload={"columns": {heading: mapping}})


def group(store: Store, code: str, join: Sequence[Sequence[str]], part: Iterable[str], who: str, day: date) -> Dossier:
    """Put comments together, or take groups apart; a comment is in one group at most.

    Raises `BadInput` for an unknown id, or for fewer than two members.
    """
    admit(store, Act.COMMENTS_GROUP, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        _active(dossier)
        known = {c.id for c in all_comments(dossier)}
        groups = {g.id: g for g in dossier.gathering.groups}
        for name in part:
            if name not in groups:
                raise BadInput(f"Không có nhóm {name}.", f"There is no group {name}.")
            del groups[name]
        for members in join:
            _must_know(known, members)
            _must_be_ours(dossier, members)
            wanted = set(members)
            for g in [g for g in groups.values() if wanted & set(g.members)]:
                # Joined once more, the whole of both groups becomes one.
                wanted |= set(g.members)
                del groups[g.id]
            if len(wanted) < 2:
                raise BadInput("Một nhóm cần ít nhất hai ý kiến.", "A group needs at least two comments.")
            name = min(wanted)
            groups[f"N-{name}"[:41]] = Group(id=f"N-{name}"[:41], members=tuple(sorted(wanted)))
        payload = {"groups": [g.model_dump(mode="json") for g in groups.values()]}
        return w.append(dossier, Act.COMMENTS_GROUP, who, day, Role.ORGANISER, payload=payload)


def look_at_late(store: Store, code: str, ids: Sequence[str], *, take: bool, who: str, day: date) -> Dossier:
    """Say of late comments whether they count."""
    admit(store, Act.COMMENTS_TAKE, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        _active(dossier)
        late = {c.id for c in all_comments(dossier) if c.late}
        for name in ids:
            if name not in late:
                raise BadInput(f"{name} không phải ý kiến đến muộn.", f"{name} is not a late comment.")
        if take and dossier.answers.dispositions is not None:
            raise BadInput(
                "Các ý kiến đã được quyết định xong; muốn nhận thêm, hãy thay bản quyết định bằng `daihoi correct`, hoặc để ngoài bằng --leave.",
                "The decisions are in force; correct them with `daihoi correct` to take more, or use --leave.",
            )
        payload = {"taken": dict.fromkeys(ids, take)}
        return w.append(dossier, Act.COMMENTS_TAKE, who, day, Role.ORGANISER, payload=payload)


def decide(store: Store, code: str, decisions: Sequence[Disposition], who: str, day: date) -> int:
    """Note decisions on comments, each for its whole group when it is in one; returns how many were noted.

    The step still closes only when the request for decisions is answered. Raises `BadInput` for an unknown
    comment, and for one whose decisions are in force already.
    """
    admit(store, Act.COMMENTS_DECIDE, store.get_dossier(code).opening, who, day)
    with store.writing() as w:
        dossier = w.dossier(code)
        _active(dossier)
        comments = {c.id: c for c in all_comments(dossier)}
        _must_know(set(comments), [d.comment for d in decisions])
        _must_be_ours(dossier, [d.comment for d in decisions])
        groups = {m: g.members for g in dossier.gathering.groups for m in g.members}
        explicit = {d.comment for d in decisions}
        wanted: dict[str, Disposition] = {}
        for d in decisions:
            for member in groups.get(d.comment, (d.comment,)):
                if member == d.comment or member not in explicit:
                    wanted[member] = d.model_copy(update={"comment": member})
        for name in wanted:
            over = dossier.answers.resolution if comments[name].stage is Stage.SITTING else dossier.answers.dispositions
            if over is not None:
                raise BadInput(
                    f"Ý kiến {name} thuộc đợt đã quyết định xong; hãy dùng `daihoi correct` để thay.",
                    f"{name} belongs to decisions in force; use `daihoi correct` to replace them.",
                )
        now = decisions_of(dossier)
        new = [d for d in wanted.values() if now.get(d.comment) != d]
        if new:
            payload = {"decisions": [d.model_dump(mode="json") for d in new]}
            w.append(dossier, Act.COMMENTS_DECIDE, who, day, Role.ORGANISER, payload=payload)
        return len(new)


def _must_know(known: set[str], ids: Iterable[str]) -> None:
    missing = [i for i in ids if i not in known]
    if missing:
        raise BadInput(
            f"Không có ý kiến nào mang mã {', '.join(missing[:10])}; gõ `daihoi comments list MÃ_HỒ_SƠ` để xem.",
            f"There is no comment {', '.join(missing[:10])}; type `daihoi comments list CODE`.",
        )


def _must_be_ours(dossier: Dossier, ids: Iterable[str]) -> None:
    superior = {c.id for c in dossier.gathering.comments if c.stage is Stage.REVIEW}
    theirs = [i for i in ids if i in superior]
    if theirs:
        raise BadInput(
            f"{theirs[0]} là ý kiến của cấp trên: trả lời bằng yêu cầu «trả lời ý kiến của cấp trên», gõ `daihoi pending` để xem số.",
            f"{theirs[0]} is an opinion of the superior: answer the request “answer the superior's opinions”, see `daihoi pending`.",
        )


def _active(dossier: Dossier) -> None:
    if dossier.life is not Life.ACTIVE:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» đã kết thúc, không thay đổi được nữa.",
            f"Dossier “{dossier.code}” is over and cannot be changed.",
        )
