"""The files that articles were read from: their hashes, and why one could not be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from index.errors import StoreError
from index.store import schema
from index.store.protocol import FileRecord


def select_files(connection: sqlite3.Connection) -> list[FileRecord]:
    """Return the record of every file, by id."""
    articles: dict[str, list[str]] = {}
    for article, file in connection.execute(
        "SELECT article, file FROM file_articles ORDER BY article"
    ):
        articles.setdefault(file, []).append(article)
    return [
        FileRecord(key, path, sha256, tuple(articles.get(key, ())), failure, note)
        for key, path, sha256, failure, note in connection.execute(
            "SELECT id, path, sha256, failure, note FROM files ORDER BY id"
        )
    ]


def record_file(connection: sqlite3.Connection, record: FileRecord) -> None:
    """Record a file and delete the articles that it no longer holds.

    Raises StoreError when another process has given the id to another file meanwhile.
    """
    for key, path in connection.execute(
        "SELECT id, path FROM files WHERE id = ?1 AND path <> ?2"
        # Not one condition with OR or <>: SQLite would read every file's row for it.
        " UNION ALL SELECT id, path FROM files WHERE path = ?2 AND id <> ?1",
        (record.id, record.path),
    ).fetchall():
        # A file that is gone from where it was has been moved here.
        if key != record.id or Path(path).exists():
            message = (
                f"{record.path}: another process has just added {path} as {key!r}; add it again"
            )
            raise StoreError(message)
    for article in _articles_of(connection, record.id) - set(record.articles):
        schema.delete_article(connection, article)
    connection.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " path = excluded.path, sha256 = excluded.sha256, failure = excluded.failure,"
        " note = excluded.note",
        (record.id, record.path, record.sha256, record.failure, record.note),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO file_articles VALUES (?, ?)",
        ((article, record.id) for article in record.articles),
    )


def forget_files(connection: sqlite3.Connection, file_ids: Sequence[str]) -> None:
    """Delete files' records with all the articles that were read from them."""
    for file_id in file_ids:
        for article in _articles_of(connection, file_id):
            schema.delete_article(connection, article)
        connection.execute("DELETE FROM files WHERE id = ?", (file_id,))


def _articles_of(connection: sqlite3.Connection, file_id: str) -> set[str]:
    rows = connection.execute("SELECT article FROM file_articles WHERE file = ?", (file_id,))
    return {key for (key,) in rows}
