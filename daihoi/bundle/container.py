"""The bundle's container: a ZIP of which every byte follows from the names and contents of its files.

An ordinary ZIP has bytes that nothing protects (times, attributes, comments). Here they are all fixed, so a checker
writes the container again from what it read, and any byte that differs is found.
"""

import io
import struct
import zipfile
import zlib

from daihoi.errors import BadInput

_MANIFEST_FIRST = ("manifest.json", "signature.txt")
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x0021
_UNIX, _PLAIN_FILE = 0x0314, 0o100644 << 16
LARGEST = 0xFFFFFFFF


class NotABundle(Exception):
    """The container is not the one its contents give; ``files`` are what could still be read from it."""

    def __init__(self, reason: str, files: dict[str, bytes] | None = None) -> None:
        super().__init__(reason, files)
        self.reason, self.files = reason, files or {}


def pack(files: dict[str, bytes]) -> bytes:
    """The container of ``files``: the manifest and its signature first, the rest by name."""
    names = [n for n in _MANIFEST_FIRST if n in files] + sorted(n for n in files if n not in _MANIFEST_FIRST)
    total = sum(len(content) + 512 for content in files.values())
    if total > LARGEST or len(names) > 0xFFFE:
        raise BadInput(
            "Hồ sơ lớn quá 4 GB, không niêm phong vào một tệp được; hãy bỏ bớt tệp đính kèm.",
            "The dossier is larger than 4 GB and cannot be sealed into one file; leave attachments out.",
        )
    body, directory = bytearray(), bytearray()
    for name in names:
        content, encoded, at = files[name], name.encode(), len(body)
        crc, size = zlib.crc32(content), len(content)
        same = (_VERSION, _UTF8, _STORED, _TIME, _DATE, crc, size, size, len(encoded), 0)
        body += _LOCAL.pack(b"PK\x03\x04", *same) + encoded + content
        directory += _CENTRAL.pack(b"PK\x01\x02", _UNIX, *same, 0, 0, 0, _PLAIN_FILE, at) + encoded
    end = _END.pack(b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return bytes(body + directory + end)


def unpack(container: bytes) -> dict[str, bytes]:
    """The files of ``container``; raises `NotABundle` unless packing them again gives the same bytes."""
    files: dict[str, bytes] = {}
    damaged: str | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(container)) as archive:
            entries = archive.infolist()
            for entry in entries:
                if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
                    raise NotABundle(f"{entry.filename!r} is compressed", files)
                try:
                    files[entry.filename] = archive.read(entry)
                except zipfile.BadZipFile:
                    damaged = damaged or f"{entry.filename!r} is damaged"
                    start = entry.header_offset + _LOCAL.size + len(entry.filename.encode())
                    files[entry.filename] = container[start : start + entry.file_size]
    except NotABundle:
        raise
    except Exception as error:  # a damaged ZIP fails in a dozen ways, and all mean the same
        raise NotABundle(f"it cannot be opened ({type(error).__name__})", files) from error
    if damaged is not None:
        raise NotABundle(damaged, files)
    if len(files) != len(entries) or pack(files) != container:
        raise NotABundle("a byte outside its files was changed", files)
    return files
