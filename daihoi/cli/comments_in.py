"""Comments coming in: files, one at a time, and who is asked."""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.progress import Progress

from daihoi import gathering
from daihoi.cli.following import follow
from daihoi.cli.options import read_day, who_acts
from daihoi.cli.views import console, say
from daihoi.documents.draft import framing_of
from daihoi.errors import BadInput
from daihoi.gathering import Taken
from daihoi.intake.batch import Batch, Sender, credit
from daihoi.rules.anchors import anchor_quote, locate, make_anchor
from daihoi.rules.places import section_name
from daihoi.settings import Settings, today
from daihoi.store import Store, open_store
from schemas.comments import Body, Channel, Contribution, Edit, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.draft import Anchor, Draft

_ENDINGS = frozenset((".docx", ".md", ".xlsx", ".csv"))
_AT_ONCE = 50
"""So many files go into one journal line."""


def run_ask(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments ask`."""
    who = who_acts(options, settings)
    bodies = [_body(text) for text in options.body]
    deadline = read_day(options.deadline) if options.deadline else None
    store = open_store(settings.database_url)
    after = gathering.ask(
        store, options.code, bodies, options.anonymous, deadline, who, today(), without=options.without
    )
    follow(settings, store, options.code, wakes=False)
    now = after.gathering
    if options.json:
        print(json.dumps(now.model_dump(mode="json", include={"bodies", "anonymous", "deadline"}), ensure_ascii=False))
        return 0
    until = f"{now.deadline:%d/%m/%Y}" if now.deadline else "–"
    say(
        f"Hỏi {len(now.bodies)} tổ chức, hạn {until}, {'nhận' if now.anonymous else 'không nhận'} ý kiến không ghi tên. Xem ai đã trả lời: `daihoi comments who {options.code}`.",
        f"{len(now.bodies)} bodies are asked until {until}; comments without a name are {'taken' if now.anonymous else 'not taken'}. See who has answered: `daihoi comments who {options.code}`.",
        settings.lang,
    )
    return 0


def _body(text: str) -> Body:
    name, _, kind = text.partition("=")
    kinds = [k.value for k in SourceKind]
    if kind and kind not in kinds:
        raise BadInput(
            f"«{kind}» không phải loại tổ chức; hãy chọn một trong: {', '.join(kinds)}.",
            f"“{kind}” is no kind of body; choose one of {', '.join(kinds)}.",
        )
    if not name.strip():
        raise BadInput("Tên tổ chức không được để trống.", "A body needs a name.")
    return Body(name=name, source=SourceKind(kind or SourceKind.MASS_ORGANISATION))


def run_import(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments import`: what can be read is taken in; each file that cannot is named."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    stage = Stage.SITTING if options.sitting else Stage.DRAFT
    sender = Sender(
        options.author,
        SourceKind(options.source) if options.source else None,
        read_day(options.received) if options.received else today(),
    )
    taken: list[Taken] = []
    refused: list[tuple[str, BadInput]] = []
    paths = _files(options.files)
    quiet = options.json or len(paths) < 5
    with Progress(console=console, disable=quiet, transient=True) as progress:
        bar = progress.add_task("nhập", total=len(paths))
        for at in range(0, len(paths), _AT_ONCE):
            dossier = store.get_dossier(options.code)
            batches: list[Batch] = []
            framing = {d.version: framing_of(d, dossier.opening) for d in dossier.drafts}
            for path in paths[at : at + _AT_ONCE]:
                try:
                    batches.append(_read(dossier, store, path, sender, framing, stage, options, who))
                except BadInput as error:
                    refused.append((path, error))
                progress.advance(bar)
            if batches:
                taken += gathering.take_in(
                    store, options.code, batches, who, today(), stage=stage, dry_run=options.dry_run
                )
    if not options.dry_run and any(t.added for t in taken):
        follow(settings, store, options.code, wakes=False)
    _show(taken, refused, options, settings.lang)
    return 1 if refused else 0


def _files(typed: Sequence[str]) -> list[str]:
    """The files typed; a folder stands for the files in it that can hold comments."""
    found: list[str] = []
    for path in typed:
        if Path(path).is_dir():
            inside = sorted(p for p in Path(path).iterdir() if p.suffix.lower() in _ENDINGS and p.is_file())
            # Word's own marks of an open document begin so.
            found += [str(p) for p in inside if not p.name.startswith("~$")]
        else:
            found.append(path)
    if not found:
        raise BadInput(
            f"Thư mục không có tệp nào đọc được ({', '.join(sorted(_ENDINGS))}).",
            f"The folder holds no file that can be read ({', '.join(sorted(_ENDINGS))}).",
        )
    return found


def _read(
    dossier: Dossier,
    store: Store,
    path: str,
    sender: Sender,
    framing: dict[int, list[str]],
    stage: Stage,
    options: argparse.Namespace,
    who: str,
) -> Batch:
    if path.lower().endswith((".xlsx", ".csv", ".tsv", ".xlsm", ".xls", ".ods")):
        from daihoi.intake.sheet_comments import parse_mapping, read_sheet

        mapping = parse_mapping(options.map)
        batch, heading = read_sheet(dossier, path, sender, mapping, stage)
        if mapping and not options.dry_run:
            gathering.remember_columns(store, dossier.code, heading, mapping, who, today())
        return batch
    from daihoi.intake.word_file import read_returned

    return read_returned(dossier, path, sender, framing, stage)


def run_add(options: argparse.Namespace, settings: Settings) -> int:
    """`daihoi comments add`."""
    who = who_acts(options, settings)
    store = open_store(settings.database_url)
    dossier = store.get_dossier(options.code)
    batch = _typed(dossier, options)
    stage = Stage.SITTING if options.sitting else Stage.DRAFT
    taken = gathering.take_in(store, options.code, [batch], who, today(), stage=stage, dry_run=options.dry_run)
    if not options.dry_run:
        follow(settings, store, options.code, wakes=False)
    _show(taken, [], options, settings.lang)
    return 0


def _typed(dossier: Dossier, options: argparse.Namespace) -> Batch:
    if not dossier.drafts:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có dự thảo báo cáo nên chưa nhận ý kiến được.",
            f"Dossier “{dossier.code}” has no draft report yet, so there is nothing to comment on.",
        )
    draft = dossier.drafts[-1]
    received = read_day(options.received) if options.received else today()
    sender = Sender(options.author, SourceKind(options.source) if options.source else None, received)
    anchor = _anchor(draft, options)
    edit = None
    if options.instead is not None:
        if anchor is None or anchor.paragraph is None or not options.quote:
            raise BadInput(
                "Muốn đề nghị thay câu chữ, hãy ghi --quote đúng như trong dự thảo.",
                "To propose other words, give --quote exactly as the draft has it.",
            )
        edit = Edit(new=options.instead)
    author, source = credit(dossier, options.author or "", sender)
    paragraph = draft.paragraph(anchor.paragraph) if anchor and anchor.paragraph else None
    if options.met is not None and options.agreed is not None and options.agreed > options.met:
        raise BadInput(
            f"Có {options.agreed} người tán thành nhưng chỉ {options.met} người dự họp; hãy kiểm tra --met và --agreed.",
            f"{options.agreed} agree but only {options.met} met; check --met and --agreed.",
        )
    if not options.text.strip():
        raise BadInput("Nội dung ý kiến trống; hãy ghi --text.", "The comment is empty; give --text.")
    comment = Contribution(
        id="t1",
        source=source,
        author=author,
        received_on=received,
        section=section_name(draft, paragraph.place) if paragraph else "Toàn văn",
        text=options.text,
        anchor=anchor,
        edit=edit,
        met=options.met,
        supporters=options.agreed,
    )
    # Typed in twice by mistake it is the same; said by two people it is not.
    digest = hashlib.sha256(comment.model_dump_json().encode()).hexdigest()
    return Batch("(gõ tay)", digest, Channel.TYPED, sender, draft.version, (comment,))


