"""Proofs of what an index promises, each over one transaction; what fails is a Problem."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedder import Vectors
from index.errors import StoreDamaged
from index.shapes import content_start
from index.store import copies, schema
from index.store.dense import Numbers, dense_contents, load_dense
from index.store.derived import DENSE, LEXICAL, folder_sha256
from index.store.lexical import (
    LexicalContents,
    join_lexical,
    lexical_contents,
    lexical_in_memory,
)
from index.store.passages import OFFSETS, VECTOR, iterate_texts, select_places, select_vectors
from index.store.segments import Run, Segment
from index.types import Article, Block, BlockKind

# float32 rows that were normalised are this near to unit length; cosines are then right to it.
_UNIT_TOLERANCE = 1e-4
_NO_PASSAGES = {BlockKind.TITLE, BlockKind.HEADING, BlockKind.BOILERPLATE}
# (start, end, heading's start, heading's end)
_Row = tuple[int, int, int | None, int | None]


class Remedy(enum.Enum):
    """What makes right again what is wrong."""

    REINDEX = "SQLite's search trees are made anew"
    REWRITE = "the segment is written anew from the passages"
    RECUT = "the article is cut and embedded anew"
    ADD_AGAIN = "remove the article and add its file again"
    RESTORE = "restore the index from a copy, or add the articles to a new one"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in plain words, and the article's id or segment's name that it is about."""

    what: str
    remedy: Remedy
    subject: str = ""

    @property
    def repairable(self) -> bool:
        """Whether nothing but the index itself is needed to mend it."""
        return self.remedy not in {Remedy.ADD_AGAIN, Remedy.RESTORE}


