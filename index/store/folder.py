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
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.embedder import Vectors
from index.errors import StoreError, StoreMissing
from index.store import schema
from index.store.checks import check_entries
from index.store.connection import (
    DATABASE,
    LOCK_SECONDS,
    as_store_errors,
    check_ours,
    check_recipe,
    connect,
    has_tables,
    initialise,
    recorded,
    write_error,
    writing,
)
from index.store.dense import search_dense
from index.store.derived import (
    Derived,
    OutdatedError,
    discard,
    discard_all_but,
    load_derived,
    write_derived,
)
from index.store.lexical import search_lexical
from index.store.pool import Pool, transaction
from index.store.protocol import Entry, Recipe
from index.store.ties import Ranked
from index.types import Article, Hit

_log = logging.getLogger(__name__)
# A writer would have to commit this often while one search opens the newest files.
_ATTEMPTS = 5
# How long a commit waits for searches that still read the generation before it.
TIDY_SECONDS = 1.0


class FolderStore:
    """A Store in a folder, for any number of threads and processes, one of which may write."""

    def __init__(self, path: Path, recipe: Recipe, *, empty: bool = False) -> None:
        """Open the index in `path`; `empty` accepts one that nothing was ever committed to.

        Raises StoreMissing, StoreIncompatible or StoreDamaged.
        """
        self.path = path
        self.recipe = recipe
        self._pool = Pool(path / DATABASE)
        self._loading = threading.Lock()
        self._derived: Derived | None = None
        if not has_tables(path / DATABASE):
            raise _missing(path)
        with self._reading() as connection:
            check_recipe(connection, path, recipe)
            if not empty and not schema.read_generation(connection):
                raise _missing(path)

    @classmethod
    def create(cls, path: Path, recipe: Recipe) -> FolderStore:
        """Make an empty index in `path`, or open the one that is there. Raises StoreError."""
        # Looked at first, so that a file in the folder's place is not called a missing right.
        if not has_tables(path / DATABASE):
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise write_error(path, error) from error
            with writing(path):
                if not has_tables(path / DATABASE):
                    initialise(path / DATABASE, recipe)
        return cls(path, recipe, empty=True)

    @classmethod
    def open_as_made(cls, path: Path) -> FolderStore:
        """Open an index whatever it was made with, to read its articles or to remake it."""
        if not has_tables(path / DATABASE):
            raise _missing(path)
        with as_store_errors(path):
            connection = connect(path / DATABASE)
            try:
                meta = check_ours(connection, path)
                dimension = schema.whole_number(meta, "dimension")
            finally:
                connection.close()
        return cls(path, Recipe(meta["model"], dimension, meta["chunking"]))

    @property
    def generation(self) -> int:
        """How often the store was committed to; 0 is empty."""
        with self._reading() as connection:
            return schema.read_generation(connection)

    def articles(self) -> list[Article]:
        """Return every article, by id. Raises StoreDamaged."""
        with self._reading() as connection:
            return schema.select_articles(connection)

    def article(self, article_id: str) -> Article:
        """Return one article. Raises StoreError when there is none of that id."""
        with self._reading() as connection:
            found = schema.select_articles(connection, article_id)
        if not found:
            message = f"there is no article {article_id!r} in {self.path}; `quoth list` shows them"
            raise StoreError(message)
        return found[0]

    def count_passages(self) -> int:
        """Return how many passages there are."""
        with self._reading() as connection:
            return schema.count(connection, "passages")

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector` (dimension,), best first."""
        if vector.shape != (self.recipe.dimension,):
            message = f"a vector of shape {vector.shape} cannot be searched in {self.recipe}"
            raise StoreError(message)
        return self._search(lambda derived: search_dense(derived.dense, vector, k))

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first."""
        return self._search(lambda derived: search_lexical(derived.lexical, query, k))

    def commit(self, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
        """Add (or replace) and remove articles in one step; return the new generation.

        Raises StoreLocked while another process writes, StoreReadOnly, or StoreError when the disk
        refuses; the old generation is then still whole. What is removed leaves no byte behind.
        """
        check_entries(add, self.recipe)

        def change(connection: sqlite3.Connection) -> None:
            for article_id in remove:
                if not schema.delete_article(connection, article_id):
                    message = (
                        f"there is no article {article_id!r} in {self.path}; nothing was removed"
                    )
                    raise StoreError(message)
            for entry in add:
                schema.insert_entry(connection, entry)

        return self._write(change, self.recipe)

    def remake(self, entries: Sequence[Entry], recipe: Recipe, *, generation: int) -> int:
        """Replace everything by `entries`, made with another recipe from a generation's articles.

        Returns the new generation. Raises StoreError when that generation is no longer current.
        """
        check_entries(entries, recipe)

        def change(connection: sqlite3.Connection) -> None:
            if schema.read_generation(connection) != generation:
                message = f"{self.path}: was changed meanwhile; nothing was rebuilt; try again"
                raise StoreError(message)
            schema.delete_all(connection)
            for entry in entries:
                schema.insert_entry(connection, entry)

        made = self._write(change, recipe)
        self.recipe = recipe
        return made

    def close(self) -> None:
        """Close the connections that are not in use; the store opens others when it has to."""
        self._pool.close()

    def _search(self, search: Callable[[Derived], Ranked]) -> list[Hit]:
        for attempt in range(_ATTEMPTS):
            # One read transaction: what is found in a generation is looked up in the same.
            with suppress(OutdatedError), self._reading() as connection:
                derived = self._current(connection, patient=attempt + 1 < _ATTEMPTS)
                found = [(derived.numbers[at], score) for at, score in search(derived)]
                passages = schema.select_passages(connection, [number for number, _ in found])
                return [Hit(passages[number], score) for number, score in found]
        message = f"{self.path}: is being rewritten all the time; try again"
        raise StoreError(message)

    def _current(self, connection: sqlite3.Connection, *, patient: bool) -> Derived:
        """Return the derived files of the generation that the transaction sees.

        Raises OutdatedError, when `patient`, if a newer one is there.
        """
        check_recipe(connection, self.path, self.recipe)
        generation = schema.read_generation(connection)
        with self._loading:
            held = self._derived
            if held is not None and held.generation == generation:
                return held
            if patient and held is not None and held.generation > generation:
                raise OutdatedError
            self._derived = load_derived(
                connection,
                self.path,
                self.recipe.dimension,
                lambda seen: not patient or self.generation == seen,
            )
            return self._derived

    def _write(self, change: Callable[[sqlite3.Connection], None], recipe: Recipe) -> int:
        """Be the one writer for one transaction, and return the generation that it made."""
        with writing(self.path), as_store_errors(self.path), self._pool.borrowed() as connection:
            with transaction(connection, "IMMEDIATE"):
                check_recipe(connection, self.path, self.recipe)
                generation = schema.read_generation(connection) + 1
                try:
                    change(connection)
                    made = write_derived(connection, self.path, generation, recipe.dimension)
                    meta = {"generation": str(generation), **recorded(recipe), **made}
                    schema.write_meta(connection, meta)
                    connection.execute("COMMIT")
                except BaseException as error:
                    # A disk that refused the files may refuse this; the next writer tries again.
                    with suppress(OSError):
                        discard(self.path, generation)
                    if isinstance(error, OSError):
                        raise write_error(self.path, error) from error
                    raise
            self._tidy(connection, generation)
        return generation

    def _tidy(self, connection: sqlite3.Connection, generation: int) -> None:
        """Remove what the commit made obsolete. The commit stands, whatever happens here."""
        try:
            discard_all_but(self.path, generation)
            # Pages of removed text must not linger in the write-ahead log.
            connection.execute(f"PRAGMA busy_timeout = {TIDY_SECONDS * 1000:.0f}")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000:.0f}")
        except (sqlite3.Error, OSError) as error:
            busy = error
        if busy:
            _log.warning("%s: removed text stays on the disk until the next commit", self.path)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with (
            as_store_errors(self.path),
            self._pool.borrowed() as connection,
            transaction(connection, "DEFERRED"),
        ):
            yield connection


def _missing(path: Path) -> StoreMissing:
    return StoreMissing(f"there is no index in {path}; add articles, or ask a question to make one")
