"""The register as the synthesis shows it: by heading, each comment once, with what became of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from daihoi.rules.findings import called
from daihoi.rules.places import heading_name, section_name
from daihoi.rules.register import OUTCOMES, SOURCES, all_comments, comments_of, counts, decisions_of, who_answered
from schemas.comments import Change, Contribution, Disposition, Outcome, SourceKind, Stage
from schemas.dossier import Dossier
from schemas.draft import Draft

_GENERAL = "Toàn văn"


@dataclass(frozen=True)
class Line:
    """One comment with its place and what became of it."""

    comment: Contribution
    kind: str
    decision: Disposition | None
    outcome: str
    where: str
    """The heading it stands under."""
    place: str
    """The place it speaks of, as a reader would name it; empty when it names none."""
    quoted: str
    """The edit it proposes, word for word; empty when it proposes none."""
    changed: str
    """Where the draft was changed for it; empty when it was not."""
    same: tuple[str, ...]
    """Others of its group."""


@dataclass(frozen=True)
class Part:
    """The comments under one heading of the draft."""

    heading: str
    lines: tuple[Line, ...]
    outcomes: dict[str, int]


@dataclass(frozen=True)
class Synthesis:
    """Everything the paper says."""

    asked: int
    answered: int
    silent: tuple[str, ...]
    bodies: tuple[tuple[str, int, int | None], ...]
    """(body, comments, how many met)."""
    by_kind: dict[str, int]
    by_outcome: dict[str, int]
    parts: tuple[Part, ...]
    late: tuple[Line, ...]
    superior: tuple[Line, ...]
    """What the superior said of an earlier version, and how it was answered."""
    met: int
    total: int

    @property
    def edits(self) -> tuple[Line, ...]:
        """The proposals that quote the draft's words."""
        return tuple(line for part in self.parts for line in part.lines if line.quoted)

    @property
    def explained(self) -> tuple[Line, ...]:
        """What was not taken up, with the reason."""
        return tuple(
            line
            for part in self.parts
            for line in part.lines
            if line.decision is not None and line.decision.outcome is not Outcome.ACCEPTED
        )


def synthesis_of(dossier: Dossier, stage: Stage = Stage.DRAFT) -> Synthesis:
    """The register of one stage, in the order of the draft's headings."""
    comments = comments_of(dossier, stage)
    decided = decisions_of(dossier)
    draft = dossier.drafts[-1] if dossier.drafts else None
    group_of = {m: g.members for g in dossier.gathering.groups for m in g.members}
    lines = [_line(dossier, draft, c, decided.get(c.id), group_of.get(c.id, ())) for c in comments]
    asked = who_answered(dossier)
    given = dossier.answers.comments
    bodies = tuple(
        (a.name, a.comments, a.met) for a in asked if a.source is SourceKind.MASS_ORGANISATION and a.answered
    )
    late = [c for c in all_comments(dossier) if c.stage is stage and not counts(c, dossier.gathering)]
    return Synthesis(
        asked=given.asked if given else len(asked),
        answered=sum(a.answered for a in asked),
        silent=tuple(a.name for a in asked if not a.answered),
        bodies=bodies,
        by_kind=_count(line.kind for line in lines),
        by_outcome=_count(line.outcome for line in lines if line.decision),
        parts=_parts(draft, lines),
        late=tuple(_line(dossier, draft, c, decided.get(c.id), ()) for c in late),
        superior=tuple(_line(dossier, draft, c, decided.get(c.id), ()) for c in comments_of(dossier, Stage.REVIEW)),
        met=sum(m for _, _, m in bodies if m),
        total=len(lines),
    )


def _kind(source: SourceKind, dossier: Dossier) -> str:
    return called(dossier, "member").capitalize() if source is SourceKind.MEMBER else SOURCES[source].vi.capitalize()


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values))


def _line(
    dossier: Dossier, draft: Draft | None, comment: Contribution, d: Disposition | None, group: tuple[str, ...]
) -> Line:
    spoken = _spoken_of(dossier, comment)
    changed = ""
    if draft is not None and d is not None and d.outcome is not Outcome.EXPLAINED:
        # Once its words are in the draft, a comment is found by what it changed, not by what it quoted.
        places = [name for version in dossier.drafts for name, by in version.because.items() if comment.id in by]
        place = d.amendment.place if d.amendment and not d.amendment.added else places[0] if places else None
        changed = _named(dossier, place) if place else ""
    return Line(
        comment=comment,
        kind=_kind(comment.source, dossier),
        decision=d,
        outcome=OUTCOMES[d.outcome].vi.capitalize() if d else "Chưa xử lý",
        where=heading_name(*spoken) if spoken else comment.section,
        place=section_name(*spoken) if spoken else "",
        quoted=quoted(comment),
        changed=changed,
        same=tuple(m for m in group if m != comment.id),
    )


def _spoken_of(dossier: Dossier, comment: Contribution) -> tuple[Draft, str] | None:
    """The place a comment speaks of, in the newest version that still has its paragraph."""
    anchor = comment.anchor
    if anchor is None or anchor.paragraph is None:
        return None
    for draft in reversed(dossier.drafts):
        p = draft.paragraph(anchor.paragraph)
        if p is not None:
            return draft, p.place
    return None


def _named(dossier: Dossier, place: str) -> str:
    for draft in reversed(dossier.drafts):
        p = next((p for p in draft.paragraphs if place in (p.id, p.place)), None)
        if p is not None:
            return section_name(draft, p.place)
    return place_in(dossier.drafts[-1], place)


def place_in(draft: Draft, place: str) -> str:
    """A place or paragraph id as a reader would name it."""
    p = next((p for p in draft.paragraphs if place in (p.id, p.place)), None)
    return section_name(draft, p.place if p else place)


def quoted(comment: Contribution) -> str:
    """The edit that a comment proposes, in the draft's own words; empty when it proposes none."""
    edit, anchor = comment.edit, comment.anchor
    if edit is None or anchor is None:
        return ""
    match edit.change:
        case Change.REPLACE if anchor.quote and edit.new:
            return f"thay «{anchor.quote}» bằng «{edit.new}»"
        case Change.REPLACE if anchor.quote:
            return f"bỏ «{anchor.quote}»"
        case Change.REPLACE:
            return f"thêm «{edit.new}» sau «…{anchor.before[-30:]}»"
        case Change.INSERT:
            return f"thêm đoạn «{edit.new}»"
        case Change.DELETE:
            return f"bỏ đoạn «{anchor.quote}»"
        case Change.MOVE:
            return f"chuyển đoạn «{anchor.quote}»"


def _parts(draft: Draft | None, lines: list[Line]) -> tuple[Part, ...]:
    """Under the heading of its paragraph, in the order of the draft; what names no paragraph under its own words."""
    order = [heading_name(draft, p.place) for p in draft.paragraphs] if draft else []
    rank = {name: n for n, name in reversed(list(enumerate(order)))}
    headings: dict[str, list[Line]] = {}
    for line in lines:
        headings.setdefault(line.where, []).append(line)
    last = len(rank)

    def place(name: str) -> tuple[int, int]:
        return (-1, 0) if name == _GENERAL else (rank.get(name, last), 0)

    names = sorted(headings, key=place)
    return tuple(Part(n, tuple(headings[n]), _count(line.outcome for line in headings[n])) for n in names)
