"""Comments grouped, late ones looked at, decisions noted, and the two requests of the step closed."""

import argparse
import json
import re
from decimal import Decimal

from pydantic import ValidationError
from rich.markup import escape

from daihoi import desk, gathering
from daihoi.cli.following import follow
from daihoi.cli.options import typed_code, who_acts
from daihoi.cli.progress import tracked
from daihoi.cli.receipts import show_receipt
from daihoi.cli.views import console, say
from daihoi.errors import BadInput
from daihoi.rules.anchors import locate
from daihoi.rules.grouping import propose_groups
from daihoi.rules.register import all_comments, comments_of, who_answered
from daihoi.settings import Settings, today
from daihoi.store import open_store
from schemas.comments import Amendment, Disposition, Outcome
from schemas.dossier import Dossier
from schemas.step import Kind
from schemas.target import Comparator, Count, Share, Span, Target


def run_group(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments group`: without --join and --part it only proposes."""
    store = open_store(settings.database_url)
    if options.join or options.part:
        who = who_acts(options, settings)
        after = gathering.group(store, options.code, options.join, options.part, who, today())
        groups = after.gathering.groups
        if options.json:
            print(json.dumps([g.model_dump(mode="json") for g in groups], ensure_ascii=False))
            return 0
        for g in groups:
            console.print(escape(f"  {g.id}: {', '.join(g.members)}"))
        say(f"{len(groups)} nhóm.", f"{len(groups)} groups.", settings.lang)
        return 0
    dossier = store.get_dossier(options.code)
    proposals = propose_groups(
        comments_of(dossier), dossier.gathering.groups, options.like, lambda texts: tracked(texts, "so sánh")
    )
    if options.json:
        data = [{"members": [c.id for c in p.members], "like": p.like} for p in proposals]
        print(json.dumps(data, ensure_ascii=False))
        return 0
    if not proposals:
        say("Không có ý kiến nào gần giống nhau.", "No comments are nearly alike.", settings.lang)
        return 0
    for p in proposals:
        console.print(
            escape(f"{p.like}%: daihoi comments group {options.code} --join {' '.join(c.id for c in p.members)}")
        )
        for c in p.members:
            console.print(escape(f"    {c.id} · {c.author}: {c.text[:160]}"))
    say(
        f"{len(proposals)} nhóm được đề xuất; chưa gộp gì, hãy chép lệnh của nhóm nào đúng.",
        f"{len(proposals)} groups are proposed; nothing was joined: copy the command of those that are right.",
        settings.lang,
    )
    return 0


def run_late(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments late`."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    gathering.look_at_late(store, options.code, options.ids, take=options.take, who=who, day=today())
    follow(settings, store, options.code, wakes=False)
    verb = ("được tính", "now count") if options.take else ("được để ngoài", "are left aside")
    if options.json:
        print(json.dumps(dict.fromkeys(options.ids, bool(options.take)), ensure_ascii=False))
    else:
        say(f"{len(options.ids)} ý kiến {verb[0]}.", f"{len(options.ids)} comments {verb[1]}.", settings.lang)
    return 0


def run_decide(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments decide`: for the comments named, or for all that a filled-in register decides."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    if options.sheet:
        from daihoi.intake.sheet_comments import read_decisions

        decisions = read_decisions(dossier, options.sheet)
    else:
        decisions = [_decision(dossier, name, options) for name in options.ids]
    if not decisions:
        raise BadInput(
            "Hãy ghi mã ý kiến cần quyết định, hoặc --from TỆP là sổ ý kiến đã điền.",
            "Name the comments to decide on, or --from FILE, the register filled in.",
        )
    noted = gathering.decide(store, options.code, decisions, who, today())
    follow(settings, store, options.code, wakes=False)
    if options.json:
        print(json.dumps({"noted": noted}))
        return 0
    after = store.get_dossier(options.code)
    given = {d.comment for d in after.gathering.decisions}
    left = sum(c.id not in given for c in comments_of(after))
    say(
        f"Đã ghi {noted} quyết định; còn {left} ý kiến chưa quyết định. Xem chỗ vướng: `daihoi comments conflicts {options.code}`.",
        f"{noted} decisions were noted; {left} comments are left. See `daihoi comments conflicts {options.code}`.",
        settings.lang,
    )
    return 0


def _decision(dossier: Dossier, name: str, options: argparse.Namespace) -> Disposition:
    if not options.outcome or not options.reason:
        raise BadInput(
            "Hãy ghi --outcome (accepted, partly hoặc explained) và --reason.",
            "Give --outcome (accepted, partly or explained) and --reason.",
        )
    outcome = Outcome(options.outcome)
    comment = next((c for c in all_comments(dossier) if c.id == name), None)
    amendment = None
    if options.wording is not None or options.drop or options.target:
        place = options.place or ("targets" if options.target else None)
        if place is None and comment is not None and comment.anchor is not None and dossier.drafts:
            found = locate(comment.anchor, dossier.drafts)
            place = found.paragraph.id if found else comment.anchor.paragraph
        if not place:
            raise BadInput(
                f"Ý kiến {name} không gắn với đoạn nào; hãy ghi --place.",
                f"{name} stands at no paragraph; give --place.",
            )
        target = _new_target(options) if options.target else None
        if options.drop and (options.new or target):
            raise BadInput("Hãy chọn một: bỏ đoạn (--drop) hoặc thêm mới.", "Choose one: --drop, or something new.")
        amendment = Amendment(
            place=place,
            wording=options.wording or "(bỏ)",
            dropped=options.drop,
            added=options.new or target is not None,
            target=target,
        )
    if outcome is Outcome.EXPLAINED and amendment is not None:
        raise BadInput(
            "Đã giải trình thì không sửa dự thảo; hãy bỏ --wording, hoặc chọn accepted hay partly.",
            "What is explained changes nothing: leave out --wording, or choose accepted or partly.",
        )
    return Disposition(comment=name, outcome=outcome, reason=options.reason, amendment=amendment)


_MEASURE = re.compile(r"(?P<how>>=|<=|~|=)?\s*(?P<figure>\d+(?:[.,]\d+)?)\s*(?P<share>%)?\s*(?P<of>\S.*)")


def _new_target(options: argparse.Namespace) -> Target:
    """A new target whose figure is typed as «>= 3 người» or «100% đảng viên»."""
    name, words, measure = options.target, options.wording, options.measure
    if not words or not measure:
        raise BadInput(
            "Chỉ tiêu mới cần --wording (lời văn) và --measure (số đo, ví dụ '>= 3 người').",
            "A new target needs --wording (its words) and --measure (its figure, such as '>= 3 people').",
        )
    found = _MEASURE.fullmatch(measure.strip())
    if found is None:
        raise BadInput(
            f"Không đọc được số đo «{measure}»; hãy ghi như '>= 3 người' hoặc '100% đảng viên'.",
            f"The measure “{measure}” cannot be read; write it like '>= 3 people' or '100% of members'.",
        )
    figure = Decimal(found["figure"].replace(",", "."))
    try:
        return Target(
            id=name,
            words=words,
            measure=Share(percent=figure, of=found["of"]) if found["share"] else Count(number=figure, unit=found["of"]),
            comparator=Comparator(found["how"] or "="),
            span=Span(options.span),
        )
    except ValidationError as error:
        raise BadInput(
            f"Chỉ tiêu mới «{name}» chưa đúng: mã chỉ gồm chữ không dấu, số, «.», «-», «_»; tỷ lệ từ 0 đến 100.",
            f"The new target “{name}” does not fit: an id has letters, digits, “.”, “-”, “_”; a share is 0 to 100.",
        ) from error


def run_close(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments close`: answers the open request of the step from what is in the register."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    request = next((r for r in dossier.open_requests if r.kind in (Kind.COMMENTS, Kind.DISPOSITIONS)), None)
    if request is None:
        raise BadInput(
            f"Hồ sơ «{options.code}» không chờ góp ý hay quyết định về góp ý; gõ `daihoi show {options.code}`.",
            f"“{options.code}” waits neither for comments nor for decisions on them; type `daihoi show {options.code}`.",
        )
    if request.kind is Kind.COMMENTS:
        rows = who_answered(dossier)
        asked = options.asked if options.asked is not None else len(rows)
        raw: dict[str, object] = {"asked": asked, "comments": []}
    else:
        raw = {"decided_on": today().isoformat(), "dispositions": []}
    receipt = desk.hand_in(
        store, request.number, raw, who, today(), code=options.code, dry_run=options.dry_run, typed=typed_code(options)
    )
    again = f"daihoi comments close {options.code}"
    exit_code = show_receipt(receipt, settings.lang, again, as_json=options.json, dry_run=options.dry_run)
    if not options.dry_run:
        follow(settings, store, options.code, wakes=receipt.wakes)
    return exit_code
