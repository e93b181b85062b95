"""The catalogue of papers as data: code, name, who signs, which number series, when required, which step makes it."""

from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import Field

from daihoi.rules import procedure
from daihoi.rules.election import elects
from schemas.dossier import Dossier, Life
from schemas.election import Office
from schemas.noun import Noun
from schemas.step import Kind, Step
from schemas.words import Words


class Series(StrEnum):
    """Which series a paper's number belongs to."""

    COMMITTEE = "committee"
    CONGRESS = "congress"
    SUPERIOR = "superior"


class Required(StrEnum):
    """When a dossier is not complete without the paper."""

    ALWAYS = "always"
    IF_ELECTION = "if_election"
    IF_COMMITTEE = "if_committee"
    """A committee, a head or a deputy is elected: somebody whom the superior recognises."""
    IF_HELD = "if_held"


class PaperKind(Noun):
    """One kind of paper; private ones show names, votes or who said what."""

    code: str
    title: str
    en: str
    stem: Step = Field(alias="step")
    asked: Kind
    type: str | None = None
    """The type in the symbol: BC, NQ, QC …; None where the paper bears no number."""
    series: Series | None = None
    term: Literal["closing", "new"] = "closing"
    """Whose term the committee's number belongs to."""
    signer: str | None = None
    required: Required
    maker: Literal["program", "people"]
    within: str | None = None
    """The paper that holds it, where it is none of its own."""
    draft: bool = False
    """Laid before the congress and adopted there: numbered only when adopted."""
    private: bool = False

    def called(self, words: Mapping[str, str]) -> Words:
        """The name in both languages, in the ``words`` of the organisation."""
        name = self.title.format_map(words)
        return Words(vi=name[:1].upper() + name[1:], en=self.en)


def _read() -> dict[str, PaperKind]:
    text = files("daihoi.documents").joinpath("data/catalogue.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {row["code"]: PaperKind.model_validate(row) for row in rows}


PAPERS: dict[str, PaperKind] = _read()


class State(StrEnum):
    """Where one paper of the catalogue stands in a dossier."""

    THERE = "there"
    DUE = "due"
    """Its answer is in; the program is about to write it, or somebody is to attach it."""
    LATER = "later"
    MISSING = "missing"
    """The congress went past the step without it."""
    NOT_NEEDED = "not_needed"


def is_needed(kind: PaperKind, dossier: Dossier) -> bool:
    """Whether the dossier, as far as its plan is known, must hold the paper."""
    if kind.required is Required.ALWAYS:
        return True
    if kind.required is Required.IF_HELD:
        return False
    if not elects(dossier):
        return False
    plan = dossier.answers.personnel
    return kind.required is Required.IF_ELECTION or plan is None or any(r.office in _RECOGNISED for r in plan.races)


_RECOGNISED = (Office.COMMITTEE, Office.SECRETARY, Office.DEPUTY)


def state_of(kind: PaperKind, dossier: Dossier) -> State:
    """Where the paper stands."""
    held_in = kind.within or kind.code
    if dossier.paper(held_in) is not None or any(a.paper == kind.code for a in dossier.attachments):
        return State.THERE
    if not is_needed(kind, dossier):
        return State.NOT_NEEDED
    due = {d.code for d in procedure.papers_due(dossier)}
    if kind.code in due:
        return State.DUE
    if any(key.partition(":")[0] == kind.asked for key in dossier.accepted_at):
        # An answer accepted before this paper was in the procedure never made it due.
        return State.MISSING if kind.maker == "program" or dossier.life is not Life.ACTIVE else State.DUE
    return State.LATER if dossier.life is Life.ACTIVE else State.MISSING
