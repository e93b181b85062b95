"""What a paper that leaves the house says of the journals it comes from."""

from schemas.noun import Noun


class Mark(Noun):
    """The digest of one journal line, and the head of the chain that holds the journals of the installation."""

    line: int
    digest: str
    anchor: int
    anchor_digest: str
