"""The SQLite side: the tables that hold the truth, and rows <-> types.

The tables of each schema version are added to those of the version before, so that a new index and
one brought up to date (index.store.migration) are made by the same statements.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3

from index.store import copies
from index.store.protocol import Entry
from index.store.segments import SEGMENT_TABLES
from index.types import Article, Block, BlockKind

# "Quot" in ASCII: tells an index of ours from any other SQLite file.
APPLICATION_ID = 0x51756F74

_VERSION_1 = """
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
# Other formats than plain text, copies of one text, and the files that articles were read from.
_VERSION_2 = """
ALTER TABLE articles ADD COLUMN media_type TEXT NOT NULL DEFAULT 'text/plain';
ALTER TABLE articles ADD COLUMN copy_of TEXT;
CREATE TABLE pages (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    number INTEGER NOT NULL, start INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;
CREATE TABLE sketches (
    hash INTEGER NOT NULL, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX sketches_of ON sketches (article);
CREATE TABLE copies (
    one TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX copies_of ON copies (other);
CREATE TABLE files (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT, failure TEXT, note TEXT
) WITHOUT ROWID;
CREATE TABLE file_articles (
    article TEXT PRIMARY KEY, file TEXT NOT NULL REFERENCES files ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX articles_of_file ON file_articles (file);
"""
# The hashes by which copies are told, so that no text is read for that again.
_VERSION_3 = """
CREATE TABLE runs (
    article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, hashes BLOB NOT NULL
) WITHOUT ROWID;
"""
_VERSIONS = (_VERSION_1, _VERSION_2 + SEGMENT_TABLES.lstrip(), _VERSION_3)
SCHEMA_VERSION = len(_VERSIONS)


# With the casts a flipped bit makes a wrong value at most, and not one of another type.
_ARTICLE = (
    "id, ifnull(CAST(title AS TEXT), ''), CAST(publisher AS TEXT), CAST(published AS TEXT),"
    " ifnull(CAST(text AS TEXT), ''), sha256, media_type, copy_of"
)


class RowError(Exception):
    """A row that cannot have been written by this module."""


def create_tables(connection: sqlite3.Connection, *, version: int = 0) -> None:
    """Add the tables that are newer than a version, inside the transaction that is under way."""
    for statements in _VERSIONS[version:]:
        for statement in statements.split(";\n"):
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


def insert_entry(connection: sqlite3.Connection, entry: Entry, runs: copies.Runs) -> None:
    """Add an article with its blocks, passages and vectors; one of the same id is replaced.

    `runs` are the article's `copies.word_runs`.
    """
    article = entry.article
    _delete_rows(connection, article.id)
    published = article.published.isoformat() if article.published else None
    connection.execute(
        "INSERT INTO articles (id, title, publisher, published, text, sha256, media_type)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(article.id, article.title, article.publisher, published),
            *(article.text, article.sha256, article.media_type),
        ),
    )
    connection.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?)",
        ((article.id, b.start, b.end, b.kind.value) for b in article.blocks),
    )
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?)",
        ((article.id, number, start) for number, start in enumerate(article.pages, start=1)),
    )
    connection.executemany(
        "INSERT INTO passages (article, start, end, heading_start, heading_end, vector)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (p.article, p.start, p.end, *(p.heading or (None, None)), vector.tobytes())
            for p, vector in zip(entry.passages, entry.vectors, strict=True)
        ),
    )
    copies.link(connection, article.id, runs)


def delete_article(connection: sqlite3.Connection, article_id: str) -> bool:
    """Delete an article with all that belongs to it; say whether there was one."""
    connection.execute(
        "DELETE FROM files WHERE id IN (SELECT file FROM file_articles WHERE article = ?) AND 1 ="
        " (SELECT count(*) FROM file_articles AS others WHERE others.file = files.id)",
        (article_id,),
    )
    connection.execute("DELETE FROM file_articles WHERE article = ?", (article_id,))
    return _delete_rows(connection, article_id)


def _delete_rows(connection: sqlite3.Connection, article_id: str) -> bool:
    """Delete an article, but not what is known of the file that it was read from."""
    linked = copies.linked_to(connection, article_id)
    found = connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0
    copies.settle(connection, linked)
    return found


def delete_all(connection: sqlite3.Connection) -> None:
    """Delete every article, but not what is known of the files that they were read from."""
    connection.execute("DELETE FROM articles")


def select_articles(connection: sqlite3.Connection, article_id: str | None = None) -> list[Article]:
    """Return every article by id, or the one named (an empty list when there is none)."""
    where, values = ("WHERE id = ?", (article_id,)) if article_id is not None else ("", ())
    rows = connection.execute(
        f"SELECT {_ARTICLE} FROM articles {where} ORDER BY id",  # noqa: S608
        values,
    ).fetchall()
    return [_article(connection, row) for row in rows]


def select_ids(connection: sqlite3.Connection) -> list[str]:
    """Return the id of every article, in order."""
    return [key for (key,) in connection.execute("SELECT id FROM articles ORDER BY id")]


def _article(
    connection: sqlite3.Connection,
    row: tuple[str, str, str | None, str | None, str, str, str, str | None],
) -> Article:
    key, title, publisher, published, text, sha256, media_type, copy_of = row
    check_text(key, text, sha256)
    try:
        date = dt.date.fromisoformat(published) if published else None
    except ValueError as error:
        message = f"article {key!r} has the date {published!r}"
        raise RowError(message) from error
    blocks = _select_blocks(connection, key)
    pages = _select_pages(connection, key)
    return Article(*(key, title, publisher, date, text, sha256, blocks), media_type, pages, copy_of)


def check_text(key: str, text: str, sha256: str) -> None:
    """Raise RowError when a stored text is not the one that was added."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256:
        message = f"the text of article {key!r} is not the one that was added"
        raise RowError(message)


def _select_blocks(connection: sqlite3.Connection, article_id: str) -> tuple[Block, ...]:
    rows = connection.execute(
        "SELECT CAST(start AS INTEGER), CAST(end AS INTEGER), kind FROM blocks"
        " WHERE article = ? ORDER BY start",
        (article_id,),
    )
    try:
        return tuple(Block(start, end, BlockKind(kind)) for start, end, kind in rows)
    except ValueError as error:
        message = f"article {article_id!r}: {error}"
        raise RowError(message) from error


def _select_pages(connection: sqlite3.Connection, article_id: str) -> tuple[int, ...]:
    rows = connection.execute(
        "SELECT CAST(start AS INTEGER) FROM pages WHERE article = ? ORDER BY number", (article_id,)
    )
    return tuple(start for (start,) in rows)


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has."""
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(found[0])
