"""The one ancestor of every noun: frozen, closed, and in one Unicode form."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t]*")


def _nfc(value: Any) -> Any:
    # Word and macOS hand over decomposed Vietnamese; two spellings of one name must compare equal.
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    value = _nfc(value)
    if isinstance(value, str) and _CONTROL.search(value):
        # PostgreSQL keeps no NUL, a mail header no escape, and no paper either.
        raise ValueError("must hold no control characters")
    return value


def _one_line(value: Any) -> Any:
    # A folded YAML text or a cell of a sheet brings line breaks; in a name or a header they would be structure.
    return _BREAKS.sub(" ", _plain(value)).strip() if isinstance(value, str) else value


def _prose(value: Any) -> Any:
    return _plain(value).strip() if isinstance(value, str) else value


class Noun(BaseModel):
    """A frozen value; an unknown field is refused rather than dropped."""

    # An error that ends a run is shown by Prefect: it must not quote the names or votes that it stumbled over.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @cached_property
    def json_text(self) -> str:
        """The noun as JSON; frozen, it is written once."""
        return self.model_dump_json(by_alias=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, except that cached properties of the original are not taken for the copy's."""
        copied = super().model_copy(update=update, deep=deep)
        own = vars(copied)
        for name in own.keys() - type(self).model_fields.keys():
            del own[name]
        return copied


# Stripped before it is measured: a constraint of pydantic's would measure first, and take a blank for a name.
Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=2000)]
Prose = Annotated[str, BeforeValidator(_prose), StringConstraints(min_length=1, max_length=200_000)]
Code = Annotated[str, BeforeValidator(_nfc), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$")]
