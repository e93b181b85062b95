"""A Vietnamese text as a key, an address or part of a file's name."""

import re
import unicodedata


def slug(text: str) -> str:
    """Lowercase letters without marks, and digits, joined by dashes: «2. Chỉ tiêu» gives ``2-chi-tieu``."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))