def _anchor(draft: Draft, options: argparse.Namespace) -> Anchor | None:
    place = options.place
    mine = next((p for p in draft.paragraphs if place in (p.id, p.place, p.place.partition(".")[2])), None)
    if place and mine is None:
        raise BadInput(
            f"Dự thảo không có chỗ «{place}»; gõ `daihoi comments draft {options.code} --to dt.md` để xem mã các đoạn.",
            f"The draft has no place “{place}”; `daihoi comments draft {options.code} --to draft.md` shows the ids.",
        )
    if options.quote:
        anchor = anchor_quote(draft, options.quote, mine.id if mine else None)
        if locate(anchor, (draft,)) is None:
            raise BadInput(
                f"Không thấy câu chữ «{options.quote}» trong dự thảo; hãy chép đúng nguyên văn.",
                f"The draft does not say “{options.quote}”; copy it word for word.",
            )
        if mine and anchor.paragraph != mine.id:
            raise BadInput(
                f"Câu chữ «{options.quote}» nằm ở {anchor.paragraph}, không ở {mine.id}; hãy sửa hoặc bỏ --place.",
                f"“{options.quote}” stands in {anchor.paragraph}, not in {mine.id}; mend --place or leave it out.",
            )
        return anchor
    return make_anchor(draft, mine.id) if mine else None


