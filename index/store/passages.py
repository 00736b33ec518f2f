"""The passages in SQLite, as searching reads them: places, slices, texts and vectors.

A flipped bit can make a number of SQLite's a text, and a text bytes. The casts keep that to a wrong
value, which the checks find; what is stored by Quoth they leave as it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.embedder import Vectors
from index.store.dense import Numbers
from index.store.schema import RowError, check_text
from index.store.segments import Run
from index.store.ties import Place
from index.types import Passage

OFFSETS = ", ".join(
    f"CAST({column} AS INTEGER)" for column in ("start", "end", "heading_start", "heading_end")
)
VECTOR = "ifnull(CAST(vector AS BLOB), x'')"


def select_places(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, Place]:
    """Return where passages stand: in an order that is the same however articles were added."""
    rows = connection.execute(
        "SELECT number, article, CAST(start AS INTEGER) FROM passages"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    places = {number: (article, start, number) for number, article, start in rows}
    if len(places) < len(numbers):
        missing = min(set(numbers) - set(places))
        message = f"passage {missing} is found by searching, and is not there"
        raise RowError(message)
    return places


def select_passages(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, Passage]:
    """Return the passages of the given numbers; each is its slice of the article's text."""
    rows = connection.execute(
        f"SELECT number, article, {OFFSETS} FROM passages"  # noqa: S608 - a constant
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchall()
    texts = {key: _select_text(connection, key)[1] for key in {row[1] for row in rows}}
    return {row[0]: _passage(row[1:], texts[row[1]]) for row in rows}


def iterate_texts(connection: sqlite3.Connection, run: Run) -> Iterator[tuple[int, str]]:
    """Yield a run's numbers with what lexical search reads: title, heading and text."""
    key, title, text = None, "", ""
    for number, *row in connection.execute(
        f"SELECT number, article, {OFFSETS} FROM passages"  # noqa: S608 - a constant
        " WHERE number BETWEEN ? AND ? ORDER BY number",
        (run.first, run.last),
    ):
        if row[0] != key:
            key = row[0]
            title, text = _select_text(connection, key)
        passage = _passage(row, text)
        heading = text[slice(*passage.heading)] if passage.heading else ""
        yield number, f"{title}\n{heading}\n{passage.text}"


def _select_text(connection: sqlite3.Connection, article_id: str) -> tuple[str, str]:
    """Return the title and the text of an article that is there."""
    row = connection.execute(
        "SELECT ifnull(CAST(title AS TEXT), ''), ifnull(CAST(text AS TEXT), ''), sha256"
        " FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        message = f"a passage is of article {article_id!r}, which is not there"
        raise RowError(message)
    check_text(article_id, *row[1:])
    return row[0], row[1]


def select_vectors(
    connection: sqlite3.Connection, run: Run, dimension: int
) -> tuple[Numbers, Vectors]:
    """Return a run's numbers (n,) and vectors (n, dimension)."""
    rows = connection.execute(
        f"SELECT number, {VECTOR} FROM passages WHERE number BETWEEN ? AND ? ORDER BY number",  # noqa: S608
        (run.first, run.last),
    ).fetchall()
    vectors: Vectors = np.empty((len(rows), dimension), np.float32)
    for row, (number, blob) in zip(vectors, rows, strict=True):
        if len(blob) != row.nbytes:
            message = f"the vector of passage {number} has {len(blob)} bytes, not {row.nbytes}"
            raise RowError(message)
        row[:] = np.frombuffer(blob, np.float32)
    return np.array([number for number, _ in rows], np.int64), vectors


def _passage(row: Sequence[Any], text: str) -> Passage:
    article, start, end, heading_start, heading_end = row
    heading = None
    if heading_start is not None and heading_end is not None:
        heading = (heading_start, heading_end)
    return Passage(article, start, end, text[start:end], heading)
