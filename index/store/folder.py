"""The default store: one folder, one truth.

    index.sqlite              articles, blocks, passages, vectors, and how they were made
    segment-000007-000/       derived from it: some passages, searchable (index.store.derived)
    writer.lock, writer.txt   held by the one process that writes, and who that is

Derived files are written and flushed before the one SQLite commit that names them (see
index.store.writing). A crash before the commit leaves the old generation whole; a derived file that
is missing or altered is made again from SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from index.embedder import Vectors
from index.errors import ArticleMissing, StoreError, StoreMissing
from index.store import copies, schema
from index.store.checks import check_entries
from index.store.connection import (
    DATABASE,
    as_store_errors,
    check_recipe,
    connect,
    has_tables,
    initialise,
    made_with,
    write_error,
)
from index.store.dense import search_dense
from index.store.derived import Derived, Newest, OutdatedError
from index.store.files import forget_files, record_file, select_files
from index.store.lexical import search_lexical
from index.store.migration import migrate
from index.store.passages import select_passages, select_places
from index.store.pool import Pool, transaction
from index.store.protocol import Entry, FileRecord, Recipe
from index.store.segments import delete_segments
from index.store.ties import Places, Ranked
from index.store.writing import commit, writing
from index.types import Article, Hit

# A writer would have to commit this often while one search opens the newest files.
_ATTEMPTS = 5


class FolderStore:
    """A Store in a folder, for any number of threads and processes, one of which may write."""

    def __init__(self, path: Path, recipe: Recipe, *, empty: bool = False) -> None:
        """Open the index in `path`; `empty` accepts one that nothing was ever committed to.

        Raises StoreMissing, StoreIncompatible or StoreDamaged.
        """
        self.path = path
        self.recipe = recipe
        self._pool = Pool(path / DATABASE)
        self._newest = Newest(path)
        if not has_tables(path / DATABASE):
            raise _missing(path)
        migrate(path / DATABASE)
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
        migrate(path / DATABASE)
        with as_store_errors(path), closing(connect(path / DATABASE)) as connection:
            recipe = made_with(connection, path)
        return cls(path, recipe)

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
        """Return one article. Raises ArticleMissing when there is none of that id."""
        with self._reading() as connection:
            found = schema.select_articles(connection, article_id)
        if not found:
            message = f"there is no article {article_id!r} in {self.path}; `quoth list` shows them"
            raise ArticleMissing(message)
        return found[0]

    def ids(self) -> list[str]:
        """Return the id of every article, in order."""
        with self._reading() as connection:
            return schema.select_ids(connection)

    def files(self) -> list[FileRecord]:
        """Return what is known of every file that was added, by id, failures included."""
        with self._reading() as connection:
            return select_files(connection)

    def count_passages(self) -> int:
        """Return how many passages there are."""
        with self._reading() as connection:
            return schema.count(connection, "passages")

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector` (dimension,), best first."""
        if vector.shape != (self.recipe.dimension,):
            message = f"a vector of shape {vector.shape} cannot be searched in {self.recipe}"
            raise StoreError(message)
        return self._search(lambda form, places: search_dense(form.dense, vector, k, places))

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first."""
        return self._search(lambda form, places: search_lexical(form.lexical, query, k, places))

    def commit(
        self,
        add: Sequence[Entry] = (),
        remove: Sequence[str] = (),
        *,
        files: Sequence[FileRecord] = (),
        forget: Sequence[str] = (),
    ) -> int:
        """Add (or replace) and remove articles in one step; return the new generation.

        `files` are the files that the articles were read from (an article that a file no longer
        holds is removed), and `forget` the ids of files to remove with all their articles.

        Raises StoreLocked while another process writes, StoreReadOnly, or StoreError when the disk
        refuses; the old generation is then still whole. What is removed leaves no byte behind.
        """
        check_entries(add, self.recipe)
        insert = _inserting(add)

        def change(connection: sqlite3.Connection) -> None:
            for article_id in remove:
                if not schema.delete_article(connection, article_id):
                    message = (
                        f"there is no article {article_id!r} in {self.path}; nothing was removed"
                    )
                    raise StoreError(message)
            insert(connection)
            forget_files(connection, forget)
            for record in files:
                record_file(connection, record)

        return self._write(change, self.recipe)

    def remake(self, entries: Sequence[Entry], recipe: Recipe, *, generation: int) -> int:
        """Replace everything by `entries`, made with another recipe from a generation's articles.

        Returns the new generation. Raises StoreError when that generation is no longer current.
        """
        check_entries(entries, recipe)
        insert = _inserting(entries)

        def change(connection: sqlite3.Connection) -> None:
            if schema.read_generation(connection) != generation:
                message = f"{self.path}: was changed meanwhile; nothing was rebuilt; try again"
                raise StoreError(message)
            schema.delete_all(connection)
            insert(connection)

        made = self._write(change, recipe)
        self.recipe = recipe
        return made

    def repair(self, segments: Sequence[str], replace: Sequence[Entry] = ()) -> int:
        """Write the named segments and SQLite's own search trees anew, and replace articles.

        Returns the new generation. Raises as `commit` does.
        """
        check_entries(replace, self.recipe)
        insert = _inserting(replace)

        def change(connection: sqlite3.Connection) -> None:
            connection.execute("REINDEX")
            delete_segments(connection, segments)
            insert(connection)

        return self._write(change, self.recipe)

    def close(self) -> None:
        """Close the connections that are not in use; the store opens others when it has to."""
        self._pool.close()

    def _search(self, search: Callable[[Derived, Places], Ranked]) -> list[Hit]:
        for attempt in range(_ATTEMPTS):
            # One read transaction: what is found in a generation is looked up in the same.
            with suppress(OutdatedError), self._reading() as connection:
                check_recipe(connection, self.path, self.recipe)
                newest = None if attempt + 1 == _ATTEMPTS else lambda: self.generation
                derived = self._newest.of(connection, self.recipe.dimension, newest)
                found = search(derived, partial(select_places, connection))
                passages = select_passages(connection, [number for number, _ in found])
                return [Hit(passages[number], score) for number, score in found]
        message = f"{self.path}: is being rewritten all the time; try again"
        raise StoreError(message)

    def _write(self, change: Callable[[sqlite3.Connection], None], recipe: Recipe) -> int:
        return commit(self.path, change, was=self.recipe, becomes=recipe)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with (
            as_store_errors(self.path),
            self._pool.borrowed() as connection,
            transaction(connection, "DEFERRED"),
        ):
            yield connection


def _inserting(entries: Sequence[Entry]) -> Callable[[sqlite3.Connection], None]:
    """Return what inserts entries; what it needs of their texts is computed now, under no lock."""
    runs = [copies.word_runs(entry.article.text, entry.article.blocks) for entry in entries]

    def insert(connection: sqlite3.Connection) -> None:
        for entry, own in zip(entries, runs, strict=True):
            schema.insert_entry(connection, entry, own)

    return insert


def _missing(path: Path) -> StoreMissing:
    return StoreMissing(f"there is no index in {path}; add articles, or ask a question to make one")
