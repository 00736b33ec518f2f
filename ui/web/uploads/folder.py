"""The folder that holds what is uploaded: its owner's alone, and gone with the server.

A server holds a lock on its folder for as long as it lives, and the system lets go of it however
the server ends. So the next one to start knows which folders are left over, and removes them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index import QuothError

_PREFIX = "quoth-uploads-"
# Made once the folder is locked: one without it is being made at this moment.
_INSIDE = "sessions"


class FolderError(QuothError):
    """There is no place for uploaded documents."""


@contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder that only this user can open, and remove it with all it holds.

    What servers left behind that were killed is removed first. Raises FolderError.
    """
    parent = parent or Path(tempfile.gettempdir())
    _remove_leftovers(parent)
    try:
        root = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # with mode 0700
    except OSError as error:
        message = (
            f"{parent}: no folder for uploaded documents can be made there ({error.strerror});"
            " set TMPDIR to another, or start with --uploads off"
        )
        raise FolderError(message) from error
    # Another server that starts may be looking at it, and lets go of it at once.
    lock = _lock(root, wait=True)
    try:
        inside = root / _INSIDE
        inside.mkdir(mode=0o700)
        yield inside
    finally:
        # Somebody may still be writing there who has not heard yet; the next start sees to it.
        shutil.rmtree(root, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _remove_leftovers(parent: Path) -> None:
    for root in sorted(parent.glob(f"{_PREFIX}*")):
        with suppress(OSError):
            found = root.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                continue
            lock = _lock(root, wait=False)
            if lock is None:
                continue
            if (root / _INSIDE).exists():
                shutil.rmtree(root, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder; return the descriptor that holds the lock, or None if another has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
