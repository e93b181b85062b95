"""The one ancestor of every noun: frozen, closed, and in one Unicode form."""

import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _nfc(value: Any) -> Any:
    # Word and macOS hand over decomposed Vietnamese; two spellings of one name must compare equal.
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


class Noun(BaseModel):
    """A frozen value; an unknown field is refused rather than dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Line = Annotated[str, BeforeValidator(_nfc), StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Prose = Annotated[
    str, BeforeValidator(_nfc), StringConstraints(strip_whitespace=True, min_length=1, max_length=200_000)
]
Code = Annotated[str, BeforeValidator(_nfc), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$")]
