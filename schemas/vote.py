"""A vote by show of hands."""

from pydantic import Field

from schemas.noun import Noun


class Vote(Noun):
    """Hands raised: for, against, other. Counts of persons who may vote."""

    for_: int = Field(ge=0, alias="for")
    against: int = Field(default=0, ge=0)
    other: int = Field(default=0, ge=0)

    @property
    def cast(self) -> int:
        """All hands together."""
        return self.for_ + self.against + self.other
