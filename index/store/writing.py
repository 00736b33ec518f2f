"""Being the one writer: the lock, the one transaction, and tidying up after it."""

from __future__ import annotations

import ctypes
import logging
import os
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreLocked
from index.store import schema
from index.store.connection import (
    DATABASE,
    as_store_errors,
    check_recipe,
    connect_to_write,
    recorded,
    write_error,
)
from index.store.derived import discard_unnamed, write_segments
from index.store.pool import transaction
from index.store.protocol import Recipe
from index.store.segments import select_segments

_log = logging.getLogger(__name__)

LOCK = "writer.lock"
# Who holds the lock. Not in the lock's own file: where a folder has no locks, that is filelock's.
HOLDER = "writer.txt"
# A wait that a person notices is told, with who is waited for.
TOLD_SECONDS = 1.0
# Longer than the largest commit of one file: a writer that is not done by then hangs.
LOCK_SECONDS = 60.0
# How long a commit waits for searches that still read the generation before it.
TIDY_SECONDS = 1.0


def commit(
    path: Path, change: Callable[[sqlite3.Connection], None], *, was: Recipe, becomes: Recipe
) -> int:
    """Make a change in one transaction, with what it makes searchable; return the new generation.

    What is derived is written and flushed before the SQLite commit that names it. Raises
    StoreLocked, StoreReadOnly, or StoreError when the disk refuses; nothing is then changed.
    """
    with (
        writing(path),
        as_store_errors(path),
        closing(connect_to_write(path / DATABASE)) as connection,
    ):
        began = time.perf_counter()
        try:
            with transaction(connection, "IMMEDIATE"):
                check_recipe(connection, path, was)
                # Before anything is written: a writer that was killed may have filled the disk.
                discard_unnamed(path, select_segments(connection))
                generation = schema.read_generation(connection) + 1
                change(connection)
                write_segments(connection, path, generation, becomes.dimension)
                meta = {"generation": str(generation), **recorded(becomes)}
                schema.write_meta(connection, meta)
                connection.execute("COMMIT")
                seconds = round(time.perf_counter() - began, 3)
                _log.info("committed", extra={"generation": generation, "seconds": seconds})
                return generation
        except OSError as error:
            raise write_error(path, error) from error
        finally:
            _tidy(connection, path)
            _release_memory()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Be the one writer, or raise StoreLocked or StoreReadOnly."""
    lock = FileLock(path / LOCK)
    try:
        try:
            lock.acquire(timeout=TOLD_SECONDS)
        except Timeout:
            _log.warning("%s: waiting for %s, which is writing to it", path, _holder(path))
            lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        message = f"{path}: {_holder(path)} is writing to it; try again when it is done"
        raise StoreLocked(message) from error
    except OSError as error:
        raise write_error(path, error) from error
    try:
        # For a person to read; a disk without room for it has other worries.
        with suppress(OSError):
            (path / HOLDER).write_text(f"process {os.getpid()} on {socket.gethostname()}")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """Name the writer, as far as can be known."""
    with suppress(OSError, UnicodeDecodeError):
        return (path / HOLDER).read_text().strip() or "another process"
    return "another process"


def _release_memory() -> None:
    """Give the system back what is free, where the C library is one that keeps it (glibc).

    It keeps pages between those in use, and the heaps of threads that are gone; tantivy's writer
    takes 15 MB in one. A process that added 18,638 passages had grown to 994 MB without this.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _tidy(connection: sqlite3.Connection, path: Path) -> None:
    """Remove what no generation needs any more. What was committed stands whatever happens."""
    try:
        discard_unnamed(path, select_segments(connection))
        # Pages of removed text must not linger in the write-ahead log.
        connection.execute(f"PRAGMA busy_timeout = {TIDY_SECONDS * 1000:.0f}")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except (sqlite3.Error, OSError) as error:
        busy = error
    if busy:
        _log.warning("%s: removed text stays on the disk until the next commit", path)
