"""Accepted changes put into the draft; those that touch the same words are shown side by side and left to a person.

A change is either a whole new wording, given by whoever decides, or an edit that a contributor proposed. A person's
wording of a paragraph settles every edit of that paragraph; two different wordings of one place are a conflict.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from daihoi.rules.anchors import locate
from daihoi.rules.paragraphs import LISTS, one_line, slot_of, slots_of, split_prose, with_slots
from schemas.comments import Amendment, Change, Edit
from schemas.draft import Anchor, Draft, Paragraph
from schemas.report import Report
from schemas.target import Target


@dataclass(frozen=True)
class Proposal:
    """An accepted contribution: its id, and the wording decided or the edit proposed."""

    by: str
    amendment: Amendment | None = None
    anchor: Anchor | None = None
    edit: Edit | None = None


@dataclass(frozen=True)
class Conflict:
    """Accepted changes that cannot all be made: the place as it reads, and what each would make of it."""

    place: str
    paragraph: str | None
    reads: str
    wanted: tuple[tuple[str, str], ...]
    """(contribution, wording) side by side."""


@dataclass(frozen=True)
class Applied:
    """The next report, which paragraphs whose contributions changed, and what could not be done."""

    report: Report
    because: dict[str, tuple[str, ...]]
    marks: dict[str, str]
    """Words of a changed paragraph to its id, so that the id survives however much was rewritten."""
    added: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Words of a new paragraph to the contributions that asked for it."""
    conflicts: tuple[Conflict, ...] = ()
    unplaced: tuple[tuple[str, str], ...] = ()
    """(contribution, why): ``place`` unknown, words ``lost``, a field that ``cannot`` take it, an id ``taken``."""


@dataclass
class _Work:
    """What is wanted of one paragraph."""

    wordings: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    replaces: list[tuple[int, int, str, str]] = field(default_factory=list[tuple[int, int, str, str]])
    drops: list[str] = field(default_factory=list[str])
    inserts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    moves: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def apply_proposals(report: Report, drafts: Sequence[Draft], proposals: Sequence[Proposal]) -> Applied:
    """The report with every proposal that can be made; ``drafts[-1]`` must be ``report`` as paragraphs."""
    draft = drafts[-1]
    work: defaultdict[str, _Work] = defaultdict(_Work)
    slots: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    targets: dict[tuple[str, Target], list[str]] = {}
    unplaced: list[tuple[str, str]] = []
    for proposal in proposals:
        why = _sort(proposal, drafts, work, slots, targets)
        if why:
            unplaced.append((proposal.by, why))
    conflicts = _conflicts(draft, work, slots)
    changes, because, marks, fresh = _changes(draft, work, slots, conflicts, unplaced)
    new = with_slots(report, changes)
    if new is None:
        # The one list that may not become empty: its deletions wait for a person, the rest is done.
        unplaced += [
            (by, "cannot") for p in draft.paragraphs if p.place.startswith("charge.") for by in work[p.id].drops
        ]
        changes = {slot: texts for slot, texts in changes.items() if not slot.startswith("charge.")}
        new = with_slots(report, changes) or report
    new = _with_targets(new, draft, targets, fresh, conflicts, unplaced)
    return Applied(new, because, marks, fresh, tuple(conflicts), tuple(unplaced))


def _with_targets(
    report: Report,
    draft: Draft,
    wanted: Mapping[tuple[str, Target], list[str]],
    fresh: dict[str, tuple[str, ...]],
    conflicts: list[Conflict],
    unplaced: list[tuple[str, str]],
) -> Report:
    """The report with new targets, each after the one it names; an id is given once."""
    lines, taken = list(report.targets), {t.id for t in report.targets}
    for (after, target), by in wanted.items():
        rivals = [(", ".join(b), t.words) for (_, t), b in wanted.items() if t.id == target.id]
        if target.id in taken:
            unplaced += [(b, "taken") for b in by]
        elif len(rivals) > 1:
            if not any(c.place == f"targets.{target.id}" for c in conflicts):
                conflicts.append(Conflict(f"targets.{target.id}", None, "", tuple(rivals)))
        else:
            place = next((p.place for p in draft.paragraphs if p.id == after), after)
            named = slot_of(place).removeprefix("targets.")
            at = next((n for n, t in enumerate(lines, 1) if t.id == named), len(lines))
            lines.insert(at, target)
            fresh |= {text: tuple(dict.fromkeys(by)) for text in split_prose(target.words)}
    return report.model_copy(update={"targets": tuple(lines)})


