"""Opening the SQLite side: connections, and what its errors mean."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

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
# SQLite's own locks are held for the length of a commit, or of the log's recovery after a crash.
BUSY_SECONDS = 10.0
# SQLite puts the detail of an error into the bits above its primary code.
_PRIMARY = 0xFF
_NO_LOCK_FILES = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}
_READ_ONLY_ERRNOS = {errno.EACCES, errno.EPERM, errno.EROFS}


class FrozenConnection(sqlite3.Connection):
    """A connection that takes the file to be unchanging, and so must not be kept for long."""


def connect(database: Path) -> sqlite3.Connection:
    """Open an existing database, to read at least. Raises StoreError."""
    with as_store_errors(database.parent):
        try:
            return _open(database, "mode=rw")
        except sqlite3.OperationalError as error:
            if _primary(error) not in _NO_LOCK_FILES or _has_log(database):
                raise
        # In a folder that is read-only or full SQLite cannot keep its lock files. It needs none
        # when nothing waits in a write-ahead log, for then nobody is writing either.
        return _open(database, "mode=ro&immutable=1", FrozenConnection)


def connect_to_write(database: Path) -> sqlite3.Connection:
    """Open an existing database. Raises StoreError when it cannot be written."""
    with as_store_errors(database.parent):
        return _open(database, "mode=rw")


def _open(
    database: Path, mode: str, kind: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """Open a connection and look into the file, for SQLite itself puts that off."""
    connection = sqlite3.connect(
        f"file:{_quoted(database)}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        factory=kind,
    )
    try:
        for pragma in (
            "foreign_keys = ON",
            "secure_delete = ON",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_SECONDS * 1000:.0f}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(database: Path) -> bool:
    log = database.with_name(f"{database.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _quoted(path: Path) -> str:
    return path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def has_tables(database: Path) -> bool:
    """Say whether there are tables. Raises StoreError for what is not a database, or no folder."""
    path = database.parent
    try:
        if path.exists() and not path.is_dir():
            message = f"{path}: is a file and not a folder; set QUOTH_INDEX to another folder"
            raise StoreError(message)
        if not database.exists() or not database.stat().st_size:
            return False
    except OSError as error:
        message = f"{path}: cannot be looked into ({error.strerror}); check its permissions"
        raise StoreError(message) from error
    with as_store_errors(path), closing(connect(database)) as connection:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def initialise(database: Path, recipe: Recipe) -> None:
    """Make the tables of an empty index of generation 0. Raises StoreError."""
    with (
        as_store_errors(database.parent),
        closing(sqlite3.connect(database, isolation_level=None)) as connection,
    ):
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


def check_ours(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Return the table `meta`; raise when the file is another program's or of another schema."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        message = f"{path / DATABASE}: is not an index of Quoth; set QUOTH_INDEX to another folder"
        raise StoreDamaged(message)
    meta = schema.read_meta(connection)
    version = meta.get("schema")
    if version != str(schema.SCHEMA_VERSION):
        message = (
            f"{path}: was made with schema {version}, and this Quoth reads "
            f"{schema.SCHEMA_VERSION}; install the Quoth that made it, or set QUOTH_INDEX to "
            "another folder"
        )
        raise StoreIncompatible(message)
    if not {"generation", *recorded(Recipe("", 0, ""))} <= meta.keys():
        raise StoreDamaged(_damaged(path, "what it was made with is not recorded"))
    return meta


def made_with(connection: sqlite3.Connection, path: Path) -> Recipe:
    """Return the recipe of an index. Raises StoreDamaged and StoreIncompatible."""
    meta = check_ours(connection, path)
    return Recipe(meta["model"], schema.whole_number(meta, "dimension"), meta["chunking"])


def check_recipe(connection: sqlite3.Connection, path: Path, recipe: Recipe) -> dict[str, str]:
    """Return the table `meta`; raise when the index was made otherwise than the settings say."""
    meta = check_ours(connection, path)
    for name, wanted in recorded(recipe).items():
        if meta[name] != wanted:
            message = (
                f"{path}: was made with {name} {meta[name]!r}, and the settings say {wanted!r}; "
                "`quoth rebuild` makes it anew from its own articles"
            )
            raise StoreIncompatible(message)
    return meta


@contextmanager
def as_store_errors(path: Path) -> Iterator[None]:
    """Raise what SQLite and the rows' types say as errors of the store."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(path, error) from error
    except (schema.RowError, UnicodeDecodeError) as error:  # SQLite's messages quote its bytes
        raise StoreDamaged(_damaged(path, str(error))) from error


def write_error(path: Path, error: OSError) -> StoreError:
    """Say what the system's refusal to write means."""
    if error.errno in _READ_ONLY_ERRNOS:
        return StoreReadOnly(
            f"{path}: is read-only; make it writable, or set QUOTH_INDEX to another folder"
        )
    return StoreError(
        f"{path}: cannot be written ({error.strerror or error}); nothing was changed; "
        "make room or set QUOTH_INDEX to another folder"
    )


def store_error(path: Path, error: sqlite3.Error) -> StoreError:
    """Say what SQLite's error means for the index."""
    code = _primary(error)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return StoreReadOnly(
            f"{path}: is read-only; make it writable, or set QUOTH_INDEX to another folder"
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreLocked(f"{path}: another process is writing to it; try again when it is done")
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"{path}: the disk is full; make room and try again; nothing was changed")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM}:
        return StoreError(
            f"{path / DATABASE}: cannot be read or written ({error}); check its permissions and "
            "the disk, and try again"
        )
    return StoreDamaged(_damaged(path, str(error)))


def _damaged(path: Path, what: str) -> str:
    return (
        f"{path / DATABASE}: cannot be read as an index ({what}); restore it from a copy, or move "
        "the folder away and add the articles again"
    )


def _primary(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary error code; Python's own complaints have none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY
