"""What is derived from SQLite for searching, and whether it still is what was derived."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import faiss
import tantivy

from index.errors import StoreDamaged
from index.store import schema
from index.store.dense import build_dense, load_dense, save_dense
from index.store.lexical import load_lexical, write_lexical

_log = logging.getLogger(__name__)
_Loaded = TypeVar("_Loaded")
# tantivy rewrites its lock files whenever the folder is opened; they hold nothing.
_LOCK_SUFFIX = ".lock"


class OutdatedError(Exception):
    """A derived file is gone because a newer generation has taken its place."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The two searchable forms of one generation, and the passage number of each position."""

    generation: int
    numbers: list[int]
    dense: faiss.Index
    lexical: tantivy.Index


def write_derived(
    connection: sqlite3.Connection, path: Path, generation: int, dimension: int
) -> dict[str, str]:
    """Write the derived files of a generation and return their SHA-256, for the commit to record.

    Raises OSError.
    """
    dense, lexical = _paths(path, generation)
    discard(path, generation)  # left by a writer that was killed
    save_dense(build_dense(schema.select_vectors(connection, dimension)), dense)
    lexical.mkdir()
    write_lexical(lexical, schema.iterate_texts(connection))
    # tantivy makes files that only their owner may read; others may read the rest of the folder.
    mode = dense.stat().st_mode
    for file in lexical.iterdir():
        file.chmod(mode)
    _flush(dense, *lexical.iterdir(), lexical, path)
    return {"dense_sha256": _sha256(dense), "lexical_sha256": _sha256(lexical)}


def load_derived(
    connection: sqlite3.Connection, path: Path, dimension: int, is_current: Callable[[int], bool]
) -> Derived:
    """Load the derived files of the generation that the transaction sees.

    One that is missing or damaged is made anew in memory, so that a reader never needs the right
    to write; the next commit writes the files again. Raises OutdatedError when the file is missing
    because `is_current(generation)` no longer holds.
    """
    meta = schema.read_meta(connection)
    generation = int(meta["generation"])
    dense, lexical = _paths(path, generation)

    def loaded(file: Path, sha256: str | None, load: Callable[[Path], _Loaded]) -> _Loaded | None:
        if not sha256:
            return None  # generation 0 has no files
        try:
            if _sha256(file) == sha256:
                return load(file)
        except (OSError, StoreDamaged) as error:
            _log.info("%s: %s", file, error)
        if not is_current(generation):
            raise OutdatedError
        _log.warning("%s is missing or damaged; searching a copy remade from index.sqlite", file)
        return None

    return Derived(
        generation,
        schema.select_numbers(connection),
        loaded(dense, meta.get("dense_sha256"), lambda file: load_dense(file.read_bytes()))
        or build_dense(schema.select_vectors(connection, dimension)),
        loaded(lexical, meta.get("lexical_sha256"), _load_lexical)
        or write_lexical(None, schema.iterate_texts(connection)),
    )


def discard(path: Path, generation: int) -> None:
    """Remove the derived files of one generation."""
    _remove(*_paths(path, generation))


def discard_all_but(path: Path, generation: int) -> None:
    """Remove every other generation's files: they hold the words of what was removed.

    A reader that has them open keeps them (POSIX); one that is opening them sees that they are
    outdated and opens the newer ones.
    """
    keep = set(_paths(path, generation))
    _remove(
        *(p for p in (*path.glob("dense-*.faiss"), *path.glob("lexical-*")) if p not in keep),
    )


def _load_lexical(folder: Path) -> tantivy.Index:
    if os.access(folder, os.W_OK):
        return load_lexical(folder)
    # tantivy takes a lock in the folder even to read; what it has open outlives the copy.
    with tempfile.TemporaryDirectory(prefix="quoth-") as copy:
        for file in folder.iterdir():
            shutil.copyfile(file, Path(copy) / file.name)
        return load_lexical(Path(copy))


def _paths(path: Path, generation: int) -> tuple[Path, Path]:
    return path / f"dense-{generation:06d}.faiss", path / f"lexical-{generation:06d}"


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files and their names."""
    if path.is_file():
        return _file_sha256(path)
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()):
        if not file.name.endswith(_LOCK_SUFFIX):
            digest.update(f"{file.name}\0{_file_sha256(file)}\n".encode())
    return digest.hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(*paths: Path) -> None:
    """Make sure that the bytes have reached the disk before anything speaks of them."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