def _sort(
    proposal: Proposal,
    drafts: Sequence[Draft],
    work: Mapping[str, _Work],
    slots: Mapping[str, dict[str, list[str]]],
    targets: dict[tuple[str, Target], list[str]],
) -> str | None:
    draft, amendment = drafts[-1], proposal.amendment
    if amendment is not None and amendment.target is not None:
        targets.setdefault((amendment.place, amendment.target), []).append(proposal.by)
        return None
    if amendment is not None and amendment.added:
        mine = [p for p in draft.paragraphs if amendment.place in (p.id, p.place)] or [
            p for p in draft.paragraphs if amendment.place in (slot_of(p.place), p.place.partition(".")[0])
        ]
        if not mine:
            return "place"
        work[mine[-1].id].inserts.setdefault(one_line(amendment.wording), []).append(proposal.by)
        return None
    if amendment is not None:
        mine = [p for p in draft.paragraphs if amendment.place in (p.id, p.place)]
        in_slot = [p for p in draft.paragraphs if slot_of(p.place) == amendment.place]
        if len(in_slot) > 1:
            if amendment.dropped:
                return "cannot"
            slots[amendment.place].setdefault(amendment.wording, []).append(proposal.by)
            return None
        if not mine:
            return "place"
        if amendment.dropped:
            work[mine[0].id].drops.append(proposal.by)
        else:
            work[mine[0].id].wordings.setdefault(amendment.wording, []).append(proposal.by)
        return None
    edit, anchor = proposal.edit, proposal.anchor
    if edit is None or anchor is None:
        return "place"
    if edit.change is Change.REPLACE:
        found = locate(anchor, drafts)
        if found is None or not found.exact:
            return "lost"
        work[found.paragraph.id].replaces.append((found.start, found.end, edit.new, proposal.by))
        return None
    paragraph = draft.paragraph(anchor.paragraph) if anchor.paragraph else None
    if paragraph is None:
        return "lost"
    if edit.change is Change.INSERT:
        work[paragraph.id].inserts.setdefault(one_line(edit.new), []).append(proposal.by)
    elif edit.change is Change.DELETE:
        work[paragraph.id].drops.append(proposal.by)
    elif edit.after is None or draft.paragraph(edit.after) is None:
        return "lost"
    else:
        work[paragraph.id].moves.setdefault(edit.after, []).append(proposal.by)
    return None


def _conflicts(draft: Draft, work: Mapping[str, _Work], slots: Mapping[str, dict[str, list[str]]]) -> list[Conflict]:
    found: list[Conflict] = []
    for p in draft.paragraphs:
        mine, slot = work.get(p.id), slots.get(slot_of(p.place), {})
        if mine is None:
            continue
        wanted = [(", ".join(by), wording) for wording, by in mine.wordings.items()]
        if slot:
            wanted += [(", ".join(by), wording) for wording, by in slot.items()]
            wanted += [(by, _replaced(p.text, [(s, e, new)])) for s, e, new, by in mine.replaces]
        elif not wanted:
            if mine.drops:
                clash = mine.replaces
                wanted = [(", ".join(mine.drops), "")] if clash else []
            else:
                clash = [r for r in mine.replaces if any(_touch(r, o) for o in mine.replaces)]
            wanted += [(by, _replaced(p.text, [(s, e, new)])) for s, e, new, by in clash]
        elif mine.drops:
            wanted.append((", ".join(mine.drops), ""))
        if mine.drops and mine.moves and not any(by == ", ".join(mine.drops) for by, _ in wanted):
            wanted.append((", ".join(mine.drops), ""))
        if len(mine.moves) > 1 or (mine.moves and mine.drops):
            wanted += [(", ".join(by), f"→ {after}") for after, by in mine.moves.items()]
        if len(wanted) > 1:
            found.append(Conflict(p.place, p.id, p.text, tuple(wanted)))
    for slot, wordings in slots.items():
        if len(wordings) > 1 and not any(slot_of(c.place) == slot for c in found):
            reads = "\n\n".join(p.text for p in draft.paragraphs if slot_of(p.place) == slot)
            wanted = tuple((", ".join(by), wording) for wording, by in wordings.items())
            found.append(Conflict(slot, None, reads, wanted))
    return found


def _touch(one: tuple[int, int, str, str], other: tuple[int, int, str, str]) -> bool:
    if one is other or one[:3] == other[:3]:
        return False
    if one[0] == one[1] or other[0] == other[1]:
        # Something put in at the edge of changed words, or twice at one point: the order is a person's choice.
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]