def prove_database(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Prove that SQLite's file holds together, and that no row speaks of one that is not there."""
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            remedy = Remedy.REINDEX if " index " in line else Remedy.RESTORE
            yield Problem(f"the database: {line}", remedy)
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(f"{table} has a row whose {parent} are not there", Remedy.RESTORE)


def prove_article(connection: sqlite3.Connection, article_id: str) -> Iterator[Problem]:
    """Prove that a text is what was added, and that its blocks, pages and passages are slices."""
    try:
        article = schema.select_articles(connection, article_id)[0]
    except schema.RowError as error:
        yield Problem(str(error), Remedy.ADD_AGAIN, article_id)
        return
    for wrong in _wrong_blocks(article):
        yield Problem(f"article {article_id!r}: {wrong}", Remedy.ADD_AGAIN, article_id)
    rows = connection.execute(
        f"SELECT {OFFSETS} FROM passages WHERE article = ? ORDER BY start",  # noqa: S608
        (article_id,),
    ).fetchall()
    for wrong in _wrong_passages(article, rows):
        yield Problem(f"article {article_id!r}: {wrong}", Remedy.RECUT, article_id)
    runs = copies.word_runs(article.text, article.blocks)
    if not copies.are_runs_stored(connection, article_id, runs):
        wrong = "what copies are told by is not of its text"
        yield Problem(f"article {article_id!r}: {wrong}", Remedy.RECUT, article_id)


def prove_vectors(connection: sqlite3.Connection, run: Run, dimension: int) -> Iterator[Problem]:
    """Prove that a run's vectors are of the dimension, finite, and of unit length."""
    rows = connection.execute(
        f"SELECT number, article, {VECTOR} FROM passages WHERE number BETWEEN ? AND ?",  # noqa: S608
        (run.first, run.last),
    )
    for number, article, blob in rows:
        vector = np.frombuffer(blob[: len(blob) // 4 * 4], np.float32).astype(np.float64)
        length = float(np.linalg.norm(vector)) if np.isfinite(vector).all() else float("nan")
        if len(blob) != 4 * dimension or not abs(length - 1) <= _UNIT_TOLERANCE:
            yield Problem(
                f"article {article!r}: the vector of passage {number} has {len(blob)} bytes and "
                f"the length {length:.4g}, not {4 * dimension} and 1",
                Remedy.RECUT,
                article,
            )


def prove_segment(
    connection: sqlite3.Connection, path: Path, segment: Segment, dimension: int
) -> Iterator[Problem]:
    """Prove that a segment's files are as they were written, and hold what the passages say."""
    try:
        numbers, vectors = select_vectors(connection, segment.run, dimension)
        words = lexical_contents(lexical_in_memory(iterate_texts(connection, segment.run)))
    except schema.RowError:
        return  # a problem of the article, and told as such
    wrong = _wrong_files(path, segment, (numbers.tolist(), words))
    if wrong:
        yield Problem(f"{segment.name}: {wrong}", Remedy.REWRITE, segment.name)
        return
    # The file's hash says that it is the file that was written: what differs is the row.
    differs = (_dense_contents(path, segment)[1] != vectors).any(axis=1)
    for number, place in select_places(connection, numbers[differs].tolist()).items():
        what = f"article {place[0]!r}: the vector of passage {number} is not the one that was added"
        yield Problem(what, Remedy.RECUT, place[0])


def _wrong_blocks(article: Article) -> Iterator[str]:
    position = 0
    for block in (*article.blocks, Block(len(article.text), len(article.text), BlockKind.TITLE)):
        if not position <= block.start <= block.end <= len(article.text):
            yield f"the block {block.start}-{block.end} overlaps another or leaves the text"
        elif article.text[position : block.start].strip():
            yield f"the text {position}-{block.start} is in no block"
        position = max(position, block.end)
    if list(article.pages) != sorted(set(article.pages)) or (
        article.pages and not 0 <= article.pages[0] <= article.pages[-1] <= len(article.text)
    ):
        yield "its pages do not follow one another"


def _wrong_passages(article: Article, rows: Sequence[_Row]) -> Iterator[str]:
    headings = {
        (content_start(article.text, block), block.end)
        for block in article.blocks
        if block.kind is BlockKind.HEADING
    }
    if not rows:
        yield "it has no passages"
    for start, end, *heading in rows:
        if not 0 <= start < end <= len(article.text) or not article.text[start:end].strip():
            yield f"the passage {start}-{end} is not a slice of its text"
        if heading != [None, None] and tuple(heading) not in headings:
            yield f"the passage {start}-{end} stands under {heading}, which is not a heading"
    for start, end in _unread(article, rows):
        yield f"the text {start}-{end} is in no passage"


def _unread(article: Article, rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    """Yield the pieces of the article's body that no passage holds."""
    for block in article.blocks:
        if block.kind in _NO_PASSAGES:
            continue
        position = content_start(article.text, block)
        inside = [row for row in rows if row[0] < block.end and row[1] > position]
        for start, end in [*((row[0], row[1]) for row in inside), (block.end, block.end)]:
            if article.text[position : max(start, position)].strip():
                yield position, start
            position = max(position, end)


def _wrong_files(
    path: Path, segment: Segment, expected: tuple[list[int], LexicalContents]
) -> str | None:
    """Say what is wrong with a segment, given its passages' numbers and words."""
    folder = path / segment.name
    if not folder.is_dir():
        return "is missing"
    try:
        if folder_sha256(folder) != segment.sha256:
            return "its files are not as they were written"
        found = _dense_contents(path, segment)[0].tolist()
        words = lexical_contents(join_lexical([folder / LEXICAL]))
    except (OSError, StoreDamaged) as error:
        return f"cannot be read ({error})"
    if found != expected[0] or len(found) != segment.run.passages:
        return "its vectors are not those of its passages"
    if words != expected[1]:
        return "its words are not those of its passages"
    return None


def _dense_contents(path: Path, segment: Segment) -> tuple[Numbers, Vectors]:
    return dense_contents(load_dense((path / segment.name / DENSE).read_bytes()))
