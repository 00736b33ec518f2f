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

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.embedder import Vectors
from index.errors import StoreError, StoreMissing, StoreReadOnly
from index.store import schema
from index.store.connection import (
    DATABASE,
    check_ours,
    check_recipe,
    connect,
    has_tables,
    initialise,
    recorded,
    store_error,
    writing,
)
from index.store.dense import search_dense
from index.store.derived import Derived, discard_old, load_derived, write_derived
from index.store.lexical import search_lexical
from index.store.protocol import Entry, Recipe
from index.types import Article, Hit


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
        if not has_tables(path / DATABASE):
            message = f"there is no index in {path}; add articles, or ask a question to make one"
            raise StoreMissing(message)
        check_recipe(self._connection(), path, recipe)

    @classmethod
    def create(cls, path: Path, recipe: Recipe) -> FolderStore:
        """Make an empty index in `path`, or open the one that is there."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = (
                f"{path}: cannot be made ({error.strerror}); set QUOTH_INDEX to another folder"
            )
            raise StoreReadOnly(message) from error
        with writing(path):
            if not has_tables(path / DATABASE):
                initialise(path / DATABASE, recipe)
        return cls(path, recipe)

    @classmethod
    def open_as_made(cls, path: Path) -> FolderStore:
        """Open an index whatever it was made with, to read its articles or to remake it."""
        if not has_tables(path / DATABASE):
            message = f"there is no index in {path}; add articles, or ask a question to make one"
            raise StoreMissing(message)
        with closing(connect(path / DATABASE, writable=os.access(path, os.W_OK))) as connection:
            check_ours(connection, path)
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
        with (
            writing(self.path),
            self._failing_cleanly(),
            self._transaction("IMMEDIATE") as connection,
        ):
            for article_id in remove:
                if not schema.delete_article(connection, article_id):
                    message = (
                        f"there is no article {article_id!r} in {self.path}; nothing was removed"
                    )
                    raise StoreError(message)
            for entry in add:
                schema.insert_entry(connection, entry)
            generation = _generation(connection) + 1
            made = write_derived(connection, self.path, generation, recipe.dimension)
            schema.write_meta(
                connection, {"generation": str(generation), **recorded(recipe), **made}
            )
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
            connection = connect(self.path / DATABASE, writable=self._writable)
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
            raise store_error(self.path, error) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def _failing_cleanly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = (
                f"{self.path}: cannot be written ({error.strerror or error}); nothing was changed"
            )
            raise StoreError(message) from error


def _generation(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return int(found[0])
