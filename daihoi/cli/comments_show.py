"""The register as it stands: comments, who has answered, what cannot be applied."""

import argparse
import json

from rich.markup import escape
from rich.table import Table

from daihoi.cli.views import console, dmy, say
from daihoi.rules.amendments import Applied
from daihoi.rules.anchors import locate
from daihoi.rules.drafts import applied_at_sitting, applied_dispositions
from daihoi.rules.register import OUTCOMES, SOURCES, all_comments, counts, decisions_of, who_answered
from daihoi.settings import Settings
from daihoi.store import open_store
from schemas.comments import Contribution, Disposition
from schemas.dossier import Dossier


def run_list(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments list`."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    decided = decisions_of(dossier)
    comments = [c for c in all_comments(dossier) if not (options.open and c.id in decided)]
    if options.json:
        print(json.dumps([entry(dossier, c, decided.get(c.id)) for c in comments], ensure_ascii=False))
        return 0
    table = Table(box=None, pad_edge=False)
    heads = (
        ("Id", "Author", "Came", "Place", "Comment", "Decision")
        if settings.lang == "en"
        else ("Mã", "Của ai", "Nhận", "Chỗ", "Ý kiến", "Quyết định")
    )
    for head in heads:
        table.add_column(head, overflow="fold")
    groups = {m: g.id for g in dossier.gathering.groups for m in g.members}
    for c in comments:
        d = decided.get(c.id)
        how = OUTCOMES[d.outcome].to(settings.lang) if d else "–"
        if c.late:
            late = "late" if settings.lang == "en" else "muộn"
            how += f" ({late})" if counts(c, dossier.gathering) else f" ({late}, –)"
        text = c.text if len(c.text) <= 200 else c.text[:199] + "…"
        group = f" [{groups[c.id]}]" if c.id in groups else ""
        group += f" ↩ {c.reply_to}" if c.reply_to else ""
        table.add_row(
            c.id, escape(c.author), dmy(c.received_on), escape(_place(dossier, c)), escape(text + group), escape(how)
        )
    console.print(table)
    left = sum(c.id not in decided for c in comments)
    say(
        f"{len(comments)} ý kiến, {left} chưa quyết định.",
        f"{len(comments)} comments, {left} undecided.",
        settings.lang,
    )
    return 0


def _place(dossier: Dossier, comment: Contribution) -> str:
    anchor = comment.anchor
    if anchor is None:
        return comment.section
    found = locate(anchor, dossier.drafts) if dossier.drafts else None
    if found:
        return f"{found.paragraph.id} · {comment.section}"
    # Its words are gone: changed for its own sake, or with nobody asking it.
    here = anchor.paragraph is not None and dossier.drafts and dossier.drafts[-1].paragraph(anchor.paragraph)
    return f"{anchor.paragraph}* · {comment.section}" if here else f"(?) {comment.section}"


def entry(dossier: Dossier, comment: Contribution, decided: Disposition | None) -> dict[str, object]:
    """A comment as data: with where its words stand now, or that they are lost."""
    found = locate(comment.anchor, dossier.drafts) if comment.anchor and dossier.drafts else None
    now = None
    if comment.anchor is not None:
        now = {"paragraph": found.paragraph.id, "words": found.words, "exact": found.exact} if found else {"lost": True}
    return {
        **comment.model_dump(mode="json", exclude={"digest"}),
        "counts": counts(comment, dossier.gathering),
        "now": now,
        "decision": decided.model_dump(mode="json", exclude={"comment"}) if decided else None,
    }


def run_who(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments who`."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    rows = who_answered(dossier)
    if options.json:
        data = [
            {"name": r.name, "source": r.source, "answered": r.answered, "comments": r.comments, "met": r.met}
            for r in rows
        ]
        print(json.dumps(data, ensure_ascii=False))
        return 0
    lang = settings.lang
    table = Table(box=None, pad_edge=False)
    for head in ("Who", "Is", "Comments", "Met") if lang == "en" else ("Ai", "Là", "Số ý kiến", "Số người dự"):
        table.add_column(head, overflow="fold")
    for r in rows:
        silent = "not yet" if lang == "en" else "chưa trả lời"
        table.add_row(
            escape(r.name),
            SOURCES[r.source].to(lang),
            str(r.comments) if r.answered else f"[yellow]{silent}[/yellow]",
            str(r.met) if r.met is not None else "",
        )
    console.print(table)
    heard = sum(r.answered for r in rows)
    say(f"{heard}/{len(rows)} đã trả lời.", f"{heard} of {len(rows)} have answered.", lang)
    return 0


def run_conflicts(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments conflicts`: side by side, for a person to decide."""
    dossier = open_store(settings.database_url).get_dossier(options.code)
    applied = [a for a in (applied_dispositions(dossier), applied_at_sitting(dossier)) if a is not None]
    conflicts = [c for a in applied for c in a.conflicts]
    unplaced = [u for a in applied for u in dict.fromkeys(a.unplaced)]
    if options.json:
        data = {
            "conflicts": [
                {"place": c.place, "paragraph": c.paragraph, "reads": c.reads, "wanted": dict(c.wanted)}
                for c in conflicts
            ],
            "unplaced": [{"comment": by, "why": why} for by, why in unplaced],
        }
        print(json.dumps(data, ensure_ascii=False))
    else:
        _view(applied, options.code, settings.lang)
    return 1 if conflicts or unplaced else 0


_WHY = {
    "lost": "không còn thấy câu chữ",
    "place": "không rõ chỗ",
    "cannot": "chỗ này không nhận được",
    "taken": "mã chỉ tiêu đã có",
}


def _view(applied: list[Applied], code: str, lang: str) -> None:
    clear = True
    for a in applied:
        for c in a.conflicts:
            clear = False
            table = Table(title=escape(f"{c.paragraph or c.place}: «{c.reads}»"), title_justify="left")
            for by, _ in c.wanted:
                table.add_column(escape(by), overflow="fold")
            table.add_row(*[escape(wording) or "(bỏ)" for _, wording in c.wanted])
            console.print(table)
        for by, why in dict.fromkeys(a.unplaced):
            clear = False
            said = _WHY[why]
            console.print(escape(f"  {by}: {why if lang == 'en' else said}"))
    if clear:
        say("Không có chỗ nào vướng nhau.", "Nothing is in conflict.", lang)
    else:
        say(
            f"Chọn một câu chữ: `daihoi comments decide {code} Ý_KIẾN --outcome accepted --reason … --wording …`.",
            f"Choose one wording: `daihoi comments decide {code} ID --outcome accepted --reason … --wording …`.",
            lang,
        )
