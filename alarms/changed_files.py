"""Whether files have changed since they were read: by name, time, size and inode, without reading them."""

from collections.abc import Iterable
from pathlib import Path

Signature = tuple[tuple[str, int, int, int], ...]


def signature(files: Iterable[Path]) -> Signature:
    """What tells these files from what they were before; a file that is not there has a signature too."""
    return tuple(_seen(file) for file in files)


def _seen(file: Path) -> tuple[str, int, int, int]:
    try:
        status = file.stat()
    except OSError:
        return str(file), 0, -1, 0
    return str(file), status.st_mtime_ns, status.st_size, status.st_ino
