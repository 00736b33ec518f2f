"""Which articles repeat one another: wire copy, and the same text under two names.

Candidates share some of the smallest hashes of their word runs (Broder 1997, "On the resemblance
and containment of documents": a bottom-k sketch); what their texts have in common then decides. A
link depends on the two texts alone, so the order in which articles were added changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice

from index.types import Article, Block, BlockKind

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


def are_copies(one: set[int], other: set[int]) -> bool:
    """Say whether of two texts' runs of words the shorter are nearly all among the longer."""
    shorter, longer = sorted((len(one), len(other)))
    if not shorter or shorter < LENGTH_RATIO * longer:
        return False
    return len(one & other) >= CONTAINED * shorter


def word_runs(text: str, blocks: Sequence[Block]) -> set[int]:
    """Return the hashes (signed 64 bits) of the runs of words in an article's body."""
    body = (block for block in blocks if block.kind not in _NOT_BODY)
    found = (match for block in body for match in _WORD.finditer(text, block.start, block.end))
    words = [match[0].casefold() for match in islice(found, MOST_WORDS)]
    if len(words) < FEWEST_WORDS:
        return set()
    starts = range(len(words) - RUN_WORDS + 1)
    return {_hash(" ".join(words[at : at + RUN_WORDS])) for at in starts}


def link(connection: sqlite3.Connection, article: Article) -> None:
    """Link an article that was just inserted with those that it repeats or that repeat it."""
    runs = word_runs(article.text, article.blocks)
    sketch = sorted(runs)[:SKETCH_SIZE]
    linked = [
        key
        for key in _candidates(connection, sketch)
        if are_copies(runs, _stored_runs(connection, key))
    ]
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)", ((code, article.id) for code in sketch)
    )
    connection.executemany(
        "INSERT INTO copies VALUES (?, ?)",
        (pair for key in linked for pair in ((article.id, key), (key, article.id))),
    )
    if linked:
        settle(connection, [article.id])


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


def _candidates(connection: sqlite3.Connection, sketch: Sequence[int]) -> list[str]:
    rows = connection.execute(
        "SELECT article FROM sketches WHERE hash IN (SELECT value FROM json_each(?))"
        " GROUP BY article HAVING count(*) >= ? ORDER BY count(*) DESC, article LIMIT ?",
        (json.dumps(sketch), min(SHARED_HASHES, len(sketch)), MOST_CANDIDATES),
    )
    return [key for (key,) in rows]


def _group_of(connection: sqlite3.Connection, article_id: str) -> set[str]:
    """Return an article and all that are linked with it, over however many steps."""
    rows = connection.execute(
        "WITH RECURSIVE found (id) AS"
        " (VALUES (?) UNION SELECT other FROM copies JOIN found ON one = id) SELECT id FROM found",
        (article_id,),
    )
    return {key for (key,) in rows}


def _stored_runs(connection: sqlite3.Connection, article_id: str) -> set[int]:
    (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
    rows = connection.execute(
        "SELECT start, end, kind FROM blocks WHERE article = ?", (article_id,)
    )
    return word_runs(text, [Block(start, end, BlockKind(kind)) for start, end, kind in rows])


def _hash(run: str) -> int:
    digest = hashlib.blake2b(run.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
