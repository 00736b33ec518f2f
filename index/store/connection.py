"""Opening the SQLite side: connections, the one writer's lock, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import (
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreLocked,
    StoreReadOnly,
)
from index.store import schema
from index.store.protocol import Recipe

DATABASE = "index.sqlite"
# Long enough for another writer's small commit, short enough for a person to be told.
LOCK_SECONDS = 10.0


def connect(database: Path, *, writable: bool) -> sqlite3.Connection:
    # In a folder that cannot be written SQLite cannot keep its lock files, and needs none.
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    connection = sqlite3.connect(
        f"file:{_quoted(database)}?{mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection


def _quoted(path: Path) -> str:
    return path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def has_tables(database: Path) -> bool:
    """Say whether an index was ever committed here. Raises StoreDamaged for another kind of file."""
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        with closing(connect(database, writable=os.access(database.parent, os.W_OK))) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise store_error(database.parent, error) from error
    return bool(tables)


def initialise(database: Path, recipe: Recipe) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("BEGIN IMMEDIATE")
        schema.create_tables(connection)
        schema.write_meta(
            connection,
            {"schema": str(schema.SCHEMA_VERSION), "generation": "0", **recorded(recipe)},
        )
        connection.execute("COMMIT")


def recorded(recipe: Recipe) -> dict[str, str]:
    """Return a recipe as it is kept in the table `meta`."""
    return {
        "model": recipe.model,
        "dimension": str(recipe.dimension),
        "chunking": recipe.chunking,
    }


def check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Raise when the file is another program's, or of a schema that this Quoth does not read."""
    try:
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        meta = schema.read_meta(connection) if found == schema.APPLICATION_ID else None
    except sqlite3.DatabaseError as error:
        raise store_error(path, error) from error
    if meta is None:
        message = f"{path / DATABASE}: is not an index of Quoth; set QUOTH_INDEX to another folder"
        raise StoreDamaged(message)
    version = int(meta["schema"])
    if version != schema.SCHEMA_VERSION:
        message = (
            f"{path}: was made with schema {version}, and this Quoth reads {schema.SCHEMA_VERSION}; "
            "install the Quoth that made it, or set QUOTH_INDEX to another folder"
        )
        raise StoreIncompatible(message)


def check_recipe(connection: sqlite3.Connection, path: Path, recipe: Recipe) -> None:
    """Raise when the index was made in another way than the settings say."""
    check_ours(connection, path)
    meta = schema.read_meta(connection)
    for name, wanted in recorded(recipe).items():
        if meta[name] != wanted:
            message = (
                f"{path}: was made with {name} {meta[name]}, and the settings say {wanted}; "
                "`quoth rebuild` makes it anew from its own articles"
            )
            raise StoreIncompatible(message)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Be the one writer, or raise StoreLocked or StoreReadOnly."""
    try:
        with FileLock(path / "writer.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        message = f"{path}: another process is writing to it; try again when it is done"
        raise StoreLocked(message) from error
    except PermissionError as error:
        message = f"{path}: is read-only; make it writable, or set QUOTH_INDEX to another folder"
        raise StoreReadOnly(message) from error


def store_error(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    """Say what SQLite's error means for the index."""
    if error.sqlite_errorcode in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return StoreReadOnly(f"{path}: is read-only; make it writable and try again")
    if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreLocked(f"{path}: another process is writing to it; try again when it is done")
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return StoreError(f"{path}: the disk is full; make room and try again; nothing was changed")
    return StoreDamaged(
        f"{path / DATABASE}: cannot be read as an index ({error}); restore it from a copy, or move "
        "the folder away and add the articles again"
    )
