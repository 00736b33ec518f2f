"""The SQLite side: the tables that hold the truth, and rows <-> types."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
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
CREATE INDEX passages_in_order ON passages (article, start);
"""

# The order in which derived files count passages: the same for the same articles, however added.
_ORDER = "ORDER BY article, start, number"


class RowError(ValueError):
    """A row that cannot have been written by this module."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables inside the transaction that is under way."""
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return what is recorded of how the index was made."""
    return dict(connection.execute("SELECT key, value FROM meta"))


def read_generation(connection: sqlite3.Connection) -> int:
    """Return how often the store was committed to."""
    return whole_number(read_meta(connection), "generation")


def whole_number(meta: dict[str, str], key: str) -> int:
    """Return a recorded number. Raises RowError."""
    try:
        return int(meta[key])
    except (KeyError, ValueError) as error:
        message = f"its {key} is {meta.get(key)!r}"
        raise RowError(message) from error


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


def delete_all(connection: sqlite3.Connection) -> None:
    """Delete every article."""
    connection.execute("DELETE FROM articles")


def select_articles(connection: sqlite3.Connection, article_id: str | None = None) -> list[Article]:
    """Return every article by id, or the one named (an empty list when there is none)."""
    where, values = ("WHERE id = ?", (article_id,)) if article_id is not None else ("", ())
    rows = connection.execute(
        f"SELECT id, title, publisher, published, text, sha256 FROM articles {where} ORDER BY id",  # noqa: S608
        values,
    ).fetchall()
    return [_article(row, _select_blocks(connection, row[0])) for row in rows]


def _article(
    row: tuple[str, str, str | None, str | None, str, str], blocks: tuple[Block, ...]
) -> Article:
    key, title, publisher, published, text, sha256 = row
    _check_text(key, text, sha256)
    try:
        date = dt.date.fromisoformat(published) if published else None
    except ValueError as error:
        message = f"article {key!r} has the date {published!r}"
        raise RowError(message) from error
    return Article(key, title, publisher, date, text, sha256, blocks)


def _check_text(key: str, text: str, sha256: str) -> None:
    """Raise RowError when a stored text is not the one that was added."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256:
        message = f"the text of article {key!r} is not the one that was added"
        raise RowError(message)


def _select_blocks(connection: sqlite3.Connection, article_id: str) -> tuple[Block, ...]:
    rows = connection.execute(
        "SELECT start, end, kind FROM blocks WHERE article = ? ORDER BY start", (article_id,)
    )
    try:
        return tuple(Block(start, end, BlockKind(kind)) for start, end, kind in rows)
    except ValueError as error:
        message = f"article {article_id!r}: {error}"
        raise RowError(message) from error


def select_numbers(connection: sqlite3.Connection) -> list[int]:
    """Return the numbers of all passages, in the order of the derived files."""
    rows = connection.execute(f"SELECT number FROM passages {_ORDER}")  # noqa: S608
    return [number for (number,) in rows]


def select_passages(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, Passage]:
    """Return the passages of the given numbers; each is its slice of the article's text."""
    rows = connection.execute(
        "SELECT number, article, start, end, heading_start, heading_end FROM passages"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchall()
    texts = {key: _select_text(connection, key)[1] for key in {row[1] for row in rows}}
    return {row[0]: _passage(row[1:], texts[row[1]]) for row in rows}


def iterate_texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what lexical search reads of every passage: title, heading and text."""
    key, title, text = None, "", ""
    for row in connection.execute(
        f"SELECT article, start, end, heading_start, heading_end FROM passages {_ORDER}"  # noqa: S608
    ):
        if row[0] != key:
            key = row[0]
            title, text = _select_text(connection, key)
        passage = _passage(row, text)
        heading = text[slice(*passage.heading)] if passage.heading else ""
        yield f"{title}\n{heading}\n{passage.text}"


def _select_text(connection: sqlite3.Connection, article_id: str) -> tuple[str, str]:
    """Return the title and the text of an article that is there."""
    title, text, sha256 = connection.execute(
        "SELECT title, text, sha256 FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    _check_text(article_id, text, sha256)
    return title, text


def select_vectors(connection: sqlite3.Connection, dimension: int) -> Vectors:
    """Return the vectors of all passages (n, dimension), in the order of the derived files."""
    total = count(connection, "passages")
    vectors: Vectors = np.empty((total, dimension), np.float32)
    rows = connection.execute(f"SELECT vector FROM passages {_ORDER}")  # noqa: S608
    for row, (blob,) in zip(vectors, rows, strict=True):
        if len(blob) != row.nbytes:
            message = f"a vector has {len(blob)} bytes, not {row.nbytes}"
            raise RowError(message)
        row[:] = np.frombuffer(blob, np.float32)
    return vectors


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has."""
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(found[0])


def _passage(row: tuple[str, int, int, int | None, int | None], text: str) -> Passage:
    article, start, end, heading_start, heading_end = row
    heading = None
    if heading_start is not None and heading_end is not None:
        heading = (heading_start, heading_end)
    return Passage(article, start, end, text[start:end], heading)
