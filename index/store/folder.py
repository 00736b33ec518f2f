"""The default store: one folder, one truth.

    index.sqlite              articles, blocks, passages, vectors, and how they were made
    dense-000007.faiss        derived from it; the number is the generation that it reflects
    lexical-000007/           derived from it
    writer.lock               held by the one process that writes

Derived files are written, flushed and named before the one SQLite commit that speaks of them. A
crash before the commit leaves the old generation whole; a derived file that is missing or altered
is made again from SQLite.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.embedder import Vectors
from index.errors import (
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
)
from index.store import schema
from index.store.dense import search_dense
from index.store.derived import Derived, discard_old, load_derived, write_derived
from index.store.lexical import search_lexical
from index.store.protocol import Entry, Recipe
from index.types import Article, Hit

DATABASE = "index.sqlite"
# Long enough for another writer's small commit, short enough for a person to be told.
LOCK_SECONDS = 10.0
_log = logging.getLogger(__name__)


class FolderStore:
    """A Store in a folder. Any number of readers in any number of processes, and one writer."""

    def __init__(self, path: Path, recipe: Recipe) -> None:
        """Open the index in `path`. Raises StoreMissing, StoreIncompatible or StoreDamaged."""
        self.path = path
        self.recipe = recipe
        self._local = threading.local()
        self._loading = threading.Lock()
        self._derived: Derived | None = None
        self._writable = os.access(path, os.W_OK)
        if not _has_tables(path / DATABASE):
            message = f"there is no index in {path}; add articles, or ask a question to make one"
            raise StoreMissing(message)
        _check(self._connection(), path, recipe)

    @classmethod
    def create(cls, path: Path, recipe: Recipe) -> FolderStore:
        """Make an empty index in `path`, or open the one that is there."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{path}: cannot be made ({error.strerror}); set QUOTH_INDEX to another folder"
            raise StoreReadOnly(message) from error
        with _writing(path):
            if not _has_tables(path / DATABASE):
                _initialise(path / DATABASE, recipe)
        return cls(path, recipe)

    @classmethod
    def open_as_made(cls, path: Path) -> FolderStore:
        """Open an index whatever it was made with, to read its articles or to remake it."""
        if not _has_tables(path / DATABASE):
            message = f"there is no index in {path}; add articles, or ask a question to make one"
            raise StoreMissing(message)
        with closing(_connect(path / DATABASE, writable=os.access(path, os.W_OK))) as connection:
            _check_ours(connection, path)
            meta = schema.read_meta(connection)
        return cls(path, Recipe(meta["model"], int(meta["dimension"]), meta["chunking"]))

    @property
    def generation(self) -> int:
        """How often the store was committed to; 0 is empty."""
        return _generation(self._connection())

    def articles(self) -> list[Article]:
        """Return every article, by id."""
        return schema.select_articles(self._connection())

    def article(self, article_id: str) -> Article:
        """Return one article. Raises StoreError when there is none of that id."""
        found = schema.select_articles(self._connection(), article_id)
        if not found:
            message = f"there is no article {article_id!r} in {self.path}; `quoth list` shows them"
            raise StoreError(message)
        return found[0]

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return schema.count(self._connection(), "passages")

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector`, (dimension,), best first."""
        return self._search(lambda derived: search_dense(derived.dense, vector, k))

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first."""
        return self._search(lambda derived: search_lexical(derived.lexical, query, k))

    def commit(self, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
        """Add (or replace) and remove articles in one step; return the new generation.

        Raises StoreLocked while another process writes, StoreReadOnly, or StoreError when the disk
        refuses; the old generation is then still whole.
        """
        return self._write(add, remove, self.recipe)

    def remake(self, entries: Sequence[Entry], recipe: Recipe) -> int:
        """Replace everything by `entries`, made with another recipe; return the new generation."""
        generation = self._write(entries, [article.id for article in self.articles()], recipe)
        self.recipe = recipe
        return generation

    def _write(self, add: Sequence[Entry], remove: Sequence[str], recipe: Recipe) -> int:
        with _writing(self.path), self._failing_cleanly(), self._transaction("IMMEDIATE") as connection:
            for article_id in remove:
                if not schema.delete_article(connection, article_id):
                    message = f"there is no article {article_id!r} in {self.path}; nothing was removed"
                    raise StoreError(message)
            for entry in add:
                schema.insert_entry(connection, entry)
            generation = _generation(connection) + 1
            made = write_derived(connection, self.path, generation, recipe.dimension)
            schema.write_meta(connection, {"generation": str(generation), **recorded(recipe), **made})
        with self._failing_cleanly():
            # Pages of removed text must not linger in the write-ahead log.
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        discard_old(self.path, generation)
        return generation

    def close(self) -> None:
        """Close this thread's connection; the store opens another when it is used again."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _search(self, search: Callable[[Derived], list[tuple[int, float]]]) -> list[Hit]:
        # One read transaction: numbers found in a generation are looked up in the same generation.
        with self._transaction("DEFERRED") as connection:
            found = search(self._current(connection))
            passages = schema.select_passages(connection, [number for number, _ in found])
        return [Hit(passages[number], score) for number, score in found]

    def _current(self, connection: sqlite3.Connection) -> Derived:
        """Return the derived files of the generation that the transaction sees."""
        generation = _generation(connection)
        with self._loading:
            if self._derived is None or self._derived.generation != generation:
                self._derived = load_derived(connection, self.path, self.recipe.dimension)
            return self._derived

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection (sqlite3's are not for sharing)."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self.path / DATABASE, writable=self._writable)
            self._local.connection = connection
        return connection

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            connection.execute(f"BEGIN {kind}")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _store_error(self.path, error) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def _failing_cleanly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"{self.path}: cannot be written ({error.strerror or error}); nothing was changed"
            raise StoreError(message) from error


def _connect(database: Path, *, writable: bool) -> sqlite3.Connection:
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


def _has_tables(database: Path) -> bool:
    """Say whether an index was ever committed here. Raises StoreDamaged for another kind of file."""
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        with closing(_connect(database, writable=os.access(database.parent, os.W_OK))) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _store_error(database.parent, error) from error
    return bool(tables)


def _initialise(database: Path, recipe: Recipe) -> None:
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


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Raise when the file is another program's, or of a schema that this Quoth does not read."""
    try:
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        meta = schema.read_meta(connection) if found == schema.APPLICATION_ID else None
    except sqlite3.DatabaseError as error:
        raise _store_error(path, error) from error
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


def _check(connection: sqlite3.Connection, path: Path, recipe: Recipe) -> None:
    """Raise when the index was made in another way than the settings say."""
    _check_ours(connection, path)
    meta = schema.read_meta(connection)
    for name, wanted in recorded(recipe).items():
        if meta[name] != wanted:
            message = (
                f"{path}: was made with {name} {meta[name]}, and the settings say {wanted}; "
                "`quoth rebuild` makes it anew from its own articles"
            )
            raise StoreIncompatible(message)


def _generation(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return int(found[0])


@contextmanager
def _writing(path: Path) -> Iterator[None]:
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


def _store_error(path: Path, error: sqlite3.DatabaseError) -> StoreError:
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
