"""The whole way of one opinion: who said it, what was done, which paragraph, the resolution, the target, who sees to it.

And back: from a paragraph, a target, or any words of the resolution to everything said about them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from daihoi.rules.anchors import Found, locate
from daihoi.rules.grouping import comparable
from daihoi.rules.paragraphs import slot_of
from daihoi.rules.places import section_name
from daihoi.rules.register import all_comments, decisions_of, name_of_opinion
from schemas.comments import Contribution, Disposition, Outcome, Stage
from schemas.dossier import Dossier
from schemas.draft import Draft, Paragraph
from schemas.record import Act, Record
from schemas.step import Kind

IN_RESOLUTION = ("areas", "weaknesses", "lessons", "direction", "targets", "task_areas", "charge")
"""The parts of the report that the resolution repeats word for word."""
_LIKE = 75
"""Percent alike at which a duty is taken to answer to a paragraph that it does not name."""
_NEARLY = 90
"""Percent alike at which a sentence typed from the resolution is taken to be a paragraph's."""
_FEW = 5
"""Fewer words resemble everything."""


@dataclass(frozen=True)
class Reading:
    """How one paragraph reads in one version, and for whose sake it was changed there."""

    version: int
    text: str | None
    """None when the paragraph was dropped in this version."""
    because: tuple[str, ...]


@dataclass(frozen=True)
class Assigned:
    """A follow-up duty that answers to a paragraph; ``sure`` is False when only the words are alike."""

    what: str
    owner: str
    due_on: date
    sure: bool


@dataclass(frozen=True)
class Thread:
    """One paragraph's part of the way."""

    paragraph: str
    place: str
    readings: tuple[Reading, ...]
    in_resolution: bool
    """True when the resolution, issued or in draft, says it in these words."""
    target: str | None
    duties: tuple[Assigned, ...]


@dataclass(frozen=True)
class Said:
    """One contribution behind a thread: a comment, what was said at the sitting, or the superior's opinion."""

    id: str
    author: str
    source: str
    stage: str
    on: date | None
    text: str
    quote: str
    quote_now: str | None
    """The quoted words as they stand now; None when they are gone."""
    outcome: str | None
    reason: str | None
    wording: str | None
    decided_by: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Trace:
    """What was asked for, everything said, and every paragraph it touched."""

    code: str
    asked: str
    kind: str
    """``comment``, ``opinion``, ``target``, ``paragraph`` or ``words``."""
    said: tuple[Said, ...]
    threads: tuple[Thread, ...]
    resolution: str | None
    """Number of the resolution, once issued."""


Deciders = dict[str, tuple[str, date]]
"""Contribution to who decided on it, and on which day."""


def trace(dossier: Dossier, asked: str, deciders: Deciders | None = None) -> Trace | None:
    """The way of a comment, opinion, target, paragraph, place, or of words quoted; None when nothing bears the name."""
    return Tracer(dossier, deciders).follow(asked)


class Tracer:
    """Follows any number of names through one dossier."""

    def __init__(self, dossier: Dossier, deciders: Deciders | None = None) -> None:
        self.dossier = dossier
        self._deciders = deciders or {}
        self._comments = {c.id: c for c in all_comments(dossier)}
        self._decided = decisions_of(dossier)
        self._threads: dict[str, Thread | None] = {}
        self._changed: dict[str, list[str]] = {}
        for draft in dossier.drafts:
            for name, by in draft.because.items():
                for contribution in by:
                    self._changed.setdefault(contribution, []).append(name)

    @property
    def names(self) -> list[str]:
        """Every entry of the register."""
        return list(self._comments)

    def everything(self) -> Iterator[Trace]:
        """The way of every entry of the register, in its order."""
        for name in self.names:
            yield self._trace(name, _kind_of(self._comments[name]), [name], self._paragraphs_of(name))

    def follow(self, asked: str) -> Trace | None:
        """The way of one name; None when nothing bears it."""
        if asked in self._comments:
            return self._trace(asked, _kind_of(self._comments[asked]), [asked], self._paragraphs_of(asked))
        drafts = self.dossier.drafts
        ids, kind = self._places(asked), "paragraph"
        if (
            ids
            and not asked.startswith("doan")
            and f"targets.{asked}" in {p.place for d in drafts for p in d.paragraphs}
        ):
            kind = "target"
        if not ids and drafts and len(asked.split()) > 1:
            ids, kind = _saying(drafts[-1], asked), "words"
        return self._trace(asked, kind, self._behind(ids), ids) if ids else None

    def _places(self, asked: str) -> list[str]:
        """The paragraphs that bear this id or place, in the newest version that has them."""
        for draft in reversed(self.dossier.drafts):
            mine = [
                p.id
                for p in draft.paragraphs
                if asked in (p.id, p.place, slot_of(p.place)) or slot_of(p.place) == f"targets.{asked}"
            ]
            if mine:
                return mine
        return []

    def _now(self, name: str) -> Found | None:
        anchor, drafts = self._comments[name].anchor, self.dossier.drafts
        return locate(anchor, drafts) if anchor is not None and drafts else None

    def _paragraphs_of(self, name: str) -> list[str]:
        """What a contribution changed, speaks of, and was answered at."""
        ids, anchor = list(self._changed.get(name, ())), self._comments[name].anchor
        if anchor is not None and anchor.paragraph:
            now = self._now(name)
            ids += [anchor.paragraph, *([now.paragraph.id] if now else [])]
        d = self._decided.get(name)
        if d is not None and d.amendment is not None and not d.amendment.added:
            ids += self._places(d.amendment.place)
        return list(dict.fromkeys(ids))

    def _behind(self, ids: Iterable[str]) -> list[str]:
        """Everything that changed these paragraphs, or speaks of them."""
        wanted = set(ids)
        names = [by for d in self.dossier.drafts for p, bys in d.because.items() if p in wanted for by in bys]
        names += [name for name in self._comments if wanted & set(self._paragraphs_of(name))]
        return list(dict.fromkeys(names))

    def _trace(self, asked: str, kind: str, names: Iterable[str], ids: Iterable[str]) -> Trace:
        said = tuple(self._said(name) for name in names if name in self._comments)
        threads = tuple(t for t in map(self._thread, ids) if t is not None)
        issued = self.dossier.answers.resolution
        return Trace(self.dossier.code, asked, kind, said, threads, issued.number if issued else None)

    def _said(self, name: str) -> Said:
        comment, d, now = self._comments[name], self._decided.get(name), self._now(name)
        by, on = self._deciders.get(name, (None, None)) if d else (None, None)
        return Said(
            id=comment.id,
            author=comment.author,
            source=comment.source.value,
            stage=comment.stage.value,
            on=comment.said_at.date() if comment.said_at else comment.received_on,
            text=comment.text,
            quote=comment.anchor.quote if comment.anchor else "",
            quote_now=now.words if now else None,
            outcome=d.outcome.value if d else None,
            reason=d.reason if d else None,
            wording=_wording(comment, d),
            decided_by=by,
            decided_on=on,
        )

    def _thread(self, name: str) -> Thread | None:
        if name not in self._threads:
            self._threads[name] = _thread(self.dossier, name)
        return self._threads[name]


