"""What an Office file must be before a library opens it: a ZIP of sane size whose parts declare no entities."""

import io
import zipfile

MOST_PARTS = 2000
LARGEST_WHOLE = 48 * 1024 * 1024
"""Bytes unpacked; a ZIP of a few kilobytes can otherwise fill the memory."""


class Unsound(ValueError):
    """The file is no Office file, or one that was made to hurt."""


def must_be_sound(content: bytes) -> None:
    """Raise `Unsound` for what no Office program writes: too many parts, too large, or with a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
                raise Unsound("too many parts, or too large when unpacked")
            for part in parts:
                # Sizes in the directory may lie; what is read is bounded all the same.
                with package.open(part) as stream:
                    head = stream.read(4096)
                if part.filename.endswith((".xml", ".rels")) and b"<!" in head.replace(b"<!--", b""):
                    raise Unsound("a part declares a document type")
    except Unsound:
        raise
    except Exception as error:  # a damaged ZIP fails in a dozen ways, and all mean the same
        raise Unsound(f"not a ZIP ({type(error).__name__})") from error
