"""Writing a small file whole or not at all, and never over another."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, content: bytes, *, mode: int) -> bool:
    """Write a file that is not there yet; say whether it was this call that did.

    The content is on the disk under another name before the file gets its own,
    so a reader, or a process that starts after a crash, sees all of it or none.
    Where two processes try at once, one writes and the other is told no.
    """
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, unlike a rename, refuses to replace what is there.
            os.link(draft, path)
        except FileExistsError:
            return False
    finally:
        draft.unlink()
    _sync(path.parent)
    return True


def _sync(folder: Path) -> None:
    """Put the folder's own entry for the new file on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
