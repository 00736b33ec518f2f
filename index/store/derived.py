"""What is derived from SQLite for searching, and whether it still is what was derived."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import faiss
import tantivy

from index.errors import StoreDamaged, StoreError
from index.store import schema
from index.store.dense import build_dense, load_dense, save_dense
from index.store.lexical import load_lexical, write_lexical

_log = logging.getLogger(__name__)
# tantivy rewrites its lock files whenever the folder is opened; they hold nothing.
_LOCK_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True)
class Derived:
    """The two searchable forms of one generation."""

    generation: int
    dense: faiss.Index
    lexical: tantivy.Index


def write_derived(
    connection: sqlite3.Connection, path: Path, generation: int, dimension: int
) -> dict[str, str]:
    """Write the derived files of a generation and return their SHA-256, for the commit to record.

    Raises OSError; what was written so far is then removed.
    """
    dense, lexical = _paths(path, generation)
    _remove(dense, lexical)  # left by a writer that was killed
    try:
        save_dense(build_dense(*schema.select_vectors(connection, dimension)), dense)
        lexical.mkdir()
        try:
            write_lexical(lexical, schema.iterate_texts(connection))
        except ValueError as error:  # tantivy's only exception, here for input and output
            message = f"{lexical}: cannot be written ({error}); nothing was changed"
            raise StoreError(message) from error
        _flush(dense, *lexical.iterdir(), lexical, path)
    except BaseException:
        _remove(dense, lexical)
        raise
    return {"dense_sha256": _sha256(dense), "lexical_sha256": _sha256(lexical)}


def load_derived(connection: sqlite3.Connection, path: Path, dimension: int) -> Derived:
    """Load the derived files of the current generation; one that is not right is made anew.

    Remaking happens in memory, so that a reader never needs the right to write; the next commit
    writes the files again.
    """
    meta = schema.read_meta(connection)
    generation = int(meta["generation"])
    dense, lexical = _paths(path, generation)
    return Derived(
        generation,
        _load_dense(dense, meta.get("dense_sha256"))
        or build_dense(*schema.select_vectors(connection, dimension)),
        _load_lexical(lexical, meta.get("lexical_sha256"))
        or write_lexical(None, schema.iterate_texts(connection)),
    )


def discard_old(path: Path, generation: int) -> None:
    """Remove derived files but the current and the last: a reader may be opening the last."""
    keep = {p.name for number in (generation, generation - 1) for p in _paths(path, number)}
    for found in (*path.glob("dense-*.faiss"), *path.glob("lexical-*")):
        if found.name not in keep:
            _remove(found)


def _load_dense(path: Path, sha256: str | None) -> faiss.Index | None:
    if not sha256:
        return None
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha256:
            return load_dense(data)
    except (FileNotFoundError, StoreDamaged):
        pass
    _log.warning("%s is missing or damaged; searching a copy remade from index.sqlite", path)
    return None


def _load_lexical(path: Path, sha256: str | None) -> tantivy.Index | None:
    if not sha256:
        return None
    try:
        if _sha256(path) == sha256:
            return load_lexical(path)
    except (FileNotFoundError, StoreDamaged):
        pass
    _log.warning("%s is missing or damaged; searching a copy remade from index.sqlite", path)
    return None


def _paths(path: Path, generation: int) -> tuple[Path, Path]:
    return path / f"dense-{generation:06d}.faiss", path / f"lexical-{generation:06d}"


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files and their names."""
    digest = hashlib.sha256()
    if path.is_file():
        digest.update(path.read_bytes())
    else:
        for file in sorted(path.iterdir()):
            if not file.name.endswith(_LOCK_SUFFIX):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


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
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
