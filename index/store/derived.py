"""What is derived from SQLite for searching, and whether it still is what was derived.

    segment-000007-000/      the first segment that generation 7 wrote
        dense.faiss          the vectors of its passages, by their numbers
        lexical/             a tantivy index of their texts

A segment never changes: what is added goes into new ones, and what loses a passage is written anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import faiss
import tantivy

from index.errors import StoreDamaged
from index.store import schema
from index.store.dense import build_dense, load_dense, save_dense
from index.store.lexical import join_lexical, lexical_in_memory, write_lexical
from index.store.passages import iterate_texts, select_vectors
from index.store.segments import (
    EVERYTHING,
    Run,
    Segment,
    insert_segment,
    loose_runs,
    select_segments,
    unwritten,
)

_log = logging.getLogger(__name__)
DENSE, LEXICAL = "dense.faiss", "lexical"
# What is written here, and what Quoth 0.1 wrote; both hold the words of articles.
_OURS = ("segment-*", "dense-*.faiss", "lexical-*")


class OutdatedError(Exception):
    """A derived file is gone because a newer generation has taken its place."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The two searchable forms of one generation.

    `dense` holds one index for each segment; `loaded` those that were read, by their SHA-256.
    """

    generation: int
    dense: tuple[faiss.IndexIDMap, ...]
    lexical: tantivy.Index
    loaded: dict[str, faiss.IndexIDMap]


class Newest:
    """The newest generation that was searched, kept for all threads of a store."""

    def __init__(self, path: Path) -> None:
        """Load nothing yet."""
        self._path = path
        self._loading = threading.Lock()
        self._held: Derived | None = None

    def of(
        self, connection: sqlite3.Connection, dimension: int, newest: Callable[[], int] | None
    ) -> Derived:
        """Return what makes the transaction's generation searchable.

        Raises OutdatedError when `newest()` says, or is known to have said, that there is a newer
        one; without it the transaction's generation is loaded whatever it takes.
        """
        generation = schema.read_generation(connection)
        with self._loading:
            held = self._held
            if held is not None and held.generation == generation:
                return held
            if newest is not None and held is not None and held.generation > generation:
                raise OutdatedError
            began = time.perf_counter()
            self._held = load_derived(
                connection,
                self._path,
                dimension,
                held,
                lambda seen: newest is None or newest() == seen,
            )
            seconds = round(time.perf_counter() - began, 3)
            _log.info("loaded", extra={"generation": generation, "seconds": seconds})
            return self._held


def write_segments(
    connection: sqlite3.Connection, path: Path, generation: int, dimension: int
) -> None:
    """Write what the transaction left in no segment, and record it there. Raises OSError."""
    for count, run in enumerate(unwritten(connection)):
        folder = path / f"segment-{generation:06d}-{count:03d}"
        (folder / LEXICAL).mkdir(parents=True)
        write_lexical(folder / LEXICAL, iterate_texts(connection, run))
        save_dense(_dense(connection, run, dimension), folder / DENSE)
        # tantivy makes files that only their owner may read; others may read the rest.
        mode = (folder / DENSE).stat().st_mode
        for file in (folder / LEXICAL).iterdir():
            file.chmod(mode)
        _flush(*folder.rglob("*"), folder)
        insert_segment(connection, Segment(run, folder.name, folder_sha256(folder)))
    _flush(path)


def load_derived(
    connection: sqlite3.Connection,
    path: Path,
    dimension: int,
    held: Derived | None,
    is_current: Callable[[int], bool],
) -> Derived:
    """Load what makes the transaction's generation searchable; `held` parts are not read again.

    What is missing or damaged is made anew in memory, so that a reader never needs the right to
    write. Raises OutdatedError when it is missing because `is_current(generation)` no longer holds.
    """
    generation = schema.read_generation(connection)
    segments = select_segments(connection)
    loose = loose_runs(connection, segments)
    known = held.loaded if held else {}
    loaded = {}
    for segment in segments:
        part = known[segment.sha256] if segment.sha256 in known else _load(path, segment)
        if part is None:
            loose.append(segment.run)
        else:
            loaded[segment.sha256] = part
    if not loose:
        try:
            lexical = join_lexical([path / one.name / LEXICAL for one in segments])
            return Derived(generation, tuple(loaded.values()), lexical, loaded)
        except (OSError, StoreDamaged) as error:
            _log.info("%s: %s", path, error)
    if not is_current(generation):
        raise OutdatedError
    _log.warning(
        "%s: a search file is missing or damaged; searching a copy remade in memory; "
        "`quoth verify --repair` writes it again",
        path,
    )
    remade = (_dense(connection, run, dimension) for run in loose)
    lexical = lexical_in_memory(iterate_texts(connection, EVERYTHING))
    return Derived(generation, (*loaded.values(), *remade), lexical, loaded)


def discard_unnamed(path: Path, segments: list[Segment]) -> None:
    """Remove what older generations, and writers that were killed, left: it holds their words.

    A reader that has the files open keeps them (POSIX); one that is opening them sees that they are
    outdated and opens the newer ones. Raises OSError.
    """
    keep = {segment.name for segment in segments}
    for pattern in _OURS:
        for found in path.glob(pattern):
            if found.name not in keep:
                _remove(found)


def folder_sha256(folder: Path) -> str:
    """Return the SHA-256 of all files below a folder and their names. Raises OSError."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if not file.is_dir():
            with file.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _load(path: Path, segment: Segment) -> faiss.IndexIDMap | None:
    """Return a segment's dense form; None when its folder is not as it was written."""
    folder = path / segment.name
    try:
        if folder_sha256(folder) == segment.sha256:
            return load_dense((folder / DENSE).read_bytes())
        _log.info("%s: is not as it was written", folder)
    except (OSError, StoreDamaged) as error:
        _log.info("%s: %s", folder, error)
    return None


def _dense(connection: sqlite3.Connection, run: Run, dimension: int) -> faiss.IndexIDMap:
    return build_dense(*select_vectors(connection, run, dimension))


def _flush(*paths: Path) -> None:
    """Make sure that the bytes have reached the disk before anything speaks of them."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
