"""Which articles repeat one another: wire copy, and the same text under two names.

Candidates share some of the smallest hashes of their word runs (Broder 1997, "On the resemblance
and containment of documents": a bottom-k sketch); what all their runs have in common then decides.
A link depends on the two texts alone, so the order in which articles were added changes nothing.
The hashes of all runs are kept, half a kilobyte for a hundred words: reading and hashing the texts
of sixteen candidates again for each article that is added took most of a commit.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.types import Block, BlockKind

# The hashes of an article's runs of words, ascending, none twice.
Runs = NDArray[np.uint32]
# As they are hashed and stored, on whatever machine.
_STORED = np.dtype("<u4")

# Runs of five words are seldom alike by chance, and survive the editing of the words around them.
RUN_WORDS = 5
# Of two texts that share half of their runs, about 16 of the smallest 32 hashes are shared.
SKETCH_SIZE = 32
# Fewer shared hashes are a shared phrase. A short text has fewer hashes, and may share them all.
SHARED_HASHES = 4
# Only the most alike are compared: a thousand articles may share a newsletter's footer.
MOST_CANDIDATES = 16
# The shorter text stands in the longer one this far, and is not a mere part of a round-up.
CONTAINED = 0.8
LENGTH_RATIO = 0.5

# A book is compared by its beginning, so that comparing takes bounded time and memory.
MOST_WORDS = 20_000
# "[Removed]" in a thousand rows of an export is nobody's wire copy.
FEWEST_WORDS = 8

# A character of a script that leaves no spaces between words counts as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_]+")
_NOT_BODY = {BlockKind.BOILERPLATE, BlockKind.TITLE, BlockKind.HEADING}


def are_copies(one: Runs, other: Runs) -> bool:
    """Say whether of two texts' runs of words the shorter are nearly all among the longer."""
    shorter, longer = sorted((len(one), len(other)))
    if not shorter or shorter < LENGTH_RATIO * longer:
        return False
    return len(np.intersect1d(one, other, assume_unique=True)) >= CONTAINED * shorter


def word_runs(text: str, blocks: Sequence[Block]) -> Runs:
    """Return the hashes of the runs of words in an article's body."""
    body = (block for block in blocks if block.kind not in _NOT_BODY)
    found = (match for block in body for match in _WORD.finditer(text, block.start, block.end))
    words = [match[0].casefold() for match in islice(found, MOST_WORDS)]
    if len(words) < FEWEST_WORDS:
        return np.empty(0, np.uint32)
    runs = (" ".join(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1))
    digests = b"".join(_digest(run) for run in runs)
    return np.unique(np.frombuffer(digests, _STORED)).astype(np.uint32)


def link(connection: sqlite3.Connection, article_id: str, runs: Runs) -> None:
    """Link an article that was just inserted with those that it repeats or that repeat it."""
    sketch = runs[:SKETCH_SIZE].tolist()
    linked = [key for key, others in _candidates(connection, sketch) if are_copies(runs, others)]
    connection.execute(
        "INSERT INTO runs VALUES (?, ?)", (article_id, runs.astype(_STORED).tobytes())
    )
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)", ((code, article_id) for code in sketch)
    )
    connection.executemany(
        "INSERT INTO copies VALUES (?, ?)",
        (pair for key in linked for pair in ((article_id, key), (key, article_id))),
    )
    if linked:
        settle(connection, [article_id])


def are_runs_stored(connection: sqlite3.Connection, article_id: str, runs: Runs) -> bool:
    """Say whether what is kept of an article's runs is what `word_runs` makes of it."""
    hashes = connection.execute(
        "SELECT CAST(hashes AS BLOB) FROM runs WHERE article = ?", (article_id,)
    )
    sketch = connection.execute(
        "SELECT hash FROM sketches WHERE article = ? ORDER BY hash", (article_id,)
    )
    kept = [_as_runs(blob).tolist() for (blob,) in hashes]
    return kept == [runs.tolist()] and [code for (code,) in sketch] == kept[0][:SKETCH_SIZE]


def forget_all(connection: sqlite3.Connection) -> None:
    """Forget whose copies the articles are and how that was told, to link them all anew."""
    for table in ("runs", "sketches", "copies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
    connection.execute("UPDATE articles SET copy_of = NULL WHERE copy_of IS NOT NULL")


def linked_to(connection: sqlite3.Connection, article_id: str) -> list[str]:
    """Return the articles that are linked with one directly."""
    rows = connection.execute("SELECT other FROM copies WHERE one = ?", (article_id,))
    return [key for (key,) in rows]


def settle(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Say anew, for each of these and all that they are linked with, whose copies they are.

    The original is the one that was published first; the first by id where dates do not tell.
    """
    left = set(article_ids)
    while left:
        group = _group_of(connection, left.pop())
        left -= group
        members = json.dumps(sorted(group))
        (first,) = connection.execute(
            "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
            " ORDER BY published IS NULL, published, id LIMIT 1",
            (members,),
        ).fetchone()
        connection.execute(
            "UPDATE articles SET copy_of = nullif(?1, id)"
            " WHERE id IN (SELECT value FROM json_each(?2)) AND copy_of IS NOT nullif(?1, id)",
            (first, members),
        )


def _candidates(
    connection: sqlite3.Connection, sketch: Sequence[int]
) -> Iterator[tuple[str, Runs]]:
    rows = connection.execute(
        # A flipped bit can make a text of bytes; the cast keeps that to wrong hashes.
        "SELECT article, CAST(hashes AS BLOB) FROM runs JOIN"
        " (SELECT article, count(*) AS shared FROM sketches"
        " WHERE hash IN (SELECT value FROM json_each(?))"
        " GROUP BY article HAVING shared >= ? ORDER BY shared DESC, article LIMIT ?)"
        " USING (article)",
        (json.dumps(sketch), min(SHARED_HASHES, len(sketch)), MOST_CANDIDATES),
    )
    return ((key, _as_runs(blob)) for key, blob in rows)


def _group_of(connection: sqlite3.Connection, article_id: str) -> set[str]:
    """Return an article and all that are linked with it, over however many steps."""
    rows = connection.execute(
        "WITH RECURSIVE found (id) AS"
        " (VALUES (?) UNION SELECT other FROM copies JOIN found ON one = id) SELECT id FROM found",
        (article_id,),
    )
    return {key for (key,) in rows}


def _as_runs(blob: bytes | None) -> Runs:
    blob = blob or b""
    whole = len(blob) // _STORED.itemsize * _STORED.itemsize
    return np.frombuffer(blob[:whole], _STORED).astype(np.uint32)


def _digest(run: str) -> bytes:
    return hashlib.blake2b(run.encode(), digest_size=_STORED.itemsize).digest()
