"""A sentence for a person, in Vietnamese and in English."""

from schemas.noun import Noun


class Words(Noun):
    """One sentence in both languages; which one is shown is the reader's setting."""

    vi: str
    en: str

    def to(self, lang: str) -> str:
        """The sentence in ``lang`` (``vi`` or ``en``)."""
        return self.en if lang == "en" else self.vi
