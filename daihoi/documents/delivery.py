"""Files put into a person's folder: whole or not at all, and only what changed."""

import errno
import os
import tempfile
from pathlib import Path

from daihoi.errors import BadInput


def deliver(place: Path, content: bytes) -> bool:
    """Write ``content`` to ``place``; False when it stood there already. Raises `BadInput`; an old file stays whole."""
    try:
        if place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:40]}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A temporary file is private to its owner; a paper in a shared folder is not.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _refusal(place, error) from error
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refusal(place: Path, error: OSError) -> BadInput:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BadInput(
            f"Ổ đĩa đã đầy nên chưa ghi được {place.name}; tệp cũ còn nguyên. Hãy dọn chỗ trống rồi gõ lại lệnh.",
            f"The disk is full, {place.name} was not written; the old file is untouched. Make room and try again.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BadInput(
            f"Không có quyền ghi vào thư mục {place.parent}; hãy chọn thư mục khác.",
            f"No permission to write into {place.parent}; choose another folder.",
        )
    return BadInput(f"Không ghi được {place}: {error.strerror}.", f"{place} cannot be written: {error.strerror}.")