def _replaced(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(set(edits), reverse=True):
        text = text[:start] + new + text[end:]
    return "\n\n".join(p for p in (one_line(part) for part in text.split("\n\n")) if p)


def _changes(
    draft: Draft,
    work: Mapping[str, _Work],
    slots: Mapping[str, dict[str, list[str]]],
    conflicts: Sequence[Conflict],
    unplaced: list[tuple[str, str]],
) -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]], dict[str, str], dict[str, tuple[str, ...]]]:
    """The slots to rewrite, who changed which paragraph, the ids of rewritten words, who asked for new ones."""
    stuck = {c.paragraph for c in conflicts} | {
        p.id for c in conflicts if c.paragraph is None for p in draft.paragraphs if slot_of(p.place) == c.place
    }
    by_slot: defaultdict[str, list[Paragraph]] = defaultdict(list)
    for p in draft.paragraphs:
        by_slot[slot_of(p.place)].append(p)
    texts: dict[str, list[list[str]]] = {s: [[p.text] for p in ps] for s, ps in by_slot.items()}
    touched: set[str] = set()
    because: defaultdict[str, list[str]] = defaultdict(list)
    marks: dict[str, str] = {}
    added: defaultdict[str, list[str]] = defaultdict(list)
    fresh: dict[str, tuple[str, ...]] = {}
    where = {p.id: (slot, n) for slot, ps in by_slot.items() for n, p in enumerate(ps)}

    def put_after(name: str, text: str, by: Sequence[str], *, keep: str | None = None) -> bool:
        slot, n = where[name]
        head = slot.partition(".")[0]
        if head in LISTS:
            added[f"{slot}+"].append(text)
        elif head in ("results", "targets") or slot.endswith(".title"):
            unplaced.extend((b, "cannot") for b in by)
            return False
        else:
            texts[slot][n].append(text)
            touched.add(slot)
        if keep:
            marks[text] = keep
            because[keep].extend(by)
        else:
            fresh[text] = tuple(by)
        return True

    for slot, wordings in slots.items():
        if len(wordings) == 1 and not any(p.id in stuck for p in by_slot[slot]):
            ((wording, by),) = wordings.items()
            texts[slot] = [list(split_prose(wording))]
            touched.add(slot)
            for p in by_slot[slot]:
                because[p.id].extend(by)
    for p in draft.paragraphs:
        mine = work.get(p.id)
        if mine is None or p.id in stuck or slot_of(p.place) in slots:
            continue
        slot, n = where[p.id]
        text = p.text
        if mine.wordings:
            ((text, by),) = mine.wordings.items()
            because[p.id].extend(by)
            # Edits that the person's wording has settled stand behind it too.
            because[p.id].extend(r[3] for r in mine.replaces)
        elif mine.replaces:
            text = _replaced(p.text, [(s, e, new) for s, e, new, _ in mine.replaces])
            because[p.id].extend(r[3] for r in mine.replaces)
        for words, by in mine.inserts.items():
            put_after(p.id, words, by)
        drops = bool(mine.drops) or not text
        if drops and slot.partition(".")[0] not in LISTS and len(by_slot[slot]) == 1:
            unplaced.extend((b, "cannot") for b in mine.drops or because.pop(p.id, []))
            continue
        if mine.moves and not drops:
            ((after, by),) = mine.moves.items()
            alone = slot.partition(".")[0] not in LISTS and len(by_slot[slot]) == 1
            if alone:
                unplaced.extend((b, "cannot") for b in by)
            else:
                drops = put_after(after, text, by, keep=p.id)
        if drops:
            because[p.id].extend(mine.drops)
        if drops or text != p.text:
            texts[slot][n][0:1] = [] if drops else list(split_prose(text))
            touched.add(slot)
            if not drops:
                marks[next(iter(split_prose(text)))] = p.id
    changes = {slot: [t for part in texts[slot] for t in part] for slot in touched}
    changes |= {slot: list(dict.fromkeys(new)) for slot, new in added.items()}
    return changes, {k: tuple(dict.fromkeys(v)) for k, v in because.items()}, marks, fresh


def unknown_places(report: Report, places: Sequence[str], draft: Draft | None) -> list[str]:
    """The places of amendments that the draft does not have."""
    known = set(slots_of(report)) | {"targets", *LISTS}
    if draft is not None:
        known |= {p.id for p in draft.paragraphs} | {p.place for p in draft.paragraphs}
    return [place for place in places if place not in known]
