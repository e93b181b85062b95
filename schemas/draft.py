"""A draft as paragraphs that keep their names, and what points into it."""

from pydantic import Field

from schemas.noun import Code, Line, Noun, Prose


class Paragraph(Noun):
    """One paragraph of a draft: its id for life, where it stands, its words on one line.

    ``was`` names the paragraphs of earlier versions, other than itself, that its words come from: it was
    split off them, or they were merged into it.
    """

    id: Code
    place: Line
    text: Prose
    was: tuple[Code, ...] = ()


class Draft(Noun):
    """One version of the report, as the journal line that made it left it."""

    version: int = Field(ge=1)
    made_from: int
    paragraphs: tuple[Paragraph, ...]
    because: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """Paragraph id to the contributions that changed it in this version; an id no longer here was deleted."""

    def paragraph(self, name: str) -> Paragraph | None:
        """The paragraph with this id."""
        return next((p for p in self.paragraphs if p.id == name), None)


class Anchor(Noun):
    """Quoted words in a paragraph of one version, with a little of what stands around them.

    An empty quote is a point between two words; a paragraph of None means that the place was never found.
    """

    version: int = Field(ge=1)
    paragraph: Code | None = None
    quote: str = Field(default="", max_length=200_000)
    before: str = Field(default="", max_length=200)
    after: str = Field(default="", max_length=200)
    start: int = Field(default=0, ge=0)
    through: Code | None = None
    """The last paragraph, when the words quoted run over several."""
