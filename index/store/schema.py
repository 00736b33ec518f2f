"""The SQLite side: the tables that hold the truth, and rows <-> types."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

import numpy as np

from index.embedder import Vectors
from index.store.protocol import Entry
from index.types import Article, Block, BlockKind, Passage

SCHEMA_VERSION = 1
# "Quot" in ASCII: tells an index of ours from any other SQLite file.
APPLICATION_ID = 0x51756F74

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT, published TEXT,
    text TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE blocks (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL,
    PRIMARY KEY (article, start)
) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading_start INTEGER, heading_end INTEGER,
    vector BLOB NOT NULL
);
CREATE INDEX passages_by_article ON passages (article);
"""

# A passage's text is its slice of the article (SQLite's substr counts code points, from one).
_PASSAGE = """
SELECT p.number, p.article, p.start, p.end, substr(a.text, p.start + 1, p.end - p.start),
       p.heading_start, p.heading_end, a.title
FROM passages p JOIN articles a ON a.id = p.article
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables inside the transaction that is under way."""
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return what is recorded of how the index was made."""
    return dict(connection.execute("SELECT key, value FROM meta"))


def write_meta(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    """Record values, replacing those of the same key."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def insert_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add an article with its blocks, passages and vectors; one of the same id is replaced."""
    article = entry.article
    delete_article(connection, article.id)
    published = article.published.isoformat() if article.published else None
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)",
        (article.id, article.title, article.publisher, published, article.text, article.sha256),
    )
    connection.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?)",
        ((article.id, b.start, b.end, b.kind.value) for b in article.blocks),
    )
    connection.executemany(
        "INSERT INTO passages (article, start, end, heading_start, heading_end, vector)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (p.article, p.start, p.end, *(p.heading or (None, None)), vector.tobytes())
            for p, vector in zip(entry.passages, entry.vectors, strict=True)
        ),
    )


def delete_article(connection: sqlite3.Connection, article_id: str) -> bool:
    """Delete an article with all that belongs to it; say whether there was one."""
    return connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0


def select_articles(connection: sqlite3.Connection, article_id: str | None = None) -> list[Article]:
    """Return every article by id, or the one named (an empty list when there is none)."""
    where, values = ("WHERE id = ?", (article_id,)) if article_id is not None else ("", ())
    rows = connection.execute(
        f"SELECT id, title, publisher, published, text, sha256 FROM articles {where} ORDER BY id",  # noqa: S608
        values,
    ).fetchall()
    return [
        Article(
            id=key,
            title=title,
            publisher=publisher,
            published=dt.date.fromisoformat(published) if published else None,
            text=text,
            sha256=sha256,
            blocks=_select_blocks(connection, key),
        )
        for key, title, publisher, published, text, sha256 in rows
    ]


def _select_blocks(connection: sqlite3.Connection, article_id: str) -> tuple[Block, ...]:
    rows = connection.execute(
        "SELECT start, end, kind FROM blocks WHERE article = ? ORDER BY start", (article_id,)
    )
    return tuple(Block(start, end, BlockKind(kind)) for start, end, kind in rows)


def select_passages(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, Passage]:
    """Return the passages of the given numbers."""
    marks = ",".join("?" * len(numbers))
    rows = connection.execute(f"{_PASSAGE} WHERE p.number IN ({marks})", numbers)
    return {row[0]: _passage(row) for row in rows}


def iterate_texts(connection: sqlite3.Connection, after: int = 0) -> Iterator[tuple[int, str]]:
    """Yield (number, title and text) of every passage numbered above `after`, for lexical search."""
    for row in connection.execute(f"{_PASSAGE} WHERE p.number > ? ORDER BY p.number", (after,)):
        yield row[0], f"{row[7]}\n{row[4]}"


def select_vectors(connection: sqlite3.Connection, dimension: int) -> tuple[list[int], Vectors]:
    """Return the numbers of all passages and their vectors (n, dimension), float32."""
    rows = connection.execute("SELECT number, vector FROM passages ORDER BY number").fetchall()
    joined = b"".join(blob for _, blob in rows)
    vectors = np.frombuffer(joined, np.float32).reshape(len(rows), dimension)
    return [number for number, _ in rows], vectors


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has."""
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(found[0])


def _passage(row: tuple[int, str, int, int, str, int | None, int | None, str]) -> Passage:
    _, article, start, end, text, heading_start, heading_end, _ = row
    heading = None
    if heading_start is not None and heading_end is not None:
        heading = (heading_start, heading_end)
    return Passage(article, start, end, text, heading)