def _saying(draft: Draft, words: str) -> list[str]:
    """Every paragraph that says these words, or that they hold; else the one that says nearly the same."""
    wanted = comparable(words)
    texts = {p.id: comparable(p.text) for p in draft.paragraphs}
    found = [name for name, text in texts.items() if wanted in text or (len(text.split()) >= _FEW and text in wanted)]
    if not found and len(wanted.split()) >= _FEW:
        nearest = process.extractOne(wanted, texts, scorer=fuzz.partial_ratio, score_cutoff=_NEARLY)
        found = [nearest[2]] if nearest else []
    return found


def _kind_of(comment: Contribution) -> str:
    return "opinion" if comment.stage is Stage.REVIEW else "comment"


def _wording(comment: Contribution, d: Disposition | None) -> str | None:
    if d is None or d.outcome is Outcome.EXPLAINED:
        return None
    if d.amendment is not None:
        return d.amendment.wording
    return comment.edit.new if comment.edit else None


def _thread(dossier: Dossier, name: str) -> Thread | None:
    readings: list[Reading] = []
    last: tuple[Draft, Paragraph] | None = None
    for draft in dossier.drafts:
        p = draft.paragraph(name)
        if p is None and last is None:
            continue
        text = p.text if p else None
        if not readings or readings[-1].text != text or name in draft.because:
            readings.append(Reading(draft.version, text, draft.because.get(name, ())))
        last = (draft, p) if p else last
    if last is None:
        return None
    draft, p = last
    alive = draft is dossier.drafts[-1]
    slot = slot_of(p.place)
    head, _, key = slot.partition(".")
    return Thread(
        paragraph=name,
        place=section_name(draft, p.place),
        readings=tuple(readings),
        in_resolution=alive and head in IN_RESOLUTION,
        target=key if head == "targets" else None,
        duties=_duties(dossier, p, key if head == "targets" else None) if alive else (),
    )


def _duties(dossier: Dossier, p: Paragraph, target: str | None) -> tuple[Assigned, ...]:
    given = dossier.answers.duties
    found: list[Assigned] = []
    for duty in given.duties if given else ():
        named = bool({target, p.id, p.place} & set(duty.serves))
        enough = not p.place.endswith(".title") and len(p.text.split()) >= _FEW
        like = enough and fuzz.token_set_ratio(duty.what.casefold(), p.text.casefold()) >= _LIKE
        if named or like:
            found.append(Assigned(duty.what, duty.owner, duty.due_on, sure=named))
    return tuple(found)


def deciders_of(journal: Iterable[Record]) -> Deciders:
    """Who decided on each contribution, and on which day, as the journal says."""
    by: Deciders = {}
    letters: Counter[str] = Counter()
    for record in journal:
        names: list[str] = []
        if record.act is Act.COMMENTS_DECIDE:
            names = [d["comment"] for d in record.payload["decisions"]]
        elif record.act is Act.ANSWER_ACCEPT:
            answer = record.payload["answer"]
            match record.payload["kind"]:
                case Kind.DISPOSITIONS:
                    names = [d["comment"] for d in answer["dispositions"]]
                case Kind.REVIEW:
                    letters.update(o["id"] for o in answer["opinions"])
                case Kind.REPLIES:
                    names = [name_of_opinion(r["opinion"], letters[r["opinion"]]) for r in answer["replies"]]
                case _:
                    pass
        by |= dict.fromkeys(names, (record.who, record.day))
    return by
