"""A returned Word or Markdown file as one hand-in of comments."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from daihoi.errors import BadInput
from daihoi.intake.batch import Batch, Sender, credit
from daihoi.intake.vietnamese_text import from_tcvn3, looks_like_tcvn3, note_of
from daihoi.intake.word_comments import Said, choose_draft, left_out, read_said
from daihoi.intake.word_package import read_bytes, word_from_bytes
from daihoi.intake.word_paragraphs import Segment, WordParagraph, WordText, read_word
from daihoi.rules.anchors import locate
from daihoi.rules.places import section_name
from schemas.comments import Channel, Contribution, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.draft import Draft
from schemas.words import Words

_LONGEST = 200_000


def read_returned(
    dossier: Dossier, path: str, sender: Sender, framing: dict[int, list[str]], stage: Stage = Stage.DRAFT
) -> Batch:
    """The comments in a returned file; ``framing`` are the texts around each version of the draft.

    Raises `BadInput` for a file that cannot be read, or is the draft of another congress.
    """
    name = Path(path).name
    content = read_bytes(path)
    if not dossier.drafts:
        raise BadInput(
            f"Hồ sơ «{dossier.code}» chưa có dự thảo báo cáo nên chưa nhận ý kiến được.",
            f"Dossier “{dossier.code}” has no draft report yet, so there is nothing to comment on.",
        )
    if path.lower().endswith((".md", ".markdown")):
        return _markdown(dossier, name, content, sender, framing, stage)
    file = word_from_bytes(name, content)
    facts = file.properties
    stated = facts.get("daihoi.code")
    if stated and stated != dossier.code:
        raise BadInput(
            f"Tệp {name} là dự thảo của hồ sơ «{stated}», không phải «{dossier.code}»; hãy nhập vào đúng hồ sơ.",
            f"{name} is the draft of “{stated}”, not of “{dossier.code}”; import it there.",
        )
    text = read_word(file)
    version = facts.get("daihoi.version", "")
    draft = choose_draft(text, dossier.drafts, int(version) if version.isdecimal() else None, name)
    said = read_said(text, draft, framing.get(draft.version, ()), left_out(facts))
    typed = [_in_unicode(s) for s in said]
    notes = [*file.notes, *_about_version(dossier, draft, name), *([note_of(name, "TCVN3")] if typed != said else [])]
    said, sender = typed, _with_facts(sender, facts)
    comments = _comments(dossier, said, draft, sender, Channel.WORD, stage)
    return Batch(name, file.digest, Channel.WORD, sender, draft.version, comments, tuple(notes))


def _in_unicode(said: Said) -> Said:
    """The same, what somebody typed in a .Vn font moved to Unicode; the words of the draft are left alone."""
    typed = said.edit.new if said.edit else said.text
    if not looks_like_tcvn3(typed):
        return said
    proper = from_tcvn3(typed)
    edit = said.edit.model_copy(update={"new": proper}) if said.edit else None
    return replace(said, text=said.text.replace(typed, proper), edit=edit)


def _with_facts(sender: Sender, facts: dict[str, str]) -> Sender:
    """Whom the file was made out to, when nobody says whose it is."""
    if sender.author or not facts.get("daihoi.for"):
        return sender
    kinds = {k.value for k in SourceKind}
    source = facts.get("daihoi.source", "")
    kind = sender.source or (SourceKind(source) if source in kinds else None)
    return Sender(facts["daihoi.for"], kind, sender.received_on)


def _about_version(dossier: Dossier, draft: Draft, name: str) -> list[Words]:
    newest = dossier.drafts[-1].version
    if draft.version == newest:
        return []
    return [
        Words(
            vi=f"Tệp {name} góp ý cho bản {draft.version}; bản mới nhất là {newest}: các chỗ góp ý được tìm lại trong bản mới.",
            en=f"{name} speaks of version {draft.version}; the newest is {newest}: its places are looked for in the newest.",
        )
    ]


def _comments(
    dossier: Dossier, said: Sequence[Said], draft: Draft, sender: Sender, channel: Channel, stage: Stage
) -> tuple[Contribution, ...]:
    keys = {s.key: f"t{n}" for n, s in enumerate(said, 1) if s.key}
    found: list[Contribution] = []
    for n, s in enumerate(said, 1):
        author, source = credit(dossier, s.author, sender)
        paragraph = draft.paragraph(s.anchor.paragraph or "") if s.anchor else None
        section = section_name(draft, paragraph.place) if paragraph else "Toàn văn"
        found.append(
            Contribution(
                id=f"t{n}",
                source=source,
                author=author[:2000],
                received_on=sender.received_on,
                section=section[:2000],
                text=s.text[:_LONGEST],
                channel=channel,
                stage=stage,
                anchor=s.anchor,
                edit=s.edit,
                said_at=s.at,
                reply_to=keys.get(s.parent) if s.parent else None,
            )
        )
    return tuple(found)


_ID = re.compile(r"\s*\{#(doan\d+)\}\s*$")
_HEAD = re.compile(r"^(?:#{1,6}|[-*+])\s+")
_FACTS = re.compile(r"<!--\s*daihoi\s+(\S+)\s+(\d+)\s*-->")


def _markdown(
    dossier: Dossier, name: str, content: bytes, sender: Sender, framing: dict[int, list[str]], stage: Stage
) -> Batch:
    try:
        body = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"Tệp {name} không phải UTF-8; hãy lưu lại với mã UTF-8.", f"{name} is not UTF-8; save it again as UTF-8."
        ) from error
    facts = _FACTS.search(body)
    if facts and facts[1] != dossier.code:
        raise BadInput(
            f"Tệp {name} là dự thảo của hồ sơ «{facts[1]}», không phải «{dossier.code}»; hãy nhập vào đúng hồ sơ.",
            f"{name} is the draft of “{facts[1]}”, not of “{dossier.code}”; import it there.",
        )
    paragraphs: list[WordParagraph] = []
    for part in re.split(r"\n\s*\n", _FACTS.sub("", body)):
        words = _HEAD.sub("", " ".join(part.split()))
        found = _ID.search(words)
        if words:
            marks = [found[1]] if found else []
            paragraphs.append(WordParagraph([Segment(_ID.sub("", words))], marks))
    text = WordText(tuple(paragraphs), ())
    draft = choose_draft(text, dossier.drafts, int(facts[2]) if facts else None, name)
    said = read_said(text, draft, framing.get(draft.version, ()))
    comments = _comments(dossier, said, draft, sender, Channel.MARKDOWN, stage)
    digest = hashlib.sha256(content).hexdigest()
    return Batch(
        name, digest, Channel.MARKDOWN, sender, draft.version, comments, tuple(_about_version(dossier, draft, name))
    )


def lost_now(comment: Contribution, drafts: Sequence[Draft]) -> bool:
    """True when the words that the comment quotes are not in the newest version."""
    anchor = comment.anchor
    return anchor is not None and (anchor.paragraph is None or locate(anchor, drafts) is None)
