"""The workload that engines are compared on: a congress of six steps, each one automatic task and one person.

At step 3 three congresses in ten are sent back once, by their number and not by chance; so a congress has 6.3
automatic tasks and 6.3 answers. The same for every engine, so that a ratio compares engines and nothing else.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

STEPS = ("scope", "venue", "programme", "budget", "speakers", "publication")
_RETURNED = (1, 4, 7)


class Contact(BaseModel):
    """Somebody to write to."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=2, max_length=80)
    role: str
    mail: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")


class StepDoc(BaseModel):
    """What the automatic task of a step writes: about 600 bytes of JSON."""

    model_config = ConfigDict(extra="forbid")
    congress: int
    step: Literal["scope", "venue", "programme", "budget", "speakers", "publication"]
    round: int = Field(ge=1)
    title: str
    summary: str
    starts: date
    ends: date
    amount: Decimal
    urgent: bool
    seats: int = Field(ge=0)
    contacts: list[Contact]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError("ends before it starts")
        return self


class HumanForm(BaseModel):
    """What the person of a step hands in."""

    model_config = ConfigDict(extra="forbid")
    decision: Literal["approve", "revise"]
    by: str
    comment: str
    amount: Decimal


def write_document(congress: int, step: int, round_: int) -> str:
    """The automatic task: build, validate and dump the step's document."""
    starts = date(2027, 1, 4) + timedelta(days=congress % 200)
    document = StepDoc(
        congress=congress,
        step=STEPS[step],
        round=round_,
        title=f"Congress {congress}, step {step + 1}",
        summary="What is to be settled at this step, in a sentence or two of ordinary length. " * 2,
        starts=starts,
        ends=starts + timedelta(days=2),
        amount=Decimal(congress * 10 + step),
        urgent=step == 4,
        seats=100 + congress % 50,
        contacts=[Contact(name=f"Person {n}", role="member", mail=f"person{n}@example.org") for n in range(3)],
    )
    return document.model_dump_json()


def give_answer(congress: int, step: int, round_: int) -> dict[str, object]:
    """What the person of the step answers."""
    sent_back = step == 2 and round_ == 1 and congress % 10 in _RETURNED
    return {
        "decision": "revise" if sent_back else "approve",
        "by": f"person {congress % 17}",
        "comment": "Read it from beginning to end and talked it over with the others; nothing else to add. " * 2,
        "amount": str(congress * 10 + step),
    }


def next_place(step: int, round_: int, decision: str) -> tuple[int, int] | None:
    """Where the congress goes from (step, round); None at the end."""
    if decision == "revise":
        return step, round_ + 1
    return (step + 1, 1) if step + 1 < len(STEPS) else None