def _show(
    taken: Sequence[Taken], refused: Sequence[tuple[str, BadInput]], options: argparse.Namespace, lang: str
) -> None:
    dry = bool(options.dry_run)
    if options.json:
        print(json.dumps(_data(taken, refused, lang, dry=dry), ensure_ascii=False))
        return
    for t in taken:
        for note in t.notes:
            console.print(f"  [yellow]{escape(note.to(lang))}[/yellow]")
        console.print(escape(_sentence(t, lang, dry=dry)))
        if dry or len(t.added) <= 5:
            for c in t.added:
                place = c.anchor.paragraph if c.anchor and c.anchor.paragraph else "–"
                console.print(escape(f"    {c.id} · {c.author} · {place} · {c.text[:160]}"))
    for _, error in refused:
        console.print(f"[red]{escape(error.words.to(lang))}[/red]")
    total = sum(len(t.added) for t in taken)
    if dry:
        say(f"Chưa ghi gì. Sẽ thêm {total} ý kiến.", f"Nothing was written. {total} would be added.", lang)
    else:
        say(
            f"Đã thêm {total} ý kiến. Xem: `daihoi comments list {options.code}`.",
            f"{total} comments were added. See `daihoi comments list {options.code}`.",
            lang,
        )


def _sentence(t: Taken, lang: str, *, dry: bool) -> str:
    if t.seen_before:
        return (
            f"{t.name}: handed in before, nothing added."
            if lang == "en"
            else f"{t.name}: đã nhập trước đây, không thêm gì."
        )
    late = sum(c.late for c in t.added)
    if lang == "en":
        extra = [f"{t.known} known already"] if t.known else []
        extra += [f"{late} late"] if late else []
        extra += [f"{len(t.lost)} whose words are no longer there"] if t.lost else []
        return f"{t.name}: {len(t.added)} new" + (f" ({', '.join(extra)})" if extra else "") + "."
    extra = [f"{t.known} đã có"] if t.known else []
    extra += [f"{late} đến muộn"] if late else []
    extra += [f"{len(t.lost)} không còn thấy câu chữ trong bản mới nhất"] if t.lost else []
    verb = "sẽ thêm" if dry else "thêm"
    return f"{t.name}: {verb} {len(t.added)} ý kiến" + (f" ({', '.join(extra)})" if extra else "") + "."


def _data(
    taken: Sequence[Taken], refused: Sequence[tuple[str, BadInput]], lang: str, *, dry: bool
) -> dict[str, object]:
    return {
        "dry_run": dry,
        "files": [
            {
                "file": t.name,
                "version": t.version,
                "added": [c.model_dump(mode="json", exclude={"digest"}) for c in t.added],
                "known": t.known,
                "seen_before": t.seen_before,
                "lost": t.lost,
                "notes": [n.to(lang) for n in t.notes],
            }
            for t in taken
        ],
        "refused": [{"file": path, "why": error.words.to(lang)} for path, error in refused],
    }
